import Access
import Database
import Services
import TestDatabases
import Testing

@testable import Directory

@Suite struct `Looking for schools` {
    static let searches: [(text: String, urns: [Int])] = [
        ("st marys", [100_002, 100_001]), ("Saint Mary's", [100_002, 100_001]),
        ("ST. MARY", [100_002, 100_001]), ("St.Mary´s", [100_002, 100_001]), ("URN: 100004", [100_004]),
        ("st mary′s sr7", [100_001]), ("SR77AB", [100_001]), ("sr7 7", [100_001]),
        ("marys ely", [100_002]), ("cb74aa", [100_002]), ("CB7 4AA", [100_002]),
        ("harbour and quay", [100_003]),
        ("harbour", [100_003]), ("whit", [100_003]), ("ecole", [100_004]), ("100004", [100_004]),
        ("quay harb", [100_003]),
        ("arbour", []), ("%", [100_004, 100_003, 100_002, 100_001]), ("church of england primary", [100_001]),
        ("zzz", []), ("North Yorkshire", [100_003]), ("kensington", [100_004]),
        ("Kensington & Chelsea", [100_004]), ("marys cambridgeshire", [100_002]),
        ("harbour cambridgeshire", []), ("County Durham", [100_001]),
    ]

    @Test(arguments: TestEngine.available, searches) func `forgives how a name is written`(
        engine: TestEngine,
        search: (text: String, urns: [Int])
    ) async throws {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.establishments, Fixture.schools)
            let found = try await bench.directory.schools(matching: SchoolQuery(text: search.text))
            #expect(found.schools.map(\.urn.rawValue) == search.urns)
            #expect(found.total == search.urns.count)
        }
    }

    @Test(arguments: TestEngine.available) func `takes a pasted text of any length`(engine: TestEngine)
        async throws
    {
        try await Bench.run(on: engine) { bench in
            let text = String(repeating: "a ", count: 2_000)
            let schools = try await bench.directory.schools(matching: SchoolQuery(text: text))
            let organisations = try await bench.directory.organisations(matching: text)
            #expect(schools.total == 0 && organisations.isEmpty)
        }
    }

    @Test(arguments: TestEngine.available)
    func `takes a word for an authority only where no other has it, and puts names first`(engine: TestEngine)
        async throws
    {
        try await Bench.run(on: engine) { bench in
            let rows = [
                Fixture.headings, Fixture.school(300_001, "Abbey Primary", la: "815,North Yorkshire"),
                Fixture.school(300_002, "Beach Primary", la: "802,North Somerset"),
                Fixture.school(300_003, "Yorkshire Primary", la: "802,North Somerset"),
            ]
            try await bench.take(.establishments, rows.joined(separator: "\n"))
            func found(_ text: String) async throws -> [Int] {
                try await bench.directory.schools(matching: SchoolQuery(text: text)).schools.map(
                    \.urn.rawValue
                )
            }
            #expect(try await found("north") == [])
            #expect(try await found("north somerset") == [300_002, 300_003])
            #expect(try await found("yorkshire") == [300_003, 300_001])
            #expect(try await found("beach somerset") == [300_002])
        }
    }

    @Test(arguments: TestEngine.available) func `counts under each filter, the others staying`(
        engine: TestEngine
    ) async throws {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.establishments, Fixture.schools)
            let all = try await bench.directory.schools(matching: SchoolQuery(phase: .primary))
            #expect(all.total == 2)
            #expect(all.phases == [.primary: 2, .secondary: 1, .allThrough: 1])
            #expect(all.regions == [.northEast: 1, .eastOfEngland: 1])
            let withClosed = try await bench.directory.schools(
                matching: SchoolQuery(text: "harbour", includesClosed: true)
            )
            #expect(withClosed.schools.map(\.urn.rawValue) == [100_003, 100_005], "closed schools come last")
            let authority = try await bench.directory.schools(matching: SchoolQuery(authority: 815))
            #expect(authority.schools.map(\.urn.rawValue) == [100_003])
        }
    }

    @Test(arguments: TestEngine.available) func `pages do not overlap and hold every school once`(
        engine: TestEngine
    ) async throws {
        try await Bench.run(on: engine) { bench in
            let rows = (0..<60).map { Fixture.school(200_000 + $0, "School \($0 % 7)") }
            try await bench.take(.establishments, ([Fixture.headings] + rows).joined(separator: "\n"))
            var seen: [Int] = []
            for page in 1...3 {
                let found = try await bench.directory.schools(
                    matching: SchoolQuery(text: "school", page: page)
                )
                #expect(found.pages == 3)
                seen += found.schools.map(\.urn.rawValue)
            }
            #expect(seen.count == 60 && Set(seen).count == 60)
        }
    }
}
