/// Reads the format of *refer*, as EndNote, Zotero and search engines write it (`.enw`): a percent sign, a letter and a
/// value on each line; `%0` starts an entry. A line without a tag belongs to the value before it.
final class ReferParser: TaggedParser {
    var lines = LineCutter()
    var counter = EntryCounter()
    var entry = TaggedEntry<String>()

    func take(_ line: ArraySlice<UInt8>, _ number: Int, _ entries: inout [ReadEntry]) {
        let text = String(decoding: line.prefix(ParserLimit.entryBytes), as: UTF8.self)
        let isBlankAfter = text.utf8.count == 2 || text.utf8.dropFirst(2).first == 0x20
        let isTag = text.hasPrefix("%") && text.utf8.count >= 2 && isBlankAfter
        let tag = String(text.prefix(2))
        if isTag, tag == "%0" {
            end(&entries)
            entry.start(at: number)
        }
        guard entry.startLine != nil, entry.grows(by: line) else { return }
        if isTag {
            entry.fields.append((tag, text.dropFirst(2).trimmed))
        } else if let last = entry.fields.last, !text.trimmed.isEmpty {
            // Subjects stand each on its line.
            if last.tag == "%K" {
                entry.fields.append((last.tag, text.trimmed))
            } else {
                goOn(text.trimmed)
            }
        }
    }

    /// The same in RIS, which has a tag for each.
    private static let tags: [String: String] = [
        "%A": "AU", "%E": "ED", "%T": "TI", "%J": "JO", "%B": "T2", "%S": "T3", "%D": "PY", "%8": "DA",
        "%V": "VL", "%N": "IS", "%P": "SP", "%I": "PB", "%C": "CY", "%7": "ET", "%R": "DO", "%M": "AN",
        "%@": "SN", "%X": "AB", "%K": "KW", "%U": "UR", "%G": "LA", "%Z": "N1",
        "%!": "ST", "%Q": "TT", "%~": "DB", "%2": "C2", "%]": "C7",
    ]

    private static let types: [String: String] = [
        "journal article": "JOUR", "electronic article": "EJOUR", "book": "BOOK", "edited book": "EDBOOK",
        "electronic book": "EBOOK", "book section": "CHAP", "electronic book section": "ECHAP",
        "conference paper": "CPAPER", "conference proceedings": "CONF", "report": "RPRT",
        "government document": "GOVDOC", "thesis": "THES", "manuscript": "MANSCPT",
        "unpublished work": "UNPB", "dataset": "DATA", "web page": "ELEC", "blog": "BLOG",
        "magazine article": "MGZN", "newspaper article": "NEWS",
    ]

    static func line(_ tag: String, _ value: String) -> String { "\(tag) \(value)" }

    static func reference(_ fields: [(tag: String, value: String)]) -> Reference {
        RISFields.reference(
            fields.compactMap { tag, value -> (tag: String, value: String)? in
                if tag == "%0" { return (tag: "TY", value: types[value.lowercased()] ?? "GEN") }
                guard let known = tags[tag] else { return nil }
                return (tag: known, value: value)
            }
        )
    }
}
