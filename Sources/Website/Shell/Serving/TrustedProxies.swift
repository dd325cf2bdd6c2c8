import Hummingbird

/// The proxies whose word is taken for where a request came from.
///
/// `X-Forwarded-For` is written by anybody, so it is read from its right end, the part that our own proxies
/// wrote, up to the first address that is none of them.
struct TrustedProxies: Sendable {
    private let networks: [Network]

    /// - Parameter entries: Addresses, and IPv4 networks such as `10.0.0.0/8`.
    init(_ entries: [String]) {
        networks = entries.compactMap { Network($0) }
    }

    func client(of request: Request, peer: String) -> String {
        guard trusts(peer) else { return peer }
        let forwarded = request.headers[values: .forwardedFor].joined(separator: ",")
        var client = peer
        for entry in forwarded.split(separator: ",").reversed() {
            let address = String(entry.filter { $0 != " " })
            guard Self.isPlausible(address) else { return client }
            client = address
            if !trusts(address) { return client }
        }
        return client
    }

    func trusts(_ address: String) -> Bool {
        networks.contains { $0.contains(address) }
    }

    /// Hexadecimal digits, dots and colons only: this text becomes a key and goes to logs.
    private static func isPlausible(_ address: String) -> Bool {
        (2...45).contains(address.utf8.count)
            && address.utf8.allSatisfy { byte in
                switch byte {
                case 48...57, 65...70, 97...102, UInt8(ascii: "."), UInt8(ascii: ":"): true
                default: false
                }
            }
    }
}

extension TrustedProxies {
    enum Network: Sendable, Equatable {
        case ipv4(UInt32, mask: UInt32)
        case exactly(String)

        init?(_ entry: String) {
            let parts = entry.split(separator: "/", omittingEmptySubsequences: false)
            guard let address = parts.first, !address.isEmpty else { return nil }
            guard let bits = Self.ipv4(String(address)) else {
                guard parts.count == 1 else { return nil }
                self = .exactly(entry.lowercased())
                return
            }
            guard parts.count > 1 else {
                self = .ipv4(bits, mask: .max)
                return
            }
            guard parts.count == 2, let length = Int(parts[1]), (0...32).contains(length) else { return nil }
            let mask: UInt32 = length == 0 ? 0 : .max << UInt32(32 - length)
            self = .ipv4(bits & mask, mask: mask)
        }

        func contains(_ address: String) -> Bool {
            switch self {
            case .ipv4(let network, let mask): Self.ipv4(address).map { $0 & mask == network } ?? false
            case .exactly(let text): text == address.lowercased()
            }
        }

        /// `10.0.0.7`, or the same written for IPv6 as `::ffff:10.0.0.7`.
        private static func ipv4(_ address: String) -> UInt32? {
            let text = address.lowercased().hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 4 else { return nil }
            var bits: UInt32 = 0
            for part in parts {
                guard part.utf8.allSatisfy({ (48...57).contains($0) }), let byte = UInt8(part) else {
                    return nil
                }
                bits = bits << 8 | UInt32(byte)
            }
            return bits
        }
    }
}
