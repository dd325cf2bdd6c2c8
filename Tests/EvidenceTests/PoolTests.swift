import Access
import Database
import Evidence
import Foundation
import Profiles
import Services
import Statistics
import TestDatabases
import Testing

@Suite("Living pools")
struct PoolTests {
    static let rows: [(label: String, effect: Double, error: Double)] = [
        ("Adams 2017", 0.12, 0.08), ("Brown 2018", 0.31, 0.10), ("Clark 2019", -0.05, 0.12),
        ("Davis 2020", 0.22, 0.06), ("Evans 2021", 0.02, 0.15),
    ]

    @Test("The pool of a strand is what Statistics says of the same rows", arguments: TestEngine.available)
    func agreesWithStatistics(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            for row in Self.rows {
                let draft = library.finding(row.label, "\(row.effect)", se: "\(row.error)", under: [strand])
                try await library.evidence.enterFinding(draft, by: .editor)
            }
            let pool = try #require(try await library.evidence.pool(of: strand, .published))
            let fit = try MetaAnalysis.randomEffects(
                effects: Self.rows.map(\.effect),
                variances: Self.rows.map { $0.error * $0.error },
                test: .knappHartung
            )
            let pooled = try #require(pool.pooled)
            #expect(pooled.estimate == fit.pooled.estimate)
            #expect(pooled.lower == fit.pooled.lower)
            #expect(pooled.upper == fit.pooled.upper)
            #expect(pooled.tauSquared == fit.betweenStudyVariance)
            let prediction = try fit.predictionInterval()
            #expect(pooled.predictionLower == prediction.lower)
            #expect(pool.members.map(\.label) == Self.rows.map(\.label))
            #expect(pool.members.map(\.weightPercentage) == fit.weightPercentages.map { $0 })
            #expect(pool.asOf == Library.now)
            #expect(pool.codeVersion == "test-1")
            #expect(try await library.evidence.pool(of: strand, .networkTrial) == nil)
        }
    }

    @Test("There is no pooled effect below three", arguments: TestEngine.available)
    func fewerThanThree(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            for row in Self.rows.prefix(3) {
                let before = try await library.evidence.pool(of: strand, .published)
                #expect(before.map { $0.outcome == .withheld(.fewerThanThree) } ?? true)
                let draft = library.finding(row.label, "\(row.effect)", se: "\(row.error)", under: [strand])
                try await library.evidence.enterFinding(draft, by: .editor)
            }
            #expect(try await library.evidence.pool(of: strand, .published)?.pooled != nil)
        }
    }

    @Test(
        "Several findings of one study count once, with the variance of their mean",
        arguments: TestEngine.available
    )
    func studiesCountOnce(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            for (effect, error) in [("0.10", "0.1"), ("0.30", "0.2")] {
                var draft = library.finding("Adams 2017", effect, se: error, under: [strand])
                draft.outcomeDomain = "Outcome \(effect)"
                try await library.evidence.enterFinding(draft, by: .editor)
            }
            let pool = try #require(try await library.evidence.pool(of: strand, .published))
            let member = try #require(pool.members.first)
            #expect(pool.members.count == 1)
            #expect(member.findingCount == 2)
            #expect(abs(member.effect - 0.2) < 1e-15)
            // (0.01 + 0.04 + 2 · 0.8 · 0.1 · 0.2) / 4
            #expect(abs(member.variance - 0.0205) < 1e-15)
        }
    }

    @Test("A finding in another metric is kept but not averaged")
    func otherMetrics() async throws {
        try await Library.open(on: .sqlite) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            var draft = library.finding("Odds 2017", "0.4", se: "0.1", under: [strand])
            draft.metric = EffectMetric.logOddsRatio.rawValue
            try await library.evidence.enterFinding(draft, by: .editor)
            #expect(try await library.evidence.pool(of: strand, .published)?.members.isEmpty == true)
            #expect(try await library.evidence.findings(under: strand).count == 1)
        }
    }

    @Test("An earlier pool stays at its address when a finding is taken out", arguments: TestEngine.available)
    func earlierPoolsStay(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            var last: ID<Finding>?
            for row in Self.rows {
                let draft = library.finding(row.label, "\(row.effect)", se: "\(row.error)", under: [strand])
                last = try await library.evidence.enterFinding(draft, by: .editor)
            }
            let earlier = try #require(try await library.evidence.pool(of: strand, .published))
            try await library.evidence.removeFinding(try #require(last), version: 1, by: .editor)
            let now = try #require(try await library.evidence.pool(of: strand, .published))
            #expect(now.members.count == 4)
            #expect(now.id != earlier.id)
            #expect(try await library.evidence.pool(earlier.id) == earlier)
        }
    }

    @Test("A trial's finding is pooled apart from published studies", arguments: TestEngine.available)
    func networkApart(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let strand = try await evidence.createStrand(library.draft(), by: .editor).id
            let published = library.finding("Adams 2017", "0.1", se: "0.1", under: [strand])
            try await evidence.enterFinding(published, by: .editor)
            for row in Self.rows {
                let ids = NetworkFindingIDs(evidence.services)
                let act = evidence.services.act(by: .system("test"))
                let finding = NetworkFinding(
                    label: row.label,
                    effect: row.effect,
                    variance: row.error * row.error,
                    outcomeDomain: "Reading",
                    treatedCount: 100,
                    controlCount: 100,
                    strands: [strand]
                )
                try await library.database.write { transaction in
                    try transaction.fileNetworkFinding(
                        finding,
                        ids: ids,
                        source: "This network",
                        on: LocalDate(daysSinceEpoch: 20_000),
                        act: act,
                        codeVersion: "test-1"
                    )
                }
                await #expect(throws: AccessError.forbidden) {
                    try await evidence.removeFinding(ids.finding, version: 1, by: .editor)
                }
            }
            #expect(try await evidence.pool(of: strand, .networkTrial)?.members.count == 5)
            #expect(try await evidence.pool(of: strand, .published)?.members.count == 1)
        }
    }

    @Test(
        "A new version of the program makes pools again; the same version leaves them",
        arguments: TestEngine.available
    )
    func recomputing(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            for row in Self.rows {
                let draft = library.finding(row.label, "\(row.effect)", se: "\(row.error)", under: [strand])
                try await library.evidence.enterFinding(draft, by: .editor)
            }
            #expect(try await library.evidence.recomputePools(by: .system("test")) == 0)
            let later = Evidence(
                database: library.database,
                services: .seeded(12, at: Library.now.addingTimeInterval(86_400)),
                profiles: try .carried(),
                codeVersion: "test-2"
            )
            #expect(try await later.recomputePools(by: .system("test")) == 1)
            #expect(try await later.pool(of: strand, .published)?.codeVersion == "test-2")
            await #expect(throws: AccessError.forbidden) { try await later.recomputePools(by: .editor) }
        }
    }

    @Test("The rows behind a pool download with every digit")
    func download() async throws {
        try await Library.open(on: .sqlite) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            let draft = library.finding("=Adams, 2017", "0.123456789", se: "0.1", under: [strand])
            try await library.evidence.enterFinding(draft, by: .editor)
            let pool = try #require(try await library.evidence.pool(of: strand, .published))
            let text = String(decoding: pool.csv().dropFirst(3), as: UTF8.self)
            #expect(
                text.split(separator: "\r\n").last == "\"'=Adams, 2017\",0.123456789,0.010000000000000002,1,"
            )
        }
    }
}
