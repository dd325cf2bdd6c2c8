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
    private var parents: [String: BibTeXEntry] = [:]
    private var waiting: [BibTeXEntry] = []

    /// Entries that others may refer to, and entries that wait: more of them are read alone.
    private static let mostKept = 20_000
    private static let months = Dictionary(uniqueKeysWithValues: MonthName.short.map { ($0, $0) })
    private static let parentTypes: Set<String> = [
        "book", "mvbook", "collection", "mvcollection", "proceedings", "mvproceedings", "reference",
        "mvreference", "periodical", "xdata", "report", "techreport",
    ]

    func feed(_ piece: [UInt8]) -> [ReadEntry] {
        var entries: [ReadEntry] = []
        cutter.cut(piece) { cut in take(cut, &entries) }
        return entries
    }

    func finish() -> [ReadEntry] {
        var entries: [ReadEntry] = []
        cutter.finish { cut in take(cut, &entries) }
        for entry in waiting { emit(entry.inheriting(from: parents), &entries) }
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
            let key = reader.key()
            let entry = BibTeXEntry(
                type: cut.type,
                key: key,
                fields: reader.fieldsByName(),
                line: cut.line,
                text: cut.string
            )
            // BibTeX takes keys for the same whatever their case.
            let name = key.lowercased()
            if Self.parentTypes.contains(entry.type), parents.count < Self.mostKept, parents[name] == nil {
                parents[name] = entry
            }
            if entry.type == "xdata" { return }
            if !entry.parents.isEmpty, waiting.count < Self.mostKept {
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

    /// With what its parents say and it does not; a parent's title becomes the title of what it stands in.
    ///
    /// - Note: The biblatex manual, appendix B, as far as these fields go. One generation and its parents'.
    func inheriting(from known: [String: BibTeXEntry], generation: Int = 0) -> BibTeXEntry {
        var whole = self
        for key in parents where key != self.key {
            guard var parent = known[key.lowercased()] else { continue }
            if generation < 2 { parent = parent.inheriting(from: known, generation: generation + 1) }
            for (name, value) in parent.fields where !["crossref", "xdata", "ids", "key"].contains(name) {
                // A book's number is not its chapters': they would be taken for one work.
                if parent.type != "xdata", Self.ownFields.contains(name) { continue }
                let isPart = type.hasPrefix("in") || type == "article" || type == "conference"
                let renamed = parent.type == "xdata" || !isPart ? name : Self.renamed(name, parent: parent)
                guard let renamed, whole.fields[renamed] == nil else { continue }
                whole.fields[renamed] = value
            }
        }
        return whole
    }

    /// What names a work, and no other that stands in it.
    private static let ownFields: Set<String> = [
        "doi", "eric", "pmid", "pmcid", "eprint", "eprinttype", "archiveprefix", "recordnumbers", "url",
        "urldate", "openaccess", "file",
    ]

    private static func renamed(_ name: String, parent: BibTeXEntry) -> String? {
        switch name {
        case "title": parent.fields["booktitle"] == nil ? "booktitle" : nil
        case "subtitle": "booksubtitle"
        case "author": parent.type.hasSuffix("book") ? "bookauthor" : "author"
        case "shorttitle", "sorttitle", "indextitle", "abstract", "annotation", "pages", "keywords", "note":
            nil
        default: name
        }
    }
}
