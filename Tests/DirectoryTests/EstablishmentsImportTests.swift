import Access
import Database
import Foundation
import Services
import TestDatabases
import Testing

@testable import Directory

@Suite struct `Importing schools` {
    @Test(arguments: TestEngine.available)
    func `takes them with their numbers, and a second run changes nothing`(engine: TestEngine) async throws {
        try await Bench.run(on: engine) { bench in
            let first = try await bench.take(.establishments, Fixture.schools)
            #expect([first.new, first.changed, first.unchanged, first.rejected] == ([5, 0, 0, 0] as [Int]))
            let second = try await bench.take(.establishments, Fixture.schools)
            let counts: [Int] = [second.new, second.changed, second.unchanged, second.rejected]
            #expect(counts == [0, 0, 5, 0])
            let number = try urn(100001)
            let record = try #require(try await bench.directory.schoolRecord(number))
            #expect(record.school.name == "St Mary’s Church of England Primary School")
            #expect(record.school.authorityName == "County Durham")
            #expect(record.school.openedOn == LocalDate("1990-09-01"))
            #expect(record.latest(.fsmPercentage)?.value == .number(30.5))
            #expect(record.latest(.fsmPercentage)?.year == AcademicYear(startYear: 2021))
            let london = try await bench.directory.school(try urn(100004))
            #expect(london?.region == .london)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a later file updates and closes, and keeps the history of numbers`(engine: TestEngine) async throws
    {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.establishments, Fixture.schools)
            let later = [
                Fixture.headings,
                Fixture.school(
                    100_001,
                    "St Mary’s Academy",
                    status: "Closed",
                    fsm: "33.1",
                    closed: "31-08-2023"
                ),
            ].joined(separator: "\n")
            let report = try await bench.take(.establishments, later, name: "later-2023.csv")
            #expect([report.new, report.changed] == ([0, 1] as [Int]))
            let record = try #require(try await bench.directory.schoolRecord(urn(100001)))
            #expect(record.school.status == .closed)
            #expect(record.school.name == "St Mary’s Academy")
            let shares = record.numbers.filter { $0.measure == .fsmPercentage }.map(\.value)
            #expect(shares == [.number(33.1), .number(30.5)])
            #expect(
                try await bench.directory.schools(matching: SchoolQuery(text: "marys academy")).total == 0
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `a column that the file lacks stays as it is, whatever the order of the others`(engine: TestEngine)
        async throws
    {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.establishments, Fixture.schools)
            let short = """
                Town;EstablishmentStatus (name);EstablishmentName;urn;PhaseOfEducation (name);TypeOfEstablishment (name)
                Seaham;Open;"St Mary’s Church of England
                Primary School";100001;Primary;Community school
                """
            let report = try await bench.take(.establishments, short)
            #expect(report.changed == 1)
            let school = try await bench.directory.school(try urn(100001))
            #expect(school?.postcode == "SR7 7AB")
            #expect(school?.name == "St Mary’s Church of England\nPrimary School")
        }
    }

