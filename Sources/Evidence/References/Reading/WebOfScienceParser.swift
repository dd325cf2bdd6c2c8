/// Reads the tagged export of Web of Science: a tag of two letters and a blank, values that go on in lines that
/// begin with blanks; `PT` starts an entry, `ER` ends it.
final class WebOfScienceParser: ReferenceParser {
    private var lines = LineCutter()
    private var counter = EntryCounter()
    private var fields: [(tag: String, values: [String])] = []
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
        byteCount += line.count
        let text = String(decoding: line.prefix(ParserLimit.entryBytes), as: UTF8.self)
        let tag = text.prefix(2)
        let isTag = tag.count == 2 && tag.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) }
        guard isTag, text.count == 2 || text.dropFirst(2).first == " " else {
            guard startLine != nil, !fields.isEmpty, text.hasPrefix(" "), byteCount <= ParserLimit.entryBytes
            else {
                return
            }
            fields[fields.count - 1].values.append(text.trimmed)
            return
        }
        switch tag {
        case "PT":
            end(&entries)
            startLine = number
            byteCount = line.count
            fields = [("PT", [text.dropFirst(2).trimmed])]
        case "ER", "EF": end(&entries)
        default:
            guard startLine != nil, byteCount <= ParserLimit.entryBytes else { return }
            fields.append((String(tag), [text.dropFirst(2).trimmed]))
        }
    }

    private func end(_ entries: inout [ReadEntry]) {
        guard let startLine else { return }
        self.startLine = nil
        defer { fields = [] }
        let text = { [fields] in
            fields.map { "\($0.tag) \($0.values.joined(separator: "\n   "))" }.joined(separator: "\n")
        }
        guard byteCount <= ParserLimit.entryBytes else {
            let reason = "it is longer than \(ParserLimit.entryBytes >> 20) MB"
            entries.append(counter.unreadable(reason, line: startLine, text: text()))
            return
        }
        entries.append(counter.entry(reference(), line: startLine, text: text()))
    }

    private func all(_ tag: String) -> [String] { fields.first { $0.tag == tag }?.values ?? [] }
    private func text(_ tag: String) -> String { all(tag).joined(separator: " ") }

    private func reference() -> Reference {
        var reference = Reference()
        let kind = text("DT").lowercased()
        reference.type =
            switch text("PT") {
            case "J": kind.contains("proceedings paper") ? .conferencePaper : .article
            case "B": kind.contains("chapter") ? .chapter : .book
            case "S": .chapter
            default: .other
            }
        reference.title = text("TI")
        let names = all("AF").isEmpty ? all("AU") : all("AF")
        reference.authors = names.map { AuthorName(inverted: $0) }
        reference.editors = all("BE").map { AuthorName(inverted: $0) }
        let words = text("PD").split(separator: " ").map(String.init)
        // Before it is in an issue, a paper has the date of its early access only.
        let early = PublicationDate(text("EA"))
        reference.date = early
        if let year = Int(text("PY")) {
            reference.date =
                PublicationDate(
                    year: year,
                    month: words.first.flatMap { MonthName.number($0) },
                    day: words.count > 1 ? Int(words[1]) : nil
                )
        }
        reference.container = text("SO")
        reference.series = text("SE")
        reference.volume = text("VL")
        reference.issue = text("IS")
        var pages = RISFields.PageRange()
        pages.first = text("BP")
        pages.last = text("EP")
        reference.pages = pages.text.isEmpty ? text("AR") : pages.text
        reference.publisher = text("PU")
        reference.place = text("PI")
        reference.identify(.doi, text("DI"))
        reference.identify(.pmid, text("PM"))
        reference.identify(.accession, text("UT"))
        for serial in [text("SN"), text("EI"), text("BN")] { reference.identifySerial(serial) }
        reference.abstract = text("AB")
        reference.subjects = (text("DE") + ";" + text("ID")).split(separator: ";").map(String.init)
        reference.language = text("LA")
        return reference
    }
}
