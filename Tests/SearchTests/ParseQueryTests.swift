import Database
import Testing

@testable import Search

@Suite("Queries")
struct ParseQueryTests {
    typealias Term = SearchQuery.Term

    static let cases: [(typed: String, terms: [Term], excluded: [Term])] = [
        ("", [], []),
        ("reading in year 7", ["reading", "in", "year", "7"].map { Term($0) }, []),
        ("\"peer tutoring\" maths", [Term("peer tutoring", isPhrase: true), Term("maths")], []),
        ("“peer tutoring”", [Term("peer tutoring", isPhrase: true)], []),
        ("phonics -kindergarten", [Term("phonics")], [Term("kindergarten")]),
        ("phonics -\"early years\"", [Term("phonics")], [Term("early years", isPhrase: true)]),
        ("metacog*", [Term("metacog", isPrefix: true)], []),
        ("\"self reg\"*", [Term("self reg", isPhrase: true, isPrefix: true)], []),
        ("author:slavin", [Term("slavin", field: .author)], []),
        ("Author:\"R Slavin\"", [Term("R Slavin", isPhrase: true, field: .author)], []),
        ("-author:slavin", [], [Term("slavin", field: .author)]),
        ("self-regulation", [Term("self-regulation")], []),
        ("ratio:3", [Term("ratio 3")], []),
        ("note:", [Term("note")], []),
        ("\"never closed", [Term("never closed", isPhrase: true)], []),
        ("- * \"\" :", [], []),
        ("a\"b\"c", [Term("a"), Term("b", isPhrase: true), Term("c")], []),
    ]

    @Test("what is typed is understood", arguments: cases)
    func understands(_ typed: String, _ terms: [Term], _ excluded: [Term]) {
        let query = SearchQuery(typed)
        #expect(query.terms == terms)
        #expect(query.excluded == excluded)
    }

    static let years: [(typed: String, range: ClosedRange<Int>?)] = [
        ("2015", 2015...2015), ("2015-2020", 2015...2020), ("2020-2015", 2015...2020), ("2015-", 2015...2999),
        ("2015–2020", 2015...2020), ("-2020", 1000...2020), ("15", nil), ("2015-2016-2017", nil), ("-", nil),
        ("abcd", nil),
        ("9999", nil),
    ]

    @Test("years are one, a span or open to one side", arguments: years)
    func readsYears(_ typed: String, _ range: ClosedRange<Int>?) {
        #expect(SearchQuery.years(typed) == range)
        let query = SearchQuery("year:\(typed)")
        #expect(query.filters.years == range)
        // What is no year is looked for as words.
        if range == nil, typed != "-" { #expect(!query.terms.isEmpty) }
    }

    @Test(
        "a field is taken out of what was typed, the rest staying as it was",
        arguments: [
            ("phonics year:2015-2020 -\"early years\"", "year", "phonics -\"early years\""),
            ("YEAR:2015 phonics", "year", "phonics"), ("year:2015", "year", ""),
            ("strand:\"Peer tutoring\" peers*", "strand", "peers*"),
            ("year:soon phonics", "year", "year:soon phonics"), ("-year:2015 a", "year", "-year:2015 a"),
            ("author:slavin kind:study", "strand", "author:slavin kind:study"),
        ]
    )
    func takesFieldsOut(_ typed: String, _ field: String, _ rest: String) {
        #expect(SearchQuery.text(typed, without: field) == rest)
    }

    @Test("fields narrow the results")
    func readsFilters() {
        let query = SearchQuery(
            "strand:\"Peer tutoring\" kind:study phase:primary security:4 open:yes type:report"
        )
        #expect(query.terms.isEmpty)
        #expect(
            query.filters
                == SearchFilters(
                    kind: "study",
                    strand: "peer-tutoring",
                    phase: .primary,
                    type: "report",
                    security: 4,
                    isOpenAccess: true
                )
        )
        #expect(SearchQuery("security:9 phase:nowhere open:no").filters == SearchFilters())
    }

    @Test("a minus before a field leaves out what the field would narrow to")
    func readsExclusions() {
        let query = SearchQuery(
            "phonics -year:2010-2015 -kind:study -open:yes -strand:\"Peer tutoring\" year:2018-"
        )
        #expect(query.terms == [Term("phonics")])
        #expect(query.excluded.isEmpty)
        #expect(
            query.exclusions == [
                SearchFilters(years: 2010...2015), SearchFilters(kind: "study"),
                SearchFilters(isOpenAccess: true), SearchFilters(strand: "peer-tutoring"),
            ]
        )
        #expect(query.filters == SearchFilters(years: 2018...2999))
        #expect(!SearchQuery("-kind:study").isEmpty)
    }

    @Test("a field that does not take what was typed is told of, and its words are looked for")
    func tellsMisread() {
        let query = SearchQuery("security:9 phase:nowhere open:no year:soon -year:never ratio:3")
        #expect(query.misread.map(\.field) == ["security", "phase", "open", "year", "year"])
        #expect(query.misread.map(\.value) == ["9", "nowhere", "no", "soon", "never"])
        #expect(query.terms.map(\.text).contains("phase nowhere"))
        #expect(query.excluded.map(\.text) == ["year never"])
        #expect(SearchQuery("year:2015 kind:anything").misread.isEmpty)
    }

    @Test("no text whatever stops the parser, and its words are letters and digits", arguments: 0..<40)
    func survivesAnything(_ seed: Int) {
        var draw = Draw(UInt64(seed))
        let alphabet: [Character] =
            Array("ab7 \"\"--**::()^+'“”\u{0}\u{7}\u{1F469}\u{301}éß漢\n\t.,;{}[]\\/%_")
            + ["author", "year", "OR", "AND", "NEAR"].flatMap { Array($0) }
        for _ in 0..<100 {
            let length = Int.random(in: 0..<60, using: &draw)
            let text = String((0..<length).map { _ in alphabet.randomElement(using: &draw) ?? " " })
            let query = SearchQuery(text)
            for term in query.terms + query.excluded {
                #expect(term.text.contains { $0.isLetter || $0.isNumber }, "\(text.debugDescription)")
            }
            // What was understood does not depend on blanks at the ends.
            #expect(SearchQuery(" \(text) ").terms.count >= query.terms.count - 1)
        }
    }

    @Test("a very long query is cut off")
    func cutsLongQueries() {
        let query = SearchQuery(String(repeating: "word ", count: 10_000))
        #expect(query.terms.count <= SearchQuery.mostCharacters / 5)
    }
}
