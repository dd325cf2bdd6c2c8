import Evidence
import Testing

/// One reference of a text.
func read(_ text: String) throws -> [ReadEntry] {
    try ImportedFile.bytes(Array(text.utf8)).entries()
}

func only(_ text: String) throws -> Reference {
    let entries = try read(text)
    try #require(entries.count == 1, "\(entries)")
    return try #require(entries[0].reference, "\(entries[0])")
}

@Suite("Reading reference lists")
struct ReferenceFormatsTests {
    @Test("RIS: names, pages, identifiers, and text around the entries")
    func ris() throws {
        let reference = try only(
            """
            Record #1 of 1
            TY  - JOUR
            TI  - Talking in pairs
             and listening too
            AU  - van der Berg, Anna
            AU  - Oake, Ben, Jr
            AU  - Marsh B.
            A2  - Heron, Clare
            PY  - 2014//
            T2  - Journal of Made-up Studies
            VL  - 9
            IS  - 3
            SP  - 100
            EP  - 112
            SN  - 1234-567X
            DO  - https://doi.org/10.5555/ABC.9
            AN  - EJ1234567
            KW  - talk
            KW  - pairs
            UR  - https://example.org/talk
            AB  - We <b>listened</b>.
            ER  -

            Trailing words
            """
        )
        #expect(reference.title == "Talking in pairs and listening too")
        #expect(reference.authors.map(\.displayed) == ["Anna van der Berg", "Ben Oake Jr", "B. Marsh"])
        #expect(reference.authors[0].particle == "van der")
        #expect(reference.editors.map(\.family) == ["Heron"])
        #expect(reference.year == 2014)
        #expect(reference.pages == "100-112")
        #expect(reference.identifier(.doi) == "10.5555/abc.9")
        #expect(reference.identifier(.eric) == "EJ1234567")
        #expect(reference.identifier(.issn) == "1234-567X")
        #expect(reference.subjects == ["talk", "pairs"])
        #expect(reference.abstract == "We <b>listened</b>.")
    }

    @Test("RIS: an entry without an end ends where the next begins, and each names its line")
    func openEntries() throws {
        let entries = try read(
            "TY  - JOUR\nTI  - One\nTY  - BOOK\nAU  - Nobody, A\nER  - \nTY  - RPRT\nTI  - Three"
        )
        #expect(entries.map(\.line) == [1, 3, 6])
        #expect(entries.map(\.number) == [1, 2, 3])
        #expect(entries[0].reference?.title == "One")
        #expect(entries[1].content == .unreadable("there is no title"))
        #expect(entries[2].reference?.type == .report)
    }

    @Test(
        "RIS: a short title stands in for one that is missing, proceedings for a journal, a number for pages",
        arguments: [
            ("JOUR", "ST  - Talking", "Talking"), ("CONF", "TT  - Talking", "Talking"),
            ("JOUR", "ST  - Talk\nTI  - Talking in pairs", "Talking in pairs"),
            ("BOOK", "ST  - Talk\nBT  - Talking in pairs", "Talking in pairs"),
        ]
    )
    func risFields(type: String, titles: String, expected: String) throws {
        let reference = try only(
            """
            TY  - \(type)
            \(titles)
            C3  - Proceedings of the Talk Conference
            C2  - PMC1234567
            C7  - e1234
            AN  - 23456789
            DB  - Ovid MEDLINE(R)
            Y1  - 2014/03/09/Spring
            ER  -
            """
        )
        #expect(reference.title == expected)
        // Of a book the same tag has what stands before its title.
        #expect(reference.container == (type == "BOOK" ? "" : "Proceedings of the Talk Conference"))
        #expect(reference.pages == "e1234")
        #expect(reference.identifier(.pmcid) == "PMC1234567")
        #expect(reference.identifier(.pmid) == "23456789" && reference.identifier(.accession) == nil)
        #expect(reference.date == PublicationDate(year: 2014, month: 3, day: 9))
    }

    @Test("RIS: a number of a database that is not named, or not known, stays a record number")
    func recordNumbers() throws {
        for database in ["", "DB  - CINAHL\n"] {
            let reference = try only("TY  - JOUR\nTI  - One\nAN  - 23456789\n\(database)C2  - 17\nER  -")
            #expect(reference.identifier(.accession) == "23456789")
            #expect(reference.identifier(.pmid) == nil && reference.identifier(.pmcid) == nil)
        }
    }

