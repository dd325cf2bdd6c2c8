import Access
import Database
import Foundation
import Jobs
import Logging
import Profiles
import Reach
import Services
import TestDatabases
import Testing

@Suite("Making reach anew")
struct RebuildTests {
    private static let contents: [SQL] = [
        "SELECT * FROM school_need ORDER BY lineage_id",
        "SELECT * FROM touch ORDER BY kind, object_id, lineage_id, academic_year",
        "SELECT * FROM touch_object ORDER BY kind, object_id",
        "SELECT * FROM touch_hub ORDER BY kind, object_id, hub_id",
        "SELECT * FROM touch_strand ORDER BY kind, object_id, strand_id",
        "SELECT * FROM reach_count ORDER BY academic_year, kind, strand_id, hub_id, fifth",
    ]

    private func contents(_ places: Places) async throws -> [[[SQLValue]]] {
        try await places.database.read { transaction in
            try Self.contents.map { try transaction.rows($0).map(\.values) }
        }
    }

    private func fill(_ places: Places) async throws {
        try await places.hold(
            1,
            on: "2026-10-05",
            hubs: [Places.north, Places.fens],
            strands: [Places.feedback, Places.phonics],
            places: [1, 5, 8, 20].map { (Places.school($0), 2) }
        )
        try await places.hold(2, on: "2025-11-05", places: [(Places.school(5), 1), (Places.school(19), 3)])
        try await places.plan(
            3,
            of: Places.school(9),
            isShared: true,
            steps: [("deliver", "2026-02-01")],
            reviews: ["2026-11-01"]
        )
        try await places.trial(
            4,
            from: "2026-09-20",
            due: "2028-07-01",
            schools: [(Places.school(12), true), (Places.school(13), false)]
        )
        try await places.coach(6, at: Places.school(3), [("2026-10-01", 50)])
    }

    @Test(
        "writes what changed, and the tables are as if they were made from nothing",
        arguments: TestEngine.available
    )
    func differences(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await fill(places)
            let first = try await places.reach.rebuild()
            #expect(first.schools == 20 && first.touches == 11)
            #expect(try await places.reach.rebuild().written == 0)
            // More and less training, a plan taken back, a school closed, one in less need, an offer renamed.
            try await places.hold(
                7,
                on: "2026-12-01",
                places: [(Places.school(8), 1), (Places.school(2), 1)]
            )
            try await places.database.write { transaction in
                for change: SQL in [
                    "UPDATE place SET state = 'cancelled' WHERE run_id = 2",
                    "UPDATE plan SET shared_at = NULL WHERE id = 3",
                    "UPDATE establishment SET status = 'closed' WHERE urn = \(Places.urn(5))",
                    "UPDATE characteristic SET value = 1 WHERE urn = \(Places.urn(20))",
                    "UPDATE offer SET title = 'Talk' WHERE id = 1",
                    "DELETE FROM offer_strand WHERE offer_id = 1 AND strand_id = \(Places.phonics)",
                ] {
                    try transaction.execute(change)
                }
            }
            let changed = try await places.reach.rebuild()
            #expect(changed.schools == 19 && changed.touches == 11)
            #expect(changed.written > 0)
            let held = try await contents(places)
            #expect(held.allSatisfy { !$0.isEmpty })
            try await places.database.write { transaction in
                for table: SQL in [
                    "school_need", "touch", "touch_object", "touch_hub", "touch_strand", "reach_count",
                ] {
                    try transaction.execute("DELETE FROM \(table)")
                }
            }
            #expect(try await places.reach.rebuild().written >= held.reduce(0) { $0 + $1.count })
            #expect(try await contents(places) == held)
        }
    }

    @Test(
        "a site that starts counts at once, also where the next time waits for later",
        arguments: TestEngine.available
    )
    func starts(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            func waiting() async throws -> [Date] {
                try await places.database.read { transaction in
                    try transaction.column(
                        "SELECT due_at FROM job WHERE kind = 'reach.rebuild' AND state = 'waiting'"
                    )
                }
            }
            try await places.reach.ensureScheduled()
            #expect(try await waiting() == [Places.start])
            try await places.database.write { transaction in
                try transaction.execute("UPDATE job SET due_at = \(Places.start.addingTimeInterval(1_500))")
            }
            try await places.reach.ensureScheduled()
            #expect(try await waiting() == [Places.start])
            // What is due already is not put off.
            try await places.database.write { transaction in
                try transaction.execute("UPDATE job SET due_at = \(Places.start.addingTimeInterval(-60))")
            }
            try await places.reach.ensureScheduled()
            #expect(try await waiting() == [Places.start.addingTimeInterval(-60)])
        }
    }

    @Test("a time that cannot be counted is not the last", arguments: TestEngine.available)
    func notTheLast(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.reach.ensureScheduled()
            try await places.database.write { try $0.execute("ALTER TABLE touch RENAME TO elsewhere") }
            let runner = JobRunner(
                database: places.database,
                services: Services.seeded(5, at: Places.start),
                handlers: places.reach.jobHandlers,
                logger: Logger(label: "test")
            )
            #expect(try await runner.runNext())
            let due: [Date] = try await places.database.read { transaction in
                try transaction.column(
                    "SELECT due_at FROM job WHERE kind = 'reach.rebuild' AND state = 'waiting' ORDER BY due_at"
                )
            }
            let expected: [Date] = [30, 1_800].map { Places.start.addingTimeInterval($0) }
            #expect(due == expected, "again, and the next time")
        }
    }

    @Test("a newer version of the projection is not taken for counted", arguments: TestEngine.available)
    func newerVersion(on engine: TestEngine) async throws {
        let earlier = Array(Places.migrations.prefix { $0.name != "reach-015-count-anew" })
        #expect(earlier.last?.name == "reach-014-public-years")
        try await engine.withDatabase(earlier, rehearses: false) { database in
            let reach = Reach(
                database: database,
                services: .seeded(3, at: Places.start),
                profiles: try .carried()
            )
            let scope = ReachScope(year: Places.year)
            try await reach.rebuild()
            #expect(try await reach.summary(scope).asOf == Places.start)
            try await Migrator(Migration.database + Places.migrations).migrate(database, at: Places.start)
            #expect(try await reach.summary(scope).asOf == nil)
            try await reach.rebuild()
            #expect(try await reach.summary(scope).asOf == Places.start)
        }
    }

    @Test("takes out what no feature holds, however many rows it is", arguments: TestEngine.available)
    func strays(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await fill(places)
            try await places.reach.rebuild()
            let held = try await contents(places)
            try await places.database.write { transaction in
                try transaction.insert(
                    into: "touch_object",
                    columns: ["kind", "object_id", "title"],
                    rows: (Int64(900_000)..<900_230).map { [.text("place"), .integer($0), .text("Stray")] }
                )
            }
            #expect(try await places.reach.rebuild().written == 230)
            #expect(try await contents(places) == held)
        }
    }

    @Test("two at once come to the same", arguments: TestEngine.available)
    func together(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await fill(places)
            async let one = places.reach.rebuild()
            async let other = places.reach.rebuild()
            let found = try await [one, other]
            #expect(found.map(\.touches) == [11, 11])
            #expect(try await places.reach.rebuild().written == 0)
        }
    }
}
