/// Reads BibTeX and BibLaTeX: `@string`, `#`, braces and quotation marks, entries in parentheses, `crossref`
/// and `xdata` in any order, LaTeX accents.
///
/// Entries that refer to another one wait for it: they come out when the file ends.
final class BibTeXParser: ReferenceParser {
    private var cutter = BibTeXCutter()
    private var counter = EntryCounter()
    private var strings: [String: String] = BibTeXParser.months
    /// How many bytes they have; more than an entry may have are not kept.
    private var stringBytes = 0
    private var parents = BibTeXParents()
    private var waiting: [BibTeXEntry] = []

    private static let months = Dictionary(uniqueKeysWithValues: MonthName.short.map { ($0, $0) })

    func feed(_ piece: [UInt8]) -> [ReadEntry] {
        var entries: [ReadEntry] = []
        cutter.cut(piece) { cut in take(cut, &entries) }
        return entries
    }

    func finish() -> [ReadEntry] {
        var entries: [ReadEntry] = []
        cutter.finish { cut in take(cut, &entries) }
        for entry in waiting { emit(parents.completing(entry), &entries) }
        waiting = []
        return entries
    }

    private func take(_ cut: BibTeXCut, _ entries: inout [ReadEntry]) {
        if let problem = cut.problem {
            entries.append(counter.unreadable(problem, line: cut.line, text: cut.string))
            return
        }
        switch cut.type {
        case "comment", "preamble": return
        case "string":
            var reader = BibTeXFieldReader(cut.body, strings: strings)
            for (name, value) in reader.fields() {
                let bytes = name.utf8.count + value.utf8.count
                guard stringBytes + bytes <= ParserLimit.entryBytes else { break }
                stringBytes += bytes
                strings[name] = value
            }
        case "set": return
        default:
            var reader = BibTeXFieldReader(cut.body, strings: strings)
            let entry = BibTeXEntry(
                type: cut.type,
                key: reader.key(),
                fields: reader.fieldsByName(),
                line: cut.line,
                text: cut.string
            )
            parents.keep(entry)
            if entry.type == "xdata" { return }
            if !entry.parents.isEmpty, waiting.count < BibTeXParents.mostKept {
                waiting.append(entry)
            } else {
                emit(entry, &entries)
            }
        }
    }

    private func emit(_ entry: BibTeXEntry, _ entries: inout [ReadEntry]) {
        entries.append(
            counter.entry(BibTeXFields.reference(entry), line: entry.line, text: entry.text)
        )
    }
}

/// An entry with its fields as LaTeX.
struct BibTeXEntry: Sendable {
    var type: String
    var key: String
    var fields: [String: String]
    var line: Int
    var text: String

    /// The keys of the entries that it takes fields from.
    var parents: [String] {
        let names = [fields["crossref"], fields["xdata"]].compactMap(\.self)
        return names.flatMap { $0.split(separator: ",").map { $0.trimmed } }.filter { !$0.isEmpty }
    }
}
