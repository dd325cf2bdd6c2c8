import CSV

/// A spreadsheet of references: one row each, columns found by their headings in any order.
enum ReferenceSheet {
    enum Column: String, CaseIterable {
        case type, title, authors, editors, date, container, series, volume, issue, pages, edition, publisher
        case place, doi, eric, identifiers, abstract
        case abstractLicence = "abstract licence"
        case subjects
        case peerReviewed = "peer reviewed"
        case openAccess = "open access"
        case address, language, note

        /// Headings that are read as this column, besides its own.
        var spellings: [String] {
            switch self {
            case .type: ["publication type", "item type", "reference type", "document type", "dt"]
            // The tags of Web of Science head its columns, too.
            case .title: ["article title", "document title", "ti"]
            case .authors: ["author", "author(s)", "creators", "au"]
            case .editors: ["editor"]
            case .date: ["publication date", "year", "publication year", "py"]
            case .container: ["journal", "source title", "publication title", "source", "journal/book", "so"]
            case .volume: ["vol", "vl"]
            case .issue: ["number", "no", "is"]
            case .publisher: ["pu"]
            case .place: ["pi"]
            case .doi: ["di"]
            case .pages: ["page", "page range"]
            case .eric: ["eric id", "ericid", "eric number"]
            case .identifiers: ["other identifiers"]
            case .abstract: ["abstract note", "description", "ab"]
            case .subjects: ["keywords", "author keywords", "subject", "manual tags", "de"]
            case .address: ["url", "link"]
            case .language: ["language of original document", "la"]
            default: []
            }
        }
    }

    /// Whether the headings are those of references.
    static func recognises(_ header: CSVHeader) -> Bool {
        let found = Column.allCases.filter { position(of: $0, in: header) != nil }
        return found.contains(.title) && found.count >= 2
    }

    static func position(of column: Column, in header: CSVHeader) -> Int? {
        header.position(ofAny: [column.rawValue] + column.spellings)
    }

    /// Where the columns stand: those that are written, and those that other programs part them into.
    struct Positions {
        fileprivate var columns: [Column: Int] = [:]
        fileprivate var year: Int?
        fileprivate var firstPage: Int?
        fileprivate var lastPage: Int?
        fileprivate var articleNumber: Int?
        fileprivate var serials: [Int] = []
        fileprivate var numbers: [(StudyIdentifier.Scheme, Int)] = []

        var hasTitle: Bool { columns[.title] != nil }
    }

    static func positions(in header: CSVHeader) -> Positions {
        var positions = Positions()
        for column in Column.allCases { positions.columns[column] = position(of: column, in: header) }
        positions.year = header.position(ofAny: ["year", "publication year"])
        positions.firstPage = header.position(ofAny: ["page start", "start page", "first page", "bp"])
        positions.lastPage = header.position(ofAny: ["page end", "end page", "last page", "ep"])
        positions.articleNumber = header.position(ofAny: ["art. no.", "article number", "ar"])
        positions.serials = ["issn", "eissn", "isbn", "sn", "ei", "bn"].compactMap { header.position(of: $0) }
        let numbers: [(StudyIdentifier.Scheme, [String])] = [
            (.pmid, ["pmid", "pubmed id", "pm"]), (.pmcid, ["pmcid", "pmc id"]),
        ]
        positions.numbers = numbers.compactMap { scheme, headings in
            header.position(ofAny: headings).map { (scheme, $0) }
        }
        // Beside initials some give whole names.
        if let whole = header.position(ofAny: ["author full names", "af"]) {
            positions.columns[.authors] = whole
        }
        return positions
    }

    /// What Zotero, Scopus and others call types; a text that says "article" is one.
    private static func type(_ name: String) -> ReferenceType {
        let name = name.lowercased()
        if let own = ReferenceType(rawValue: name) { return own }
        if let titled = ReferenceType.allCases.first(where: { $0.title.lowercased() == name }) {
            return titled
        }
        return switch name.filter({ $0.isLetter }) {
        case "booksection", "bookchapter", "encyclopediaarticle": .chapter
        case "conferencepaper", "conferenceproceeding", "proceedingspaper", "presentation": .conferencePaper
        case "webpage", "blogpost", "forumpost": .webPage
        case "magazinearticle", "newspaperarticle": .magazine
        case "manuscript": .preprint
        case "dissertation": .thesis
        case "editedbook": .book
        case "", "review": .article
        default: name.contains("article") ? .article : .other
        }
    }

