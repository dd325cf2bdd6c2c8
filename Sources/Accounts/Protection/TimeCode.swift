import Crypto
package import Foundation

/// Time-based one-time codes: RFC 6238 with HMAC-SHA-1, six digits and steps of 30 seconds, as every
/// authenticator app has them.
package enum TimeCode {
    package static let stepSeconds: Int64 = 30

    package static func step(at time: Date) -> Int64 {
        Int64((time.timeIntervalSince1970 / Double(stepSeconds)).rounded(.down))
    }

    /// The code of a step (RFC 4226 §5.3), with leading zeros.
    package static func code(secret: [UInt8], step: Int64, digits: Int = 6) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
        let key = SymmetricKey(data: secret)
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: Data(counter), using: key))
        let offset = Int(mac[19] & 15)
        let number = mac[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let modulus = (0..<digits).reduce(1) { product, _ in product * 10 }
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step that a typed code belongs to: this one, the one before or the one after (a phone's clock may
    /// be off).
    package static func matchingStep(_ typed: String, secret: [UInt8], at time: Date) -> Int64? {
        let code = typed.filter { !$0.isWhitespace }
        guard code.utf8.count == 6 else { return nil }
        let now = step(at: time)
        var match: Int64?
        for candidate in [now - 1, now, now + 1]
        where isSame(Self.code(secret: secret, step: candidate), code) {
            match = candidate
        }
        return match
    }

    /// The address that an authenticator app reads from a QR picture.
    package static func address(secret: [UInt8], account: String, issuer: String) -> String {
        let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~@"))
        let label = account.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
        let by = issuer.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
        return
            "otpauth://totp/\(by):\(label)?secret=\(Base32.encode(secret))&issuer=\(by)&algorithm=SHA1&digits=6&period=30"
    }

    /// Compares in a time that does not depend on where two codes differ.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        zip(left.utf8, right.utf8).reduce(left.utf8.count ^ right.utf8.count) { $0 | Int($1.0 ^ $1.1) } == 0
    }
}

/// RFC 4648 base 32, without padding.
package enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var buffer = 0
        var bits = 0
        for byte in bytes {
            buffer = (buffer << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[buffer >> bits & 31])
            }
        }
        if bits > 0 { text.append(alphabet[buffer << (5 - bits) & 31]) }
        return String(decoding: text, as: UTF8.self)
    }
}
