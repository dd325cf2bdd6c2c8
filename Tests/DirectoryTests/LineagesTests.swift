import Access
import Database
import Services
import TestDatabases
import Testing

@testable import Directory

@Suite struct `Lineages of schools` {
    static let links = [
        "100005,100010,New Academy,Successor,01-09-2012", "100010,100005,Old School,Predecessor,01-09-2012",
        "100010,100012,Larger Academy,Successor - merged,01-09-2019",
        "100011,100012,Larger Academy,Successor - merged,01-09-2019",
        "100020,100021,First Half,Successor - Split School,01-09-2015",
        "100020,100022,Second Half,Successor - Split School,01-09-2015",
        "100030,100031,Sixth Form,Sixth Form Centre School,",
        "100012,100040,Final,Result of Amalgamation,01-09-2020",
    ]

    static func lineages(_ bench: Bench) async throws -> [Int: Int] {
        try await bench.database.read { transaction in
            var found: [Int: Int] = [:]
            for row in try transaction.rows("SELECT urn, lineage_id FROM lineage_member") {
                found[try row.get(0)] = try row.get(1)
            }
            return found
        }
    }

    /// What the links mean, worked out a second way: each is applied until nothing changes.
    static func recount(_ links: [String]) -> [Int: Int] {
        var name: [Int: Int] = [:]
        let joining = ["Successor", "Predecessor", "Successor - merged", "Result of Amalgamation"]
        let parsed: [(Int, Int, String)] = links.map { link in
            let cells = link.split(separator: ",", omittingEmptySubsequences: false)
            return (Int(cells[0]) ?? 0, Int(cells[1]) ?? 0, String(cells[3]))
        }
        for (one, other, _) in parsed { (name[one], name[other]) = (one, other) }
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for (one, other, kind) in parsed where joining.contains(kind) {
                let low = min(name[one] ?? one, name[other] ?? other)
                for urn in [one, other] where name[urn] != low { (name[urn], hasChanged) = (low, true) }
            }
        }
        return name
    }

    @Test(arguments: TestEngine.available, 0..<4)
    func `are the same in whatever order and pieces the links come`(engine: TestEngine, seed: Int)
        async throws
    {
        try await Bench.run(on: engine) { bench in
            let turned = Array(Self.links[(seed * 2)...] + Self.links[..<(seed * 2)])
            for piece in [turned.prefix(3 + seed), turned.dropFirst(3 + seed)] where !piece.isEmpty {
                try await bench.take(
                    .links,
                    "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n" + piece.joined(separator: "\n")
                )
            }
            let found = try await Self.lineages(bench)
            let expected = Self.recount(Self.links)
            #expect(found == expected)
            #expect(
                found[100_040] == 100_005,
                "three schools became one through a merger and an amalgamation"
            )
            #expect(found[100_021] == 100_021, "a half of a split school is a school of its own")
        }
    }

    @Test(arguments: TestEngine.available) func `a second run changes nothing and bad rows are named`(
        engine: TestEngine
    ) async throws {
        try await Bench.run(on: engine) { bench in
            let bad = [
                "1,100010,x,Successor,", "100005,100005,x,Successor,", "100005,100010,x,Cousin,",
                "100005,100010,x,Successor,soon",
            ]
            let text =
                "\"URN\",\"LinkURN\",\"LinkName\",\"LinkType\",\"LinkEstablishedDate\"\n"
                + (Self.links + bad).joined(separator: "\n")
            let first = try await bench.take(.links, text)
            #expect([first.new, first.rejected] == ([8, 4] as [Int]))
            let second = try await bench.take(.links, text)
            let counts: [Int] = [second.new, second.changed, second.unchanged, second.rejected]
            #expect(counts == [0, 0, 8, 4])
            #expect(
                try bench.reasons(second).last
                    == "“soon” in the column “LinkEstablishedDate” is not a day: write it like 31-08-2021."
            )
        }
    }

    @Test(arguments: TestEngine.available) func `a predecessor’s numbers are the lineage’s history`(
        engine: TestEngine
    ) async throws {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.establishments, Fixture.schools, name: "s-2022.csv")
            try await bench.take(.links, "URN,LinkURN,LinkType\n100003,100099,Predecessor\n")
            try await bench.take(
                .performance,
                "URN,READPROG,READPROG_LOWER\n100099,SUPP,\n100003,1.5,0.2\n",
                name: "ks2-2019.csv"
            )
            let record = try #require(try await bench.directory.schoolRecord(urn(100003)))
            #expect(record.latest(.readingProgress)?.value == .number(1.5))
            #expect(
                record.numbers.contains { $0.urn.rawValue == 100_099 && $0.value == .missing(.suppressed) }
            )
            #expect(record.relatives.first?.isInRegister == false)
        }
    }
}
