import CSodium
import Foundation
package import Services

/// A 256-bit key that seals bytes so that only its holder can read them, and nobody can change or move them
/// unnoticed.
///
/// XChaCha20-Poly1305 of libsodium. A key comes from configuration or is itself sealed under another; it is
/// never stored as it is.
package struct SealingKey: Sendable {
    private let bytes: [UInt8]

    /// Reads 32 bytes written as base64 or as 64 hexadecimal digits; `nil` for anything else.
    package init?(text: String) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if trimmed.utf8.count == 64 {
            let digits: [Int] = trimmed.compactMap(\.hexDigitValue)
            guard digits.count == 64 else { return nil }
            bytes = stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
        } else if let data = Data(base64Encoded: trimmed), data.count == 32 {
            bytes = Array(data)
        } else {
            return nil
        }
    }

    /// A new key.
    package init(_ services: Services) {
        bytes = services.randomBytes(32)
    }

    /// A key that was sealed under this one by ``seal(_:for:_:)-(SealingKey,_,_)``.
    private init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// As ``init(text:)`` reads it: for a key file made at the first start.
    package var text: String { Data(bytes).base64EncodedString() }

    /// Seals a message.
    ///
    /// - Parameter purpose: What it is and whose, such as `evaluation/17/rows`. It is not kept in the box,
    ///   but must be the same when opening: a box copied to another row does not open there.
    package func seal(_ message: [UInt8], for purpose: String, _ services: Services) -> [UInt8] {
        precondition(sodium_init() >= 0, "libsodium cannot start")
        let nonce = services.randomBytes(Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES))
        let context = Array(purpose.utf8)
        var box = [UInt8](repeating: 0, count: message.count + Self.overhead)
        var length: UInt64 = 0
        let status = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
            &box,
            &length,
            message,
            UInt64(message.count),
            context,
            UInt64(context.count),
            nil,
            nonce,
            bytes
        )
        precondition(status == 0 && length == UInt64(box.count), "libsodium seals whatever it is given")
        return nonce + box
    }

    /// The message, or `nil` when the key or the purpose is another one or the box was changed.
    package func open(_ sealed: [UInt8], for purpose: String) -> [UInt8]? {
        precondition(sodium_init() >= 0, "libsodium cannot start")
        let nonceCount = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
        guard sealed.count >= nonceCount + Self.overhead else { return nil }
        let nonce = Array(sealed.prefix(nonceCount))
        let box = Array(sealed.dropFirst(nonceCount))
        let context = Array(purpose.utf8)
        var message = [UInt8](repeating: 0, count: box.count - Self.overhead)
        var length: UInt64 = 0
        let status = unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
            &message,
            &length,
            nil,
            box,
            UInt64(box.count),
            context,
            UInt64(context.count),
            nonce,
            bytes
        )
        return status == 0 ? message : nil
    }

    /// Seals another key under this one: what is stored of a key that belongs to one block of data.
    package func seal(_ key: SealingKey, for purpose: String, _ services: Services) -> [UInt8] {
        seal(key.bytes, for: purpose, services)
    }

    package func openKey(_ sealed: [UInt8], for purpose: String) -> SealingKey? {
        open(sealed, for: purpose).flatMap(SealingKey.init(bytes:))
    }

    /// A key for one purpose made from this one (keyed BLAKE2b): one key of the operator serves several
    /// features, and none of them can open what another sealed.
    package func derived(for purpose: String) -> SealingKey {
        let message = Array(purpose.utf8)
        var output = [UInt8](repeating: 0, count: 32)
        let status = unsafe crypto_generichash(
            &output,
            32,
            message,
            UInt64(message.count),
            bytes,
            bytes.count
        )
        precondition(status == 0, "libsodium hashes whatever it is given")
        return SealingKey(bytes: output) ?? self
    }

    private static var overhead: Int { Int(crypto_aead_xchacha20poly1305_ietf_ABYTES) }
}
