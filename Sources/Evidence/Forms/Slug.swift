import Foundation

/// The readable part of an address: lower-case letters, digits and single hyphens.
package enum Slug {
    /// The address of a title: `Phonics & early reading` is `phonics-early-reading`; accents are taken off.
    ///
    /// - Returns: Never empty; at most 80 characters.
    package static func made(from title: String) -> String {
        var slug = ""
        var pendingHyphen = false
        for scalar in title.decomposedStringWithCanonicalMapping.lowercased().unicodeScalars {
            guard slug.utf8.count < 80 else { break }
            let isPlain = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            if isPlain {
                if pendingHyphen, !slug.isEmpty { slug += "-" }
                pendingHyphen = false
                slug.unicodeScalars.append(scalar)
            } else if scalar != "'" && scalar != "\u{2019}" && !(0x300...0x36F).contains(scalar.value) {
                pendingHyphen = true
            }
        }
        return slug.isEmpty ? "untitled" : slug
    }

    /// The first of `base`, `base-2`, `base-3` … that is free.
    package static func free(_ base: String, isTaken: (String) throws -> Bool) rethrows -> String {
        var candidate = base
        var number = 1
        while try isTaken(candidate) {
            number += 1
            candidate = "\(base)-\(number)"
        }
        return candidate
    }
}
