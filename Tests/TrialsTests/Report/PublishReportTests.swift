import Access
import Accounts
import Database
import Directory
import Evidence
import Foundation
import Programmes
import Sealing
import Services
import TestDatabases
import Testing

@testable import Trials

@Suite("From analysis to report and rating")
struct PublishReportTests {
    static let analyst: Actor = .of(School.hub, .evaluator, person: 31)
    static let otherHub: ID<Organisation> = ID(rawValue: 4004)

    static func reviewer(_ person: Int64) -> Actor {
        let hub = Organisation(id: otherHub, kind: .hub, name: "Another hub")
        return .person(
            Person(id: ID(rawValue: person), name: "Rita"),
            memberships: [Membership(hub, .evaluator)]
        )
    }

    static func open(on engine: TestEngine, _ body: (School, Trial) async throws -> Void) async throws {
        let migrations =
            Migration.access + Migration.directory + Migration.accounts + Migration.evidence
            + Migration.programmes + Migration.trials
        try await engine.withDatabase(migrations) { database in
            let school = School(trials: try School.trials(database, at: School.now), database: database)
            let (draft, _) = try await RegistryTests().draft(school)
            let trial = try await school.trials.registerTrial(
                draft,
                for: School.hub,
                by: RegistryTests.editor
            )
            try await body(school, trial)
        }
    }

    static func data(_ change: (inout SimulatedTrial) -> Void = { _ in }) throws -> TrialData {
        var trial = SimulatedTrial(schools: 12, pupilsPerSchool: 12)
        change(&trial)
        var plan = trial.plan
        plan.permutations = 19
        return try trial.data().changing(plan: plan)
    }

    static func review(_ risk: ThreatRisk = .low) -> TrialReviewDraft {
        var draft = TrialReviewDraft()
        for threat in Threat.allCases {
            draft.risks[threat] = ThreatRisk.low.rawValue
            draft.reasons[threat] = "Looked at, and found small."
        }
        draft.risks[.fidelity] = risk.rawValue
        draft.isIndependent = true
        return draft
    }

