import Access
import Database
import Evidence
import Reach
import Services
import TestDatabases
import Testing

/// When a school counts as having taken part: today is 7 January 2027.
@Suite("Days of taking part")
struct TouchDayTests {
    private func lastReached(_ number: Int, _ places: Places) async throws -> String? {
        let urn = Places.urn(number)
        return try await places.database.read { transaction in
            try transaction.value("SELECT last_reached_on FROM school_need WHERE urn = \(urn)")
        }
    }

    @Test("a year-long course counts on the days on which someone came", arguments: TestEngine.available)
    func course(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            // Begun more than twelve months ago: school 20 came in July, school 19 in October alone.
            try await places.holdCourse(
                1,
                on: ["2025-10-05", "2026-07-06", "2027-03-01"],
                places: [(Places.school(20), 2), (Places.school(19), 1)]
            )
            try await places.mark(1, of: 1, [100_000: "present", 100_001: "absent", 100_100: "present"])
            try await places.mark(101, of: 1, [100_000: "present", 100_100: "absent"])
            try await places.reach.rebuild()
            #expect(try await lastReached(20, places) == "2026-07-06")
            #expect(try await lastReached(19, places) == "2025-10-05")
            let spots = try await places.reach.coldSpots(ReachScope(year: Places.year), by: places.actor())
            #expect(spots.spots.map(\.school.name).contains("School 19"))
            #expect(!spots.spots.map(\.school.name).contains("School 20"))
            let before = try await places.summary(AcademicYear(startYear: 2025))
            // One of the two places of school 20 was never there, and a place that came twice is one.
            #expect(before.kinds.map(\.amount) == [2] && before.reached == 2)
            // The session of this year is still to come.
            #expect(try await places.summary().reached == 0)
        }
    }

    @Test(
        "without a register the sessions that were held count, in each academic year",
        arguments: TestEngine.available
    )
    func withoutRegister(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.holdCourse(
                1,
                on: ["2026-06-05", "2026-11-06", "2027-03-01"],
                places: [(Places.school(20), 2)]
            )
            try await places.reach.rebuild()
            #expect(try await lastReached(20, places) == "2026-11-06")
            for year in [2025, 2026] {
                let summary = try await places.summary(AcademicYear(startYear: year))
                #expect(summary.kinds.map(\.amount) == [2] && summary.reached == 1)
            }
        }
    }

    @Test("by name, training without a register is called booked", arguments: TestEngine.available)
    func named(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            // School 20 was marked at one offer and held a place at another; school 18 held a place alone.
            try await places.holdCourse(
                1,
                on: ["2026-10-05", "2026-11-06"],
                places: [(Places.school(20), 1), (Places.school(19), 1)]
            )
            try await places.mark(1, of: 1, [100_000: "present", 100_100: "absent"])
            try await places.hold(
                2,
                on: "2026-10-06",
                places: [(Places.school(20), 1), (Places.school(18), 1)]
            )
            try await places.reach.rebuild()
            let found = try await places.reach.schoolsReached(
                ReachScope(year: Places.year, hub: Places.north.id),
                by: places.actor()
            )
            #expect(found.schools.map(\.school.name) == ["School 20", "School 18"])
            #expect(
                found.schools.map(\.kinds) == [["Training attended"], ["Training booked (no register kept)"]]
            )
            try await places.mark(2, of: 2, [200_000: "absent", 200_100: "present"])
            let marked = try await places.reach.schoolsReached(
                ReachScope(year: Places.year, hub: Places.north.id),
                by: places.actor()
            )
            #expect(marked.schools.map(\.kinds) == [["Training attended"], ["Training attended"]])
        }
    }

    @Test("what was taken back counts no longer", arguments: TestEngine.available)
    func takenBack(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.coach(6, at: Places.school(3), [("2026-10-01", 60), ("2026-11-02", 30)])
            try await places.support(
                7,
                at: Places.school(4),
                [("2026-10-06", 2, "done"), ("2026-11-03", 1, "done")]
            )
            func counted() async throws -> [Double] {
                try await places.reach.rebuild()
                return try await places.summary().kinds.map(\.amount)
            }
            #expect(try await counted() == [1.5, 1.5])
            try await places.database.write { transaction in
                try transaction.execute("UPDATE coaching_session SET taken_back_at = 0 WHERE id = 601")
                try transaction.execute("UPDATE deployment_day SET state = 'planned' WHERE id = 701")
            }
            #expect(try await counted() == [1, 1])
            #expect(try await lastReached(3, places) == "2026-10-01")
        }
    }

    @Test(
        "a trial counts in each year until it reports or its results are due",
        arguments: TestEngine.available
    )
    func trials(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.trial(
                1,
                from: "2025-09-15",
                due: "2027-07-01",
                schools: [(Places.school(20), true), (Places.school(19), true), (Places.school(18), true)]
            )
            try await places.trial(
                2,
                from: "2023-10-01",
                due: "2026-02-01",
                schools: [(Places.school(1), true)]
            )
            try await places.trial(
                3,
                from: "2027-02-01",
                due: "2028-02-01",
                schools: [(Places.school(2), true)]
            )
            // On 15 September 2025.
            try await places.draw(1, at: 1_757_894_400_000)
            try await places.database.write { transaction in
                // 19 left the teaching and is still tested; 18 left both last year. 1 767 225 600 000 is New Year 2026.
                try transaction.execute(
                    "UPDATE trial_school SET left_delivery_at = 1767225600000 WHERE id IN (101, 102)"
                )
                try transaction.execute(
                    "UPDATE trial_school SET left_testing_at = 1767225600000 WHERE id = 102"
                )
            }
            try await places.reach.rebuild()
            let years = try await places.summary().trend.map(\.schools)
            // Of 2022/23 to 2026/27.
            #expect(years == [0, 1, 1, 4, 2])
            #expect(try await lastReached(20, places) == "2027-01-07")
            #expect(try await lastReached(1, places) == "2026-02-01")
            #expect(try await lastReached(18, places) == "2026-08-31")
            #expect(try await lastReached(2, places) == nil)
        }
    }

    @Test(
        "a trial that stopped counts until that day, and not at all where it had not begun",
        arguments: TestEngine.available
    )
    func stoppedTrials(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            for (trial, school) in [(1, 20), (2, 19)] {
                try await places.trial(
                    trial,
                    from: "2026-09-15",
                    due: "2027-07-01",
                    schools: [(Places.school(school), true)]
                )
            }
            try await places.database.write { transaction in
                for (trial, day) in [(1, "2026-11-02"), (2, "2026-09-01")] {
                    try transaction.execute(
                        """
                        UPDATE trial SET stopped_on = \(day), stop_reason = 'Few', stop_told_on = '2026-12-01'
                        WHERE id = \(trial)
                        """
                    )
                }
            }
            try await places.reach.rebuild()
            #expect(try await lastReached(20, places) == "2026-11-02")
            #expect(try await lastReached(19, places) == nil)
        }
    }

    @Test(
        "a school that withdrew from any part before the draw counts nowhere, drawn or not",
        arguments: TestEngine.available,
        ["left_delivery_at", "left_testing_at", "left_data_at"]
    )
    func leftBefore(on engine: TestEngine, column: String) async throws {
        try await Places.with(engine) { places in
            try await places.trial(
                1,
                from: "2025-09-15",
                due: "2027-07-01",
                schools: [(Places.school(20), true), (Places.school(19), true), (Places.school(18), true)]
            )
            try await places.trial(
                2,
                from: "2026-09-15",
                due: "2028-07-01",
                schools: [(Places.school(1), true), (Places.school(2), true)]
            )
            try await places.draw(1, at: 1_757_894_400_000)
            // 20 left a day before the draw, 19 a year after it; of the second trial nothing is drawn yet.
            let departures: [(id: Int, at: Int64)] = [
                (100, 1_757_808_000_000), (101, 1_789_430_400_000), (200, 1_789_430_400_000),
            ]
            try await places.database.write { transaction in
                for (id, instant) in departures {
                    try transaction.execute(
                        "UPDATE trial_school SET \(Self.column(column)) = \(instant) WHERE id = \(id)"
                    )
                }
            }
            try await places.reach.rebuild()
            #expect(try await lastReached(20, places) == nil)
            #expect(try await lastReached(19, places) == "2027-01-07")
            #expect(try await lastReached(18, places) == "2027-01-07")
            #expect(try await lastReached(1, places) == nil)
            #expect(try await lastReached(2, places) == "2027-01-07")
        }
    }

    private static func column(_ name: String) -> SQL {
        switch name {
        case "left_delivery_at": "left_delivery_at"
        case "left_testing_at": "left_testing_at"
        default: "left_data_at"
        }
    }

    @Test("an academic year begins at midnight in London", arguments: TestEngine.available)
    func midnight(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.trial(
                1,
                from: "2025-09-15",
                due: "2027-07-01",
                schools: [(Places.school(20), true), (Places.school(19), true)]
            )
            try await places.draw(1, at: 1_757_894_400_000)
            // On 31 August in Greenwich both; in London one on 1 September, half an hour after midnight.
            let departures: [(id: Int, at: Int64)] = [(100, 1_788_219_000_000), (101, 1_788_215_400_000)]
            try await places.database.write { transaction in
                for (id, instant) in departures {
                    try transaction.execute(
                        """
                        UPDATE trial_school SET left_delivery_at = \(instant), left_testing_at = \(instant)
                        WHERE id = \(id)
                        """
                    )
                }
            }
            try await places.reach.rebuild()
            #expect(try await lastReached(20, places) == "2027-01-07")
            #expect(try await lastReached(19, places) == "2026-08-31")
        }
    }

    @Test("a plan counts until the last day that is recorded of it", arguments: TestEngine.available)
    func plans(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            // Delivered since 2024, reviewed each term.
            try await places.plan(
                1,
                of: Places.school(20),
                isShared: true,
                steps: [("explore", "2024-05-01"), ("prepare", "2024-10-01"), ("deliver", "2025-01-10")],
                reviews: ["2025-03-01", "2026-12-10", "2027-05-01"],
                done: ["2025-02-01"]
            )
            // Finished an activity last.
            try await places.plan(
                2,
                of: Places.school(19),
                isShared: true,
                steps: [("prepare", "2025-10-01")],
                done: ["2026-03-02"]
            )
            // Only explored; and stopped before it began.
            try await places.plan(
                3,
                of: Places.school(18),
                isShared: true,
                steps: [("explore", "2026-10-01")],
                reviews: ["2026-11-01"]
            )
            try await places.plan(
                4,
                of: Places.school(17),
                isShared: true,
                steps: [("explore", "2026-10-01"), ("stopped", "2026-11-01")]
            )
            try await places.reach.rebuild()
            #expect(try await places.summary().trend.map(\.schools) == [0, 0, 1, 2, 1])
            #expect(try await lastReached(20, places) == "2026-12-10")
            #expect(try await lastReached(19, places) == "2026-03-02")
            #expect(try await lastReached(18, places) == nil)
            #expect(try await lastReached(17, places) == nil)
        }
    }

    @Test(
        "a return and the hub's page count the same schools: those who were there, up to today",
        arguments: TestEngine.available
    )
    func returns(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.holdCourse(
                1,
                on: ["2026-10-05", "2026-12-07", "2027-05-03"],
                places: [(Places.school(20), 2), (Places.school(19), 1), (Places.school(18), 1)]
            )
            try await places.mark(
                1,
                of: 1,
                [100_000: "present", 100_001: "absent", 100_100: "apologies", 100_200: "absent"]
            )
            try await places.mark(101, of: 1, [100_200: "present"])
            // Begun last year and held on: without a register.
            try await places.holdCourse(
                2,
                on: ["2026-06-05", "2026-11-06"],
                places: [(Places.school(3), 1)]
            )
            // Still to come.
            try await places.hold(3, on: "2027-02-01", places: [(Places.school(5), 4)])
            try await places.reach.rebuild()
            let id = try await places.reach.startReturn(
                for: Places.north.id,
                from: "1/9/2026",
                to: "31/8/2027",
                by: places.actor()
            )
            let record = try await places.reach.kpiReturn(id, by: places.actor())
            let summary = try await places.summary { $0.hub = Places.north.id }
            #expect(summary.reached == 3 && record.figure("schools-reached")?.value == 3)
            #expect(
                record.figure("high-need-schools-reached")?.value
                    == Double(summary.trend.last?.highNeedSchools ?? 0)
            )
            #expect(record.figure("fsm-30-share")?.count == 3 && summary.kinds.map(\.amount) == [3])
            // 5 October, 6 November and 7 December; not the days in May and February.
            #expect(record.figure("cpd-days")?.value == 3)
        }
    }

    @Test("a return is not submitted before its last day", arguments: TestEngine.available)
    func early(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            func start(_ last: String) async throws -> ID<KPIReturn> {
                try await places.reach.startReturn(
                    for: Places.north.id,
                    from: "1/9/2026",
                    to: last,
                    by: places.actor()
                )
            }
            let early = try await start("8/1/2027")
            let faults = await #expect(throws: Faults.self) {
                try await places.reach.submitReturn(early, version: 1, commentary: "", by: places.actor())
            }
            #expect(faults?.list.map(\.field) == ["commentary"])
            #expect(faults?.list[0].message.contains("can be submitted from") == true)
            let over = try await start("7/1/2027")
            try await places.reach.submitReturn(over, version: 1, commentary: "", by: places.actor())
            #expect(try await places.reach.kpiReturn(over, by: places.actor()).kpiReturn.submittedAt != nil)
        }
    }
}
