import CSodium
package import Database
import Foundation
package import Services

/// The 256-bit key that encrypts two-step secrets and keys the hashes of recovery codes. It comes from
/// configuration and is never in the database, nor in its backups.
package struct SecretKey: Sendable {
    private let bytes: [UInt8]

    /// Reads 32 bytes written as base64 or as 64 hexadecimal digits; `nil` for anything else.
    package init?(_ text: String) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if trimmed.utf8.count == 64, let bytes = SecretKey.hexadecimal(trimmed) {
            self.bytes = bytes
        } else if let data = Data(base64Encoded: trimmed), data.count == 32 {
            bytes = Array(data)
        } else {
            return nil
        }
    }

    package init(_ services: Services) {
        bytes = services.randomBytes(32)
    }

    /// As ``init(_:)-(String)`` reads it: for a key file made at the first start.
    package var text: String { Data(bytes).base64EncodedString() }

    /// Encrypts and authenticates (XSalsa20-Poly1305). The owner is sealed in, so a box moved to another row
    /// does not open.
    func seal(_ secret: [UInt8], for owner: Int64, _ services: Services) -> [UInt8] {
        let nonce = services.randomBytes(Int(crypto_secretbox_NONCEBYTES))
        let message = owner.bigEndianBytes + secret
        var box = [UInt8](repeating: 0, count: message.count + Int(crypto_secretbox_MACBYTES))
        let status = unsafe crypto_secretbox_easy(&box, message, UInt64(message.count), nonce, bytes)
        precondition(status == 0, "libsodium seals whatever it is given")
        return nonce + box
    }

    /// The secret, or `nil` when the key is another one or the box was changed.
    func open(_ sealed: [UInt8], for owner: Int64) -> [UInt8]? {
        let nonceCount = Int(crypto_secretbox_NONCEBYTES)
        let overhead = Int(crypto_secretbox_MACBYTES)
        guard sealed.count >= nonceCount + overhead + 8 else { return nil }
        let nonce = Array(sealed.prefix(nonceCount))
        let box = Array(sealed.dropFirst(nonceCount))
        var message = [UInt8](repeating: 0, count: box.count - overhead)
        guard unsafe crypto_secretbox_open_easy(&message, box, UInt64(box.count), nonce, bytes) == 0 else {
            return nil
        }
        guard Array(message.prefix(8)) == owner.bigEndianBytes else { return nil }
        return Array(message.dropFirst(8))
    }

    /// A keyed hash (BLAKE2b, 32 bytes): what is stored of a secret too short for a plain hash.
    func digest(of text: String, for owner: Int64) -> [UInt8] {
        let message = owner.bigEndianBytes + Array(text.utf8)
        var hash = [UInt8](repeating: 0, count: 32)
        let status = unsafe crypto_generichash(&hash, 32, message, UInt64(message.count), bytes, bytes.count)
        precondition(status == 0, "libsodium hashes whatever it is given")
        return hash
    }

    private static func hexadecimal(_ text: String) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}

extension SecretKey {
    /// Whether it is the key that two-step sign-in was sealed with here; `nil` where nobody has turned it on.
    package func opensSecondSteps(in database: any Database) async throws -> Bool? {
        let row = try await database.read { transaction in
            try transaction.rows(
                "SELECT person_id, sealed_secret FROM second_step ORDER BY person_id LIMIT 1"
            ).first
        }
        guard let row else { return nil }
        return open(try row.get(1), for: try row.get(0)) != nil
    }
}

extension Int64 {
    fileprivate var bigEndianBytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * $0)) }
    }
}
