import Crypto
import Foundation
package import Services

/// The secret that an allocation's seed is made from: 256 random bits, committed by their hash when the
/// protocol is published, and shown after the draw. Nobody can then have chosen among draws: the secret was
/// fixed before the roster, and the roster before the secret was seen.
package struct AllocationSecret: Sendable, Equatable {
    package let bytes: [UInt8]

    package static func drawn(_ services: Services) -> AllocationSecret {
        AllocationSecret(bytes: services.randomBytes(32))
    }

    init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "a secret has 256 bits")
        self.bytes = bytes
    }

    /// Reads 64 hexadecimal digits.
    package init?(hexadecimal text: String) {
        guard let bytes = [UInt8](hexadecimal: text), bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    package var hexadecimal: String { bytes.hexadecimal }

    /// What is public from the start: SHA-256 of the 32 bytes.
    package var commitment: String { bytes.sha256 }

    /// HMAC-SHA-256 under the secret of the protocol's hash and the roster's hash, 64 bytes in this order.
    ///
    /// - Returns: The seed as `braid randomise --seed` takes it; `nil` unless both are SHA-256 hashes.
    package func seed(protocolHash: String, rosterHash: String) -> String? {
        guard let first = [UInt8](hexadecimal: protocolHash), first.count == 32,
            let second = [UInt8](hexadecimal: rosterHash), second.count == 32
        else { return nil }
        let key = SymmetricKey(data: bytes)
        return HMAC<SHA256>.authenticationCode(for: Data(first + second), using: key).hexadecimal
    }
}

extension [UInt8] {
    /// `nil` unless the text is an even number of hexadecimal digits.
    package init?(hexadecimal text: String) {
        let digits = text.utf8.map { byte -> UInt8? in
            switch byte {
            case 0x30...0x39: byte - 0x30
            case 0x41...0x46: byte - 0x37
            case 0x61...0x66: byte - 0x57
            default: nil
            }
        }
        guard digits.count.isMultiple(of: 2), digits.allSatisfy({ $0 != nil }) else { return nil }
        let values = digits.compactMap(\.self)
        self = stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }
}
