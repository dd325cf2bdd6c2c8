/// The identifier of one `Entity`: a positive 63-bit random number, so that addresses cannot be guessed or
/// counted.
///
/// Drawn by ``Services/newID(_:)`` *before* a transaction starts, so that a transaction that is run again
/// writes the same rows. Two draws collide with probability 1 in 2⁶³; primary keys would refuse the second.
/// In addresses it is written in 13 characters of Crockford's base 32 (no I, L, O, U; case does not matter).
package struct ID<Entity>: Hashable, Sendable, Comparable {
    package let rawValue: Int64

    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    package static func < (left: ID, right: ID) -> Bool { left.rawValue < right.rawValue }
}

extension ID: CustomStringConvertible, LosslessStringConvertible {
    /// Reads the form that ``description`` writes; `nil` for anything else.
    package init?(_ description: String) {
        let characters = Array(description.utf8)
        guard characters.count == 13 else { return nil }
        var value: UInt64 = 0
        for (position, character) in characters.enumerated() {
            guard character < 128 else { return nil }
            let digit = CrockfordAlphabet.values[Int(character)]
            guard digit >= 0, position > 0 || digit < 8 else { return nil }
            value = value << 5 | UInt64(digit)
        }
        self.init(rawValue: Int64(value))
    }

    package var description: String {
        String(unsafeUninitializedCapacity: 13) { buffer in
            var rest = UInt64(bitPattern: rawValue)
            for position in stride(from: 12, through: 0, by: -1) {
                buffer[position] = CrockfordAlphabet.digits[Int(rest & 31)]
                rest >>= 5
            }
            return 13
        }
    }
}

private enum CrockfordAlphabet {
    static let digits: [UInt8] = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    /// The value of each ASCII character, −1 for those that are not digits. Capitals count; I and L read as
    /// 1, O as 0.
    static let values: [Int8] = {
        var table = [Int8](repeating: -1, count: 128)
        for (value, digit) in digits.enumerated() {
            table[Int(digit)] = Int8(value)
            if digit >= 97 { table[Int(digit) - 32] = Int8(value) }
        }
        for (lookalike, digit) in zip("iIlLoO".utf8, [1, 1, 1, 1, 0, 0] as [Int8]) {
            table[Int(lookalike)] = digit
        }
        return table
    }()
}