    static func reference(_ row: CSVRow, _ positions: Positions) -> Reference {
        func text(_ position: Int?) -> String {
            position.map { CSVCell.restored(row.trimmed($0)) } ?? ""
        }
        func cell(_ column: Column) -> String { text(positions.columns[column]) }
        var reference = Reference()
        reference.type = type(cell(.type))
        reference.title = cell(.title)
        reference.authors = authors(cell(.authors))
        reference.editors = ListCell.parts(cell(.editors)).map(name)
        reference.date = PublicationDate(cell(.date)) ?? PublicationDate(text(positions.year))
        reference.container = cell(.container)
        reference.series = cell(.series)
        reference.volume = cell(.volume)
        reference.issue = cell(.issue)
        reference.pages = cell(.pages)
        if reference.pages.isEmpty {
            var range = RISFields.PageRange()
            range.first = text(positions.firstPage)
            range.last = text(positions.lastPage)
            reference.pages = range.text.isEmpty ? text(positions.articleNumber) : range.text
        }
        reference.edition = cell(.edition)
        reference.publisher = cell(.publisher)
        reference.place = cell(.place)
        reference.identify(.doi, cell(.doi))
        reference.identify(.eric, cell(.eric))
        for part in ListCell.parts(cell(.identifiers)) { reference.identifyRecord(part) }
        for position in positions.serials { reference.identifySerial(text(position)) }
        for (scheme, position) in positions.numbers { reference.identify(scheme, text(position)) }
        reference.abstract = cell(.abstract)
        reference.abstractLicence = cell(.abstractLicence)
        reference.subjects = ListCell.parts(cell(.subjects))
        reference.isPeerReviewed =
            ["yes": true, "true": true, "no": false, "false": false][
                cell(.peerReviewed).lowercased()
            ]
        reference.openAccess = cell(.openAccess)
        reference.address = cell(.address)
        reference.language = cell(.language)
        reference.note = cell(.note)
        return reference
    }

    static func cells(_ reference: Reference) -> [String] {
        Column.allCases.map { column in
            switch column {
            case .type: reference.type.rawValue
            case .title: reference.title
            case .authors: ListCell.text(reference.authors.map(Self.text))
            case .editors: ListCell.text(reference.editors.map(Self.text))
            case .date: reference.date?.text ?? ""
            case .container: reference.container
            case .series: reference.series
            case .volume: reference.volume
            case .issue: reference.issue
            case .pages: reference.pages
            case .edition: reference.edition
            case .publisher: reference.publisher
            case .place: reference.place
            case .doi: reference.identifier(.doi) ?? ""
            case .eric: reference.identifier(.eric) ?? ""
            case .identifiers: ListCell.text(others(reference).map { "\($0.scheme.rawValue):\($0.value)" })
            case .abstract: reference.abstract
            case .abstractLicence: reference.abstractLicence
            case .subjects: ListCell.text(reference.subjects)
            case .peerReviewed: reference.isPeerReviewed.map { $0 ? "yes" : "no" } ?? ""
            case .openAccess: reference.openAccess
            case .address: reference.address
            case .language: reference.language
            case .note: reference.note
            }
        }
    }

    /// What does not stand in a column of its own.
    private static func others(_ reference: Reference) -> [StudyIdentifier] {
        var seen: Set<StudyIdentifier.Scheme> = []
        return reference.identifiers.filter { identifier in
            let isOwn = identifier.scheme == .doi || identifier.scheme == .eric
            return !isOwn || !seen.insert(identifier.scheme).inserted
        }
    }

    /// Braces keep an organisation's name together.
    private static func text(_ name: AuthorName) -> String {
        name.literal.isEmpty ? name.inverted : "{\(name.literal)}"
    }

    /// `Berg, Anna; Oake, Ben`, or `Berg A., Oake B.` as Scopus wrote them and PubMed does.
    private static func authors(_ text: String) -> [AuthorName] {
        let parts = ListCell.parts(text)
        guard parts.count == 1, let only = parts.first else { return parts.map(name) }
        let people = only.split(separator: ",").map { $0.trimmed }
        let areShortened = people.allSatisfy { person in
            let words = person.split(separator: " ")
            return words.count > 1 && AuthorName.areInitials(words[words.count - 1])
        }
        return people.count > 1 && areShortened
            ? people.map { AuthorName(withInitials: $0) } : parts.map(name)
    }

    private static func name(_ text: String) -> AuthorName {
        if text.hasPrefix("{"), text.hasSuffix("}") {
            return AuthorName(literal: String(text.dropFirst().dropLast()))
        }
        // Scopus has its number of a person after the name.
        return AuthorName(inverted: text.replacing(/[ ]\(\d{5,}\)$/, with: ""))
    }
}

/// Several values in one cell, parted by semicolons; a semicolon or backslash within one has a backslash before
/// it.
enum ListCell {
    static func text(_ parts: [String]) -> String {
        parts.map { $0.replacing("\\", with: "\\\\").replacing(";", with: "\\;") }.joined(separator: "; ")
    }

    static func parts(_ text: String) -> [String] {
        var parts: [String] = [""]
        var isEscaped = false
        for character in text {
            if isEscaped {
                parts[parts.count - 1].append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == ";" {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts.map(\.trimmed).filter { !$0.isEmpty }
    }
}
