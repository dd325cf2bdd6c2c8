import Foundation

/// Reading what people type about themselves.
package enum PersonName {
    /// A name on one line with single spaces; `nil` when empty, longer than 100 characters or with control
    /// characters.
    package static func parse(_ typed: String) -> String? {
        let words = typed.precomposedStringWithCanonicalMapping.split(whereSeparator: \.isWhitespace)
        let name = words.joined(separator: " ")
        guard (1...100).contains(name.count), name.utf8.count <= 400 else { return nil }
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                false
            default: true
            }
        }
        return isPlain ? name : nil
    }
}

/// A teacher reference number: seven digits, however it was typed (`RP99/12345`, `99 12345`).
package enum TeacherReference {
    package static func parse(_ typed: String) -> String? {
        let kept = typed.uppercased().filter { !" /-.".contains($0) }
        let digits = kept.hasPrefix("RP") ? kept.dropFirst(2) : kept[...]
        guard digits.utf8.count == 7, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return String(digits)
    }
}
