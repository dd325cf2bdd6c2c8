import Foundation

/// LaTeX as bibliographies use it, read as plain text: accents, dashes, quotation marks, special letters, and
/// braces that only protect capitals.
struct LaTeXText {
    private let bytes: [UInt8]
    private var position = 0
    private var text = String.UnicodeScalarView()

    static func plain(_ latex: String) -> String {
        guard latex.utf8.contains(where: { [0x5C, 0x7B, 0x7D, 0x7E, 0x24, 0x2D, 0x60, 0x27].contains($0) })
        else {
            return latex.oneLine
        }
        var reader = LaTeXText(bytes: Array(latex.utf8))
        reader.read(untilClosing: false, depth: 0)
        return String(reader.text).precomposedStringWithCanonicalMapping.oneLine
    }

    /// Plain text that reads back as itself.
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { "\\{}~$-`'&%#_^".utf8.contains($0) }) else { return text }
        var latex = ""
        var last: Character = " "
        for character in text {
            switch character {
            case "\\": latex += "\\textbackslash{}"
            case "{", "}", "&", "%", "$", "#", "_": latex += "\\\(character)"
            case "~": latex += "\\textasciitilde{}"
            case "^": latex += "\\textasciicircum{}"
            case "-" where last == "-", "`" where last == "`", "'" where last == "'":
                latex += "{}\(character)"
            default: latex.append(character)
            }
            last = character
        }
        return latex
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func byte(at offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private mutating func read(untilClosing: Bool, depth: Int) {
        while let byte = byte() {
            switch byte {
            case 0x7D:
                position += 1
                if untilClosing { return }
            case 0x7B:
                position += 1
                if depth < ParserLimit.depth { read(untilClosing: true, depth: depth + 1) }
            case 0x5C: command(depth: depth)
            case 0x7E: emit(" ", 1)
            case 0x24: position += 1
            case 0x2D where self.byte(at: 1) == 0x2D && self.byte(at: 2) == 0x2D: emit("\u{2014}", 3)
            case 0x2D where self.byte(at: 1) == 0x2D: emit("\u{2013}", 2)
            case 0x60 where self.byte(at: 1) == 0x60: emit("\u{201C}", 2)
            case 0x27 where self.byte(at: 1) == 0x27: emit("\u{201D}", 2)
            default: scalar()
            }
        }
    }

    private mutating func emit(_ scalar: Unicode.Scalar, _ length: Int) {
        text.append(scalar)
        position += length
    }

    /// One character as it stands.
    private mutating func scalar() {
        let first = bytes[position]
        let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        let end = min(bytes.count, position + length)
        text.append(contentsOf: String(decoding: bytes[position..<end], as: UTF8.self).unicodeScalars)
        position = end
    }

    private mutating func command(depth: Int) {
        position += 1
        guard let first = byte() else { return }
        guard (65...90).contains(first) || (97...122).contains(first) else {
            position += 1
            if let accent = Self.accents[first] { return self.accent(accent, depth: depth) }
            switch first {
            case 0x20, 0x0A, 0x0D, 0x09: text.append(" ")
            case 0x5C: text.append(" ")
            case 0x2D, 0x2F, 0x2A, 0x2C, 0x3A, 0x3B, 0x21, 0x28, 0x29, 0x5B, 0x5D: break
            default:
                position -= 1
                scalar()
            }
            return
        }
        let start = position
        while let letter = byte(), (65...90).contains(letter) || (97...122).contains(letter) { position += 1 }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        let isAccent = name.utf8.count == 1 && Self.letterAccents[name] != nil
        while byte() == 0x20 || byte() == 0x0A { position += 1 }
        if isAccent, let mark = Self.letterAccents[name] { return accent(mark, depth: depth) }
        if name == "enquote" || name == "mkbibquote", byte() == 0x7B, depth < ParserLimit.depth {
            position += 1
            text.append("\u{201C}")
            read(untilClosing: true, depth: depth + 1)
            text.append("\u{201D}")
        } else if let symbol = Self.symbols[name] {
            text.append(contentsOf: symbol.unicodeScalars)
        }
    }

    /// Puts an accent on the next letter, which may stand in braces: `{\"{o}}`, `\"o`, `\'\i`.
    private mutating func accent(_ mark: Unicode.Scalar, depth: Int) {
        while byte() == 0x20 { position += 1 }
        let before = text.count
        switch byte() {
        case 0x7B:
            position += 1
            if depth < ParserLimit.depth { read(untilClosing: true, depth: depth + 1) }
        case 0x5C: if depth < ParserLimit.depth { command(depth: depth + 1) }
        case nil: break
        case 0x7D: break
        default: scalar()
        }
        guard text.count > before else { return }
        let place = text.index(text.startIndex, offsetBy: before)
        if text[place] == "\u{131}" { text.replaceSubrange(place...place, with: ["i"]) }
        text.insert(mark, at: text.index(after: place))
    }

    private static let accents: [UInt8: Unicode.Scalar] = [
        0x60: "\u{300}", 0x27: "\u{301}", 0x5E: "\u{302}", 0x7E: "\u{303}", 0x22: "\u{308}", 0x3D: "\u{304}",
        0x2E: "\u{307}",
    ]

    private static let letterAccents: [String: Unicode.Scalar] = [
        "u": "\u{306}", "v": "\u{30C}", "H": "\u{30B}", "c": "\u{327}", "k": "\u{328}", "r": "\u{30A}",
        "b": "\u{331}", "d": "\u{323}", "t": "\u{361}",
    ]

    private static let symbols: [String: String] = [
        "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
        "aa": "å", "AA": "Å", "i": "\u{131}", "j": "j", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ",
        "DJ": "Đ", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textendash": "–",
        "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
        "textquotedblright": "”", "ldots": "…", "dots": "…", "textellipsis": "…", "copyright": "©",
        "textcopyright": "©", "pounds": "£", "textsterling": "£", "texteuro": "€", "textregistered": "®",
        "texttrademark": "™", "S": "§", "P": "¶", "langle": "⟨", "rangle": "⟩", "times": "×", "pm": "±",
        "leq": "≤", "geq": "≥", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ",
        "epsilon": "ε", "eta": "η", "kappa": "κ", "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ",
        "sigma": "σ", "tau": "τ", "chi": "χ", "omega": "ω", "Omega": "Ω", "infty": "∞", "rightarrow": "→",
        "slash": "/", "textless": "<", "textgreater": ">", "textbar": "|", "textunderscore": "_",
        "textdegree": "°", "degree": "°", "textquotesingle": "'", "textquotedbl": "\"", "hyphen": "-",
        "guillemotleft": "«", "guillemotright": "»", "guillemetleft": "«", "guillemetright": "»",
        "guilsinglleft": "‹", "guilsinglright": "›", "quotesinglbase": "‚", "quotedblbase": "„",
        "textquestiondown": "¿", "textexclamdown": "¡", "textbullet": "•", "textperiodcentered": "·",
        "textsection": "§", "textparagraph": "¶", "textdollar": "$", "textbraceleft": "{",
        "textbraceright": "}", "textasteriskcentered": "*", "textdagger": "†", "textordfeminine": "ª",
        "textordmasculine": "º", "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾",
        "textmu": "µ", "texttimes": "×", "textpm": "±", "ng": "ŋ", "NG": "Ŋ", "zeta": "ζ", "theta": "θ",
        "iota": "ι", "nu": "ν", "xi": "ξ", "phi": "φ", "psi": "ψ", "Gamma": "Γ", "Theta": "Θ",
        "Lambda": "Λ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "cdot": "·", "neq": "≠", "sim": "∼",
        "approx": "≈", "leftarrow": "←", "to": "→", "lbrace": "{", "rbrace": "}", "quad": " ",
        "LaTeX": "LaTeX", "TeX": "TeX",
    ]
}
