import Access
import Database
import Directory
import Evidence
import Reach
import Services
import TestDatabases
import Testing

/// The projection against the features' own tables, counted by statements written on their own.
@Suite("A recount of reach")
struct RecountTests {
    /// What was attended, planned, tried, coached and supported, drawn at random, the same each time.
    private func fill(_ places: Places, seed: UInt64) async throws {
        var state = seed
        func draw(_ range: Range<Int>) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return range.lowerBound + Int(state >> 33) % range.count
        }
        let days = ["2025-10-05", "2026-06-07", "2026-09-20", "2026-11-09", "2026-12-15", "2027-02-03"]
        func day() -> String { days[draw(0..<days.count)] }
        func strand() -> ID<Strand> { draw(0..<2) == 0 ? Places.feedback : Places.phonics }
        func hub() -> Organisation { draw(0..<2) == 0 ? Places.north : Places.fens }
        for course in 1...8 {
            let first = draw(0..<4)
            let schools = Set((0..<draw(1..<6)).map { _ in draw(1..<21) }).sorted()
            let taken = schools.map { (organisation: Places.school($0), count: draw(1..<4)) }
            try await places.holdCourse(
                course,
                on: Array(days[first...draw(first..<days.count)]),
                hubs: draw(0..<3) == 0 ? [Places.north, Places.fens] : [hub()],
                strands: draw(0..<3) == 0 ? [Places.feedback, Places.phonics] : [strand()],
                places: taken
            )
            guard draw(0..<2) == 0 else { continue }
            var marks: [Int: String] = [:]
            for (position, part) in taken.enumerated() {
                for place in 0..<part.count {
                    marks[(course * 1000 + position) * 100 + place] =
                        ["present", "absent", "apologies"][draw(0..<3)]
                }
            }
            try await places.mark(course, of: course, marks)
        }
        for plan in 1...6 {
            let first = draw(0..<4)
            try await places.plan(
                plan,
                of: Places.school(draw(1..<21)),
                on: strand(),
                isShared: draw(0..<2) == 0,
                steps: [("explore", days[0]), ("deliver", days[first])],
                reviews: draw(0..<2) == 0 ? [days[draw(first..<days.count)]] : [],
                done: draw(0..<2) == 0 ? [days[draw(first..<days.count)]] : []
            )
        }
        for trial in 11...14 {
            let schools = Set((0..<3).map { _ in draw(1..<21) }).sorted()
            try await places.trial(
                trial,
                on: strand(),
                from: day(),
                due: "2027-0\(draw(3..<8))-01",
                schools: schools.map { (Places.school($0), draw(0..<2) == 0) }
            )
        }
        // One school left the first trial, of which nothing is drawn.
        try await places.database.write { transaction in
            try transaction.execute("UPDATE trial_school SET left_testing_at = 5 WHERE id = 1100")
        }
        for id in 21...24 {
            try await places.coach(
                id,
                at: Places.school(draw(1..<21)),
                by: hub(),
                [(day(), 30), (day(), 90)]
            )
            try await places.support(
                id,
                at: Places.school(draw(1..<21)),
                by: hub(),
                [(day(), 1, "done"), (day(), 2, draw(0..<2) == 0 ? "done" : "planned")]
            )
        }
        try await places.reach.rebuild()
    }

    /// Rows `(school, kind, object, amount, may_be_told)` of the academic year 2026/27 up to 7 January 2027.
    private static let work: SQL = """
        SELECT b.organisation_id AS school, 'place' AS kind, r.offer_id AS object,
            count(DISTINCT p.id) * 1.0 AS amount, 1 AS may_be_told
        FROM run_session s, run r, place p, booking b
        WHERE s.run_id = r.id AND p.run_id = r.id AND b.id = p.booking_id AND p.state = 'held'
            AND s.held_on >= '2026-09-01' AND s.held_on <= '2027-01-07'
            AND ((SELECT count(*) FROM attendance x WHERE x.run_id = r.id) = 0
                OR (SELECT count(*) FROM attendance x
                    WHERE x.session_id = s.id AND x.place_id = p.id AND x.state = 'present') = 1)
        GROUP BY b.organisation_id, r.offer_id
        UNION ALL
        SELECT plan.organisation_id, 'plan', plan.id, 1.0,
            CASE WHEN plan.shared_at IS NULL THEN 0 ELSE 1 END FROM plan
        WHERE EXISTS (SELECT 1 FROM plan_step x WHERE x.plan_id = plan.id AND x.phase = 'deliver'
                AND x.entered_on <= '2027-01-07')
            AND (EXISTS (SELECT 1 FROM plan_step x WHERE x.plan_id = plan.id AND x.phase = 'deliver'
                    AND x.entered_on >= '2026-09-01')
                OR EXISTS (SELECT 1 FROM plan_review x WHERE x.plan_id = plan.id
                    AND x.held_on >= '2026-09-01' AND x.held_on <= '2027-01-07')
                OR EXISTS (SELECT 1 FROM plan_activity x WHERE x.plan_id = plan.id
                    AND x.done_on >= '2026-09-01' AND x.done_on <= '2027-01-07'))
        UNION ALL
        SELECT x.organisation_id, 'trial', t.id, 1.0, x.may_be_named FROM trial t, trial_school x
        WHERE x.trial_id = t.id AND x.state = 'joined' AND t.runs_from <= '2027-01-07'
            AND t.results_due_on >= '2026-09-01'
            AND (x.left_testing_at IS NULL OR EXISTS (SELECT 1 FROM trial_course c
                WHERE c.trial_id = t.id AND c.allocated_at < x.left_testing_at))
        UNION ALL
        SELECT r.school_id, 'coaching', r.id, sum(s.minutes) / 60.0, 1
        FROM coaching_session s, coaching_relationship r
        WHERE s.relationship_id = r.id AND s.held_on >= '2026-09-01' AND s.held_on <= '2027-01-07'
        GROUP BY r.school_id, r.id
        UNION ALL
        SELECT c.school_id, 'support', c.id, sum(d.half_days) / 2.0, 1
        FROM deployment_day d, support_case c
        WHERE d.case_id = c.id AND d.state = 'done' AND d.held_on >= '2026-09-01'
            AND d.held_on <= '2027-01-07'
        GROUP BY c.school_id, c.id
        """

    /// Rows `(kind, object, hub)`.
    private static let hubs: SQL = """
        SELECT 'place' AS kind, offer_id AS object, hub_id AS hub FROM offer_hub
        UNION SELECT 'trial', id, organisation_id FROM trial
        UNION SELECT 'coaching', id, arranged_id FROM coaching_relationship
        UNION SELECT 'support', case_id, hub_id FROM support_hub
        """

    /// Rows `(kind, object, strand)`.
    private static let strands: SQL = """
        SELECT 'place' AS kind, offer_id AS object, strand_id AS strand FROM offer_strand
        UNION SELECT 'plan', id, strand_id FROM plan
        UNION SELECT 'trial', trial_id, strand_id FROM trial_strand
        """

    @Test(
        "schools by kind, hub, strand and area are those that the features' tables hold",
        arguments: TestEngine.available
    )
    func recount(on engine: TestEngine) async throws {
        for seed: UInt64 in [77, 2027] {
            try await Places.with(engine) { places in
                try await fill(places, seed: seed)
                try await compare(places)
            }
        }
    }

    private func compare(_ places: Places) async throws {
        func counts(_ statement: SQL) async throws -> [String: Int] {
            try await places.database.read { transaction in
                var counts: [String: Int] = [:]
                for row in try transaction.rows(statement) {
                    counts[try row.get("name")] = try row.get("schools")
                }
                return counts
            }
        }
        let year = try await places.summary()
        let kinds = try await counts(
            "SELECT kind AS name, count(DISTINCT school) AS schools FROM (\(Self.work)) AS w GROUP BY kind"
        )
        #expect(
            Dictionary(uniqueKeysWithValues: year.kinds.map { ($0.kind.rawValue, $0.schools) }) == kinds
        )
        #expect(kinds.count == TouchKind.allCases.count, "each kind is drawn")
        for line in year.kinds {
            let amount: Double? = try await places.database.read { transaction in
                try transaction.value(
                    """
                    SELECT CAST(sum(amount) AS DOUBLE PRECISION) FROM (\(Self.work)) AS w
                    WHERE kind = \(line.kind)
                    """
                )
            }
            #expect(abs(line.amount - (amount ?? 0)) < 1e-9, "\(line.kind)")
        }
        let hubs = try await counts(
            """
            SELECT o.name, count(DISTINCT w.school) AS schools
            FROM (\(Self.work)) AS w, (\(Self.hubs)) AS h, organisation o
            WHERE h.kind = w.kind AND h.object = w.object AND o.id = h.hub GROUP BY o.name
            """
        )
        #expect(Dictionary(uniqueKeysWithValues: year.hubs.map { ($0.name, $0.schools) }) == hubs)
        let strands = try await counts(
            """
            SELECT x.slug AS name, count(DISTINCT w.school) AS schools
            FROM (\(Self.work)) AS w, (\(Self.strands)) AS s, strand x
            WHERE s.kind = w.kind AND s.object = w.object AND x.id = s.strand GROUP BY x.slug
            """
        )
        #expect(Dictionary(uniqueKeysWithValues: year.strands.map { ($0.slug, $0.schools) }) == strands)
        #expect(hubs.count == 2 && strands.count == 2)
        let inArea = try await counts(
            """
            SELECT 'area' AS name, count(DISTINCT w.school) AS schools FROM (\(Self.work)) AS w
            WHERE w.school > \(Places.school(10)) AND w.may_be_told = 1
            """
        )
        let area = try await places.summary { $0.area = Places.area }
        #expect(area.reached == inArea["area"] && area.reached > 0)
        let told: [Int] = try await places.database.read { transaction in
            try transaction.column(
                "SELECT DISTINCT school FROM (\(Self.work)) AS w WHERE may_be_told = 1 ORDER BY school"
            )
        }
        #expect(try await places.drawn(ReachScope(year: Places.year)) == told.map { Places.urn($0 - 1000) })
        let named = try await places.reach.schoolsReached(
            ReachScope(year: Places.year, hub: Places.north.id),
            by: places.actor()
        )
        #expect(named.total == hubs["Northshore Hub"] && named.schools.count == named.total)
    }
}
