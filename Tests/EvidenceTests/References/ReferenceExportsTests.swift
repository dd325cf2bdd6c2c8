import Evidence
import Testing

/// Small lists, each as one program writes it.
@Suite("Reference lists as programs export them")
struct ReferenceExportsTests {
    @Test("PubMed: whole names, pages in short, DOIs by their mark, and a book", arguments: ["\n", "\r\n"])
    func pubMed(lineEnd: String) throws {
        let text = """
            \u{FEFF}
            PMID- 31234567
            OWN - NLM
            STAT- MEDLINE
            IS  - 1234-567X (Print)
            IS  - 1234-5678 (Linking)
            VI  - 9
            IP  - 3
            DP  - 2019 Mar-Apr
            TI  - Talking in pairs helps
                  listening.
            PG  - 100-12
            LID - S1234(19)30001-1 [pii]
            LID - 10.5555/talk [doi]
            AB  - We listened.
            FAU - Berg, Anna
            AU  - Berg A
            AD  - A school.
            FAU - van der Oake, Ben
            AU  - van der Oake B
            CN  - The Listening Group
            LA  - eng
            PT  - Journal Article
            PT  - Randomized Controlled Trial
            TA  - J Made Up
            JT  - Journal of made-up studies
            PMC - PMC7654321
            MH  - *Speech
            OT  - pairs

            PMID- 2
            BTI - A whole book
            AU  - Marsh BC
            PT  - Book
            DP  - 2001
            """.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineEnd)
        let entries = try read(text)
        try #require(entries.count == 2)
        #expect(entries.map(\.line) == [2, 31])
        let first = try #require(entries[0].reference)
        #expect(first.type == .article)
        #expect(first.title == "Talking in pairs helps listening")
        #expect(
            first.authors.map(\.inverted) == ["Berg, Anna", "van der Oake, Ben", "The Listening Group"]
        )
        #expect(first.date?.text == "2019-03")
        #expect(first.container == "Journal of made-up studies")
        #expect([first.volume, first.issue, first.pages] as [String] == ["9", "3", "100-112"])
        #expect(first.identifier(.doi) == "10.5555/talk")
        #expect(first.identifier(.pmid) == "31234567")
        #expect(first.identifier(.pmcid) == "PMC7654321")
        #expect(first.identifiers.filter { $0.scheme == .issn }.map(\.value) == ["1234-5678", "1234-567X"])
        #expect(first.subjects == ["Speech", "pairs"])
        #expect(first.abstract == "We listened.")
        let second = try #require(entries[1].reference)
        #expect(second.type == .book)
        #expect(second.title == "A whole book")
        #expect(second.container == "")
        #expect(second.authors == [AuthorName(family: "Marsh", given: "BC")])
    }

    @Test("ERIC's file in PubMed's format has its own number")
    func ericTagged() throws {
        let reference = try only(
            """
            OWN - ERIC
            TI  - Echo Reading
            AU  - Heron, Clare
            JT  - Reading Quarterly
            OID - EJ7654321
            PG  - 45-60
            DP  - Jun 2018
            LID - http://eric.ed.gov/?id=EJ7654321
            PT  - Journal Articles
            PT  - Reports - Research
            """
        )
        #expect(reference.type == .article)
        #expect(reference.identifier(.eric) == "EJ7654321")
        #expect(reference.date?.text == "2018-06")
        #expect(reference.pages == "45-60")
        #expect(reference.address == "http://eric.ed.gov/?id=EJ7654321")
    }

    @Test("EndNote's tagged format: values that go on, subjects on lines of their own")
    func refer() throws {
        let entries = try read(
            """
            %0 Journal Article
            %T Talking in pairs
            %A Berg, Anna
            %A Oake, Ben
            %J Journal of Made-up Studies
            %D 2014
            %V 9
            %P 100-112
            %@ 1234-567X
            %R 10.5555/talk
            %K talk
            pairs
            %X We listened
            and talked.

            %0 Book Section
            %T A part
            %B The whole
            """
        )
        try #require(entries.count == 2)
        #expect(entries.map(\.line) == [1, 16])
        let first = try #require(entries[0].reference)
        #expect(first.type == .article)
        #expect(first.authors.map(\.inverted) == ["Berg, Anna", "Oake, Ben"])
        #expect(first.container == "Journal of Made-up Studies")
        #expect(first.pages == "100-112")
        #expect(first.identifier(.doi) == "10.5555/talk")
        #expect(first.subjects == ["talk", "pairs"])
        #expect(first.abstract == "We listened and talked.")
        #expect(entries[1].reference?.type == .chapter)
        #expect(entries[1].reference?.container == "The whole")
    }

    @Test("Mendeley's RIS: a byte-order mark, CRLF, dates with slashes, a type of its own, no end at the end")
    func mendeley() throws {
        let lines = [
            "\u{FEFF}TY  - JOUR", "T1  - Talking", "AU  - Berg, Anna", "AU  - Oake, Ben", "PY  - 2015///",
            "DA  - 2015/03//", "JF  - Journal", "SP  - 100", "EP  - 112", "ER  - ", "", "TY  - XYZZ",
            "TI  - Another", "AU  - Berg, Anna",
        ]
        let entries = try read(lines.joined(separator: "\r\n"))
        try #require(entries.count == 2)
        let first = try #require(entries[0].reference)
        #expect(first.title == "Talking")
        #expect(first.authors.map(\.family) == ["Berg", "Oake"])
        #expect(first.date?.text == "2015-03")
        #expect(first.pages == "100-112")
        #expect(entries[1].reference?.type == .other)
        #expect(entries[1].line == 12)
    }

    @Test("ProQuest's RIS: people under two tags, ERIC's number after its own, the DOI as address")
    func proQuest() throws {
        let reference = try only(
            """
            TY  - JOUR
            T1  - Echo reading
            A1  - Heron, Clare
            A1  - Oake, Ben
            AU  - Heron, Clare
            AU  - Oake, Ben
            Y1  - 2016///
            DA  - 2016
            AN  - 1234567890; EJ1234567
            SN  - 0022-0663, 00220663
            UR  - https://doi.org/10.5555/echo
            ER  -
            """
        )
        #expect(reference.authors.map(\.family) == ["Heron", "Oake"])
        #expect(reference.date?.text == "2016")
        #expect(reference.identifier(.eric) == "EJ1234567")
        #expect(reference.identifier(.accession) == "1234567890")
        #expect(reference.identifier(.doi) == "10.5555/echo")
        #expect(reference.identifiers.filter { $0.scheme == .issn }.map(\.value) == ["0022-0663"])
        // Two people of one name under one tag are two.
        let twins = try only("TY  - JOUR\nTI  - A\nAU  - Wang, Y.\nAU  - Wang, Y.\nER  - ")
        #expect(twins.authors.count == 2)
    }

    @Test("A DOI is found where a format has no tag for it, and only there", arguments: ["M3", "L3"])
    func otherTags(tag: String) throws {
        let found = try only("TY  - JOUR\nTI  - A\n\(tag)  - 10.5555/other\nC7  - e12\nER  - ")
        #expect(found.identifier(.doi) == "10.5555/other")
        #expect(found.pages == "e12")
        let own = try only("TY  - JOUR\nTI  - A\nDO  - 10.5555/own\n\(tag)  - 10.5555/other\nER  - ")
        #expect(own.identifiers.map(\.value) == ["10.5555/own"])
        #expect(try only("TY  - JOUR\nTI  - A\n\(tag)  - Article\nER  - ").identifiers.isEmpty)
    }

    @Test("Scopus: whole names with numbers, initials after a comma, article numbers")
    func scopus() throws {
        let whole = try only(
            """
            Authors,Author full names,Title,Year,Source title,Art. No.,Page start,Page end,Document Type
            Berg A.; Oake B.,"Berg, Anna (57190000001); Oake, Ben (57190000002)",A talk,2019,Talks,e12,,,Article
            """
        )
        #expect(whole.authors.map(\.inverted) == ["Berg, Anna", "Oake, Ben"])
        #expect(whole.pages == "e12")
        let older = try only("Authors,Title,Year\n\"Berg A., van der Oake B.-C.\",A talk,2018\n")
        #expect(older.authors.map(\.inverted) == ["Berg, A.", "van der Oake, B.-C."])
        // One person, as others write one.
        for name in ["Berg, A.", "Berg, Anna", "van der Berg, A. B.", "Smith, John, Jr"] {
            let one = try only("Authors,Title,Year\n\"\(name)\",A talk,2018\n")
            #expect(one.authors.map(\.inverted) == [name])
        }
    }

    @Test("PubMed's spreadsheet")
    func pubMedSheet() throws {
        let reference = try only(
            """
            PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,PMCID,DOI
            31234567,Talking in pairs,"Berg A, Oake BC.",J Made Up. 2019,Berg A,J Made Up,2019,PMC7654321,10.5555/talk
            """
        )
        #expect(reference.authors.map(\.family) == ["Berg", "Oake"])
        #expect(reference.container == "J Made Up")
        #expect(reference.year == 2019)
        #expect(reference.identifier(.pmid) == "31234567")
        #expect(reference.identifier(.pmcid) == "PMC7654321")
    }

    @Test("Web of Science: as columns, as BibTeX in braces, and before the issue")
    func webOfScience() throws {
        let columns = [
            ("PT", "J"), ("AU", "Berg, A; Oake, B"), ("AF", "Berg, Anna; Oake, Ben"), ("TI", "Reading aloud"),
            ("SO", "JOURNAL OF PAIRS"), ("DT", "Article"), ("BP", "12"), ("EP", "20"), ("PY", "2009"),
            ("DI", "10.5555/wos"), ("SN", "1234-567X"),
        ]
        let table = [columns.map(\.0), columns.map(\.1)].map { $0.joined(separator: "\t") }
        let row = try only(table.joined(separator: "\r\n") + "\r\n")
        #expect(row.authors.map(\.given) == ["Anna", "Ben"])
        #expect(row.type == .article)
        #expect(row.container == "JOURNAL OF PAIRS")
        #expect(row.pages == "12-20")
        #expect(row.year == 2009)
        #expect(row.identifiers.map(\.value) == ["10.5555/wos", "1234-567X"])
        let bibtex = try only(
            """
            @article{ WOS:000123,
            Author = {Berg, Anna and Oake, Ben},
            Title = {{Reading aloud in pairs}},
            Journal = {{JOURNAL OF PAIRS}},
            Year = {{2009}},
            Month = {{MAR}},
            Keywords = {{reading; pairs, and talk}},
            DOI = {{10.5555/wos}},
            Unique-ID = {{WOS:000123}},
            }
            """
        )
        #expect(bibtex.title == "Reading aloud in pairs")
        #expect(bibtex.date?.text == "2009-03")
        #expect(bibtex.identifier(.doi) == "10.5555/wos")
        #expect(bibtex.subjects == ["reading", "pairs, and talk"])
        let early = try only("FN A database\nPT J\nAU Berg, A\nTI Early\nEA APR 2021\nER\n")
        #expect(early.date?.text == "2021-04")
    }

    @Test("BibLaTeX: parts of one book stay works of their own")
    func parts() throws {
        let entries = try read(
            """
            @comment{jabref-meta: databaseType:bibtex;}
            @incollection{one, title={First {Part}}, author={Berg, Anna and others}, crossref={whole}}
            @incollection{two, title={Second}, author={Oake, Ben}, crossref={whole}, doi={10.5555/two}}
            @collection{whole, title={The Whole}, editor={Heron, Clare}, date={2011-05-03/2011-06},
              publisher={Press}, doi={10.5555/whole}, url={https://example.org/whole}, isbn={9781234567897}}
            @article{three, title={Na{\\"\\i}ve {\\'e}tude}, author={M{\\"u}ller, Zo{\\"e}}, journaltitle={Journal},
              date={2016-03}, url={https://example.org/a{\\_}b}, file={:C$\\backslash$:/x.pdf:pdf}}
            """
        )
        let references = entries.compactMap(\.reference)
        try #require(references.count == 4)
        let first = try #require(references.first { $0.title == "First Part" })
        #expect(first.authors.map(\.inverted) == ["Berg, Anna"])
        #expect(first.container == "The Whole")
        #expect(first.date?.text == "2011-05-03")
        #expect(first.identifier(.doi) == nil)
        #expect(first.address == "")
        let second = try #require(references.first { $0.title == "Second" })
        #expect(second.identifier(.doi) == "10.5555/two")
        #expect(references.first { $0.title == "The Whole" }?.identifier(.doi) == "10.5555/whole")
        let third = try #require(references.first { $0.container == "Journal" })
        #expect(third.title == "Naïve étude")
        #expect(third.authors.map(\.inverted) == ["Müller, Zoë"])
        #expect(third.address == "https://example.org/a_b")
    }
}
