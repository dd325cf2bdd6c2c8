import Database

/// The unique reference number of an establishment in the register: five to seven digits.
package struct URN: Hashable, Sendable, Comparable, RawRepresentable, SQLStorable {
    package let rawValue: Int

    package init?(rawValue: Int) {
        guard (10_000...9_999_999).contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    package static func < (left: URN, right: URN) -> Bool { left.rawValue < right.rawValue }
}

extension URN: CustomStringConvertible, LosslessStringConvertible {
    package init?(_ description: String) {
        guard description.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(description) else {
            return nil
        }
        self.init(rawValue: number)
    }

    package var description: String { String(rawValue) }
}
