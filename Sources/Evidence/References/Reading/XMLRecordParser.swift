import Foundation
import FoundationXML

/// Reads EndNote's XML: `<record>` elements, each cut out of the stream and read alone, so that a large file
/// needs the memory of one record and no document can define entities.
final class XMLRecordParser: ReferenceParser {
    private var counter = EntryCounter()
    private var record: [UInt8] = []
    private var isRecording = false
    private var tag: [UInt8] = []
    private var isInTag = false
    private var isTooLong = false
    private var line = 1
    private var startLine = 1

    func feed(_ piece: [UInt8]) -> [ReadEntry] {
        var entries: [ReadEntry] = []
        for byte in piece { step(byte, &entries) }
        return entries
    }

    func finish() -> [ReadEntry] {
        var entries: [ReadEntry] = []
        if isRecording { end("it is not closed before the end of the file", &entries) }
        return entries
    }

    private func step(_ byte: UInt8, _ entries: inout [ReadEntry]) {
        if byte == 0x0A { line += 1 }
        if isRecording {
            if record.count < ParserLimit.entryBytes { record.append(byte) } else { isTooLong = true }
        }
        if byte == 0x3C {
            isInTag = true
            tag.removeAll(keepingCapacity: true)
            return
        }
        guard isInTag else { return }
        guard byte == 0x3E else {
            if tag.count < 64 { tag.append(byte) }
            return
        }
        isInTag = false
        if !isRecording, tag.starts(with: "record".utf8), tag.count == 6 || tag[6] <= 0x20 {
            isRecording = true
            isTooLong = false
            startLine = line
            record = Array("<record>".utf8)
        } else if isRecording, tag == Array("/record".utf8) {
            end(nil, &entries)
        }
    }

    private func end(_ problem: String?, _ entries: inout [ReadEntry]) {
        isRecording = false
        let text = String(decoding: record.prefix(ReadEntry.mostText), as: UTF8.self)
        let tooLong = isTooLong ? "it is longer than \(ParserLimit.entryBytes >> 20) MB" : nil
        if let problem = tooLong ?? problem {
            entries.append(counter.unreadable(problem, line: startLine, text: text))
            return
        }
        let reader = EndNoteRecord()
        let parser = XMLParser(data: Data(record))
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        guard parser.parse(), !reader.isTooDeep else {
            let reason = "its XML is broken on line \(startLine + max(1, parser.lineNumber) - 1)"
            entries.append(counter.unreadable(reason, line: startLine, text: text))
            return
        }
        entries.append(counter.entry(reader.reference(), line: startLine, text: text))
    }
}

/// Gathers the texts of a record's elements by their path, such as `contributors/authors/author`.
private final class EndNoteRecord: NSObject, XMLParserDelegate {
    private var path: [String] = []
    private var values: [String: [String]] = [:]
    private var text = ""
    private var typeName = ""
    private(set) var isTooDeep = false

    /// Elements that only style the text inside another element.
    private static let styles: Set<String> = ["style"]

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        if name == "ref-type" { typeName = attributes["name"] ?? "" }
        if Self.styles.contains(name) { return }
        path.append(name)
        text = ""
        if path.count > ParserLimit.depth {
            isTooDeep = true
            parser.abortParsing()
        }
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) {
        if text.utf8.count < ParserLimit.entryBytes { text += characters }
    }

    func parser(_ parser: XMLParser, foundCDATA data: Data) {
        text += String(decoding: data, as: UTF8.self)
    }

    func parser(
        _ parser: XMLParser,
        didEndElement name: String,
        namespaceURI: String?,
        qualifiedName: String?
    ) {
        if Self.styles.contains(name) { return }
        let value = text.trimmed
        if !value.isEmpty { values[path.dropFirst().joined(separator: "/"), default: []].append(value) }
        text = ""
        if !path.isEmpty { path.removeLast() }
    }

    private func first(_ paths: String...) -> String {
        for path in paths {
            if let value = values[path]?.first { return value }
        }
        return ""
    }

    func reference() -> Reference {
        var reference = Reference()
        reference.type = Self.type(typeName.isEmpty ? first("ref-type") : typeName)
        reference.title = first("titles/title", "titles/short-title", "titles/translated-title")
        reference.authors = (values["contributors/authors/author"] ?? []).map { AuthorName(inverted: $0) }
        reference.editors = (values["contributors/secondary-authors/author"] ?? []).map {
            AuthorName(inverted: $0)
        }
        reference.date = Self.date(first("dates/year"), first("dates/pub-dates/date"))
        reference.container = first(
            "titles/secondary-title",
            "periodical/full-title",
            "alt-periodical/full-title",
            "titles/alt-title",
            "periodical/abbr-1"
        )
        reference.series = first("titles/tertiary-title")
        reference.volume = first("volume")
        reference.issue = first("number", "issue")
        // EndNote's field for the number of an article.
        reference.pages = reference.type == .article ? first("pages", "custom7") : first("pages")
        reference.edition = first("edition")
        reference.publisher = first("publisher")
        reference.place = first("pub-location")
        reference.identify(.doi, first("electronic-resource-num"))
        reference.identifySerial(first("isbn"))
        reference.identifySerial(first("issn"))
        reference.identify(.pmcid, first("custom2"))
        let databases = first("remote-database-name") + " " + first("remote-database-provider")
        if !first("accession-num").isEmpty {
            reference.identifyRecord(first("accession-num"), of: databases)
        }
        reference.abstract = first("abstract")
        reference.subjects = values["keywords/keyword"] ?? []
        reference.openAccess = first("urls/pdf-urls/url")
        reference.address = first("urls/related-urls/url", "urls/web-urls/url")
        reference.language = first("language")
        reference.note = first("notes")
        return reference
    }

    /// `12 March` beside the year, or a whole date.
    private static func date(_ year: String, _ day: String) -> PublicationDate? {
        guard let number = PublicationDate(year)?.year else { return PublicationDate(day) }
        let words = day.split { $0 == " " || $0 == "." || $0 == "," }.map(String.init)
        return PublicationDate(
            year: number,
            month: words.lazy.compactMap { MonthName.number($0) }.first,
            day: words.lazy.compactMap { Int($0) }.first { (1...31).contains($0) }
        )
    }

    private static func type(_ name: String) -> ReferenceType {
        switch name.lowercased() {
        case "journal article", "electronic article", "17": .article
        case "book", "edited book", "electronic book", "6", "28": .book
        case "book section", "electronic book section", "5": .chapter
        case "conference paper", "conference proceedings", "47", "10": .conferencePaper
        case "report", "government document", "27", "46": .report
        case "thesis", "32": .thesis
        case "manuscript", "unpublished work", "36", "34": .preprint
        case "dataset", "59": .dataset
        case "web page", "blog", "12": .webPage
        case "magazine article", "newspaper article", "19", "23": .magazine
        default: .other
        }
    }
}
