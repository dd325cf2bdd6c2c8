import Crypto
package import Database
import Foundation

/// A work email address in its one normal form: trimmed, composed, lower case. Two spellings of one address
/// are one person.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// `nil` unless it could be delivered to: one `@`, a local part of 1–64 octets, and a domain name with a
    /// point.
    package init?(_ typed: String) {
        let text = typed.trimmingCharacters(in: .whitespacesAndNewlines)
            .precomposedStringWithCompatibilityMapping.lowercased()
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254 else { return nil }
        guard EmailAddress.isLocalPart(parts[0]), EmailAddress.isDomain(parts[1]) else { return nil }
        self.text = text
    }

    package var description: String { text }

    /// For lists that say of an address only that it is on them, such as those who want no newsletters.
    package var digest: [UInt8] { Array(SHA256.hash(data: Data(text.utf8))) }

    private static func isLocalPart(_ part: Substring) -> Bool {
        guard (1...64).contains(part.utf8.count) else { return false }
        guard !part.hasPrefix("."), !part.hasSuffix("."), !part.contains("..") else { return false }
        return part.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || ".!#$%&'*+/=?^_`{|}~-".unicodeScalars.contains(scalar)
        }
    }

    private static func isDomain(_ domain: Substring) -> Bool {
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, last.utf8.count >= 2 else { return false }
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.unicodeScalars.allSatisfy {
                    $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-"
                }
        }
    }
}

extension EmailAddress: SQLStorable {
    package var sqlValue: SQLValue { .text(text) }
    package init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        self.init(text)
    }
}
