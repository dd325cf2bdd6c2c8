import Evidence
import Testing

/// Draws references whose texts hold what formats trip over.
struct ReferenceDrawing: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var mixed = state
        mixed ^= mixed >> 33
        mixed = mixed &* 0xFF51_AFD7_ED55_8CCD
        return mixed ^ (mixed >> 33)
    }

    private static let words = [
        "reading", "Über", "naïve", "50%", "A&B", "{braces}", "$5", "x_1", "#tag", "it’s", "“so”", "a--b",
        "``q''",
        "back\\slash", "tilde~x", "1^2", "Ελληνικά", "日本語", "semi;colon", "comma,", "\"quoted\"", "=1+1",
        "-dash", "@home",
        "<b>bold</b>", "e.g.", "TY", "ER", "and", "é", "🙂", "'", "§3", "'=x", "[1]", "at @article{x,}",
        "(paren)",
    ]

    mutating func text(_ most: Int = 6) -> String {
        (0...Int.random(in: 0..<most, using: &self)).map { _ in
            Self.words.randomElement(using: &self) ?? "word"
        }
        .joined(separator: " ")
    }

    private mutating func maybe(_ text: (inout Self) -> String) -> String {
        Bool.random(using: &self) ? text(&self) : ""
    }

    private static let families = ["Berg", "O’Neil", "Müller", "Smith-Jones", "Ng", "Nuñez"]
    private static let given = ["Anna", "J. R.", "Zoë", ""]

    private mutating func name() -> AuthorName {
        if Int.random(in: 0..<4, using: &self) == 0 {
            return AuthorName(
                literal: ["Department for Reading", "A & B Trust", "World Readers"].randomElement(
                    using: &self
                ) ?? ""
            )
        }
        return AuthorName(
            family: Self.families.randomElement(using: &self) ?? "Berg",
            given: Self.given.randomElement(using: &self) ?? "",
            particle: ["", "", "van der", "de"].randomElement(using: &self) ?? "",
            suffix: ["", "", "", "Jr"].randomElement(using: &self) ?? ""
        )
    }

    mutating func reference() -> Reference {
        var reference = Reference()
        reference.type = ReferenceType.allCases.randomElement(using: &self) ?? .article
        reference.title = "Title " + text()
        reference.authors = (0..<Int.random(in: 0..<4, using: &self)).map { _ in name() }
        reference.editors = (0..<Int.random(in: 0..<2, using: &self)).map { _ in name() }
        let month = Bool.random(using: &self) ? Int.random(in: 1...12, using: &self) : nil
        let day = Bool.random(using: &self) ? Int.random(in: 1...28, using: &self) : nil
        reference.date = PublicationDate(
            year: Int.random(in: 1900...2030, using: &self),
            month: month,
            day: day
        )
        reference.container = maybe { "Journal " + $0.text(3) }
        reference.series = maybe { $0.text(2) }
        reference.volume = maybe { "\(Int.random(in: 1...90, using: &$0))" }
        reference.issue = maybe { "\(Int.random(in: 1...12, using: &$0))a" }
        reference.pages = ["", "12", "12-20", "e0815", "3-4, 8-9"].randomElement(using: &self) ?? ""
        reference.edition = maybe { _ in "2nd ed." }
        reference.publisher = maybe { $0.text(2) }
        reference.place = maybe { $0.text(1) }
        reference.identify(.doi, maybe { "10.5555/x_\(Int.random(in: 1...999, using: &$0))%2F(a)#b" })
        reference.identify(.eric, maybe { "ED\(Int.random(in: 100_000...999_999, using: &$0))" })
        reference.identify(.pmid, maybe { "\(Int.random(in: 1000...99_999, using: &$0))" })
        reference.identify(.issn, maybe { _ in "1234-567X" })
        reference.identify(.isbn, maybe { _ in "9781234567897" })
        reference.identify(.accession, maybe { "rec/\(Int.random(in: 1...99, using: &$0)); 12" })
        reference.abstract = maybe { $0.text(30) }
        reference.abstractLicence = maybe { _ in "CC BY 4.0" }
        reference.subjects = (0..<Int.random(in: 0..<4, using: &self)).map { _ in text(2) }
        reference.isPeerReviewed = [nil, true, false].randomElement(using: &self) ?? nil
        reference.openAccess = maybe { _ in "https://example.org/a_b~c/%20x?y=1&z=2#top" }
        reference.address = maybe { _ in "https://example.org/page" }
        reference.language = maybe { _ in "English" }
        reference.note = maybe { $0.text(5) }
        return reference.tidied()
    }
}

@Suite("A round trip through a format")
struct RoundTripTests {
    @Test(
        "loses no field that the format can hold",
        arguments: [ExportFormat.ris, .bibtex, .csl, .csv]
    )
    func roundTrip(format: ExportFormat) throws {
        var drawing = ReferenceDrawing(seed: 20_261_126)
        let references = (0..<300).map { _ in drawing.reference() }
        let bytes = references.written(as: format)
        let entries = try ImportedFile.bytes(bytes).entries()
        try #require(entries.count == references.count)
        for (entry, reference) in zip(entries, references) {
            #expect(entry.reference == format.holds(reference), "\(format), record \(entry.number)")
        }
    }

    @Test("What the library keeps of a source's record says the same as the record")
    func json() {
        var drawing = ReferenceDrawing(seed: 7)
        for _ in 0..<200 {
            let reference = drawing.reference()
            #expect(Reference(json: reference.json) == reference)
        }
    }

    @Test("Tidying twice is tidying once")
    func tidied() {
        var drawing = ReferenceDrawing(seed: 8)
        for _ in 0..<200 {
            let reference = drawing.reference()
            #expect(reference.tidied() == reference)
        }
    }

    @Test("A spreadsheet export opens without running a formula")
    func formulas() throws {
        var reference = Reference()
        reference.title = "=HYPERLINK(\"https://example.org\")"
        let text = String(decoding: [reference].written(as: .csv), as: UTF8.self)
        #expect(text.contains("\"'=HYPERLINK"))
        #expect(try only(text).title == reference.title)
    }
}
