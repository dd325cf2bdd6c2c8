/// The lines of an iCalendar file (RFC 5545).
enum CalendarText {
    /// A value of type TEXT: backslash, semicolon, comma and line breaks are escaped, other control
    /// characters dropped (§3.3.11).
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\\\"
            case ";": result += "\\;"
            case ",": result += "\\,"
            case "\n", "\r\n", "\r": result += "\\n"
            default: result.unicodeScalars.append(contentsOf: character.unicodeScalars.filter(isAllowed))
            }
        }
        return result
    }

    /// The value of a parameter, in quotation marks; it cannot hold any itself (§3.2).
    static func quoted(_ text: String) -> String {
        let kept = text.unicodeScalars.map { $0 == "\"" ? "'" : isAllowed($0) ? $0 : " " }
        return "\"" + String(String.UnicodeScalarView(kept)) + "\""
    }

    /// A line cut so that none is longer than 75 octets, without its end, and no character is split (§3.1).
    static func folded(_ line: String) -> String {
        var result = ""
        var octets = 0
        for scalar in line.unicodeScalars {
            let width = UTF8.width(scalar)
            if octets + width > 75 {
                result += "\r\n "
                octets = 1
            }
            result.unicodeScalars.append(scalar)
            octets += width
        }
        return result
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\t" || scalar.value >= 32 && scalar.value != 127
    }
}
