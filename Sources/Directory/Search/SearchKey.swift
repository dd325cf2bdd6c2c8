import Foundation

/// Text in the form that is searched: small letters and digits, words between single blanks.
///
/// Case, accents, apostrophes and full stops do not matter; `St` and `Saint`, `&` and `and`, `C of E` and
/// `Church of England` are one. `St. Mary’s C of E` becomes `st marys ce`.
package enum SearchKey {
    /// The words of a text.
    package static func words(_ text: String) -> [String] {
        joined(plain(text).split(separator: " ").map(String.init))
    }

    package static func of(_ text: String) -> String {
        words(text).joined(separator: " ")
    }

    /// Letters without case and accents; blanks for everything that parts words; nothing for what stands
    /// inside them.
    private static func plain(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var isASCII = true
        for byte in text.utf8 {
            switch byte {
            case 0x61...0x7A, 0x30...0x39: bytes.append(byte)
            case 0x41...0x5A: bytes.append(byte | 0x20)
            case 0x27, 0x60: break
            // Nothing, as in C.E., but what parts St.Mary, which people write without a blank.
            case 0x2E: if endsInSaint(bytes) { bytes.append(0x20) }
            case 0x26: bytes.append(contentsOf: " and ".utf8)
            case 0x80...: isASCII = false
            default: bytes.append(0x20)
            }
            if !isASCII { return folded(text) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func endsInSaint(_ bytes: [UInt8]) -> Bool {
        bytes.suffix(2).elementsEqual("st".utf8) && (bytes.count == 2 || bytes[bytes.count - 3] == 0x20)
    }

    /// What keyboards and older encodings have for an apostrophe.
    private static let apostrophes: Set<Unicode.Scalar> = [
        "\u{2018}", "\u{2019}", "\u{201B}", "\u{2032}", "\u{02BC}", "\u{B4}", "\u{FFFD}",
    ]

    /// The slow way, for the few names with other letters.
    private static func folded(_ text: String) -> String {
        var ascii = ""
        var bare = String.UnicodeScalarView()
        // Before they are taken apart: an acute accent by itself becomes a blank and a mark.
        bare.append(contentsOf: text.unicodeScalars.lazy.filter { !apostrophes.contains($0) })
        for scalar in String(bare).decomposedStringWithCompatibilityMapping.unicodeScalars {
            switch scalar {
            case "æ", "Æ": ascii += "ae"
            case "œ", "Œ": ascii += "oe"
            case "ß": ascii += "ss"
            case "ø", "Ø": ascii += "o"
            case "ł", "Ł": ascii += "l"
            case "đ", "ð", "Đ", "Ð": ascii += "d"
            case _ where scalar.properties.generalCategory == .nonspacingMark: break
            case _ where scalar.isASCII: ascii.unicodeScalars.append(scalar)
            default: ascii += " "
            }
        }
        return plain(ascii)
    }

    /// One spelling for each of the pairs that people write both ways.
    private static func joined(_ words: [String]) -> [String] {
        var result: [String] = []
        result.reserveCapacity(words.count)
        var position = 0
        while position < words.count {
            let rest = words[position...]
            if rest.starts(with: ["c", "of", "e"]) || rest.starts(with: ["church", "of", "england"]) {
                result.append("ce")
                position += 3
                continue
            }
            switch words[position] {
            case "saint": result.append("st")
            case "saints", "sts": result.append("sts")
            case "cofe", "coe": result.append("ce")
            case "and": break
            default: result.append(words[position])
            }
            position += 1
        }
        return result
    }
}
