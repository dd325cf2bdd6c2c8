import Access
import Database
import Services
import TestDatabases
import Testing

@testable import Directory

@Suite struct `A file without some columns` {
    private static let groups = """
        Group UID,Group ID,Group Name,Group Type,Companies House Number,UKPRN,Group Town,Group Postcode,Group Status,Open date,Incorporated on (open date),Closed Date
        501,TR1,Coast Trust,Multi-academy trust,0123,1006,Whitby,YO21 1AA,Open,01-09-2012,,
        502,TR2,Moor Trust,Multi-academy trust,0456,1007,Ely,CB7 4AA,Closed,,01-09-2013,31-08-2020
        """

    private static func rows(_ bench: Bench) async throws -> [[SQLValue]] {
        try await bench.database.read {
            try $0.rows("SELECT * FROM school_group ORDER BY uid").map(\.values)
        }
    }

    @Test(
        arguments: TestEngine.available,
        [
            "Group UID,Group Name,Group Type\n501,Coast Trust,Multi-academy trust\n502,Moor Trust,Multi-academy trust",
            "UID,Group Name,Group Type,Open date\n501,Coast Trust,Multi-academy trust,01-09-2012\n502,Moor Trust,Multi-academy trust,",
            "UID,Group Name,Group Type,UKPRN,Group Status\n501,Coast Trust,Multi-academy trust,1006,Open\n502,Moor Trust,Multi-academy trust,1007,",
        ]
    )
    func `leaves what is stored of groups`(engine: TestEngine, short: String) async throws {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.groups, Self.groups)
            let before = try await Self.rows(bench)
            let report = try await bench.take(.groups, short)
            #expect([report.new, report.changed, report.unchanged] == ([0, 0, 2] as [Int]))
            #expect(try await Self.rows(bench) == before)
        }
    }

    @Test(arguments: TestEngine.available)
    func `changes of groups what it tells, empties what it leaves empty, and new ones are open`(
        engine: TestEngine
    ) async throws {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.groups, Self.groups)
            let report = try await bench.take(
                .groups,
                "UID,Group Name,Group Type,Group Town\n501,Cliff Trust,Multi-academy trust,\n503,New Trust,Trust,Ely"
            )
            #expect([report.new, report.changed] == ([1, 1] as [Int]))
            let towns: [String?] = try await bench.database.read {
                try $0.rows("SELECT town FROM school_group ORDER BY uid").map { try $0.get(0) }
            }
            #expect(towns == [nil, "Ely", "Ely"])
            let kept = try await bench.count(
                "SELECT count(*) FROM school_group WHERE uid = 501 AND ukprn = '1006' AND postcode = 'YO21 1AA'"
            )
            #expect(kept == 1)
            #expect(try await bench.count("SELECT count(*) FROM school_group WHERE is_open = 1") == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `leaves names and days of links`(engine: TestEngine) async throws {
        try await Bench.run(on: engine) { bench in
            try await bench.take(
                .links,
                "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n100001,100002,Old School,Predecessor,01-09-2012"
            )
            let short = try await bench.take(.links, "URN,LinkURN,LinkType\n100001,100002,Predecessor")
            #expect(short.unchanged == 1)
            let kept = try await bench.count(
                "SELECT count(*) FROM establishment_link WHERE link_name = 'Old School' AND established_on = '2012-09-01'"
            )
            #expect(kept == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `leaves a school in its trust, and an authority its name`(engine: TestEngine) async throws {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.groups, Self.groups)
            try await bench.take(
                .groups,
                "UID,Group Name,Group Type\n601,Three Schools,Federation\n602,Two Schools,Federation"
            )
            func file(_ headings: String, _ cells: String) -> String {
                "\(Fixture.headings),\(headings)\n\(Fixture.school(100_001, "A School")),\(cells)"
            }
            func held() async throws -> [Int] {
                try await bench.database.read {
                    try $0.column(
                        "SELECT group_uid FROM group_member WHERE left_on IS NULL ORDER BY group_uid"
                    )
                }
            }
            let flag = "TrustSchoolFlag (name)"
            let both = "\(flag),Trusts (code),Federations (code)"
            try await bench.take(.establishments, file(both, "Supported by a trust,501,601"))
            #expect(try await held() == [501, 601])
            try await bench.take(.establishments, file("Federations (code)", "602"))
            #expect(try await held() == [501, 602])
            try await bench.take(.establishments, file("Trusts (code)", "502"))
            #expect(try await held() == [502, 602])
            try await bench.take(.establishments, file(flag, "Not applicable"))
            #expect(try await held() == [602])
            try await bench.take(.establishments, file(both, "Not supported by a trust,,"))
            #expect(try await held() == [])

            let plain = """
                URN,EstablishmentName,TypeOfEstablishment (name),EstablishmentStatus (name),PhaseOfEducation (name),LA (code)
                100001,A School,Community school,Open,Primary,840
                """
            let report = try await bench.take(.establishments, plain)
            #expect(report.unchanged == 1)
            #expect(try await bench.directory.school(try urn(100001))?.authorityName == "County Durham")
        }
    }
}
