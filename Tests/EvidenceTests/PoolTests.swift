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

    /// Studies with several findings each.
    static let dependent: [(study: String, effect: Double, error: Double)] = [
        ("Adams 2017", 0.12, 0.08), ("Adams 2017", 0.25, 0.09), ("Brown 2018", 0.31, 0.10),
        ("Brown 2018", 0.18, 0.11), ("Clark 2019", -0.05, 0.12), ("Davis 2020", 0.22, 0.06),
        ("Davis 2020", 0.29, 0.07), ("Davis 2020", 0.02, 0.08), ("Evans 2021", 0.02, 0.15),
        ("Fry 2022", 0.41, 0.12), ("Gale 2023", 0.09, 0.05), ("Hart 2024", 0.15, 0.07),
    ]

    @Test(
        "Findings of one study are pooled in three levels with robust intervals, as Statistics says",
        arguments: TestEngine.available
    )
    func threeLevels(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            for (number, row) in Self.dependent.enumerated() {
                var draft = library.finding(row.study, "\(row.effect)", se: "\(row.error)", under: [strand])
                draft.outcomeDomain = "Outcome \(number)"
                try await library.evidence.enterFinding(draft, by: .editor)
            }
            let pool = try #require(try await library.evidence.pool(of: strand, .published))
            #expect(pool.members.count == 12)
            #expect(Set(pool.members.map(\.cluster)).count == 8)
            let pooled = try #require(pool.pooled)
            let fit = try ThreeLevelMetaAnalysis.fit(
                effects: pool.members.map(\.effect),
                variances: pool.members.map(\.variance),
                clusters: pool.members.map(\.cluster),
                test: .studentT
            )
            let estimates = try fit.robust()
            let robust = estimates.coefficients[0]
            let prediction = try fit.predictionInterval(robust: estimates)
            #expect(
                [pooled.predictionLower, pooled.predictionUpper] == [prediction.lower, prediction.upper]
            )
            #expect(pooled.method == .threeLevelRobust)
            #expect(pooled.estimate == robust.estimate)
            #expect(pooled.lower == robust.lower)
            #expect(pooled.upper == robust.upper)
            #expect(pooled.degreesOfFreedom == robust.degreesOfFreedom)
            #expect(pooled.tauSquared == fit.components[0].variance)
            #expect(pooled.tauSquaredWithin == fit.components[1].variance)
            #expect(pooled.studyCount == 8)
            #expect(pooled.predictionLower < pooled.lower && pooled.upper < pooled.predictionUpper)
            let weights = pool.members.compactMap(\.weightPercentage)
            #expect(abs(weights.reduce(0, +) - 100) < 1e-9)
            // The weights are those of the model: they give its own estimate.
            let mean = zip(weights, pool.members).reduce(0) { $0 + $1.0 / 100 * $1.1.effect }
            #expect(abs(mean - fit.pooled.estimate) < 1e-9)
        }
    }

    @Test("Two studies with many findings have no pooled effect")
    func fewStudies() async throws {
        try await Library.open(on: .sqlite) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            for number in 0..<6 {
                let study = number < 3 ? "Adams 2017" : "Brown 2018"
                var draft = library.finding(study, "0.\(number)", se: "0.1", under: [strand])
                draft.outcomeDomain = "Outcome \(number)"
                try await library.evidence.enterFinding(draft, by: .editor)
            }
            let pool = try #require(try await library.evidence.pool(of: strand, .published))
            #expect(pool.outcome == .withheld(.fewerThanThree))
            #expect(pool.members.count == 6)
        }
    }

    @Test("A finding about some of the pupils is kept but not pooled with findings about all")
    func subgroups() async throws {
        try await Library.open(on: .sqlite) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            for pupils in ["all", "disadvantaged"] {
                var draft = library.finding("Adams 2017", "0.2", se: "0.1", under: [strand])
                draft.details.pupils = pupils
                try await library.evidence.enterFinding(draft, by: .editor)
            }
            let pool = try #require(try await library.evidence.pool(of: strand, .published))
            #expect(pool.members.count == 1)
            let parts = try await library.evidence.picture(of: strand).parts(by: .pupils)
            #expect(parts.map(\.name) == ["All pupils", "Disadvantaged pupils"])
        }
    }

    @Test("An effect can be computed from means and standard deviations")
    func rawNumbers() async throws {
        try await Library.open(on: .sqlite) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            var draft = library.finding("Adams 2017", "", se: "", under: [strand])
            (draft.treatedCount, draft.controlCount) = ("40", "50")
            (draft.details.treatedMean, draft.details.treatedDeviation) = ("105", "15")
            (draft.details.controlMean, draft.details.controlDeviation) = ("100", "14")
            try await library.evidence.enterFinding(draft, by: .editor)
            let expected = try TwoGroupMeans(
                treatedMean: 105,
                treatedDeviation: 15,
                treatedCount: 40,
                controlMean: 100,
                controlDeviation: 14,
                controlCount: 50
            ).standardisedDifference()
            let finding = try #require(try await library.evidence.findings(under: strand).first)
            #expect(finding.effect == expected.estimate)
            #expect(finding.variance == expected.variance)
            draft.details.controlDeviation = ""
            await #expect(throws: Faults.self) { try await library.evidence.enterFinding(draft, by: .editor) }
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
                let finding = NetworkFinding(
                    label: row.label,
                    effect: row.effect,
                    variance: row.error * row.error,
                    outcomeDomain: "Reading",
                    treatedCount: 100,
                    controlCount: 100,
                    strands: [strand]
                )
                let filed = try await Self.file(finding, in: library)
                await #expect(throws: AccessError.forbidden) {
                    try await evidence.removeFinding(filed, version: 1, by: .editor)
                }
            }
            #expect(try await evidence.pool(of: strand, .networkTrial)?.members.count == 5)
            #expect(try await evidence.pool(of: strand, .published)?.members.count == 1)
        }
    }

    @Test(
        "A trial in which nothing was drawn is in no mean, neither of the strand nor of a part of its findings"
    )
    func undrawn() async throws {
        try await Library.open(on: .sqlite) { library in
            let evidence = library.evidence
            let strand = try await evidence.createStrand(library.draft(), by: .editor).id
            for design in StudyDesign.allCases {
                let finding = NetworkFinding(
                    label: design.title,
                    effect: 0.2,
                    variance: 0.01,
                    outcomeDomain: "Reading",
                    design: design,
                    treatedCount: 100,
                    controlCount: 100,
                    strands: [strand]
                )
                _ = try await Self.file(finding, in: library)
            }
            let pool = try #require(try await evidence.pool(of: strand, .networkTrial))
            #expect(pool.members.map(\.label) == ["Randomised"])
            let picture = try await evidence.picture(of: strand)
            for dimension in [StrandPicture.Dimension.design, .pupils] {
                let members = picture.parts(by: dimension).flatMap(\.members)
                #expect(members.map(\.label) == ["Randomised"])
            }
        }
    }

    static func file(_ finding: NetworkFinding, in library: Library) async throws -> ID<Finding> {
        let ids = NetworkFindingIDs(library.evidence.services)
        let act = library.evidence.services.act(by: .system("test"))
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
        return ids.finding
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

    static let precisions:
        [(variance: String, error: String, lower: String, upper: String, refused: String?)] = [
            ("0.01", "0.1", "0.004", "0.396", nil), ("0.0108", "0.104", "", "", nil),
            // Rounded to one digit each.
            ("", "0.1", "0.0", "0.4", nil), ("0.010000000000000002", "0.1", "", "", nil),
            ("1e-2", "0.100", "", "", nil), ("", "0.1", "", "", nil), ("", "", "0.004", "0.396", nil),
            ("0.01", "0.5", "", "", "standardError"), ("0.0144", "0.1", "", "", "standardError"),
            ("0.01", "0.103", "", "", "standardError"), ("", "0.1", "0.15", "0.25", "lower"),
            ("0.01", "", "-0.5", "0.9", "lower"),
        ]

    @Test("How precise a finding is may be typed in several ways where they agree", arguments: precisions)
    func precise(variance: String, error: String, lower: String, upper: String, refused: String?) async throws
    {
        try await Library.open(on: .sqlite) { library in
            let evidence = library.evidence
            let strand = try await evidence.createStrand(library.draft(), by: .editor).id
            var typed = library.finding("Adams 2017", "0.2", se: error, under: [strand])
            (typed.variance, typed.lower, typed.upper) = (variance, lower, upper)
            let draft = typed
            guard let refused else {
                try await evidence.enterFinding(draft, by: .editor)
                return
            }
            let faults = await #expect(throws: Faults.self) {
                try await evidence.enterFinding(draft, by: .editor)
            }
            #expect(faults?.list.map(\.field) == [refused])
        }
    }

    @Test("A standard error that is corrected beside the filed variance is not passed over")
    func correctedError() async throws {
        try await Library.open(on: .sqlite) { library in
            let evidence = library.evidence
            let strand = try await evidence.createStrand(library.draft(), by: .editor).id
            let entered = library.finding("Adams 2017", "0.2", se: "0.1", under: [strand])
            let id = try await evidence.enterFinding(entered, by: .editor)
            var (_, draft) = try await evidence.findingToEdit(id, by: .editor)
            draft.standardError = "0.5"
            let both = draft
            await #expect(throws: Faults.self) {
                try await evidence.editFinding(id, version: 1, both, reason: "Misread", by: .editor)
            }
            draft.variance = ""
            try await evidence.editFinding(id, version: 1, draft, reason: "Misread", by: .editor)
            let variance = try await evidence.finding(id).variance
            #expect(variance == 0.25)
        }
    }

    @Test("A finding is corrected, and what it said stays with the reason", arguments: TestEngine.available)
    func corrections(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let strand = try await evidence.createStrand(library.draft(), by: .editor).id
            let other = try await evidence.createStrand(library.draft("Phonics"), by: .editor).id
            var entered = library.finding("Adams 2017", "0.2", se: "0.1", under: [strand])
            entered.details.measure = "A scale"
            let id = try await evidence.enterFinding(entered, by: .editor)
            let (finding, filed) = try await evidence.findingToEdit(id, by: .editor)
            #expect(filed.strands == [strand])
            #expect(filed.details.measure == "A scale")
            var draft = filed
            (draft.effect, draft.strands) = ("0.3", [other])
            await #expect(throws: Faults.self) {
                try await evidence.editFinding(id, version: 1, draft, reason: " ", by: .editor)
            }
            await #expect(throws: AccessError.forbidden) {
                try await evidence.editFinding(
                    id,
                    version: 1,
                    draft,
                    reason: "Typed wrongly",
                    by: .member(of: .establishment, .lead)
                )
            }
            try await evidence.editFinding(id, version: 1, draft, reason: "Typed wrongly", by: .editor)
            await #expect(throws: DatabaseError.staleVersion) {
                try await evidence.editFinding(id, version: 1, draft, reason: "Typed wrongly", by: .editor)
            }
            let now = try await evidence.finding(id)
            #expect([now.effect, now.variance] == [0.3, finding.variance])
            #expect(now.version == 2)
            #expect(now.details == finding.details)
            #expect(try await evidence.pool(of: other, .published)?.members.map(\.effect) == [0.3])
            #expect(try await evidence.findings(under: strand).isEmpty)
            try await evidence.removeFinding(id, version: 2, by: .editor)
            let study = try #require(finding.study)
            let revisions = try await evidence.study(study).findingRevisions
            #expect(Set(revisions.map(\.version)) == [1, 2])
            let first = try #require(revisions.first { $0.version == 1 })
            #expect(first.reason == "Typed wrongly")
            #expect(first.value(of: .effect) == "0.2")
            #expect(first.value(of: .measure) == "A scale")
            #expect(revisions.first { $0.version == 2 }?.value(of: .effect) == "0.3")
        }
    }

    @Test("Differences of free school meals are shown of published studies, one of each study")
    func publishedInteractions() async throws {
        try await Library.open(on: .sqlite) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            for (label, outcome, difference, error) in [
                ("Adams 2017", "Reading", "0.1", "0.2"), ("Adams 2017", "Writing", "0.3", "0.1"),
                ("Brown 2018", "Reading", "-0.1", "0.1"), ("Clark 2019", "Reading", "0.2", "0.1"),
                ("Davis 2020", "Reading", "", ""),
            ] {
                var draft = library.finding(label, "0.2", se: "0.1", under: [strand])
                draft.outcomeDomain = outcome
                (draft.details.interaction, draft.details.interactionError) = (difference, error)
                try await library.evidence.enterFinding(draft, by: .editor)
            }
            var trial = NetworkFinding(
                label: "A trial of ours",
                effect: 0.1,
                variance: 0.01,
                outcomeDomain: "Reading",
                treatedCount: 50,
                controlCount: 50,
                strands: [strand]
            )
            trial.interaction = FindingDetails.Interaction(effect: 0.9, variance: 0.01)
            _ = try await Self.file(trial, in: library)
            let published = try await library.evidence.picture(of: strand).publishedInteractions
            #expect(published.map(\.interaction.effect) == [0.3, -0.1, 0.2])
            let pooled = try #require(StrandPicture.Interactions(published)?.pooled)
            let expected = try PooledInteraction(
                published.map {
                    WithinTrialContrast(interaction: $0.interaction.effect, variance: $0.interaction.variance)
                }
            ).difference
            #expect(
                [pooled.estimate, pooled.lower, pooled.upper] == [
                    expected.estimate, expected.lower, expected.upper,
                ]
            )
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
                text.split(separator: "\r\n").last?.hasPrefix(
                    "\"'=Adams, 2017\",0.123456789,0.010000000000000002,1,,"
                ) == true
            )
        }
    }
}