    @Test(
        "A DOI that stands in the address alone is taken from there",
        arguments: [
            "@article{a, title={One}, url={https://doi.org/10.5555/abc_1}}",
            #"[{"type": "article-journal", "title": "One", "URL": "https://dx.doi.org/10.5555/ABC_1"}]"#,
            "TY  - JOUR\nTI  - One\nUR  - https://doi.org/10.5555/abc_1\nER  -",
            "<xml><records><record><titles><title>One</title></titles><urls><related-urls>"
                + "<url>https://doi.org/10.5555/abc_1</url></related-urls></urls></record></records></xml>",
        ]
    )
    func identifiesByAddress(_ text: String) throws {
        let reference = try only(text)
        #expect(reference.identifier(.doi) == "10.5555/abc_1")
        #expect(!reference.address.isEmpty)
    }

    @Test("BibTeX: numbers of PubMed, short titles and journals, first dates, and addresses of the web")
    func bibtexFields() throws {
        let entries = try read(
            """
            @article{a, title={A}, date={2012-03/2012-05}, eprint={23456789}, eprinttype={pubmed}, shortjournal={J. Sums}}
            @book{b, shorttitle={B}, origdate={1963}, eprint={PMC123}, archiveprefix={PMC}}
            @misc{c, title={C}, howpublished={\\url{https://example.org/x}}, year={2012}}
            @misc{d, title={D}, howpublished={Leaflet, https://example.org/x}, year={2012}}
            @inproceedings{e, title={E}, eventtitle={Talk Conference}, eventdate={2013-05-02}}
            """
        )
        let references = entries.compactMap(\.reference)
        try #require(references.count == 5, "\(entries)")
        #expect(references[0].identifier(.pmid) == "23456789" && references[0].container == "J. Sums")
        #expect(references[0].date == PublicationDate(year: 2012, month: 3))
        #expect(references[1].title == "B" && references[1].year == 1963)
        #expect(references[1].identifier(.pmcid) == "PMC123")
        #expect(references[2].container.isEmpty && references[2].address == "https://example.org/x")
        #expect(references[3].container == "Leaflet, https://example.org/x")
        #expect(references[4].container == "Talk Conference" && references[4].date?.month == 5)
    }

