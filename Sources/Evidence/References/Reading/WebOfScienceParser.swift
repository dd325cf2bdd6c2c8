/// Reads the tagged export of Web of Science: a tag of two letters and a blank, values that go on in lines that
/// begin with blanks; `PT` starts an entry, `ER` ends it.
final class WebOfScienceParser: TaggedParser {
    var lines = LineCutter()
    var counter = EntryCounter()
    var entry = TaggedEntry<[String]>()

    func take(_ line: ArraySlice<UInt8>, _ number: Int, _ entries: inout [ReadEntry]) {
        let text = String(decoding: line.prefix(ParserLimit.entryBytes), as: UTF8.self)
        let tag = text.prefix(2)
        let isTag = tag.count == 2 && tag.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) }
        guard isTag, text.count == 2 || text.dropFirst(2).first == " " else {
            guard !entry.fields.isEmpty, entry.grows(by: line), text.hasPrefix(" ") else { return }
            entry.fields[entry.fields.count - 1].value.append(text.trimmed)
            return
        }
        switch tag {
        case "PT":
            end(&entries)
            entry.start(at: number)
        case "ER", "EF": return end(&entries)
        default: break
        }
        guard entry.startLine != nil, entry.grows(by: line) else { return }
        entry.fields.append((String(tag), [text.dropFirst(2).trimmed]))
    }

    static func line(_ tag: String, _ values: [String]) -> String {
        "\(tag) \(values.joined(separator: "\n   "))"
    }

    static func reference(_ fields: [(tag: String, value: [String])]) -> Reference {
        func all(_ tag: String) -> [String] { fields.first { $0.tag == tag }?.value ?? [] }
        func text(_ tag: String) -> String { all(tag).joined(separator: " ") }
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
