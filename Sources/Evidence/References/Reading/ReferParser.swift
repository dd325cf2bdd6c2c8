/// Reads the format of *refer*, as EndNote, Zotero and search engines write it (`.enw`): a percent sign, a letter and a
/// value on each line; `%0` starts an entry. A line without a tag belongs to the value before it.
final class ReferParser: ReferenceParser {
    private var lines = LineCutter()
    private var counter = EntryCounter()
    private var fields: [(tag: String, value: String)] = []
    private var startLine: Int?
    private var byteCount = 0

    func feed(_ piece: [UInt8]) -> [ReadEntry] {
        var entries: [ReadEntry] = []
        lines.cut(piece) { line, number in take(line, number, &entries) }
        return entries
    }

    func finish() -> [ReadEntry] {
        var entries: [ReadEntry] = []
        lines.finish { line, number in take(line, number, &entries) }
        end(&entries)
        return entries
    }

    private func take(_ line: ArraySlice<UInt8>, _ number: Int, _ entries: inout [ReadEntry]) {
        let text = String(decoding: line.prefix(ParserLimit.entryBytes), as: UTF8.self)
        let isBlankAfter = text.utf8.count == 2 || text.utf8.dropFirst(2).first == 0x20
        let isTag = text.hasPrefix("%") && text.utf8.count >= 2 && isBlankAfter
        let tag = String(text.prefix(2))
        if isTag, tag == "%0" {
            end(&entries)
            startLine = number
            byteCount = 0
            fields = []
        }
        guard startLine != nil else { return }
        byteCount += line.count
        guard byteCount <= ParserLimit.entryBytes else { return }
        if isTag {
            fields.append((tag, text.dropFirst(2).trimmed))
        } else if let last = fields.last, !text.trimmed.isEmpty {
            // Subjects stand each on its line.
            if last.tag == "%K" {
                fields.append((last.tag, text.trimmed))
            } else {
                fields[fields.count - 1].value += " " + text.trimmed
            }
        }
    }

    private func end(_ entries: inout [ReadEntry]) {
        guard let startLine else { return }
        self.startLine = nil
        defer { fields = [] }
        let text = { [fields] in fields.map { "\($0.tag) \($0.value)" }.joined(separator: "\n") }
        guard byteCount <= ParserLimit.entryBytes else {
            let reason = "it is longer than \(ParserLimit.entryBytes >> 20) MB"
            entries.append(counter.unreadable(reason, line: startLine, text: text()))
            return
        }
        entries.append(counter.entry(Self.reference(fields), line: startLine, text: text()))
    }

    /// The same in RIS, which has a tag for each.
    private static let tags: [String: String] = [
        "%A": "AU", "%E": "ED", "%T": "TI", "%J": "JO", "%B": "T2", "%S": "T3", "%D": "PY", "%8": "DA",
        "%V": "VL", "%N": "IS", "%P": "SP", "%I": "PB", "%C": "CY", "%7": "ET", "%R": "DO", "%M": "AN",
        "%@": "SN", "%X": "AB", "%K": "KW", "%U": "UR", "%G": "LA", "%Z": "N1",
    ]

    private static let types: [String: String] = [
        "journal article": "JOUR", "electronic article": "EJOUR", "book": "BOOK", "edited book": "EDBOOK",
        "electronic book": "EBOOK", "book section": "CHAP", "electronic book section": "ECHAP",
        "conference paper": "CPAPER", "conference proceedings": "CONF", "report": "RPRT",
        "government document": "GOVDOC", "thesis": "THES", "manuscript": "MANSCPT",
        "unpublished work": "UNPB", "dataset": "DATA", "web page": "ELEC", "blog": "BLOG",
        "magazine article": "MGZN", "newspaper article": "NEWS",
    ]

    private static func reference(_ fields: [(tag: String, value: String)]) -> Reference {
        RISFields.reference(
            fields.compactMap { tag, value -> (tag: String, value: String)? in
                if tag == "%0" { return (tag: "TY", value: types[value.lowercased()] ?? "GEN") }
                guard let known = tags[tag] else { return nil }
                return (tag: known, value: value)
            }
        )
    }
}