    @Test(
        "The report is published once, frozen, and its finding joins the pool",
        arguments: TestEngine.available
    )
    func publishing(on engine: TestEngine) async throws {
        try await Self.open(on: engine) { school, trial in
            let trials = school.trials
            let kept = try await trials.keepAnalysis(
                of: trial.id,
                Self.data(),
                protocolDigest: "p",
                by: Self.analyst
            )
            #expect(kept.number == 1)
            #expect(try await trials.publishedReport(of: trial.id) == nil)
            var costs = CostDraft()
            costs.lines = [.init(name: "Books", pounds: "£1,200", isYearly: false)]
            try await trials.enterCosts(of: trial.id, costs, by: Self.analyst)
            try await trials.publishReport(
                of: trial.id,
                version: trial.version,
                limitations: "One term only.",
                population: "Year 4",
                by: Self.analyst
            )
            let published = try #require(try await trials.publishedReport(of: trial.id))
            #expect(published.limitations == "One term only.")
            #expect(published.report.isForEveryone)
            #expect(published.report.cost?.pence == 120_000 / 3 / 72 + 1)
            let record = try await trials.trial(slug: trial.slug)
            #expect(record.finding?.effect == kept.result.primary.effect.g)
            #expect(record.trial.reportedOn == LocalDate("2025-06-15"))
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.publishReport(
                    of: trial.id,
                    version: trial.version + 1,
                    limitations: "",
                    population: "Year 4",
                    by: Self.analyst
                )
            }
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.enterCosts(of: trial.id, CostDraft(), by: Self.analyst)
            }
        }
    }

    @Test("Figures of too few pupils are not published")
    func tooFew() async throws {
        try await Self.open(on: .sqlite) { school, trial in
            let small = try Self.data { $0.schools = 4 }
            try await school.trials.keepAnalysis(of: trial.id, small, protocolDigest: "p", by: Self.analyst)
            let error = await #expect(throws: Faults.self) {
                try await school.trials.publishReport(
                    of: trial.id,
                    version: 1,
                    limitations: "",
                    population: "Year 4",
                    by: Self.analyst
                )
            }
            #expect(error?.list[0].message.contains("fewer than 3 schools") == true)
        }
    }

    @Test(
        "A trial whose figures may not be public reports without them, and is no longer overdue",
        arguments: TestEngine.available
    )
    func withheld(on engine: TestEngine) async throws {
        try await Self.open(on: engine) { school, trial in
            let trials = school.trials
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.reportWithoutFigures(of: trial.id, version: 1, by: Self.analyst)
            }
            let small = try Self.data { $0.schools = 4 }
            try await trials.keepAnalysis(of: trial.id, small, protocolDigest: "p", by: Self.analyst)
            await #expect(throws: AccessError.forbidden) {
                try await trials.reportWithoutFigures(of: trial.id, version: 1, by: Self.reviewer(41))
            }
            try await trials.reportWithoutFigures(of: trial.id, version: 1, by: Self.analyst)
            let reported = try await trials.trial(trial.id).trial
            let late = try #require(LocalDate("2099-01-01"))
            #expect(reported.status(on: late) == .withheld && reported.reportedOn == nil)
            #expect(reported.withheldReason == "An arm has fewer than 3 schools.")
            #expect(TrialCounts([reported], on: late).reported == 1)
            #expect(try await trials.publishedReport(of: trial.id) == nil)
            #expect(try await !trials.mayReview(reported, by: Self.reviewer(41)))
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.reportWithoutFigures(of: trial.id, version: 2, by: Self.analyst)
            }
        }
        try await Self.open(on: engine) { school, trial in
            try await school.trials.keepAnalysis(
                of: trial.id,
                Self.data(),
                protocolDigest: "p",
                by: Self.analyst
            )
            await #expect(throws: TrialsError.wrongStep) {
                try await school.trials.reportWithoutFigures(of: trial.id, version: 1, by: Self.analyst)
            }
        }
    }

    @Test("A further analysis needs a reason, and the earlier stays")
    func again() async throws {
        try await Self.open(on: .sqlite) { school, trial in
            let data = try Self.data()
            try await school.trials.keepAnalysis(of: trial.id, data, protocolDigest: "p", by: Self.analyst)
            await #expect(throws: Faults.self) {
                try await school.trials.keepAnalysis(
                    of: trial.id,
                    data,
                    protocolDigest: "p",
                    by: Self.analyst
                )
            }
            let second = try await school.trials.keepAnalysis(
                of: trial.id,
                data,
                protocolDigest: "p",
                reason: "A school's outcomes had been sent twice",
                by: Self.analyst
            )
            #expect(second.number == 2)
            #expect(try await school.trials.analysis(of: trial.id, by: Self.analyst)?.number == 2)
        }
    }

    @Test("A result that was entered by hand has no report, so nobody is asked to judge it")
    func nothingToJudge() async throws {
        try await Self.open(on: .sqlite) { school, trial in
            let result = TrialResult(
                effect: 0.1,
                standardError: 0.05,
                treatedCount: 100,
                controlCount: 100,
                population: "Year 4"
            )
            try await school.trials.reportTrial(
                trial.id,
                version: trial.version,
                result,
                by: RegistryTests.editor
            )
            let reported = try await school.trials.trial(slug: trial.slug).trial
            #expect(reported.reportedOn != nil)
            #expect(try await !school.trials.mayReview(reported, by: Self.reviewer(41)))
            #expect(try await school.trials.reviewCount(of: trial.id) == nil)
        }
    }

    @Test("Nobody publishes an analysis that they have not read", arguments: TestEngine.available)
    func readFirst(on engine: TestEngine) async throws {
        try await Self.open(on: engine) { school, trial in
            let trials = school.trials
            let data = try Self.data()
            try await trials.keepAnalysis(of: trial.id, data, protocolDigest: "p", by: Self.analyst)
            let second = try await trials.keepAnalysis(
                of: trial.id,
                data,
                protocolDigest: "p",
                reason: "Sent twice",
                by: Self.analyst
            )
            func publish(_ analysis: Int) async throws {
                try await trials.publishReport(
                    of: trial.id,
                    version: trial.version,
                    analysis: analysis,
                    limitations: "",
                    population: "Year 4",
                    by: Self.analyst
                )
            }
            // The page that was open shows the first.
            await #expect(throws: DatabaseError.staleVersion) { try await publish(1) }
            #expect(try await trials.publishedReport(of: trial.id) == nil)
            try await publish(second.number)
            #expect(try await trials.publishedReport(of: trial.id) != nil)
        }
    }

    @Test("What was published is what is repeated afterwards", arguments: TestEngine.available)
    func noFurtherOnce(on engine: TestEngine) async throws {
        try await Self.open(on: engine) { school, trial in
            let trials = school.trials
            let data = try Self.data()
            let kept = try await trials.keepAnalysis(
                of: trial.id,
                data,
                protocolDigest: "p",
                by: Self.analyst
            )
            try await trials.publishReport(
                of: trial.id,
                version: trial.version,
                limitations: "",
                population: "Year 4",
                by: Self.analyst
            )
            // One that was under way when the report was published.
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.keepAnalysis(
                    of: trial.id,
                    data,
                    protocolDigest: "p",
                    reason: "Sent twice",
                    by: Self.analyst
                )
            }
            let bundle = try await trials.reproductionBundle(of: trial.id, by: Self.analyst)
            #expect(bundle.expected == kept.result)
        }
    }

    @Test(
        "The bundle repeats the analysis, and only the trial’s analyst gets it",
        arguments: TestEngine.available
    )
    func bundle(on engine: TestEngine) async throws {
        try await Self.open(on: engine) { school, trial in
            let trials = school.trials
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.reproductionBundle(of: trial.id, by: Self.analyst)
            }
            try await trials.keepAnalysis(of: trial.id, Self.data(), protocolDigest: "p", by: Self.analyst)
            let bundle = try await trials.reproductionBundle(of: trial.id, by: Self.analyst)
            #expect(try bundle.repeated().allSatisfy { $0.isSame })
            // A lead of the hub analyses and publishes, but a group in the sums may be one pupil.
            let lead = Actor.of(School.hub, .lead, person: 32)
            #expect(try await trials.analysis(of: trial.id, by: lead)?.number == 1)
            for actor in [lead, .stranger, .of(School.hub, .booker), Self.reviewer(41)] {
                await #expect(throws: AccessError.forbidden) {
                    try await trials.reproductionBundle(of: trial.id, by: actor)
                }
            }
            for actor in [Actor.stranger, .of(School.hub, .booker), Self.reviewer(41)] {
                await #expect(throws: AccessError.forbidden) {
                    try await trials.analysis(of: trial.id, by: actor)
                }
            }
            await #expect(throws: AccessError.notSignedIn) {
                try await trials.analysis(of: trial.id, by: .anonymous)
            }
            let verbs = try await school.verbs()
            #expect(verbs.contains("trial.analyse") && verbs.contains("trial.read-bundle"))
            let other = try School.trials(
                school.database,
                at: School.now.addingTimeInterval(60),
                key: SealingKey(Services.seeded(77, at: School.now))
            )
            await #expect(throws: TrialsError.rowsGone) {
                try await other.reproductionBundle(of: trial.id, by: Self.analyst)
            }
        }
    }

    @Test("Two independent reviewers make the rating; nobody else does", arguments: TestEngine.available)
    func reviewing(on engine: TestEngine) async throws {
        try await Self.open(on: engine) { school, trial in
            let trials = school.trials
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.reviewTrial(trial.id, Self.review(), by: Self.reviewer(41))
            }
            try await trials.keepAnalysis(of: trial.id, Self.data(), protocolDigest: "p", by: Self.analyst)
            try await trials.publishReport(
                of: trial.id,
                version: 1,
                limitations: "",
                population: "Year 4",
                by: Self.analyst
            )
            await #expect(throws: AccessError.forbidden) {
                try await trials.reviewTrial(trial.id, Self.review(), by: Self.analyst)
            }
            await #expect(throws: AccessError.forbidden) {
                try await trials.reviewTrial(trial.id, Self.review(), by: .evaluator)
            }
            let reported = try await trials.trial(slug: trial.slug).trial
            #expect(try await trials.mayReview(reported, by: Self.reviewer(41)))
            #expect(try await trials.reviewCount(of: trial.id) == 0)
            try await trials.reviewTrial(trial.id, Self.review(), by: Self.reviewer(41))
            #expect(try await trials.reviewCount(of: trial.id) == 1)
            #expect(try await !trials.mayReview(reported, by: Self.reviewer(41)))
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.reviewTrial(trial.id, Self.review(), by: Self.reviewer(41))
            }
            let first = try #require(try await trials.publishedReport(of: trial.id)?.rating)
            #expect(first.padlocks == nil && first.reviews.count == 1)
            #expect(first.opinions.isEmpty)
            try await trials.reviewTrial(trial.id, Self.review(.high), by: Self.reviewer(42))
            let final = try #require(try await trials.publishedReport(of: trial.id)?.rating)
            #expect(final.opinions.map(\.drop) == [0, 1])
            #expect(final.padlocks == max(0, final.interim.padlocks - 1))
            #expect(final.reviews[1].opinions.map(\.threat) == Threat.allCases)
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.reviewTrial(trial.id, Self.review(), by: Self.reviewer(43))
            }
        }
    }

    @Test("A review says what is missing from it")
    func faultyReview() throws {
        let empty = #expect(throws: Faults.self) { try TrialReviewDraft().checked() }
        #expect(empty?.list.count == 8)
        var draft = Self.review(.high)
        draft.risks[.measurement] = ThreatRisk.moderate.rawValue
        let asked = #expect(throws: Faults.self) { try draft.checked() }
        #expect(asked?.list.map(\.field) == ["drop", "dropReason"])
        draft.drop = "2"
        draft.dropReason = "Both point the same way."
        let checked = try draft.checked()
        #expect(checked.drop == 2 && checked.reason == "Both point the same way.")
        draft.drop = "3"
        #expect(throws: Faults.self) { try draft.checked() }
    }

    @Test("Costs say which line is wrong")
    func faultyCosts() {
        var costs = CostDraft()
        costs.lines = [
            .init(name: "Books", pounds: "12.50", isYearly: true),
            .init(name: "", pounds: "", isYearly: false),
            .init(name: "", pounds: "5", isYearly: false),
            .init(name: "Cover", pounds: "-1", isYearly: false),
            .init(name: "Tea", pounds: "lots", isYearly: false),
        ]
        let faults = #expect(throws: Faults.self) { try costs.checked() }
        #expect(faults?.list.map(\.field) == ["name-2", "pounds-3", "pounds-4"])
        #expect(faults?.list.last?.message == "Enter the cost in pounds, such as 1200 or 349.50")
    }
}
