import Access
import Database
import Evidence
import Profiles
import Reach
import Services
import TestDatabases
import Testing

@Suite("Returns to funders")
struct ReturnTests {
    @Test("figures come from rows, and are locked when submitted", arguments: TestEngine.available)
    func locked(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(
                1,
                on: "2026-10-05",
                places: [(Places.school(2), 3), (Places.school(20), 1)]
            )
            try await places.hold(2, on: "2026-08-05", places: [(Places.school(3), 1)])
            try await places.hold(
                3,
                on: "2026-10-06",
                hubs: [Places.fens],
                places: [(Places.school(4), 1)]
            )
            try await places.reach.rebuild()
            let nora = places.actor()
            let id = try await places.reach.startReturn(
                for: Places.north.id,
                from: "1/9/2026",
                to: "6/1/2027",
                by: nora
            )
            let draft = try await places.reach.kpiReturn(id, by: nora)
            #expect(draft.figures.map(\.measure) == draft.measures.map(\.id))
            #expect(draft.figure("cpd-days")?.value == 1)
            #expect(draft.figure("fsm-30-share")?.value == 25 && draft.figure("fsm-30-share")?.count == 4)
            #expect(draft.figure("schools-reached")?.value == 2)
            #expect(draft.figure("high-need-schools-reached")?.value == 1)
            let rows = try await places.reach.rows(behind: "schools-reached", of: id, by: nora).rows
            #expect(rows.rows == [["School 2", "1"], ["School 20", "5"]])
            try await places.reach.submitReturn(id, version: 1, commentary: "A good start.", by: nora)
            try await places.hold(4, on: "2026-12-01", places: [(Places.school(5), 1)])
            try await places.reach.rebuild()
            let submitted = try await places.reach.kpiReturn(id, by: nora)
            #expect(submitted.figure("schools-reached")?.value == 2)
            let kept = try await places.reach.rows(behind: "schools-reached", of: id, by: nora).rows
            #expect(kept.rows == rows.rows && kept.columns == rows.columns)
            #expect(kept.isKept && !rows.isKept)
            await #expect(throws: DatabaseError.staleVersion) {
                try await places.reach.submitReturn(id, version: 2, commentary: "", by: nora)
            }
        }
    }

    @Test("a return shows how it differs from the last one", arguments: TestEngine.available)
    func difference(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(1, on: "2025-10-05", places: [(Places.school(2), 3)])
            try await places.hold(
                2,
                on: "2026-10-05",
                places: [(Places.school(3), 1), (Places.school(4), 1)]
            )
            try await places.reach.rebuild()
            let nora = places.actor()
            let first = try await places.reach.startReturn(
                for: Places.north.id,
                from: "2025-09-01",
                to: "2026-08-31",
                by: nora
            )
            try await places.reach.submitReturn(first, version: 1, commentary: "", by: nora)
            let second = try await places.reach.startReturn(
                for: Places.north.id,
                from: "2026-09-01",
                to: "2027-08-31",
                by: nora
            )
            let record = try await places.reach.kpiReturn(second, by: nora)
            #expect(record.change(of: "schools-reached") == 1)
            #expect(record.change(of: "support-good") == nil)
            #expect(record.lastPeriod?.days == 365 && record.comparesCounts && record.overlapping.isEmpty)
            // Of a term, only what does not grow with the days: school 2 has 10 %, schools 3 and 4 have 15 and 20 %.
            let term = try await places.startReturn(from: "1/9/2026", to: "31/12/2026")
            let short = try await places.reach.kpiReturn(term, by: nora)
            #expect(!short.comparesCounts && short.kpiReturn.period.isShorterThanAYear)
            #expect(short.change(of: "schools-reached") == nil && short.change(of: "cpd-days") == nil)
            #expect(short.change(of: "fsm-30-share") == 0)
            #expect(!record.kpiReturn.period.isShorterThanAYear)
        }
    }

    @Test(
        "a return says which others are of some of the same days, of its hub and by the same measures",
        arguments: TestEngine.available
    )
    func overlapping(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let year = try await places.startReturn(from: "1/9/2025", to: "31/8/2026")
            let term = try await places.startReturn(from: "1/9/2025", to: "31/12/2025")
            // It begins on the last day of the term, and so is of one of its days.
            let spring = try await places.startReturn(from: "31/12/2025", to: "30/4/2026")
            let next = try await places.startReturn(from: "1/9/2026")
            try await places.reach.startReturn(
                for: Places.fens.id,
                from: "1/9/2025",
                to: "31/8/2026",
                by: places.actor(of: Places.fens)
            )
            try await places.reach.submitReturn(year, version: 1, commentary: "", by: places.actor())
            let cases: [(ID<KPIReturn>, [ID<KPIReturn>])] = [
                (year, [spring, year, term]), (term, [spring, year]), (spring, [year, term]), (next, []),
            ]
            for (id, others) in cases {
                let found = try await places.reach.kpiReturn(id, by: places.actor()).overlapping
                #expect(found.map(\.id) == others.filter { $0 != id })
            }
        }
    }

    @Test(
        "months and quarters are as long as each other, a term is not as long as a year",
        arguments: [
            ("2026-02-01", "2026-02-28", "2026-03-01", "2026-03-31", true),
            ("2025-09-01", "2026-08-31", "2027-09-01", "2028-08-31", true),
            ("2025-09-01", "2026-08-31", "2026-09-01", "2026-12-31", false),
        ]
    )
    func length(from: String, to: String, otherFrom: String, otherTo: String, isAlike: Bool) throws {
        let one = KPIReturn.Period(from: try #require(LocalDate(from)), to: try #require(LocalDate(to)))
        let other = KPIReturn.Period(
            from: try #require(LocalDate(otherFrom)),
            to: try #require(LocalDate(otherTo))
        )
        #expect(one.isAsLong(as: other) == isAlike && other.isAsLong(as: one) == isAlike)
    }

    @Test(
        "free school meals count where they are published, else pupil premium, and the figure says for how many",
        arguments: TestEngine.available
    )
    func freeSchoolMeals(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            // School n has 5 n % by pupil premium; school 1 was another before.
            let meals: [(urn: Int, year: Int, share: Double)] = [
                (Places.urn(2), 2024, 10), (Places.urn(2), 2025, 30.5), (Places.urn(20), 2025, 29.6),
                (Places.predecessor, 2023, 40),
            ]
            try await places.database.write { transaction in
                for published in meals {
                    try transaction.execute(
                        """
                        INSERT INTO characteristic (urn, academic_year, measure, value)
                        VALUES (\(published.urn), \(published.year), 'fsm-percentage', \(published.share))
                        """
                    )
                }
            }
            try await places.hold(
                1,
                on: "2026-10-05",
                places: [
                    (Places.school(1), 1), (Places.school(2), 2), (Places.school(5), 1),
                    (Places.school(7), 1),
                    (Places.school(20), 3),
                ]
            )
            try await places.reach.rebuild()
            let id = try await places.startReturn(from: "1/9/2026")
            let record = try await places.reach.kpiReturn(id, by: places.actor())
            let figure = try #require(record.figure("fsm-30-share"))
            // Those of schools 1, 2 and 7, of all eight.
            #expect(figure.value == 50 && figure.count == 8)
            #expect(figure.note == "By free school meals for 3 schools, by pupil premium for 2 schools")
            let rows = try await places.reach.rows(behind: "fsm-30-share", of: id, by: places.actor()).rows
            #expect(rows.columns == ["URN", "School", "Offer", "Share of pupils, %", "Which share"])
            #expect(
                rows.rows.first == ["\(Places.urn(1))", "School 1", "Offer 1", "40.0", "Free school meals"]
            )
            let last = ["\(Places.urn(7))", "School 7", "Offer 1", "35.0", "Pupil premium"]
            #expect(rows.rows.last == last)
            #expect(
                rows.rows.count {
                    $0 == ["\(Places.urn(20))", "School 20", "Offer 1", "29.6", "Free school meals"]
                } == 3
            )
            try await places.reach.submitReturn(id, version: 1, commentary: "", by: places.actor())
            let submitted = try await places.reach.kpiReturn(id, by: places.actor())
            #expect(submitted.figure("fsm-30-share") == figure)
        }
    }

    @Test(
        "a return by earlier measures keeps them and its figures; a draft can take the newest",
        arguments: TestEngine.available
    )
    func earlierMeasures(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            // By pupil premium 10 %, by free school meals 40 %.
            try await places.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO characteristic (urn, academic_year, measure, value)
                    VALUES (\(Places.urn(2)), 2025, 'fsm-percentage', 40)
                    """
                )
            }
            try await places.hold(1, on: "2026-10-05", places: [(Places.school(2), 1)])
            try await places.hold(2, on: "2025-10-05", places: [(Places.school(2), 1)])
            try await places.reach.rebuild()
            let nora = places.actor()
            let old = try await places.startReturn(from: "1/9/2025", to: "31/8/2026")
            let draft = try await places.startReturn(from: "1/9/2026", to: "31/8/2027")
            try await places.database.write { transaction in
                try transaction.execute("UPDATE kpi_return SET profile = 'teaching-school-hub-kpis'")
            }
            try await places.reach.submitReturn(old, version: 1, commentary: "", by: nora)
            for id in [old, draft] {
                let record = try await places.reach.kpiReturn(id, by: nora)
                #expect(record.figure("high-fsm-share")?.value == 0 && record.figure("fsm-30-share") == nil)
            }
            try await places.reach.takeNewestVersion(draft, version: 1, by: nora)
            let moved = try await places.reach.kpiReturn(draft, by: nora)
            #expect(moved.figure("fsm-30-share")?.value == 100 && moved.figure("high-fsm-share") == nil)
            // What is computed alike is compared with the earlier return; what is not, is not.
            #expect(moved.change(of: "schools-reached") == 0 && moved.change(of: "fsm-30-share") == nil)
            await #expect(throws: DatabaseError.staleVersion) {
                try await places.reach.takeNewestVersion(old, version: 2, by: nora)
            }
            #expect(try await places.reach.kpiReturn(old, by: nora).figure("high-fsm-share")?.value == 0)
            // Of two drafts for the same days one goes by the newest already.
            let second = try await places.startReturn(from: "1/9/2024", to: "31/8/2025")
            try await places.database.write { transaction in
                try transaction.execute(
                    "UPDATE kpi_return SET profile = 'teaching-school-hub-kpis' WHERE id = \(second)"
                )
            }
            try await places.startReturn(from: "1/9/2024", to: "31/8/2025")
            await #expect(throws: Faults.self) {
                try await places.reach.takeNewestVersion(second, version: 1, by: nora)
            }
        }
    }

    @Test(
        "a return that was submitted in error is withdrawn with a reason, stays readable, and leaves its days to another",
        arguments: TestEngine.available
    )
    func withdrawn(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(1, on: "2024-10-07", places: [(Places.school(2), 1)])
            try await places.hold(
                2,
                on: "2025-10-06",
                places: [(Places.school(2), 1), (Places.school(3), 1)]
            )
            try await places.hold(3, on: "2026-10-05", places: [(Places.school(4), 1)])
            try await places.reach.rebuild()
            let nora = places.actor()
            let first = try await places.startReturn(from: "1/9/2024", to: "31/8/2025")
            let wrong = try await places.startReturn(from: "1/9/2025", to: "31/8/2026")
            let now = try await places.startReturn(from: "1/9/2026", to: "31/8/2027")
            await #expect(throws: DatabaseError.staleVersion, "a draft is not withdrawn") {
                try await places.reach.withdrawReturn(first, version: 1, reason: "No", by: nora)
            }
            for id in [first, wrong] {
                try await places.reach.submitReturn(id, version: 1, commentary: "Done.", by: nora)
            }
            let before = try await places.reach.kpiReturn(now, by: nora)
            #expect(before.change(of: "schools-reached") == -1)

            let unsaid = await #expect(throws: Faults.self) {
                try await places.reach.withdrawReturn(wrong, version: 2, reason: " ", by: nora)
            }
            #expect(unsaid?.list.map(\.field) == ["reason"])
            let why = "Two registers were missing."
            try await places.reach.withdrawReturn(wrong, version: 2, reason: why, by: nora)
            await #expect(throws: DatabaseError.staleVersion, "once") {
                try await places.reach.withdrawReturn(wrong, version: 3, reason: "Again", by: nora)
            }
            let kept = try await places.reach.kpiReturn(wrong, by: nora)
            #expect(kept.kpiReturn.withdrawal?.reason == why)
            #expect(kept.figure("schools-reached")?.value == 2 && kept.kpiReturn.commentary == "Done.")
            #expect(kept.successor == nil)
            let rows = try await places.reach.rows(behind: "schools-reached", of: wrong, by: nora).rows
            #expect(rows.isKept && rows.rows.count == 2)

            // Nothing is compared with it or named beside it; its days are free for another.
            let after = try await places.reach.kpiReturn(now, by: nora)
            #expect(after.change(of: "schools-reached") == 0 && after.lastPeriod == kept.lastPeriod)
            let new = try await places.startReturn(from: "1/9/2025", to: "31/8/2026")
            let draft = try await places.reach.kpiReturn(new, by: nora)
            #expect(draft.overlapping.isEmpty && draft.withdrawn.map(\.id) == [wrong])
            #expect(draft.change(of: "schools-reached") == 1, "since the return of 2024/25, which stands")
            try await places.reach.submitReturn(new, version: 1, commentary: "", by: nora)
            let replaced = try await places.reach.kpiReturn(wrong, by: nora)
            #expect(replaced.successor?.id == new)
            let listed = try await places.reach.returns(of: Places.north.id, by: nora)
            #expect(listed.map(\.id) == [now, new, wrong, first])
            await #expect(throws: Faults.self, "one stands for these days") {
                try await places.startReturn(from: "1/9/2025", to: "31/8/2026")
            }
        }
    }

    @Test(
        "a return is withdrawn by a lead or by whoever submitted it and still reports for the hub",
        arguments: TestEngine.available
    )
    func whoWithdraws(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let id = try await places.startReturn(from: "1/9/2025", to: "31/8/2026")
            try await places.reach.submitReturn(id, version: 1, commentary: "", by: places.actor())
            let stranger = places.actor(.lead, of: Places.fens)
            await #expect(throws: AccessError.notFound) {
                try await places.reach.withdrawReturn(id, version: 2, reason: "Not ours", by: stranger)
            }
            let colleague = Actor.person(
                Person(id: ID(rawValue: 101), name: "Person 101"),
                memberships: [Membership(Places.north, .editor)]
            )
            await #expect(throws: AccessError.forbidden) {
                try await places.reach.withdrawReturn(id, version: 2, reason: "Wrong", by: colleague)
            }
            // Who submitted it led the hub then.
            let editor = places.actor(.editor)
            try await places.reach.withdrawReturn(id, version: 2, reason: "Wrong", by: editor)
            let found = try await places.reach.kpiReturn(id, by: editor).kpiReturn
            #expect(found.withdrawal?.reason == "Wrong")
        }
    }

    @Test("a return is its hub's: others do not learn that it exists", arguments: TestEngine.available)
    func permissions(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let id = try await places.reach.startReturn(
                for: Places.north.id,
                from: "1/9/2026",
                to: "31/8/2027",
                by: places.actor(.editor)
            )
            await #expect(throws: AccessError.forbidden) {
                try await places.reach.submitReturn(
                    id,
                    version: 1,
                    commentary: "",
                    by: places.actor(.editor)
                )
            }
            await #expect(throws: AccessError.notFound) {
                try await places.reach.kpiReturn(id, by: places.actor(.lead, of: Places.fens))
            }
            let faults = await #expect(throws: Faults.self) {
                try await places.reach.startReturn(
                    for: Places.north.id,
                    from: "31/8/2027",
                    to: "1/9/2026",
                    by: places.actor()
                )
            }
            #expect(faults?.list.map(\.field) == ["to"])
            await #expect(throws: Faults.self) {
                try await places.reach.startReturn(
                    for: Places.north.id,
                    from: "1/9/2026",
                    to: "31/8/2027",
                    by: places.actor()
                )
            }
        }
    }
}

extension Places {
    /// Begins a return of the north hub by the measures that are carried.
    @discardableResult
    fileprivate func startReturn(from: String, to: String = "6/1/2027") async throws -> ID<KPIReturn> {
        try await reach.startReturn(for: Self.north.id, from: from, to: to, by: actor())
    }
}
