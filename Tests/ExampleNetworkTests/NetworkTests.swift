import Access
import Accounts
import Database
import Directory
import ExampleNetwork
import Foundation
import Services
import TestDatabases
import Testing

@Suite("The example's places and people")
struct NetworkTests {
    @Test("The same seed and day make the same rows", arguments: TestEngine.available)
    func deterministic(on engine: TestEngine) async throws {
        let tables = [
            "organisation", "establishment", "characteristic", "hub", "designation", "area", "partnership",
            "person",
            "membership", "audit_entry", "lineage_member", "group_member", "offer", "run", "run_session",
            "booking", "place",
            "waiting_entry",
        ]
        var dumps: [[String: [String]]] = []
        for seed: UInt64 in [7, 7, 8] {
            var options = Example.options
            options.seed = seed
            try await Example.remade(options, on: engine) { database in
                var dump: [String: [String]] = [:]
                for table in tables { dump[table] = try await database.dump(table) }
                dumps.append(dump)
            }
        }
        for table in tables {
            #expect(dumps[0][table] == dumps[1][table], "\(table) differs")
            #expect(dumps[0][table]?.isEmpty == false, "\(table) is empty")
        }
        #expect(dumps[0]["establishment"] != dumps[2]["establishment"])
    }

    @Test("Verbs may run again without changing what is made", arguments: TestEngine.available)
    func rehearsed(on engine: TestEngine) async throws {
        var seen: [ExampleProgress] = []
        try await Example.remade(on: engine, rehearses: true, progress: { seen.append($0) }) { database in
            let count1 = try await database.number("SELECT count(*) FROM establishment")
            #expect(count1 == 180)
        }
        // It is told of each part as it goes, and never says that all is done before it is.
        #expect(seen.count > 20 && Set(seen.map(\.doing)).count > 20)
        #expect(seen.contains { $0.doing == "invoices" })
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.done <= $1.done && $0.total == $1.total })
        #expect(seen.last.map { $0.done == $0.total } == true)
        #expect(seen.dropLast().allSatisfy { $0.done < $0.total })
    }

    @Test("Nothing is told as done later than now, also early in the day", arguments: TestEngine.available)
    func early(on engine: TestEngine) async throws {
        var options = Example.options
        let now = Date(Example.today, try #require(LocalTime(hour: 2, minute: 37)), in: .london)
        options.now = now
        try await Example.made(options, on: engine) { database in
            let all = try await database.number("SELECT count(*) FROM audit_entry")
            let later = try await database.number(
                "SELECT count(*) FROM audit_entry WHERE happened_at > \(now)"
            )
            #expect(all > 1000 && later == 0)
            let made = try await database.number(
                "SELECT count(*) FROM example_network WHERE made_at <= \(now)"
            )
            #expect(made == 1)
        }
    }

    @Test("An invoice is for one term", arguments: TestEngine.available)
    func invoices(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let periods: Set<String> = try await database.read { transaction in
                Set(
                    try transaction.rows(
                        "SELECT period_from, period_until FROM invoice WHERE state <> 'withdrawn'"
                    ).map { row in
                        let from: LocalDate = try row.get("period_from")
                        let until: LocalDate = try row.get("period_until")
                        return "\(from) to \(until)"
                    }
                )
            }
            let terms: Set<String> = [
                "2025-01-01 to 2025-03-31", "2025-04-01 to 2025-08-31", "2025-09-01 to 2025-12-31",
                "2026-01-01 to 2026-03-31", "2026-04-01 to 2026-08-31", "2026-09-01 to 2026-12-31",
            ]
            #expect(!periods.isEmpty && periods.isSubset(of: terms), "\(periods.sorted())")
            let issued = try await database.number("SELECT count(*) FROM invoice WHERE state <> 'draft'")
            let drafts = try await database.number("SELECT count(*) FROM invoice WHERE state = 'draft'")
            let notes = try await database.number("SELECT count(*) FROM invoice WHERE kind = 'credit-note'")
            #expect(issued > 0 && drafts > 0 && notes == 1)
        }
    }

    @Test("A database with schools is left alone", arguments: TestEngine.available)
    func refuses(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let before = try await database.dump("organisation")
            await #expect(throws: ExampleError.notEmpty(schools: 180)) {
                try await Example.network(Example.options, database).make()
            }
            let after = try await database.dump("organisation")
            #expect(after == before)
        }
    }

    @Test("Too few schools for the stories are refused before anything is written")
    func tooFew() async throws {
        try await TestEngine.sqlite.withDatabase(Example.migrations) { database in
            var options = Example.options
            options.schools = 20
            await #expect(throws: ExampleError.tooFewSchools(20)) {
                try await Example.network(options, database).make()
            }
            let count2 = try await database.number("SELECT count(*) FROM audit_entry")
            #expect(count2 == 0)
        }
    }

    @Test("Reference numbers, codes and postcodes are of ranges that nobody has")
    func fictionalKeys() async throws {
        try await Example.made(on: .sqlite) { database in
            let count3 = try await database.number("SELECT count(*) FROM lineage_member WHERE urn < 900001")
            #expect(count3 == 0)
            let count4 = try await database.number(
                "SELECT count(*) FROM authority WHERE code NOT BETWEEN 501 AND 699"
            )
            #expect(count4 == 0)
            let count5 = try await database.number("SELECT count(*) FROM school_group WHERE uid < 990000")
            #expect(count5 == 0)
            let postcodes: [String] = try await database.read {
                try $0.column("SELECT postcode FROM establishment")
            }
            #expect(postcodes.count == 180)
            #expect(postcodes.allSatisfy { $0.wholeMatch(of: /[QVX][A-Z]\d{1,2} \d[A-Z]{2}/) != nil })
            let emails: [String] = try await database.read { try $0.column("SELECT email FROM person") }
            #expect(emails.allSatisfy { $0.hasSuffix(".example") })
        }
    }

    @Test("Every school stands inside England, has a region and a name of its own")
    func places() async throws {
        try await Example.made(on: .sqlite) { database in
            let outside: SQL = """
                SELECT count(*) FROM establishment
                WHERE easting NOT BETWEEN 130000 AND 656000 OR northing NOT BETWEEN 15000 AND 655000 OR region IS NULL
                """
            let count6 = try await database.number(outside)
            #expect(count6 == 0)
            let regions = try await database.number("SELECT count(DISTINCT region) FROM establishment")
            #expect(regions == 9)
            let twins: SQL = """
                SELECT count(*) FROM (SELECT o.name FROM organisation o JOIN establishment e ON e.organisation_id = o.id
                WHERE e.status = 'open' GROUP BY o.name HAVING count(*) > 1) AS twins
                """
            let count7 = try await database.number(twins)
            #expect(count7 == 0)
        }
    }

    @Test("Tarnsea Harbour got better, Gannockmouth Quay did not", arguments: TestEngine.available)
    func courses(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            func results(_ urn: Int) async throws -> [Double] {
                try await database.read {
                    try $0.column(
                        """
                        SELECT value FROM characteristic WHERE urn = \(urn) AND measure = 'ks2-expected-percentage'
                        ORDER BY academic_year
                        """
                    )
                }
            }
            let better = try await results(900_002)
            let worse = try await results(900_008)
            #expect(better.count == 4)
            #expect(worse.count == 4)
            let climb = try #require(better.last) - #require(better.first)
            let fall = try #require(worse.last) - #require(worse.first)
            #expect(climb > 10)
            #expect(fall < 0)
        }
    }

    @Test(
        "Hubs hold, held and lost designations; the research school has its associate",
        arguments: TestEngine.available
    )
    func hubs(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let directory = Directory(
                database: database,
                services: .seeded(1, at: Date(timeIntervalSince1970: 0))
            )
            let hubs = try await directory.hubs()
            #expect(hubs.count == 7)
            let held = Set(hubs.flatMap { $0.kinds(on: Example.today) })
            #expect(
                held.isSuperset(of: [
                    .teachingSchoolHub, .researchSchool, .associateResearchSchool, .mathsHub, .englishHub,
                ])
            )
            #expect(!held.contains(.behaviourHub))
            let teaching = try #require(hubs.first { $0.name == "Hallowick Teaching School Hub" })
            #expect(
                teaching.designations.contains { $0.kind == .teachingSchool && !$0.isHeld(on: Example.today) }
            )
            let research = try #require(hubs.first { $0.name == "Brackenstow Research School" })
            let ties = try await directory.partnerships(of: research.id)
            #expect(
                ties.contains {
                    $0.kind == .leadAssociate && $0.partner.name == "Kestrelby Associate Research School"
                }
            )
            let count8 = try await database.number(
                "SELECT count(*) FROM area WHERE kind = 'opportunity-area'"
            )
            #expect(count8 == 1)
            let members: SQL = """
                SELECT count(DISTINCT group_uid) FROM group_member WHERE left_on IS NULL
                """
            let count9 = try await database.number(members)
            #expect(count9 == 2)
        }
    }

    @Test("What was done of a plan was done while the plan went on", arguments: TestEngine.available)
    func plans(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let days: SQL = "SELECT count(DISTINCT done_on) FROM plan_activity"
            let outside: SQL = """
                SELECT count(*) FROM plan_activity AS a WHERE
                    a.done_on < (SELECT min(s.entered_on) FROM plan_step AS s WHERE s.plan_id = a.plan_id)
                    OR a.done_on > (SELECT min(s.entered_on) FROM plan_step AS s
                        WHERE s.plan_id = a.plan_id AND s.phase = 'stopped')
                """
            let count = try await database.number(days)
            let odd = try await database.number(outside)
            #expect(count > 3 && odd == 0)
        }
    }

    @Test("A school that became an academy is one lineage with what it was", arguments: TestEngine.available)
    func lineages(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let joined: SQL = """
                SELECT count(*) FROM lineage_member m JOIN establishment e ON e.urn = m.urn
                WHERE m.lineage_id <> m.urn AND e.status = 'closed'
                """
            let count10 = try await database.number(joined)
            #expect(count10 >= 3)
        }
    }

    @Test(
        "Every person of the cast can be continued as, and says what awaits them",
        arguments: TestEngine.available
    )
    func cast(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            var settings = AccountsSettings(baseURL: "https://example.test", isExample: true)
            settings.examplePeople = ExamplePerson.cast.map {
                ContinueAsOffer(email: $0.email, story: $0.situation)
            }
            let accounts = Accounts(
                database,
                .seeded(
                    2,
                    at: Date(Example.today, try #require(LocalTime(hour: 12, minute: 0)), in: .london)
                ),
                settings: settings,
                hasher: PasswordHasher()
            )
            #expect(try await ExampleNetwork.isMade(in: database))
            let emails = ExamplePerson.cast.map(\.email)
            let offered = try await accounts.examplePeople()
            #expect(offered.map(\.record.email?.text) == emails)
            for person in ExamplePerson.cast {
                #expect(!person.situation.isEmpty && person.situation.hasSuffix("."))
                let client = Client(address: "198.51.100.1", agent: "test")
                _ = try await accounts.continueAs(email: person.email, client)
            }
            let count11 = try await database.number("SELECT count(*) FROM session")
            #expect(count11 == emails.count)
            let count12 = try await database.number(
                "SELECT count(*) FROM person WHERE is_network_administrator = 1"
            )
            #expect(count12 == 1)
        }
    }

    @Test("No link to a first password is alive: its secret follows from the seed")
    func spentLinks() async throws {
        try await Example.made(on: .sqlite) { database in
            let now = Date(Example.today, try #require(LocalTime(hour: 0, minute: 0)), in: .london)
            let count13 = try await database.number(
                "SELECT count(*) FROM access_link WHERE expires_at > \(now)"
            )
            #expect(count13 == 0)
        }
    }
}
