/// Reads a list of names: parted by `and`, each as `First von Last`, `von Last, First` or `von Last, Jr, First`;
/// braces keep an organisation together.
///
/// - Note: Patashnik (1988), *BibTeXing*, §4; biblatex's `family=…, given=…` form too.
enum BibTeXNames {
    static func names(_ latex: String) -> [AuthorName] {
        split(latex, at: .and).prefix(Reference.Limit.people).compactMap { part in
            let part = AuthorName.withoutOthers(part)
            guard !part.isEmpty, part.lowercased() != "others" else { return nil }
            return name(part)
        }
    }

    private static func name(_ latex: String) -> AuthorName? {
        if isBraced(latex) { return AuthorName(literal: LaTeXText.plain(latex)) }
        if latex.contains("="), latex.lowercased().contains("family") {
            return extended(latex)
        }
        let parts = split(latex, at: .comma).map { LaTeXText.plain($0) }
        switch parts.count {
        case 1:
            let words = split(latex, at: .blank).map { $0.trimmed }.filter { !$0.isEmpty }
            return displayed(words)
        case 2: return AuthorName(family: parts[0], given: parts[1])
        default:
            return AuthorName(
                family: parts[0],
                given: parts[2...].filter { !$0.isEmpty }.joined(separator: ", "),
                suffix: parts[1]
            )
        }
    }

    /// `First von Last`: the particle is the lower-case words between.
    private static func displayed(_ words: [String]) -> AuthorName? {
        guard let last = words.last else { return nil }
        guard words.count > 1 else { return AuthorName(literal: LaTeXText.plain(last)) }
        let plain = words.map { LaTeXText.plain($0) }
        let isLower = zip(words, plain).map { latex, text in
            !latex.hasPrefix("{") && text.first?.isLowercase == true
        }
        guard let start = isLower.dropLast().firstIndex(of: true) else {
            return AuthorName(family: plain[words.count - 1], given: plain.dropLast().joined(separator: " "))
        }
        let end = isLower.dropLast().lastIndex(of: true) ?? start
        return AuthorName(
            family: plain[(end + 1)...].joined(separator: " "),
            given: plain[..<start].joined(separator: " "),
            particle: plain[start...end].joined(separator: " ")
        )
    }

    private static func extended(_ latex: String) -> AuthorName {
        var values: [String: String] = [:]
        for part in split(latex, at: .comma) {
            let pair = part.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { values[pair[0].trimmed.lowercased()] = LaTeXText.plain(String(pair[1])) }
        }
        return AuthorName(
            family: values["family"] ?? "",
            given: values["given"] ?? "",
            particle: values["prefix"] ?? "",
            suffix: values["suffix"] ?? ""
        )
    }

    /// Whether one pair of braces holds the whole.
    static func isBraced(_ latex: String) -> Bool {
        guard latex.hasPrefix("{"), latex.hasSuffix("}") else { return false }
        var depth = 0
        for (offset, byte) in latex.utf8.enumerated() {
            if byte == 0x7B { depth += 1 }
            if byte == 0x7D { depth -= 1 }
            if depth == 0 { return offset == latex.utf8.count - 1 }
        }
        return false
    }

    private enum Separator {
        case and
        case comma
        case blank
    }

    /// Parts of a text at a separator outside braces.
    private static func split(_ latex: String, at separator: Separator) -> [String] {
        let bytes = Array(latex.utf8)
        var parts: [String] = []
        var start = 0
        var depth = 0
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x5C {
                position += 2
                continue
            }
            if byte == 0x7B { depth += 1 }
            if byte == 0x7D { depth = max(0, depth - 1) }
            let length = depth == 0 ? separatorLength(separator, bytes, position) : 0
            if length > 0 {
                parts.append(String(decoding: bytes[start..<position], as: UTF8.self))
                position += length
                start = position
            } else {
                position += 1
            }
        }
        parts.append(String(decoding: bytes[min(start, bytes.count)...], as: UTF8.self))
        return parts
    }

    private static func separatorLength(_ separator: Separator, _ bytes: [UInt8], _ position: Int) -> Int {
        switch separator {
        case .comma: return bytes[position] == 0x2C ? 1 : 0
        case .blank: return bytes[position] <= 0x20 || bytes[position] == 0x7E ? 1 : 0
        case .and:
            guard bytes[position] <= 0x20, position + 4 < bytes.count, bytes[position + 4] <= 0x20 else {
                return 0
            }
            let word = bytes[(position + 1)...(position + 3)].map { $0 | 0x20 }
            return word == Array("and".utf8) ? 4 : 0
        }
    }
}
