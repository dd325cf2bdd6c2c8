/// The character references of HTML, such as `&quot;`, which databases leave in what they hand out as plain text.
enum CharacterReferences {
    /// The text with each reference that is known read, once; any other `&` is text.
    static func plain(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        var plain = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            plain += rest[..<start]
            rest = rest[start...]
            let name = rest.dropFirst().prefix(longest).prefix { $0 != ";" && $0 != "&" }
            let end = rest.index(start, offsetBy: name.count + 1)
            if end < rest.endIndex, rest[end] == ";", let character = character(name) {
                plain.append(character)
                rest = rest[rest.index(after: end)...]
            } else {
                plain.append("&")
                rest = rest.dropFirst()
            }
        }
        return plain + rest
    }

    private static let longest = 10

    private static func character(_ name: Substring) -> Character? {
        if let known = names[String(name)] { return known }
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let value =
            digits.lowercased().hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return value.flatMap(Unicode.Scalar.init).map { Character($0) }
    }

    private static let names: [String: Character] = [
        "quot": "\"", "apos": "'", "amp": "&", "lt": "<", "gt": ">", "nbsp": " ", "ndash": "–", "mdash": "—",
        "hellip": "…", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "laquo": "«", "raquo": "»",
        "bull": "•", "middot": "·", "reg": "®", "copy": "©", "trade": "™", "deg": "°", "plusmn": "±",
        "times": "×", "pound": "£", "euro": "€", "sect": "§", "frac12": "½", "le": "≤", "ge": "≥",
        "alpha": "α", "beta": "β", "chi": "χ", "eta": "η", "aacute": "á", "agrave": "à", "acirc": "â",
        "atilde": "ã", "auml": "ä", "aring": "å", "aelig": "æ", "ccedil": "ç", "eacute": "é", "egrave": "è",
        "ecirc": "ê", "euml": "ë", "iacute": "í", "igrave": "ì", "icirc": "î", "iuml": "ï", "ntilde": "ñ",
        "oacute": "ó", "ograve": "ò", "ocirc": "ô", "otilde": "õ", "ouml": "ö", "oslash": "ø", "uacute": "ú",
        "ugrave": "ù", "ucirc": "û", "uuml": "ü", "yacute": "ý", "szlig": "ß", "Aacute": "Á", "Auml": "Ä",
        "Aring": "Å", "Ccedil": "Ç", "Eacute": "É", "Ntilde": "Ñ", "Ouml": "Ö", "Oslash": "Ø", "Uuml": "Ü",
    ]
}
