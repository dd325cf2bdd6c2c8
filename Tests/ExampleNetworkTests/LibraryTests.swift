import Access
import Database
import Evidence
import ExampleNetwork
import Foundation
import Profiles
import Services
import TestDatabases
import Testing
import Trials

@Suite("The example's evidence and trials")
struct LibraryTests {
    static func trials(_ database: any Database) throws -> Trials {
        let noon = Date(Example.today, try #require(LocalTime(hour: 12, minute: 0)), in: .london)
        let services = Services.seeded(3, at: noon)
        let evidence = Evidence(
            database: database,
            services: services,
            profiles: try .carried(),
            codeVersion: "test-1"
        )
        return Trials(database: database, services: services, evidence: evidence, masterKey: Example.key)
    }

    @Test("Every strand has its text, months stand beside strength, and one has insufficient evidence")
    func strands() async throws {
        try await Example.made(on: .sqlite) { database in
            let lines = try await Self.trials(database).evidence.strands()
            #expect(lines.count == 10)
            for line in lines {
                let content = line.strand.content
                #expect(
                    StrandSection.allCases.allSatisfy { !content.text(of: $0).isEmpty },
                    "\(content.title)"
                )
                #expect(content.headline == nil || content.strength ?? 0 >= 3, "\(content.title)")
                #expect(content.headline.map { $0.source.contains("invented") } ?? true)
            }
            #expect(lines.contains { $0.strand.content.headline == nil && $0.strand.content.strength == 0 })
            #expect(lines.contains { !$0.strand.content.isAttainment && $0.strand.content.headline == nil })
            let fluency = try #require(lines.first { $0.strand.slug == "reading-fluency" })
            #expect(fluency.strand.version == 2)
        }
    }

    @Test(
        "Findings pool to a diamond from three, and to none below",
        arguments: [("reading-fluency", 4, true), ("teaching-vocabulary-directly", 2, false)],
        TestEngine.available
    )
    func pools(_ expected: (slug: String, findings: Int, hasDiamond: Bool), on engine: TestEngine)
        async throws
    {
        try await Example.made(on: engine) { database in
            let rows = try await database.read { transaction in
                try transaction.rows(
                    """
                    SELECT count(m.position) AS members, max(p.estimate) AS estimate, max(p.withheld) AS withheld
                    FROM living_pool p JOIN strand s ON s.id = p.strand_id
                    JOIN living_pool_member m ON m.pool_id = p.id
                    WHERE s.slug = \(expected.slug) AND p.origin = 'network-trial' AND p.is_current = 1
                    """
                )
            }
            let row = try #require(rows.first)
            let members: Int = try row.get("members")
            let estimate: Double? = try row.get("estimate")
            let withheld: String? = try row.get("withheld")
            #expect(members == expected.findings)
            #expect((estimate != nil) == expected.hasDiamond)
            #expect((withheld == nil) == expected.hasDiamond)
        }
    }

    @Test("Published studies are pooled beside, and each says that it is invented")
    func published() async throws {
        try await Example.made(on: .sqlite) { database in
            let honest: SQL = """
                SELECT count(*) FROM study WHERE citation LIKE '%there is no such study%'
                    OR lower(citation) LIKE '%invented%' OR lower(abstract) LIKE '%invented%'
                """
            let all = try await database.number("SELECT count(*) FROM study")
            let invented = try await database.number(honest)
            #expect(all == 13)
            #expect(invented == all)
            let titled = try await database.number(
                "SELECT count(*) FROM study WHERE title = 'A year after: does fluency last?' AND byline = 'Pinder & Osei'"
            )
            #expect(titled == 1)
            let pools = try await database.number(
                "SELECT count(*) FROM living_pool WHERE origin = 'published' AND is_current = 1 AND estimate IS NOT NULL"
            )
            #expect(pools == 2)
        }
    }

