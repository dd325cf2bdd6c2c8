import Access
import Database
import Directory
import Evidence
import Foundation
import Profiles
import Programmes
import Reach
import Services
import TestDatabases
import Testing

@Suite("A hub's own definitions")
struct DefinitionTests {
    typealias MeasureRow = KPIDefinitionDraft.MeasureRow

    static func draft(_ rows: [MeasureRow]) -> KPIDefinitionDraft {
        var draft = KPIDefinitionDraft()
        draft.title = "Coastal schools fund"
        draft.funder = "The fund's board"
        draft.measures = rows
        return draft
    }

    @Test(
        "its measures stand in their own order, with their own names and targets",
        arguments: TestEngine.available
    )
    func order(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let id = try await places.reach.publishDefinition(
                Self.draft([
                    MeasureRow(.placesTaken, name: "Delegates", target: "120", place: "2"), MeasureRow(nil),
                    MeasureRow(.positive, target: "92.5", place: "1"), MeasureRow(.schools),
                ]),
                of: Places.north.id,
                by: places.actor()
            )
            let (found, versions) = try await places.reach.definition(id, by: places.actor(.editor))
            #expect(found.measures.map(\.measure) == [.positive, .placesTaken, .schools])
            #expect(
                found.measures.map(\.name) == [
                    KPIMeasure.positive.name, "Delegates", KPIMeasure.schools.name,
                ]
            )
            #expect(found.measures.map(\.target) == [92.5, 120, nil])
            #expect(found.version == 1 && versions.map(\.publishedBy) == ["Person 100"])
            #expect(KPIDefinitionDraft(found).measures.map(\.target) == ["92.5", "120", ""])
        }
    }

    @Test("every figure equals a recount of the rows that it is narrowed to", arguments: TestEngine.available)
    func recount(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.settleNarrowing()
            let needy = KPINarrowing(isOnlyGreatNeed: true)
            let secondary = KPINarrowing(phase: .secondary)
            let id = try await places.reach.publishDefinition(
                Self.draft([
                    MeasureRow(.placesTaken), MeasureRow(.placesTaken, KPINarrowing(strand: Places.phonics)),
                    MeasureRow(.placesTaken, KPINarrowing(strand: Places.feedback, phase: .secondary)),
                    MeasureRow(.placesTaken, needy),
                    MeasureRow(.trainingDays, KPINarrowing(offerKind: .workGroup)),
                    MeasureRow(.positive, KPINarrowing(strand: Places.phonics)),
                    MeasureRow(.highFSMShare, secondary),
                    MeasureRow(.schools, KPINarrowing(offerKind: .workGroup, phase: .secondary)),
                    MeasureRow(.highNeedSchools, secondary), MeasureRow(.deploymentDays, needy),
                    MeasureRow(.deploymentDays, secondary), MeasureRow(.supportGood, needy),
                ]),
                of: Places.north.id,
                by: places.actor()
            )
            let kpiReturn = try await places.startYear(using: id)
            let record = try await places.reach.kpiReturn(kpiReturn, by: places.actor())
            let counted = try await places.database.read { transaction in
                try Self.recounts.map { try transaction.value($0, as: Double.self) }
            }
            #expect(record.figures.map(\.value) == counted)
            // What the rows say in plain numbers, so that both cannot be wrong alike.
            #expect(counted == [9, 5, 3, 6, 1, 50, 75, 2, 1, 1, 1, 0])
            for (defined, figure) in zip(record.measures, record.figures) {
                let behind = try await places.reach.rows(
                    behind: defined.id,
                    of: kpiReturn,
                    by: places.actor()
                )
                #expect(behind.measure == defined && behind.rows.rows.count == figure.count)
            }
        }
    }

    /// The same numbers, counted from the tables without the projection of need: school *n* has 5 *n* per cent, so
    /// those from 13 on are in the two fifths of greatest need; those with an even number are secondary.
    static let recounts: [SQL] = {
        let places: SQL = """
            FROM place AS p JOIN booking AS b ON b.id = p.booking_id JOIN run AS r ON r.id = p.run_id
            WHERE p.state = 'held' AND r.starts_on >= '2026-09-01'
                AND r.offer_id IN (SELECT offer_id FROM offer_hub WHERE hub_id = \(Places.north.id))
            """
        let number: SQL = "(b.organisation_id - 1000)"
        let isPhonics: SQL = "r.offer_id IN (2, 3)"
        let supported: SQL = "FROM support_case AS c JOIN deployment_day AS d ON d.case_id = c.id"
        return [
            "SELECT CAST(count(*) AS DOUBLE PRECISION) \(places)",
            "SELECT CAST(count(*) AS DOUBLE PRECISION) \(places) AND \(isPhonics)",
            "SELECT CAST(count(*) AS DOUBLE PRECISION) \(places) AND r.offer_id IN (1, 3) AND \(number) % 2 = 0",
            "SELECT CAST(count(*) AS DOUBLE PRECISION) \(places) AND \(number) >= 13",
            """
            SELECT CAST(count(DISTINCT s.held_on) AS DOUBLE PRECISION) FROM run_session AS s
            JOIN run AS r ON r.id = s.run_id JOIN offer AS o ON o.id = r.offer_id WHERE o.kind = 'work-group'
            """,
            """
            SELECT CAST(100 * sum(CASE WHEN f.overall >= 4 THEN 1 ELSE 0 END) AS DOUBLE PRECISION) / count(*)
            FROM feedback AS f JOIN run AS r ON r.id = f.run_id WHERE \(isPhonics)
            """,
            """
            SELECT CAST(100 * sum(CASE WHEN \(number) >= 6 THEN 1 ELSE 0 END) AS DOUBLE PRECISION) / count(*)
            \(places) AND \(number) % 2 = 0
            """,
            """
            SELECT CAST(count(DISTINCT b.organisation_id) AS DOUBLE PRECISION) \(places) AND \(number) % 2 = 0
                AND r.offer_id IN (SELECT id FROM offer WHERE kind = 'work-group')
            """,
            """
            SELECT CAST(count(DISTINCT b.organisation_id) AS DOUBLE PRECISION) \(places) AND \(number) % 2 = 0
                AND \(number) >= 13
            """,
            "SELECT CAST(sum(d.half_days) AS DOUBLE PRECISION) / 2 \(supported) WHERE c.school_id - 1000 >= 13",
            "SELECT CAST(sum(d.half_days) AS DOUBLE PRECISION) / 2 \(supported) WHERE c.school_id % 2 = 0",
            """
            SELECT CAST(100 * sum(CASE WHEN v.rating >= 3 THEN 1 ELSE 0 END) AS DOUBLE PRECISION) / count(*)
            FROM support_case AS c JOIN support_review AS v ON v.case_id = c.id WHERE c.school_id - 1000 >= 13
            """,
        ]
    }()

    @Test(
        "answers count once the results of their run show them, or none can come any more",
        arguments: TestEngine.available
    )
    func answers(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(1, on: "2026-11-18", places: [(Places.school(2), 9)])
            try await places.hold(2, on: "2027-01-04", places: [(Places.school(3), 9)])
            // Today is 7 January 2027. Of the second run one answer is shown and one is not.
            try await places.database.write { transaction in
                for (id, run, day, overall, isShown) in [
                    (1, 1, "2026-11-20", 5, false), (2, 2, "2027-01-05", 4, true),
                    (3, 2, "2027-01-05", 1, false),
                ] {
                    try transaction.execute(
                        """
                        INSERT INTO feedback
                            (id, run_id, given_on, overall, relevant, will_use, most_useful, improve, is_shown)
                        VALUES (\(id), \(run), \(day), \(overall), 3, 3, '', '', \(isShown))
                        """
                    )
                }
            }
            let id = try await places.reach.publishDefinition(
                Self.draft([MeasureRow(.meanRating)]),
                of: Places.north.id,
                by: places.actor()
            )
            let kpiReturn = try await places.startYear(using: id)
            let record = try await places.reach.kpiReturn(kpiReturn, by: places.actor())
            #expect(record.figures.map(\.value) == [4.5] && record.figures.map(\.count) == [2])
        }
    }

    @Test("a change is a new version, and returns keep theirs", arguments: TestEngine.available)
    func versions(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let lead = places.actor()
            try await places.hold(1, on: "2025-10-05", places: [(Places.school(2), 3)])
            try await places.hold(
                2,
                on: "2026-10-05",
                places: [(Places.school(3), 5), (Places.school(4), 1)]
            )
            try await places.reach.rebuild()
            let first = Self.draft([MeasureRow(.placesTaken), MeasureRow(.schools, name: "Schools")])
            let id = try await places.reach.publishDefinition(first, of: Places.north.id, by: lead)
            let before = try await places.startYear(2025, using: id)
            try await places.reach.submitReturn(before, version: 1, commentary: "", by: lead)
            let draft = try await places.startYear(using: id)
            // Without a change there is no new version.
            try await places.reach.publishDefinition(first, over: 1, of: id, by: lead)
            #expect(try await places.reach.definition(id, by: lead).definition.newestVersion == 1)
            let second = Self.draft([
                MeasureRow(.schools, name: "All schools"),
                MeasureRow(.placesTaken, KPINarrowing(strand: Places.feedback)),
            ])
            try await places.reach.publishDefinition(second, over: 1, of: id, by: lead)
            let submitted = try await places.reach.kpiReturn(before, by: lead)
            #expect(submitted.definition.citation == "Coastal schools fund, version 1")
            #expect(submitted.measures.map(\.name) == [KPIMeasure.placesTaken.name, "Schools"])
            #expect(submitted.figures.map(\.value) == [3, 1])
            #expect(
                try await places.reach.kpiReturn(draft, by: lead).definition.citation.hasSuffix("version 1")
            )
            try await places.reach.takeNewestVersion(draft, version: 1, by: lead)
            let newest = try await places.reach.kpiReturn(draft, by: lead)
            #expect(newest.measures.map(\.name) == ["All schools", KPIMeasure.placesTaken.name])
            // What is computed alike is compared, whatever it is called; what is narrowed now is not.
            #expect(newest.change(of: newest.measures[0].id) == 1)
            #expect(newest.change(of: newest.measures[1].id) == nil)
            await #expect(throws: DatabaseError.staleVersion) {
                try await places.reach.submitReturn(draft, version: 1, commentary: "", by: lead)
            }
            await #expect(throws: DatabaseError.staleVersion) {
                try await places.reach.takeNewestVersion(before, version: 2, by: lead)
            }
            let verbs: [String] = try await places.database.read { transaction in
                try transaction.column(
                    "SELECT verb FROM audit_entry WHERE verb LIKE 'kpi-definition.%' ORDER BY verb"
                )
            }
            #expect(verbs == ["kpi-definition.publish", "kpi-definition.publish"])
        }
    }

    @Test(
        "a hub's come by title, each in its newest version with the measures of that",
        arguments: TestEngine.available
    )
    func list(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let lead = places.actor()
            let coast = try await places.reach.publishDefinition(
                Self.draft([MeasureRow(.trainees), MeasureRow(.positive)]),
                of: Places.north.id,
                by: lead
            )
            var draft = Self.draft([MeasureRow(.schools)])
            draft.title = "board's fund"
            let board = try await places.reach.publishDefinition(draft, of: Places.north.id, by: lead)
            draft.measures = [MeasureRow(.placesTaken), MeasureRow(.meanRating)]
            try await places.reach.publishDefinition(draft, over: 1, of: board, by: lead)
            let found = try await places.reach.definitions(of: Places.north.id, by: lead)
            #expect(found.map(\.id) == [board, coast] && found.map(\.version) == [2, 1])
            #expect(found.first?.measures.map(\.measure) == [.placesTaken, .meanRating])
            #expect(found.last?.measures.map(\.measure) == [.trainees, .positive])
        }
    }

    @Test("of two people who change it at once the second is told", arguments: TestEngine.available)
    func together(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let id = try await places.reach.publishDefinition(
                Self.draft([MeasureRow(.schools)]),
                of: Places.north.id,
                by: places.actor()
            )
            let one = Self.draft([MeasureRow(.schools), MeasureRow(.trainees)])
            let other = Self.draft([MeasureRow(.schools), MeasureRow(.meanRating)])
            try await places.reach.publishDefinition(one, over: 1, of: id, by: places.actor())
            await #expect(throws: DatabaseError.staleVersion) {
                try await places.reach.publishDefinition(other, over: 1, of: id, by: places.actor())
            }
            let found = try await places.reach.definition(id, by: places.actor()).definition
            #expect(found.measures.map(\.measure) == [.schools, .trainees])
        }
    }

    @Test("a form sent twice makes one definition", arguments: TestEngine.available)
    func twice(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let key = try #require(IdempotencyKey("definition-key"))
            var ids: [ID<KPIDefinition>] = []
            for _ in 0..<2 {
                ids.append(
                    try await places.reach.publishDefinition(
                        Self.draft([MeasureRow(.schools)]),
                        of: Places.north.id,
                        by: places.actor(),
                        key: key
                    )
                )
            }
            #expect(ids[0] == ids[1])
            #expect(try await places.reach.definitions(of: Places.north.id, by: places.actor()).count == 1)
        }
    }

    @Test("it is its hub's: others do not learn that it exists", arguments: TestEngine.available)
    func permissions(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let draft = Self.draft([MeasureRow(.schools)])
            let id = try await places.reach.publishDefinition(draft, of: Places.north.id, by: places.actor())
            let stranger = places.actor(.lead, of: Places.fens)
            await #expect(throws: AccessError.notFound) {
                try await places.reach.definition(id, by: stranger)
            }
            await #expect(throws: AccessError.notFound) {
                try await places.reach.publishDefinition(draft, over: 1, of: id, by: stranger)
            }
            await #expect(throws: AccessError.notFound) {
                try await places.reach.setRetired(true, id, by: stranger)
            }
            await #expect(throws: AccessError.notFound) {
                try await places.reach.startReturn(
                    for: Places.fens.id,
                    using: id,
                    from: "1/9/2026",
                    to: "31/8/2027",
                    by: stranger
                )
            }
            await #expect(throws: AccessError.forbidden) {
                try await places.reach.publishDefinition(draft, over: 1, of: id, by: places.actor(.editor))
            }
            await #expect(throws: AccessError.forbidden) {
                try await places.reach.setRetired(true, id, by: places.actor(.editor))
            }
            await #expect(throws: AccessError.notSignedIn) {
                try await places.reach.definition(id, by: .anonymous)
            }
        }
    }

    @Test("for a period there is one return by each definition in use", arguments: TestEngine.available)
    func periods(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let lead = places.actor()
            let id = try await places.reach.publishDefinition(
                Self.draft([MeasureRow(.schools)]),
                of: Places.north.id,
                by: lead
            )
            let carried = try await places.startYear(2025, using: nil)
            let own = try await places.startYear(2025, using: id)
            #expect(
                try await places.reach.returns(of: Places.north.id, by: lead).map(\.id) == [carried, own]
            )
            let taken = await #expect(throws: Faults.self) { try await places.startYear(2025, using: id) }
            #expect(taken?.list.map(\.field) == ["from"])
            try await places.reach.setRetired(true, id, by: lead)
            let retired = await #expect(throws: Faults.self) { try await places.startYear(2024, using: id) }
            #expect(retired?.list.map(\.field) == ["definition"])
            try await places.reach.submitReturn(own, version: 1, commentary: "", by: lead)
            try await places.reach.setRetired(false, id, by: lead)
            try await places.startYear(2024, using: id)
        }
    }

    static let refused: [([MeasureRow], [String])] = [
        ([MeasureRow(nil)], ["measure-0"]),
        ([MeasureRow(nil), MeasureRow(nil, name: "Something")], ["measure-1", "measure-0"]),
        ([MeasureRow(.schools), MeasureRow(.schools)], ["measure-1"]),
        ([MeasureRow(.positive, target: "101")], ["target-0"]),
        ([MeasureRow(.meanRating, target: "six")], ["target-0"]),
        ([MeasureRow(.trainees, place: "0")], ["place-0"]),
        ([MeasureRow(.schools), MeasureRow(.meanRating, KPINarrowing(phase: .primary))], ["phase-1"]),
        (
            [MeasureRow(.trainees, KPINarrowing(offerKind: .workGroup, isOnlyGreatNeed: true))],
            ["kind-0", "great-need-0"]
        ),
        ([MeasureRow(.schools, name: String(repeating: "s", count: 151))], ["name-0"]),
    ]

    @Test("what cannot be measured so is refused at its field", arguments: refused)
    func refusals(_ rows: [MeasureRow], _ fields: [String]) async throws {
        try await TestEngine.sqlite.withDatabase(Places.migrations) { database in
            let reach = Reach(
                database: database,
                services: .seeded(3, at: Places.start),
                profiles: try .carried()
            )
            let lead = Actor.person(
                Person(id: ID(rawValue: 100), name: "Person 100"),
                memberships: [Membership(Places.north, .lead)]
            )
            let faults = await #expect(throws: Faults.self) {
                try await reach.publishDefinition(Self.draft(rows), of: Places.north.id, by: lead)
            }
            #expect(faults?.list.map(\.field) == fields)
        }
    }

    @Test(
        "every measure that is carried can be computed, narrowed in each way that it says",
        arguments: TestEngine.available
    )
    func everyMeasure(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let profiles = places.reach.profiles
            for carried in [profiles.hubMeasures] + profiles.earlierHubMeasures {
                #expect(carried.measures.allSatisfy { KPIMeasure(rawValue: $0.id) != nil })
            }
            let rows = KPIMeasure.allCases.map { measure in
                let parts = measure.narrowings
                return MeasureRow(
                    measure,
                    KPINarrowing(
                        strand: parts.contains(.strand) ? Places.phonics : nil,
                        offerKind: parts.contains(.offerKind) ? .workGroup : nil,
                        phase: parts.contains(.phase) ? .primary : nil,
                        isOnlyGreatNeed: parts.contains(.greatNeed)
                    )
                )
            }
            let id = try await places.reach.publishDefinition(
                Self.draft(rows),
                of: Places.north.id,
                by: places.actor()
            )
            let kpiReturn = try await places.startYear(using: id)
            let record = try await places.reach.kpiReturn(kpiReturn, by: places.actor())
            #expect(record.figures.allSatisfy { $0.count == 0 })
            #expect(record.figures.count == KPIMeasure.allCases.count)
        }
    }

    @Test(
        "returns from before there were definitions are kept, with their rows",
        arguments: TestEngine.available
    )
    func earlierReturns(on engine: TestEngine) async throws {
        let earlier = Array(Places.migrations.prefix { $0.name != "reach-007-definitions" })
        #expect(earlier.last?.name == "reach-006-kept-counts")
        try await engine.withDatabase(earlier, rehearses: false) { database in
            try await database.write { transaction in
                try transaction.execute("INSERT INTO organisation (id, kind, name) VALUES (11, 'hub', 'Hub')")
                try transaction.execute(
                    "INSERT INTO hub (id, slug, summary, version) VALUES (11, 'hub', '', 1)"
                )
                try transaction.execute(
                    "INSERT INTO person (id, name, email, created_at) VALUES (100, 'Person', 'p@hub.test', 0)"
                )
                try transaction.execute(
                    """
                    INSERT INTO kpi_return (id, hub_id, starts_on, ends_on, profile, commentary, figures, submitted_at,
                        submitted_by, version)
                    VALUES (1, 11, '2025-09-01', '2026-08-31', 'teaching-school-hub-kpis', 'Good',
                        '[{"measure":"schools-reached","value":2,"count":2}]', 0, 100, 2)
                    """
                )
                try transaction.execute(
                    """
                    INSERT INTO kpi_return_rows (return_id, measure, content)
                    VALUES (1, 'schools-reached', '{"columns":["School"],"rows":[["A"],["B"]]}')
                    """
                )
            }
            try await Migrator(Migration.database + Places.migrations).migrate(database, at: Places.start)
            let reach = Reach(
                database: database,
                services: .seeded(3, at: Places.start),
                profiles: try .carried()
            )
            let lead = Actor.person(
                Person(id: ID(rawValue: 100), name: "Person"),
                memberships: [Membership(Places.north, .lead)]
            )
            let id = ID<KPIReturn>(rawValue: 1)
            let record = try await reach.kpiReturn(id, by: lead)
            #expect(record.kpiReturn.commentary == "Good" && record.figure("schools-reached")?.value == 2)
            let rows = try await reach.rows(behind: "schools-reached", of: id, by: lead).rows
            #expect(rows.isKept && rows.rows == [["A"], ["B"]])
            #expect(record.figure("schools-reached")?.note == nil)
            #expect(record.definition.citation.hasSuffix(" teaching-school-hub-kpis"))
        }
    }
}

