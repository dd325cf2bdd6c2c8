/// Reads PubMed's own format (`.nbib`), which ERIC writes too: a tag of up to four letters, a hyphen in the fifth
/// column and a value, which goes on in lines that are set in; a blank line ends an entry.
final class NBIBParser: TaggedParser {
    var lines = LineCutter()
    var counter = EntryCounter()
    var entry = TaggedEntry<String>()

    func take(_ line: ArraySlice<UInt8>, _ number: Int, _ entries: inout [ReadEntry]) {
        guard line.contains(where: { $0 > 0x20 }) else { return end(&entries) }
        guard let (tag, value) = Self.field(line) else { return continueLast(line) }
        // Files that were put together may lack the blank line.
        if tag == "PMID", entry.fields.contains(where: { $0.tag == tag }) { end(&entries) }
        if entry.startLine == nil { entry.start(at: number) }
        if entry.grows(by: line) { entry.fields.append((tag, value)) }
    }

    private func continueLast(_ line: ArraySlice<UInt8>) {
        guard !entry.fields.isEmpty, entry.grows(by: line) else { return }
        goOn(String(decoding: line, as: UTF8.self).trimmed)
    }

    static func line(_ tag: String, _ value: String) -> String { "\(tag) - \(value)" }

    static func reference(_ fields: [(tag: String, value: String)]) -> Reference {
        NBIBFields.reference(fields)
    }

    /// `TI  - A title`: letters and blanks in four columns, then a hyphen. `nil` for any other line.
    private static func field(_ line: ArraySlice<UInt8>) -> (String, String)? {
        guard line.count >= 5, line[line.startIndex + 4] == 0x2D else { return nil }
        let tag = String(decoding: line.prefix(4), as: UTF8.self)
        let name = tag.trimmed
        guard tag.hasPrefix(name), name.utf8.count >= 2, name.utf8.allSatisfy({ (65...90).contains($0) })
        else { return nil }
        return (name, String(decoding: line.dropFirst(5), as: UTF8.self).trimmed)
    }
}

/// What the tags of PubMed's format mean.
///
/// - Note: National Library of Medicine, *MEDLINE/PubMed Data Element (Field) Descriptions*. ERIC's files have its number
///   under `OID`.
enum NBIBFields {
    static func reference(_ fields: [(tag: String, value: String)]) -> Reference {
        var reference = Reference()
        var values: [String: [String]] = [:]
        for (tag, value) in fields where !value.isEmpty { values[tag, default: []].append(value) }
        func all(_ tags: String...) -> [String] { tags.lazy.compactMap { values[$0] }.first ?? [] }
        func first(_ tags: String...) -> String { tags.lazy.compactMap { values[$0]?.first }.first ?? "" }
        let book = first("BTI")
        reference.title = title(first("TI", "BTI", "TT"))
        reference.authors = all("FAU", "AU").map(name) + all("CN").map { AuthorName(literal: $0) }
        reference.editors = all("FED", "ED").map(name)
        reference.date = PublicationDate(first("DP"))
        reference.container = first("JT", "TA")
        if reference.container.isEmpty, title(book) != reference.title { reference.container = title(book) }
        reference.type = type(
            all("PT").map { $0.lowercased() },
            isPart: !book.isEmpty && title(book) != reference.title,
            isBook: !book.isEmpty,
            isJournal: values["JT"] != nil || values["TA"] != nil
        )
        reference.series = first("CTI")
        reference.volume = first("VI")
        reference.issue = first("IP")
        reference.pages = pages(first("PG"))
        reference.edition = first("EN")
        reference.publisher = first("PB")
        // For a journal `PL` is the country that it comes from.
        if !book.isEmpty { reference.place = first("PL") }
        reference.identify(.pmid, first("PMID"))
        reference.identify(.pmcid, first("PMC"))
        if let id = values["OID"]?.first { reference.identifyRecord(id) }
        for number in (values["LID"] ?? []) + (values["AID"] ?? []) {
            if number.lowercased().hasPrefix("http") {
                if reference.address.isEmpty { reference.address = number }
                if number.contains("doi.org/") { reference.identify(.doi, number) }
            } else if number.hasSuffix("[doi]") {
                reference.identify(.doi, String(number.dropLast(5)))
            } else if number.hasSuffix("[pii]"), reference.pages.isEmpty {
                reference.pages = articleNumber(number.dropLast(5).trimmed)
            }
        }
        for tag in ["IS", "ISSN", "ISBN"] {
            for serial in values[tag] ?? [] { reference.identifySerial(serial) }
        }
        reference.abstract = first("AB")
        // An asterisk marks what a paper is mostly about.
        let subjects = (values["MH"] ?? []) + (values["OT"] ?? [])
        reference.subjects = subjects.map { $0.replacing("*", with: "") }
        reference.language = first("LA")
        reference.note = first("GN")
        return reference
    }

    /// `e0123456` stands for pages; other numbers of a publisher, such as `S0022-4405(14)00012-3`, say nothing to a reader.
    private static func articleNumber(_ text: String) -> String {
        let digits = text.dropFirst()
        guard text.first == "e", (1...8).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (48...57).contains($0) })
        else { return "" }
        return text
    }

    /// Titles end with a full stop, and those that were translated stand in brackets.
    private static func title(_ text: String) -> String {
        var title = text.trimmed
        if title.hasSuffix("."), !title.hasSuffix("..") { title.removeLast() }
        if title.hasPrefix("["), title.hasSuffix("]"), !title.dropFirst().contains("[") {
            title = String(title.dropFirst().dropLast())
        }
        return title
    }

    /// `Berg, Anna`, or `Berg A` where only initials are given.
    private static func name(_ text: String) -> AuthorName {
        text.contains(",") ? AuthorName(inverted: text) : AuthorName(withInitials: text)
    }

    /// `100-12` is `100-112`.
    private static func pages(_ text: String) -> String {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isNumbers = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
        guard parts.count == 2, isNumbers, parts[1].count < parts[0].count else { return text }
        return "\(parts[0])-\(parts[0].prefix(parts[0].count - parts[1].count))\(parts[1])"
    }

    private static func type(
        _ kinds: [String],
        isPart: Bool,
        isBook: Bool,
        isJournal: Bool
    ) -> ReferenceType {
        func has(_ words: String...) -> Bool {
            kinds.contains { kind in words.contains { kind.contains($0) } }
        }
        if has("preprint") { return .preprint }
        if has("dissertation") { return .thesis }
        if has("dataset", "numerical/quantitative data") { return .dataset }
        if isPart { return .chapter }
        if isBook || has("books") { return .book }
        if has("congress", "meeting papers") && !has("journal article") { return .conferencePaper }
        if has("journal article") { return .article }
        if has("technical report", "reports - ") { return .report }
        return isJournal ? .article : .other
    }
}