    @Test(arguments: TestEngine.available) func `rejects a bad row by name and takes the rest`(
        engine: TestEngine
    ) async throws {
        try await Bench.run(on: engine) { bench in
            let rows = [
                Fixture.headings, Fixture.school(100_001, "Good School"), Fixture.school(12, "Short Number"),
                Fixture.school(100_002, ""), Fixture.school(100_001, "Again"),
                Fixture.school(100_003, "Strange", status: "Sunk"),
                Fixture.school(100_004, "Odd", fsm: "many"), "100005,840",
                Fixture.school(100_006, "Day", closed: "31-02-2020"),
                "100007,840,x\"y,\"z\"z" + String(repeating: ",", count: 19),
                Fixture.school(100_008, String(repeating: "e\u{301}", count: 300)),
            ]
            let report = try await bench.take(.establishments, rows.joined(separator: "\n"))
            #expect([report.new, report.rejected] == ([1, 9] as [Int]))
            #expect(
                try bench.reasons(report) == [
                    "“12” is not a URN: it needs 5 to 7 digits.", "The school has no name.",
                    "URN 100001 stands in the file twice; the first row was taken.",
                    "“Sunk” is not a status of the register.",
                    "“many” in the column “PercentageFSM” is neither a number nor a known code.",
                    "The row has 2 cells; the headings have 23.",
                    "“31-02-2020” in the column “CloseDate” is not a day: write it like 31-08-2021.",
                    "There is text after a closing quotation mark.",
                    "The school's name is longer than 500 characters.",
                ]
            )
            let again = try await bench.take(.establishments, rows[0] + "\n" + rows[1])
            #expect(again.rejectedPath == nil)
            #expect(
                !FileManager.default.fileExists(atPath: report.rejectedPath ?? ""),
                "an old list of rejected rows does not stay"
            )
        }
    }

    @Test(arguments: TestEngine.available) func `rejects what its tables cannot hold, and takes the rest`(
        engine: TestEngine
    ) async throws {
        try await Bench.run(on: engine) { bench in
            let headings = Fixture.headings + ",Linked establishments"
            let rows = [
                headings, Fixture.school(100_001, "Good School") + ",",
                Fixture.school(100_002, "No Type").replacing("Community school", with: " ") + ",",
                Fixture.school(100_003, "Far Away", la: "-99989999,Nowhere") + ",",
                Fixture.school(100_004, "Zero\0Byte") + ",100001 Predecessor,100002 Successor",
            ]
            let report = try await bench.take(.establishments, rows.joined(separator: "\n"))
            #expect([report.new, report.rejected] == ([1, 3] as [Int]))
            #expect(
                try bench.reasons(report) == [
                    "The school has no type.",
                    "“-99989999” in the column “LA (code)” is not a code of three digits.",
                    "The row contains a zero byte, which is not text.",
                ]
            )
            #expect(try await bench.directory.school(try urn(100001))?.name == "Good School")
        }
    }

    @Test func `never writes rejected rows over the file itself, nor deletes it`() async throws {
        try await Bench.run(on: .sqlite) { bench in
            let path = try bench.file("schools.csv", Fixture.schools)
            for rejected in [path, bench.folder.appendingPathComponent("./schools.csv").path] {
                await #expect(throws: ImportError.self) {
                    _ = try await bench.directory.importRegister(
                        .establishments,
                        path: path,
                        rejectedPath: rejected,
                        by: .system("test")
                    )
                }
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == Fixture.schools)
            let count = try await bench.count("SELECT count(*) FROM establishment")
            #expect(count == 0)
        }
    }

    @Test func `replaces or deletes only what an import wrote`() async throws {
        try await Bench.run(on: .sqlite) { bench in
            let good = try bench.file("schools.csv", Fixture.schools)
            let bad = try bench.file("bad.csv", Fixture.headings + "\nabc")
            let mine = try bench.file("mine.csv", "URN,Note\n100001,mine\n")
            let folder = bench.folder.appendingPathComponent("folder").path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let nowhere = bench.folder.appendingPathComponent("link").path
            try FileManager.default.createSymbolicLink(atPath: nowhere, withDestinationPath: "not-there")
            func take(_ path: String, _ rejected: String) async throws -> ImportReport {
                try await bench.directory.importRegister(
                    .establishments,
                    path: path,
                    rejectedPath: rejected,
                    by: .system("test")
                )
            }
            for place in [mine, folder, nowhere] {
                for file in [good, bad] {
                    await #expect(throws: ImportError.self) { _ = try await take(file, place) }
                }
            }
            let count = try await bench.count("SELECT count(*) FROM establishment")
            #expect(count == 0, "it is refused before the work")
            #expect(try String(contentsOfFile: mine, encoding: .utf8) == "URN,Note\n100001,mine\n")
            // An empty file, and then the list of the import before.
            let list = try bench.file("list.csv", "")
            for _ in 1...2 { #expect(try await take(bad, list).rejectedPath == list) }
            _ = try await take(good, list)
            #expect(!FileManager.default.fileExists(atPath: list))
        }
    }

    @Test(arguments: TestEngine.available) func `reads the list of links that older downloads end with`(
        engine: TestEngine
    ) async throws {
        try await Bench.run(on: engine) { bench in
            let text = """
                \(Fixture.headings),Linked establishments
                \(Fixture.school(100_010, "New Academy")),100005 Predecessor,100003 Predecessor - merged
                \(Fixture.school(100_011, "Alone")),Does not have links
                """
            let report = try await bench.take(.establishments, text)
            #expect([report.new, report.rejected] == ([2, 0] as [Int]))
            let record = try #require(try await bench.directory.schoolRecord(urn(100010)))
            #expect(record.school.lineage == 100_003)
            #expect(record.relatives.map(\.kind) == [.predecessorMerged, .predecessor])
        }
    }

    @Test(arguments: TestEngine.available)
    func `finds a school’s trust by its name, and ends it when another takes over`(engine: TestEngine)
        async throws
    {
        try await Bench.run(on: engine) { bench in
            let groups = """
                Group UID,Group ID,Group Name,Group Type,Group Status,Closed Date
                501,TR1,Coast & Cliff Trust,Multi-academy trust,Open,
                502,TR2,Moor Learning Trust,Multi-academy trust,Open,
                """
            try await bench.take(.groups, groups)
            func file(_ trust: String) -> String {
                "\(Fixture.headings),TrustSchoolFlag (name),Trusts (name)\n\(Fixture.school(100_001, "A School")),Supported,\(trust)"
            }
            let first = try await bench.take(.establishments, file("COAST AND CLIFF TRUST"))
            #expect(first.new == 1)
            let second = try await bench.take(.establishments, file("Coast & Cliff Trust"))
            #expect(second.unchanged == 1)
            let third = try await bench.take(.establishments, file("Moor Learning Trust"))
            #expect(third.changed == 1)
            let unknown = try await bench.take(.establishments, file("Nobody’s Trust"))
            #expect(unknown.notes.contains { $0.hasPrefix("1 school names a trust") })
            let record = try #require(try await bench.directory.schoolRecord(urn(100001)))
            #expect(record.groups.map(\.uid) == ([502, 501] as [Int]))
            #expect(record.groups.map { $0.leftOn == nil } == [true, false])
        }
    }

    @Test(arguments: TestEngine.available) func `pupil numbers without a year are passed over with a note`(
        engine: TestEngine
    ) async throws {
        try await Bench.run(on: engine) { bench in
            let report = try await bench.take(.establishments, Fixture.schools, name: "schools.csv")
            #expect(report.new == 5)
            #expect(report.notes.contains { $0.contains("--year") })
            #expect(try await bench.count("SELECT count(*) FROM characteristic") == 0)
        }
    }

    @Test func `is for administrators`() async throws {
        try await Bench.run(on: .sqlite) { bench in
            let path = try bench.file("a.csv", Fixture.schools)
            await #expect(throws: AccessError.notSignedIn) {
                try await bench.directory.importRegister(.establishments, path: path, by: .anonymous)
            }
            let someone = Actor.person(Person(id: ID(rawValue: 9), name: "Bo"))
            await #expect(throws: AccessError.forbidden) {
                try await bench.directory.importRegister(.establishments, path: path, by: someone)
            }
        }
    }
}