    @Test(
        "BibTeX: accents and special letters become characters",
        arguments: [
            (#"{\"O}zge M{\"u}ller"#, "Özge Müller"), (#"Aks{\i}n"#, "Aksın"), (#"\c{C}etin"#, "Çetin"),
            (#"na\"{\i}ve"#, "naïve"), (#"{\'E}cole"#, "École"), (#"\v{S}kola"#, "Škola"), (#"\o re"#, "øre"),
            (#"Tom \& Ann: 5\% {of} \emph{it}"#, "Tom & Ann: 5% of it"),
            ("pages 1--2 and ``so''", "pages 1–2 and “so”"),
            (#"a{\ss}b"#, "aßb"), ("{CO}$_2$", "CO_2"), (#"x\textquoteright s"#, "x’s"), (#"\H{o}"#, "ő"),
        ]
    )
    func latex(source: String, expected: String) throws {
        #expect(try only("@article{a, title = {\(source)}}").title == expected)
    }

    @Test("BibTeX: names made of names, each twice as long as the last, fill no memory")
    func bibtexNames() throws {
        let names = (1...60).map { "@string{s\($0) = s\($0 - 1) # s\($0 - 1)}" }
        let file = "@string{s0 = {0123456789}}\n" + names.joined(separator: "\n")
        let books = "@book{a, title = {A } # s3, abstract = s60 # s60}\n@book{b, title = {B}}"
        let references = try read("\(file)\n\(books)").compactMap(\.reference)
        #expect(references.map(\.title) == ["A " + String(repeating: "0123456789", count: 8), "B"])
        #expect(references.allSatisfy { $0.abstract.utf8.count <= 1 << 17 })
    }

    @Test("BibTeX: strings, concatenation, parentheses, quotation marks and a forgotten comma")
    func bibtexSyntax() throws {
        let entries = try read(
            """
            This is a comment with no entry.
            @string{jms = "Journal of Made-up Studies"}
            @STRING(who = {Heron, Clare})
            @preamble{"nothing"}
            @comment{ @article{x, title={No}} }
            @article(a1,
              title = "A {Big} Title", journal = jms # { (new)}, author = who # " and Oake, Ben"
              year = 2019, month = mar, pages = {12--20},
            )
            @techreport{a2, title={Second}, institution={A Hub}, year={2020}}
            """
        )
        #expect(entries.count == 2)
        let first = try #require(entries[0].reference)
        #expect(first.title == "A Big Title")
        #expect(first.container == "Journal of Made-up Studies (new)")
        #expect(first.authors.map(\.inverted) == ["Heron, Clare", "Oake, Ben"])
        #expect(first.date == PublicationDate(year: 2019, month: 3))
        #expect(first.pages == "12-20")
        #expect(entries[1].reference?.type == .report)
        #expect(entries[1].reference?.publisher == "A Hub")
    }

    @Test("BibTeX: a chapter takes from the book that it refers to, wherever that stands")
    func crossref() throws {
        let entries = try read(
            """
            @incollection{part, title={The Part}, author={Oake, Ben}, crossref={whole}, pages={3-9}}
            @collection{whole, title={The Whole}, editor={Heron, Clare}, date={2011-05}, publisher={Press}}
            """
        )
        let part = try #require(entries.compactMap(\.reference).first { $0.type == .chapter })
        #expect(part.title == "The Part")
        #expect(part.container == "The Whole")
        #expect(part.editors.map(\.family) == ["Heron"])
        #expect(part.year == 2011)
        #expect(part.publisher == "Press")
        #expect(entries.count == 2)
    }

    @Test("BibTeX: shared fields come from a parent's parents, too, but for a text that is too long to share")
    func sharedFields() throws {
        let text = String(repeating: "words ", count: 20_000)
        let entries = try read(
            """
            @xdata{press, publisher={Press}, abstract={\(text)}}
            @xdata{series, xdata={press}, series={Made-up Series}, year=2001}
            @xdata{loop, xdata={series, loop}, volume=3}
            @article{part, title={The Part}, xdata={loop}}
            @article{own, title={Its Own}, xdata={loop}, publisher={Another}, year=1999}
            """
        )
        let part = try #require(entries.compactMap(\.reference).first { $0.title == "The Part" })
        #expect(part.year == 2001 && part.volume == "3" && part.series == "Made-up Series")
        #expect(part.publisher == "Press")
        #expect(part.abstract.isEmpty, "a thousand entries would each read a text as long as the file")
        let own = try #require(entries.compactMap(\.reference).first { $0.title == "Its Own" })
        #expect(own.year == 1999 && own.publisher == "Another")
        #expect(entries.count == 2)
    }

    @Test(
        "BibTeX: names in every order, with particles, suffixes and organisations",
        arguments: [
            ("Anna van der Berg", "van der Berg, Anna"), ("van der Berg, Anna", "van der Berg, Anna"),
            ("de la Fontaine, Jean", "de la Fontaine, Jean"), ("Smith, Jr, John", "Smith, John, Jr"),
            ("{Department for Reading and Writing}", "Department for Reading and Writing"),
            ("family=Berg, given=Anna, prefix=van der", "van der Berg, Anna"),
            ("John Quincy {Adams Smith}", "Adams Smith, John Quincy"),
        ]
    )
    func bibtexNames(source: String, inverted: String) throws {
        let reference = try only("@book{b, title={T}, author={\(source) and others}}")
        #expect(reference.authors.map(\.inverted) == [inverted])
    }

    @Test("BibTeX: an entry that is never closed does not swallow the next one")
    func unclosedEntry() throws {
        let entries = try read("@article{a, title={Open, year=2001\n\n@book{b, title={Closed}}\n")
        #expect(entries.count == 2)
        #expect(entries[0].reference == nil)
        #expect(entries[0].line == 1)
        #expect(entries[1].reference?.title == "Closed")
        #expect(entries[1].line == 3)
    }

    @Test("CSL-JSON: names, dates as parts or text, numbers as numbers")
    func csl() throws {
        let reference = try only(
            """
            [{"id": 7, "type": "article-journal", "title": "Talking", "volume": 12, "issue": "3",
              "author": [{"family": "Berg", "given": "Anna", "non-dropping-particle": "van der"}, {"literal": "A Hub"}],
              "issued": {"date-parts": [["2016", 3, 9]]}, "DOI": "10.5555/X", "keyword": "talk, pairs",
              "container-title": ["Journal"], "page": "1–9"}]
            """
        )
        #expect(reference.authors.map(\.inverted) == ["van der Berg, Anna", "A Hub"])
        #expect(reference.date == PublicationDate(year: 2016, month: 3, day: 9))
        #expect(reference.volume == "12")
        #expect(reference.container == "Journal")
        #expect(reference.pages == "1-9")
        #expect(reference.subjects == ["talk", "pairs"])
    }

    @Test(
        "CSL-JSON: a date is read however programs write it",
        arguments: [
            (#"{"date-parts": [["2012", "03", "9"]]}"#, "2012-03-09"),
            (#"{"date-parts": [2012, 3]}"#, "2012-03"),
            (#"{"date-parts": [[]], "raw": "2012-03-09"}"#, "2012-03-09"),
            (#"{"date-parts": [[null]], "literal": "Spring 2012"}"#, "2012"),
            (#"{"literal": "in press", "raw": "2012"}"#, "2012"), (#""2012-03/2012-05""#, "2012-03"),
            ("2012", "2012"), (#"{"date-parts": [[null]]}"#, ""), (#"{"date-parts": []}"#, ""), ("null", ""),
        ]
    )
    func cslDates(written: String, expected: String) throws {
        let reference = try only(#"[{"type": "book", "title": "One", "issued": \#(written)}]"#)
        #expect(reference.date?.text ?? "" == expected)
    }

    @Test(
        "Numbers of PubMed and of an article are kept, however a list names them",
        arguments: [
            "%0 Journal Article\n%! One\n%M 23456789\n%~ PubMed\n%2 PMC77\n%] e99",
            "PMID- 23456789\nTI  - One.\nLID - e99 [pii]\nPMC - PMC77\nTA  - J Sums",
            "Title,Year,PubMed ID,PMCID,Art. No.,Document Type\nOne,2014,23456789,PMC77,e99,Article",
        ]
    )
    func pubMedNumbers(_ text: String) throws {
        let reference = try only(text)
        #expect(reference.title == "One")
        #expect(reference.identifier(.pmid) == "23456789" && reference.identifier(.pmcid) == "PMC77")
        #expect(reference.pages == "e99" && reference.identifier(.accession) == nil)
    }

    @Test("PubMed: a publisher's number is no page")
    func publishersNumbers() throws {
        let entry = "PMID- 1\nTI  - One.\nLID - S0022-4405(14)00012-3 [pii]\nAID - 17 [pii]"
        #expect(try only(entry).pages == "")
        #expect(try only("\(entry)\nPG  - 3-9\nLID - e99 [pii]").pages == "3-9")
    }

    @Test("CSL-JSON: names as text, short titles and journals, and numbers of articles are kept")
    func cslFallbacks() throws {
        for author in [#"["Oake, Ben", "Heron, Clare"]"#, #""Oake, Ben and Heron, Clare""#] {
            let reference = try only(
                """
                [{"type": "article-journal", "title-short": "One", "author": \(author), "editor": null,
                  "journalAbbreviation": "J. Sums", "article-number": "e9"}]
                """
            )
            #expect(reference.title == "One")
            #expect(reference.authors.map(\.inverted) == ["Oake, Ben", "Heron, Clare"])
            #expect(reference.editors.isEmpty && reference.container == "J. Sums" && reference.pages == "e9")
        }
    }

    @Test("OpenAlex and Crossref: nothing where something is meant is nothing, and the rest is kept")
    func nulls() throws {
        let work = try only(
            """
            {"results": [{"id": "https://openalex.org/W1", "title": "One", "authorships": null, "biblio": null,
              "abstract_inverted_index": null, "publication_date": null, "publication_year": 2012, "keywords": null,
              "primary_location": null, "open_access": null, "type": "article",
              "ids": {"pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/123456"}}]}
            """
        )
        #expect(work.authors.isEmpty && work.abstract.isEmpty && work.year == 2012)
        #expect(work.identifier(.pmcid) == "PMC123456")
        let deposit = try only(
            """
            {"message": {"DOI": "10.5555/CR", "type": "journal-article", "title": ["Two"], "article-number": "e9",
              "issued": {"date-parts": [[null]]}, "published": {"date-parts": [[2012, 3]]},
              "created": {"date-parts": [[2020, 1, 2]]}, "short-container-title": ["J. Sums"], "container-title": []}}
            """
        )
        #expect(deposit.date?.text == "2012-03")
        #expect(deposit.container == "J. Sums" && deposit.pages == "e9")
    }

    @Test("EndNote XML: styles within styles, short titles, other names of a journal, and its own fields")
    func endNoteFields() throws {
        let entries = try read(
            """
            <xml><records><record><ref-type name="Journal Article">17</ref-type>
            <titles><title><style>CO<style face="subscript">2</style> in </style><style>class</style></title>
            <alt-title>J. Sums</alt-title></titles><custom2>PMC77</custom2><custom7>e9</custom7>
            <accession-num>23456789</accession-num><remote-database-name>Medline</remote-database-name></record>
            <record><ref-type name="Book">6</ref-type><titles><short-title>Two</short-title></titles>
            <custom2>2012</custom2><custom7>x</custom7></record></records></xml>
            """
        )
        let references = entries.compactMap(\.reference)
        try #require(references.count == 2, "\(entries)")
        #expect(references[0].title == "CO2 in class" && references[0].container == "J. Sums")
        #expect(references[0].identifier(.pmcid) == "PMC77" && references[0].identifier(.pmid) == "23456789")
        #expect(references[0].pages == "e9")
        #expect(references[1].title == "Two" && references[1].pages.isEmpty)
        #expect(references[1].identifiers.isEmpty)
    }

    static let eric = """
        {"id": "EJ7654321", "title": "Pairs", "author": ["Heron, Clare"], "description": "An abstract.",
         "subject": ["Reading", "Peer Teaching"], "publicationdateyear": 2018, "peerreviewed": "T",
         "publicationtype": ["Journal Articles"], "issn": ["ISSN-1234-567X"], "language": ["English"],
         "publisher": "A Press. 1 Street, Town. Tel: 1",
         "source": "Journal of Made-up Studies, v12 n3 p45-60 Jun 2018"}
        """

    @Test("ERIC: the API's answer and one record a line are the same", arguments: [true, false])
    func eric(isAnswer: Bool) throws {
        let line = Self.eric.split(separator: "\n").joined()
        let text =
            isAnswer
            ? "{\"response\": {\"numFound\": 1, \"docs\": [\(Self.eric)]}, \"x\": {\"y\": []}}" : line
        let reference = try only(text)
        #expect(reference.identifier(.eric) == "EJ7654321")
        #expect(reference.container == "Journal of Made-up Studies")
        #expect([reference.volume, reference.issue, reference.pages] as [String] == ["12", "3", "45-60"])
        #expect(reference.isPeerReviewed == true)
        #expect(reference.publisher == "A Press")
        #expect(reference.identifier(.issn) == "1234-567X")
    }

    @Test("JSON lines: a broken line is refused with its number, and the next is read")
    func brokenLine() throws {
        let good = Self.eric.split(separator: "\n").joined()
        let entries = try read("\(good)\n{\"id\": \"EJ1\", \"title\": \"x\n\(good)\n{\"id\": [}\n\(good)")
        #expect(entries.map { $0.reference != nil } == [true, false, true, false, true])
        #expect(entries.map(\.line) == [1, 2, 3, 4, 5])
    }

    @Test("OpenAlex: the abstract is put together from its index")
    func openAlex() throws {
        let reference = try only(
            """
            {"meta": {"count": 1}, "results": [{"id": "https://openalex.org/W42", "doi": "https://doi.org/10.5555/oa",
              "title": "Open", "publication_year": 2020, "type": "article", "language": "en",
              "authorships": [{"author": {"display_name": "Anna van der Berg"}}],
              "primary_location": {"source": {"display_name": "Journal", "issn": ["1234-567X"]}},
              "biblio": {"volume": "2", "issue": "1", "first_page": "5", "last_page": "8"},
              "open_access": {"oa_url": "https://example.org/oa.pdf"},
              "abstract_inverted_index": {"we": [0, 3], "talk": [1], "and": [2], "listen": [4]}}]}
            """
        )
        #expect(reference.abstract == "we talk and we listen")
        #expect(reference.identifier(.openAlex) == "W42")
        #expect(reference.openAccess == "https://example.org/oa.pdf")
        #expect(reference.pages == "5-8")
        #expect(reference.authors[0].particle == "van der")
    }

    @Test("Crossref: one work or a list of them, JATS taken off, other mark-up kept as text")
    func crossrefWork() throws {
        let work = """
            {"DOI": "10.5555/CR", "type": "journal-article", "title": ["Work"], "subtitle": ["A trial"], "member": "9",
             "author": [{"given": "Ben", "family": "Oake"}, {"name": "A Group"}], "ISSN": ["1234-567X"],
             "container-title": ["Journal"], "issued": {"date-parts": [[2015, 7]]},
             "abstract": "<jats:p>Scores &lt; 5 <script>alert(1)</script></jats:p>"}
            """
        for text in ["{\"status\": \"ok\", \"message\": \(work)}", "{\"message\": {\"items\": [\(work)]}}"] {
            let reference = try only(text)
            #expect(reference.title == "Work: A trial")
            #expect(reference.authors.map(\.inverted) == ["Oake, Ben", "A Group"])
            #expect(reference.abstract == "Scores < 5 <script>alert(1)</script>")
            #expect(reference.date?.month == 7)
        }
        // As `select=DOI,title,…` gives it.
        let few = try only(
            """
            {"message": {"items": [{"DOI": "10.5555/CR", "type": "journal-article", "title": ["Few &amp; short"],
             "subtitle": ["A trial"], "published-print": {"date-parts": [[2016]]}, "abstract": "<jats:p>Text</jats:p>"}]}}
            """
        )
        #expect(few.title == "Few & short: A trial")
        #expect(few.type == .article && few.year == 2016 && few.abstract == "Text")
    }

    @Test("EndNote XML: styled text, several names, and no entities from outside")
    func endNote() throws {
        let entries = try read(
            """
            <?xml version="1.0"?><!DOCTYPE xml [<!ENTITY bad SYSTEM "file:///etc/passwd">]>
            <xml><records><record><ref-type name="Journal Article">17</ref-type>
            <contributors><authors><author><style face="normal">Berg, Anna</style></author><author>A Hub</author></authors></contributors>
            <titles><title><style>Reading </style><style face="italic">aloud</style></title><secondary-title>Journal</secondary-title></titles>
            <dates><year>2012</year><pub-dates><date>12 March</date></pub-dates></dates><pages>1-9</pages>
            <electronic-resource-num>10.5555/en</electronic-resource-num><keywords><keyword>talk</keyword></keywords>
            </record>
            <record><titles><title>&bad;</title></titles></record></records></xml>
            """
        )
        #expect(entries.count == 2)
        let reference = try #require(entries[0].reference)
        #expect(reference.title == "Reading aloud")
        #expect(reference.authors.map(\.inverted) == ["Berg, Anna", "A Hub"])
        #expect(reference.date == PublicationDate(year: 2012, month: 3, day: 12))
        #expect(reference.subjects == ["talk"])
        #expect(entries[1].reference == nil)
    }

    @Test(
        "Web of Science: values that go on in the next line, several authors, and entries one after another"
    )
    func webOfScience() throws {
        let entries = try read(
            """
            FN A database
            VR 1.0
            PT J
            AU Berg, A
               Oake, B
            AF Berg, Anna
               Oake, Ben
            TI Reading aloud in
               pairs
            SO JOURNAL OF PAIRS
            PY 2009
            PD MAR 9
            BP 12
            EP 20
            ER

            PT B
            AU Heron, C
            TI A book
            ER
            EF
            """
        )
        #expect(entries.count == 2)
        let first = try #require(entries[0].reference)
        #expect(first.title == "Reading aloud in pairs")
        #expect(first.authors.map(\.given) == ["Anna", "Ben"])
        #expect(first.date == PublicationDate(year: 2009, month: 3, day: 9))
        #expect(first.pages == "12-20")
        #expect(entries[1].reference?.type == .book)
    }

    @Test("A spreadsheet of references is told by its headings")
    func sheet() throws {
        let reference = try only(
            "Authors,Article Title,Year,Source Title,DOI\n\"Berg, Anna; {A Hub}\",Pairs,2011,Journal,10.5555/s\n"
        )
        #expect(reference.title == "Pairs")
        #expect(reference.authors.map(\.inverted) == ["Berg, Anna", "A Hub"])
        #expect(reference.container == "Journal")
    }

    @Test("Pieces may end anywhere: the entries are the same")
    func pieces() throws {
        let texts = [
            "TY  - JOUR\r\nTI  - Öne\r\nER  - \r\n",
            "@article{a, title={M{\\\"u}ller}, year=2001}\n@book{b, title={B}}",
            "[{\"title\": \"é\", \"type\": \"book\"}, {\"title\": \"two\"}]",
            "<xml><records><record><titles><title>é</title></titles></record></records></xml>",
        ]
        for text in texts {
            let whole = try read(text)
            #expect(!whole.isEmpty)
            for size in 1...7 { #expect(ReferencePieces.entries(Array(text.utf8), pieceSize: size) == whole) }
        }
    }

    @Test("What is none of these gets advice")
    func otherFiles() {
        for text in ["%PDF-1.4", "PK\u{3}\u{4}xxxxxxxx", "<html><body>Expired</body></html>", ""] {
            #expect(throws: (any Error).self) { try read(text) }
        }
    }

    @Test(
        "Dates are read as references write them",
        arguments: [
            ("2016", "2016"), ("2016/03/09/Spring", "2016-03-09"), ("2012 Mar", "2012-03"),
            ("2016 Mar 9", "2016-03-09"), ("9 March 2016", "2016-03-09"), ("March 9, 2016", "2016-03-09"),
            ("Mar 2016", "2016-03"), ("09/03/2016", "2016"), ("14/03/2016", "2016-03-14"),
            ("03/14/2016", "2016-03-14"), ("14/32/2016", "2016"), ("13/14/2016", "2016"),
            ("14 3 2 2016", "2016"), ("c. 2016", "2016"), ("2016a", "2016"),
            ("[2016]", "2016"), ("2016?", "2016"), ("1967-02/1967-03", "1967-02"), ("Autumn 2016", "2016"),
        ]
    )
    func dates(written: String, expected: String) throws {
        #expect(PublicationDate(written)?.text == expected)
        #expect(try only("TY  - JOUR\nTI  - A\nPY  - \(written)\nER  - ").date?.text == expected)
    }

    @Test("What is no date is none", arguments: ["", "in press", "1234", "20160", "0000", "Volume 3"])
    func noDates(written: String) {
        #expect(PublicationDate(written) == nil)
    }

    @Test(
        "Several serial numbers in one field are told apart",
        arguments: [
            "0022-0663 1939-2176", "0022-0663, 1939-2176", "0022-0663 (print) 1939-2176 (online)",
            "0022-0663; 1939-2176", "ISSN 0022-0663 / ISSN 1939-2176",
        ]
    )
    func serials(written: String) throws {
        let reference = try only("TY  - JOUR\nTI  - A\nSN  - \(written)\nER  - ")
        #expect(reference.identifiers.map(\.value) == ["0022-0663", "1939-2176"])
    }

    @Test("An ISBN may hold blanks")
    func isbn() throws {
        let reference = try only("TY  - BOOK\nTI  - A\nSN  - 978 0 12 345678 9\nER  - ")
        #expect(reference.identifier(.isbn) == "9780123456789")
    }

    @Test(
        "A DOI is the same in every form of its address",
        arguments: [
            "10.1002/(SICI)1097", "doi: 10.1002/(sici)1097.", "https://doi.org/10.1002/(SICI)1097",
            "http://dx.doi.org/10.1002%2F%28SICI%291097",
        ]
    )
    func dois(written: String) {
        #expect(StudyIdentifier(.doi, written)?.value == "10.1002/(sici)1097")
    }

    @Test("Nobody is called et al.")
    func others() throws {
        let ris = try only("TY  - JOUR\nTI  - A\nAU  - Berg, A., et al.\nAU  - et al.\nER  - ")
        #expect(ris.authors == [AuthorName(family: "Berg", given: "A.")])
        let bibtex = try only("@article{a, title={A}, author={Anna Berg et al. and others}}")
        #expect(bibtex.authors == [AuthorName(family: "Berg", given: "Anna")])
        let csl = try only(
            #"[{"type": "book", "title": "A", "author": [{"literal": "et al"}, {"given": "Plato"}]}]"#
        )
        #expect(csl.authors == [AuthorName(literal: "Plato")])
    }

    @Test("RIS: subjects may stand under one tag, each on its line, and a line that is set in goes on")
    func subjects() throws {
        let reference = try only("TY  - JOUR\nTI  - A\nKW  - Reading\nPhonics\nEarly\n years\nER  - ")
        #expect(reference.subjects == ["Reading", "Phonics", "Early years"])
    }

    @Test(
        "BibTeX: what files in use have, such as quotation marks by name, days beside months and keys in capitals"
    )
    func bibtexInUse() throws {
        let quoted = try only(#"@misc{a, title={\enquote{So} it\textquotesingle s \textquestiondown no?}}"#)
        #expect(quoted.title == "“So” it's ¿no?")
        let address = try only(#"@misc{a, title={A}, url={http://example.org/$\sim$me/}}"#)
        #expect(address.address == "http://example.org/~me/")
        let dated = try only(#"@misc{a, title={A}, year=2014, month="10~" # jan}"#)
        #expect(dated.date == PublicationDate(year: 2014, month: 1, day: 10))
        let parted = try only(#"@misc(a, title = "Reading :) aloud", year = 2001)"#)
        #expect(parted.title == "Reading :) aloud")
        #expect(parted.year == 2001)
        let entries = try read(
            "@inproceedings{b, title={B}, crossref={Whole}}\n@proceedings{whole, title={All}, year=1999}"
        )
        #expect(entries.compactMap(\.reference).first { $0.title == "B" }?.container == "All")
    }

    @Test("JSON lines: a record that is never closed takes no other with it, the first one neither")
    func openRecords() throws {
        let entries = try read(
            """
            {"type": "book", "title": "One", "id": 1,
            {"type": "book", "title": "Two", "author": [{"family": "Berg"}, {"family": "Oake"}]}
            {"type": "book", "title": "Three"
            {"type": "book", "title": "Four", "custom": {"open-access": "https://example.org/four"}}
            """
        )
        #expect(entries.map { $0.reference?.title } == [nil, "Two", nil, "Four"])
        #expect(entries.map(\.line) == [1, 2, 3, 4])
    }

    @Test("JSON lines: a record whose beginning is missing is refused with its own number and line")
    func headlessRecords() throws {
        let good = #"{"type": "book", "title": "Good", "custom": {"open-access": "https://example.org/a"}}"#
        let broken = [
            #""type": "book", "title": "One"}"#, #"book", "title": "Two"}"#,
            #""issued": {"date-parts": [[2011]]}, "title": "Three"}"#, "[\(good)]", "nothing at all",
        ]
        let lines = [good] + broken.flatMap { [$0, good] }
        for end in ["\n", "\r\n"] {
            let text = lines.joined(separator: end)
            let entries = try read(text)
            #expect(entries.map(\.line) == Array(1...lines.count))
            #expect(entries.map(\.number) == Array(1...lines.count))
            for (place, entry) in entries.enumerated() {
                #expect((entry.reference?.title == "Good") == place.isMultiple(of: 2), "\(entry)")
            }
            #expect(entries[1].content == .unreadable("it does not begin with a brace"))
            #expect(entries[1].text == broken[0])
            #expect(ReferencePieces.entries(Array(text.utf8), pieceSize: 3) == entries)
        }
        // What parts records, and a byte-order mark where two files were put together, is nothing.
        let together = try read("\(good),\n\n\u{FEFF}\(good)\n")
        #expect(together.map { $0.reference?.title } == ["Good", "Good"])
    }

    @Test("JSON: a text that is not closed on its line takes no other record with it, in an array neither")
    func openText() throws {
        for text in [
            "[\n{\"title\": \"One\"},\n{\"title\": \"Two\n{\"title\": \"Three\"},\n{\"title\": \"Four\"}\n]",
            "[{\"title\": \"One\"},\n{\"title\": \"Two},\n{\"title\": \"Three\"},\n{\"title\": \"Four\"}]",
        ] {
            let entries = try read(text)
            #expect(entries.map { $0.reference?.title } == ["One", nil, "Three", "Four"])
        }
        let first = try read("{\"title\": \"One\n{\"type\": \"book\", \"title\": \"Two\"}")
        #expect(first.map { $0.reference?.title } == [nil, "Two"])
        #expect(first.map(\.line) == [1, 2])
    }

    @Test("What ERIC and Crossref hand out has no characters by name, what programs write stays as it is")
    func characterReferences() throws {
        let eric = try only(
            #"""
            {"id": "EJ123456", "title": "&quot;So&quot; &amp; &#8220;thus&#x201D; &amp;lt; R&D; &unknown;",
             "author": ["O&apos;Neil, Ann"], "description": "Pages 1&ndash;2", "publicationdateyear": 2016}
            """#
        )
        #expect(eric.title == #""So" & “thus” &lt; R&D; &unknown;"#)
        #expect(eric.authors.map(\.family) == ["O'Neil"])
        #expect(eric.abstract == "Pages 1–2")
        let crossref = try only(
            #"{"DOI": "10.5555/a", "member": "1", "title": ["Us &amp; them"], "container-title": ["A &amp; B"]}"#
        )
        #expect([crossref.title, crossref.container] == ["Us & them", "A & B"])
        #expect(try only(#"{"type": "book", "title": "Writing &amp;quot;"}"#).title == "Writing &amp;quot;")
    }

    @Test("OpenAlex: an author that it does not know is named as the paper does")
    func openAlexRawName() throws {
        let work = try only(
            """
            {"display_name": "A", "authorships": [
                {"author": {"display_name": null}, "raw_author_name": "Anna Berg"}]}
            """
        )
        #expect(work.authors == [AuthorName(family: "Berg", given: "Anna")])
    }

    @Test("Spreadsheets of Zotero and Scopus keep their kinds, years, pages and serial numbers")
    func otherSheets() throws {
        let zotero = try only(
            """
            Key,Item Type,Publication Year,Author,Title,Publication Title,ISBN,ISSN,Date
            K,bookSection,2014,"Berg, Anna; Oake, Ben",A part,The whole,978-0-12-345678-9,,Spring term
            """
        )
        #expect(zotero.type == .chapter)
        #expect(zotero.year == 2014)
        #expect(zotero.identifier(.isbn) == "9780123456789")
        let scopus = try only(
            """
            Authors,Title,Year,Source title,Page start,Page end,Document Type,ISSN
            Berg A.; Oake B.,A talk,2019,Talks,100,112,Conference Paper,12345678
            """
        )
        #expect(scopus.type == .conferencePaper)
        #expect(scopus.pages == "100-112")
        #expect(scopus.identifier(.issn) == "1234-5678")
        #expect(scopus.authors.map(\.family) == ["Berg", "Oake"])
    }

    @Test("A list that was cut off inside a character is still UTF-8")
    func cutOff() throws {
        let whole = Array("TY  - JOUR\nTI  - Über\nAB  - Café".utf8)
        let entries = try ImportedFile.bytes(Array(whole.dropLast())).entries()
        #expect(entries.first?.reference?.title == "Über")
    }
}
