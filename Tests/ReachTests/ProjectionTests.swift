import Access
import Database
import Directory
import Evidence
import Profiles
import Reach
import Services
import TestDatabases
import Testing

@Suite("Who was reached")
struct ProjectionTests {
    @Test(
        "a school counts once, however many places it took and under however many URNs",
        arguments: TestEngine.available
    )
    func distinct(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(
                1,
                on: "2026-10-05",
                places: [(Places.school(1), 3), (1100, 2), (Places.school(20), 1)]
            )
            try await places.hold(
                2,
                on: "2026-11-09",
                hubs: [Places.north, Places.fens],
                strands: [Places.feedback, Places.phonics],
                places: [(Places.school(1), 4)]
            )
            try await places.reach.rebuild()
            let summary = try await places.reach.summary(ReachScope(year: Places.year))
            #expect(summary.schools == 20 && summary.reached == 2)
            #expect(summary.kinds.map(\.kind) == [.place])
            #expect(summary.kinds.map(\.amount) == [10] && summary.kinds.map(\.schools) == [2])
            #expect(summary.strands.map(\.schools) == [2, 1])
            #expect(summary.hubs.map(\.name) == ["Northshore Hub", "Fens Hub"])
            #expect(summary.hubs.map(\.highNeedSchools) == [1, 0])
            #expect(summary.fifths.map(\.reached) == [1, 0, 0, 0, 1])
            #expect(summary.fifths.map(\.schools) == [4, 4, 4, 4, 4])
        }
    }

    @Test("what is still to come, and what was cancelled, reaches nobody", arguments: TestEngine.available)
    func future(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(1, on: "2027-02-01", places: [(Places.school(1), 3)])
            try await places.hold(2, on: "2026-12-01", places: [(Places.school(2), 1)])
            try await places.database.write { transaction in
                try transaction.execute("UPDATE place SET state = 'cancelled' WHERE run_id = 2")
            }
            try await places.reach.rebuild()
            #expect(try await places.reach.summary(ReachScope(year: Places.year)).reached == 0)
        }
    }

    @Test("self-study reaches those who complete it, on that day", arguments: TestEngine.available)
    func selfStudy(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            // Open for two years: neither its first day nor a booking counts.
            try await places.hold(
                1,
                on: "2024-10-05",
                places: [(Places.school(1), 2), (Places.school(2), 1)]
            )
            try await places.completeStudy(1, [100_000: "2026-10-05", 100_001: "2025-10-05"])
            try await places.reach.rebuild()
            let now = try await places.reach.summary(ReachScope(year: Places.year))
            #expect(now.reached == 1 && now.kinds.map(\.amount) == [1])
            let nora = places.actor()
            let id = try await places.reach.startReturn(
                for: Places.north.id,
                from: "1/9/2026",
                to: "31/8/2027",
                by: nora
            )
            let figures = try await places.reach.kpiReturn(id, by: nora)
            #expect(figures.figure("schools-reached")?.value == 1)
            #expect(figures.figure("fsm-30-share")?.count == 1)
            #expect(figures.figure("cpd-days")?.value == 0)
        }
    }

    @Test(
        "where the register was kept, only those who came count; coaching and support count by hours and days",
        arguments: TestEngine.available
    )
    func attendance(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(
                1,
                on: "2026-10-05",
                places: [(Places.school(1), 2), (Places.school(2), 1)]
            )
            try await places.database.write { transaction in
                for (place, state) in [(100_000, "present"), (100_001, "absent"), (100_100, "apologies")] {
                    try transaction.execute(
                        """
                        INSERT INTO attendance (session_id, place_id, run_id, state, marked_at)
                        VALUES (1, \(place), 1, \(state), 0)
                        """
                    )
                }
                try transaction.execute(
                    """
                    INSERT INTO coaching_relationship
                        (id, purpose, coach_id, coached_id, arranged_id, school_id, state, starts_on, every_days,
                         coach_agreed_at, coached_agreed_at, version)
                    VALUES (5, 'headteacher-coaching', 100, 100000, \(Places.fens.id), \(Places.school(3)), 'active',
                        '2026-09-10', 14, 0, 0, 1)
                    """
                )
                for (id, day, minutes) in [
                    (1, "2026-10-01", 90), (2, "2026-11-01", 30), (3, "2027-03-01", 60),
                ] {
                    try transaction.execute(
                        """
                        INSERT INTO coaching_session
                            (id, relationship_id, held_on, minutes, kind, logged_by, logged_at, version)
                        VALUES (\(id), 5, \(day), \(minutes), 'meeting', 100, 0, 1)
                        """
                    )
                }
                try transaction.execute(
                    """
                    INSERT INTO support_case (id, school_id, asked_of_id, asked_by, asked_at, need, state, diagnosis,
                        diagnosed_on, goal, version)
                    VALUES (7, \(Places.school(4)), \(Places.north.id), 100, 0, 'Help', 'running', '', '2026-09-20', '', 1)
                    """
                )
                try transaction.execute(
                    """
                    INSERT INTO support_hub (case_id, hub_id, is_lead, state, task, answered_at)
                    VALUES (7, \(Places.north.id), 1, 'agreed', '', 0)
                    """
                )
                for (id, day, state) in [(1, "2026-10-02", "done"), (2, "2026-10-09", "planned")] {
                    try transaction.execute(
                        """
                        INSERT INTO deployment_day (id, case_id, hub_id, person_id, held_on, half_days, focus, state)
                        VALUES (\(id), 7, \(Places.north.id), 100, \(day), 1, '', \(state))
                        """
                    )
                }
            }
            try await places.reach.rebuild()
            let summary = try await places.reach.summary(ReachScope(year: Places.year))
            #expect(summary.kinds.map(\.kind) == [.place, .coaching, .support])
            #expect(summary.kinds.map(\.amount) == [1, 2, 0.5])
            #expect(summary.reached == 3)
            #expect(summary.hubs.map(\.name) == ["Northshore Hub", "Fens Hub"])
            let id = try await places.reach.startReturn(
                for: Places.north.id,
                from: "1/9/2026",
                to: "31/8/2027",
                by: places.actor()
            )
            let record = try await places.reach.kpiReturn(id, by: places.actor())
            #expect(record.figure("deployment-days")?.value == 0.5)
            #expect(record.figure("mean-rating")?.value == nil && record.figure("trainees")?.value == 0)
        }
    }

    @Test("the academic year begins in September", arguments: TestEngine.available)
    func years(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(1, on: "2026-08-31", places: [(Places.school(1), 1)])
            try await places.hold(
                2,
                on: "2026-09-01",
                places: [(Places.school(2), 1), (Places.school(3), 1)]
            )
            try await places.reach.rebuild()
            let summary = try await places.reach.summary(ReachScope(year: Places.year))
            #expect(summary.trend.map(\.schools) == [0, 0, 0, 1, 2])
        }
    }

    @Test("scopes narrow: by hub, strand and area", arguments: TestEngine.available)
    func scopes(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(
                1,
                on: "2026-10-05",
                places: [(Places.school(1), 1), (Places.school(12), 1)]
            )
            try await places.hold(
                2,
                on: "2026-10-06",
                hubs: [Places.fens],
                strands: [Places.phonics],
                places: [(Places.school(2), 1), (Places.school(13), 1), (Places.school(14), 1)]
            )
            try await places.reach.rebuild()
            func reached(_ change: (inout ReachScope) -> Void) async throws -> Int {
                var scope = ReachScope(year: Places.year)
                change(&scope)
                return try await places.reach.summary(scope).reached
            }
            #expect(try await reached { $0.hub = Places.north.id } == 2)
            #expect(try await reached { $0.hub = Places.fens.id } == 3)
            #expect(try await reached { $0.strand = Places.phonics } == 3)
            #expect(try await reached { $0.area = Places.area } == 3)
            let both = try await reached {
                $0.area = Places.area
                $0.hub = Places.north.id
            }
            #expect(both == 1)
        }
    }

    @Test("the projection agrees with a recount of the bookings", arguments: TestEngine.available)
    func recount(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            var state: UInt64 = 77
            func draw(_ range: Range<Int>) -> Int {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return range.lowerBound + Int(state >> 33) % range.count
            }
            for offer in 1...12 {
                let numbers = Set((0..<draw(1..<8)).map { _ in draw(1..<21) })
                let month = ["01", "05", "09", "12"][draw(0..<4)]
                try await places.hold(
                    offer,
                    on: "202\(draw(5..<7))-\(month)-0\(draw(1..<8))",
                    hubs: draw(0..<2) == 0 ? [Places.north] : [Places.fens, Places.north],
                    strands: draw(0..<2) == 0 ? [Places.feedback] : [Places.phonics, Places.feedback],
                    places: numbers.sorted().map { (Places.school($0), draw(1..<4)) }
                )
            }
            try await places.reach.rebuild()
            let twice = try await places.reach.rebuild()
            // Written on its own, from the bookings, without the projection.
            let recount: [Int] = try await places.database.read { transaction in
                let row = try transaction.rows(
                    """
                    SELECT count(DISTINCT m.lineage_id) AS schools, count(*) AS places
                    FROM place p, booking b, run r, establishment e, lineage_member m
                    WHERE p.booking_id = b.id AND p.run_id = r.id AND p.state = 'held'
                        AND e.organisation_id = b.organisation_id AND m.urn = e.urn
                        AND r.starts_on >= '2026-09-01' AND r.starts_on <= '2027-01-07'
                    """
                )[0]
                return [try row.get("schools"), try row.get("places")]
            }
            let summary = try await places.reach.summary(ReachScope(year: Places.year))
            #expect(summary.reached == recount[0] && recount[0] > 0)
            #expect(summary.kinds.map { Int($0.amount) }.reduce(0, +) == recount[1])
            #expect(twice.schools == 20)
        }
    }

    @Test(
        "cold spots are the needy that nobody reached for a year, and only for those who may see",
        arguments: TestEngine.available
    )
    func coldSpots(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(1, on: "2026-10-05", places: [(Places.school(20), 1)])
            try await places.hold(2, on: "2025-10-05", places: [(Places.school(19), 1)])
            try await places.reach.rebuild()
            let scope = ReachScope(year: Places.year)
            let found = try await places.reach.coldSpots(scope, by: places.actor())
            #expect(found.total == 7)
            #expect(found.spots.map(\.school.name).prefix(2) == ["School 19", "School 18"])
            #expect(found.spots[0].lastReachedOn?.description == "2025-10-05")
            #expect(found.spots[1].lastReachedOn == nil)
            let school = Organisation(id: ID(rawValue: 1001), kind: .establishment, name: "School 1")
            await #expect(throws: AccessError.forbidden) {
                try await places.reach.coldSpots(scope, by: places.actor(.lead, of: school))
            }
            await #expect(throws: AccessError.notSignedIn) {
                try await places.reach.coldSpots(scope, by: .anonymous)
            }
        }
    }

    @Test("an area's targets stand beside where they are", arguments: TestEngine.available)
    func targets(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(
                1,
                on: "2026-10-05",
                places: [(Places.school(1), 1), (Places.school(18), 1)]
            )
            try await places.reach.rebuild()
            try await places.reach.setTargets(
                [.schools: "8", .highNeedSchools: ""],
                shown: [:],
                of: Places.area,
                Places.year,
                by: places.actor()
            )
            let lines = try await places.targets()
            #expect(lines.map(\.goal) == [8, nil, nil])
            #expect(lines.map(\.reached) == [1, 1, 0] && lines[0].possible == 10)
            let faults = await #expect(throws: Faults.self) {
                try await places.reach.setTargets(
                    [.schools: "many"],
                    shown: [.schools: 8],
                    of: Places.area,
                    Places.year,
                    by: places.actor()
                )
            }
            #expect(faults?.list.map(\.field) == ["schools"])
            #expect(try await places.targets()[0].goal == 8)
            await #expect(throws: AccessError.forbidden) {
                try await places.reach.setTargets(
                    [:],
                    shown: [:],
                    of: Places.area,
                    Places.year,
                    by: places.actor(.lead, of: Places.fens)
                )
            }
        }
    }

    @Test("what a hub brought along counts once it has been", arguments: TestEngine.available)
    func broughtAlong(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO history_import (id, hub_id, file_name, accepted, repeated, refused, imported_at)
                    VALUES (1, \(Places.north.id), 'past.csv', 2, 0, 0, 0)
                    """
                )
                // Today is the seventh.
                for (id, school, day) in [(1, 1, "2027-01-07"), (2, 2, "2027-01-08")] {
                    try transaction.execute(
                        """
                        INSERT INTO past_attendance
                            (id, hub_id, import_id, title, held_on, name, email, organisation_id, school_text)
                        VALUES (\(id), \(Places.north.id), 1, 'Maths', \(day), 'Ann', \("a\(id)@school.test"),
                            \(Places.school(school)), '')
                        """
                    )
                }
            }
            try await places.reach.rebuild()
            let summary = try await places.summary()
            #expect(summary.reached == 1 && summary.kinds.map(\.amount) == [1])
        }
    }

    @Test("nobody's targets are overwritten unseen", arguments: TestEngine.available)
    func targetsMeanwhile(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            func set(_ typed: [TargetMeasure: String], over shown: [TargetMeasure: Int]) async throws {
                try await places.reach.setTargets(
                    typed,
                    shown: shown,
                    of: Places.area,
                    Places.year,
                    by: places.actor()
                )
            }
            try await set([.schools: "8", .trials: "2"], over: [:])
            // Two people who saw the same: the second changes another target, and both stand.
            let seen: [TargetMeasure: Int] = [.schools: 8, .trials: 2]
            try await set([.schools: "9", .trials: "2"], over: seen)
            try await set([.schools: "8", .trials: ""], over: seen)
            #expect(try await places.targets().map(\.goal) == [9, nil, nil])
            for typed in ["10", ""] {
                await #expect(throws: DatabaseError.staleVersion) {
                    try await set([.schools: typed, .highNeedSchools: "4"], over: seen)
                }
            }
            #expect(try await places.targets().map(\.goal) == [9, nil, nil])
        }
    }
}

extension Places {
    /// Where the targets of the area stand this year.
    fileprivate func targets() async throws -> [TargetLine] {
        try await reach.targets(
            beside: reach.summary(ReachScope(year: Self.year, area: Self.area))
        )
    }
}