    @Test(
        "Trials are registered, recruiting, running, overdue, stopped and reported",
        arguments: TestEngine.available
    )
    func registry(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let all = try await Self.trials(database).trials()
            let counts = TrialCounts(all, on: Example.today)
            #expect(counts.registered == 19)
            #expect(counts.reported == 10)
            #expect(counts.overdue == 2)
            #expect(counts.stopped == 1)
            // None of the example's has figures that must be hidden, or stands between two steps of one day.
            let told = Set(TrialStatus.allCases).subtracting([.withheld, .locked, .frozen])
            #expect(Set(all.map { $0.status(on: Example.today) }) == told)
            #expect(all.allSatisfy { $0.registeredOn <= $0.recruitsFrom })
        }
    }

    @Test(
        "Each trial's result says whom it is about, so that a pool knows whom none is about",
        arguments: TestEngine.available
    )
    func phases(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let trials = try Self.trials(database)
            let all = try await trials.trials()
            for trial in all where trial.reportedOn != nil {
                let finding = try await trials.trial(trial.id).finding
                #expect(finding?.phase != nil && finding?.details.yearGroup != "", "\(trial.title)")
            }
            let links = try await trials.evidence.strandLinks()
            let missing = [
                ("reading-fluency", ["Early years", "Post-16"]),
                ("mathematics-taught-for-understanding", ["Early years", "Secondary", "Post-16"]),
            ]
            for (slug, phases) in missing {
                let strand = try #require(links.first { $0.slug == slug })
                let gaps = try await trials.poolGaps(.strand(strand.id))
                #expect(gaps.withoutPhase == 0 && gaps.phases.map(\.name) == phases, "\(slug)")
            }
        }
    }

    @Test(
        "One trial's groups were made by a score: reported, rated, and in no pool",
        arguments: TestEngine.available
    )
    func cutOff(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let trials = try Self.trials(database)
            let all = try await trials.trials()
            let trial = try #require(all.first { $0.title == "Catch-up Thirty below a score of 90" })
            let published = try #require(try await trials.publishedReport(of: trial.id))
            let primary = try #require(published.report.primary)
            #expect((primary.effect.g - 0.27).magnitude < 0.04, "\(primary.effect.g)")
            let cut = try #require(published.report.discontinuity)
            #expect(cut.points.count > 8 && cut.density.value != nil)
            let complier = try #require(published.report.complier.value)
            #expect(complier.effect.g > primary.effect.g && complier.firstStageF > 10)
            #expect(published.report.matching == nil)
            let pooled = try await database.number(
                """
                SELECT count(*) FROM living_pool_member m JOIN trial t ON t.primary_finding_id = m.finding_id
                WHERE t.id = \(trial.id)
                """
            )
            #expect(pooled == 0)
            let record = try await trials.networkPool(.intervention(trial.intervention))
            #expect(record.attainment.trials.isEmpty && record.attainment.others.map(\.id) == [trial.id])
        }
    }

    @Test(
        "One quick evaluation is shared as an account, one is seen by its school only",
        arguments: TestEngine.available
    )
    func evaluations(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let shared = try await database.number(
                "SELECT count(*) FROM evaluation WHERE shared_at IS NOT NULL"
            )
            let kept = try await database.number(
                "SELECT count(*) FROM evaluation WHERE shared_at IS NULL AND report IS NOT NULL"
            )
            #expect(shared == 1)
            #expect(kept == 1)
            let sealed = try await database.number("SELECT count(*) FROM evaluation_block")
            #expect(sealed == 3)
            let stranger = Actor.person(Person(id: ID(rawValue: 77), name: "Nobody"))
            let id: ID<Evaluation>? = try await database.read {
                try $0.value("SELECT id FROM evaluation WHERE shared_at IS NULL")
            }
            let hidden = try #require(id)
            await #expect(throws: AccessError.notFound) {
                try await Self.trials(database).evaluation(hidden, by: stranger)
            }
        }
    }
}
