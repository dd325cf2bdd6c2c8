import Access
import Database
import Evidence
import Services
import TestDatabases
import Testing

@Suite("The list of studies")
struct StudyListTests {
    /// Sixty studies of three years and of none.
    static let list: String = (0..<60).map { number in
        let year = number % 4 == 3 ? "" : "PY  - \(2016 + number % 4)\n"
        return
            "TY  - JOUR\nTI  - Work number \(number) of a long row\nAU  - Author\(number), A\n\(year)ER  -\n"
    }.joined()

    @Test(
        "is turned page by page, both ways, with each study once and the newest first",
        arguments: TestEngine.available
    )
    func pages(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let outcome = try await SearchingTests.take(Self.list, into: library)
            #expect(outcome.added == 60)
            var query = StudyQuery()
            var down: [[ID<Study>]] = []
            var years: [Int] = []
            var last: StudyList?
            while true {
                let list = try await library.evidence.studies(query)
                guard let ends = list.ends else { break }
                #expect(list.total == 60)
                down.append(list.studies.map(\.id))
                years += list.studies.map { $0.year ?? 0 }
                last = list
                query.edge = .after(ends.last)
            }
            #expect(down.map(\.count) == [25, 25, 10])
            #expect(Set(down.joined()).count == 60)
            #expect(years == years.sorted(by: >))
            #expect(years.suffix(15) == Array(repeating: 0, count: 15)[...])
            let end = try #require(last?.ends)
            query.edge = .before(end.first)
            let second = try await library.evidence.studies(query)
            #expect(second.studies.map(\.id) == down[1])
            query.edge = .before(try #require(second.ends).first)
            #expect(try await library.evidence.studies(query).studies.map(\.id) == down[0])
            // Filters stay while pages are turned.
            query.edge = .after(StudyQuery.Place(year: 2018, study: ID(rawValue: .min)))
            query.years = 2017...2018
            let narrowed = try await library.evidence.studies(query)
            #expect(narrowed.total == 30)
            #expect(Set(narrowed.studies.map(\.year)) == [2017])
        }
    }

    @Test("is read along its index, wherever a page begins")
    func plan() async throws {
        try await Library.open(on: .sqlite) { library in
            for edge in [
                "",
                "AND coalesce(study.year, 0) <= 2016 AND (coalesce(study.year, 0) < 2016 OR study.id < 5)",
            ] {
                let plan: [String] = try await library.database.read { transaction in
                    try transaction.rows(
                        """
                        EXPLAIN QUERY PLAN SELECT study.title FROM study WHERE study.merged_into IS NULL
                            \(SQL(trusted: edge)) ORDER BY coalesce(study.year, 0) DESC, study.id DESC LIMIT 25
                        """
                    ).map { try $0.get("detail") }
                }
                #expect(plan.contains { $0.contains("study_newest_first") }, "\(plan)")
                #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
            }
        }
    }
}
