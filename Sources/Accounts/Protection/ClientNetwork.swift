import Foundation

/// Whom limits count as one: whoever has one IPv6 address has the 2⁶⁴ of its network, and could come from another one each
/// time.
package enum ClientNetwork {
    /// The address itself; of IPv6 the first 64 bits, however they are written.
    package static func key(of address: String) -> String {
        let text = address.lowercased()
        guard text.contains(":") else { return address }
        // ::ffff:198.51.100.7 is 198.51.100.7.
        if text.hasPrefix("::ffff:"), text.contains(".") { return String(text.dropFirst(7)) }
        let halves = text.components(separatedBy: "::").map { half in
            half.split(separator: ":").map { UInt16($0, radix: 16) }
        }
        let told = halves.reduce(0) { $0 + $1.count }
        guard halves.count <= 2, halves.count == 2 ? told < 8 : told == 8 else { return address }
        let zeros = [UInt16?](repeating: 0, count: 8 - told)
        let groups = (halves[0] + zeros + (halves.count == 2 ? halves[1] : [])).prefix(4).compactMap(\.self)
        guard groups.count == 4 else { return address }
        return groups.map { String($0, radix: 16) }.joined(separator: ":") + "::/64"
    }
}