extension Places {
    /// Begins the return of the north hub for an academic year.
    @discardableResult
    fileprivate func startYear(_ year: Int = 2026, using definition: ID<KPIDefinition>?) async throws
        -> ID<KPIReturn>
    {
        try await reach.startReturn(
            for: Self.north.id,
            using: definition,
            from: "\(year)-09-01",
            to: "\(year + 1)-08-31",
            by: actor()
        )
    }

    /// Training of several kinds on two strands, feedback and support; schools with an even number are secondary.
    fileprivate func settleNarrowing() async throws {
        try await database.write { transaction in
            try transaction.execute("UPDATE establishment SET phase = 'secondary' WHERE urn % 2 = 0")
        }
        try await hold(1, on: "2026-10-05", places: [(Self.school(2), 1), (Self.school(13), 3)])
        try await hold(
            2,
            on: "2026-10-12",
            strands: [Self.phonics],
            places: [(Self.school(6), 1), (Self.school(15), 1)]
        )
        try await hold(
            3,
            on: "2026-11-02",
            strands: [Self.feedback, Self.phonics],
            places: [(Self.school(8), 1), (Self.school(18), 1), (Self.school(19), 1)]
        )
        try await hold(4, on: "2026-11-03", hubs: [Self.fens], places: [(Self.school(20), 9)])
        try await hold(5, on: "2026-06-03", places: [(Self.school(20), 9)])
        try await database.write { transaction in
            try transaction.execute("UPDATE offer SET kind = 'work-group' WHERE id = 3")
            for (id, run, overall) in [(1, 1, 1), (2, 2, 5), (3, 3, 2), (4, 3, 4), (5, 2, 3)] {
                try transaction.execute(
                    """
                    INSERT INTO feedback (id, run_id, given_on, overall, relevant, will_use, most_useful, improve)
                    VALUES (\(id), \(run), '2026-11-20', \(overall), 3, 3, '', '')
                    """
                )
            }
            for (id, school, rating) in [(1, 15, 2), (2, 4, 4)] {
                try transaction.addSupport(id, Self.school(school), rating: rating)
            }
        }
        try await reach.rebuild()
    }
}

extension Transaction {
    /// A day and a review of support by the north hub.
    fileprivate func addSupport(_ id: Int, _ school: Int, rating: Int) throws {
        try execute(
            """
            INSERT INTO support_case (id, school_id, asked_of_id, asked_by, asked_at, need, state, diagnosis,
                diagnosed_on, goal, version)
            VALUES (\(id), \(school), \(Places.north.id), 100, 0, 'Help', 'running', '', '2026-09-20', '', 1)
            """
        )
        try execute(
            """
            INSERT INTO support_hub (case_id, hub_id, is_lead, state, task, answered_at)
            VALUES (\(id), \(Places.north.id), 1, 'agreed', '', 0)
            """
        )
        try execute(
            """
            INSERT INTO deployment_day (id, case_id, hub_id, person_id, held_on, half_days, focus, state)
            VALUES (\(id), \(id), \(Places.north.id), 100, '2026-10-02', 2, '', 'done')
            """
        )
        try execute(
            """
            INSERT INTO support_review
                (id, case_id, held_on, progress, findings, next_steps, rating, rated_by, written_by)
            VALUES (\(id), \(id), '2026-12-02', 'better', '', '', \(rating), 100, 100)
            """
        )
    }
}
