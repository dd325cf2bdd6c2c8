import Access
import Database
import Evidence
import Services
import Statistics
import TestDatabases
import TestTrials
import Testing
import Trials

@Suite("A result that is entered by hand")
struct EnterResultTests {
    /// What a hub types of a trial that others analysed.
    static func typed(_ change: (inout TrialResultDraft) -> Void = { _ in }) -> TrialResultDraft {
        var draft = TrialResultDraft()
        draft.domain = OutcomeDomain.attainment.rawValue
        draft.finding.design = StudyDesign.randomised.rawValue
        draft.finding.effect = "0.12"
        draft.finding.lower = "-0.04"
        draft.finding.upper = "0.28"
        draft.finding.treatedCount = "310"
        draft.finding.controlCount = "305"
        draft.finding.population = "Pupils in year 4 of 24 schools"
        draft.finding.phase = "Primary"
        draft.finding.details.clusterCount = "24"
        draft.finding.details.independence = Independence.developer.rawValue
        draft.finding.details.testMaker = TestMaker.independentBroad.rawValue
        change(&draft)
        return draft
    }

    /// A registered trial that has begun, or begins later.
    static func trial(
        _ school: School,
        title: String = "Tidal Readers in year 4",
        strand: Strand? = nil,
        runsFrom: String = "2025-06-15"
    ) async throws -> (trial: Trial, strand: Strand) {
        let (made, first) = try await RegistryTests().draft(school, of: title)
        var draft = made
        draft.title = title
        if let strand { draft.strands = [strand.id] }
        draft.recruitsFrom = "2025-06-01"
        draft.runsFrom = runsFrom
        let trial = try await school.trials.registerTrial(
            draft,
            for: School.hub,
            by: RegistryTests.editor
        )
        return (trial, strand ?? first)
    }

    @Test(
        "is checked as findings are, and filed with what was said of it",
        arguments: TestEngine.available
    )
    func entering(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let (trial, strand) = try await Self.trial(school)
            #expect(school.trials.takesResult(trial))
            try await school.trials.enterResult(
                of: trial.id,
                version: trial.version,
                Self.typed(),
                by: RegistryTests.editor
            )
            let record = try await school.trials.trial(trial.id)
            let finding = try #require(record.finding)
            let half = 0.16 / StandardNormal.criticalValue95
            #expect(finding.effect == 0.12 && (finding.standardError - half).magnitude < 1e-12)
            #expect(finding.treatedCount == 310 && finding.controlCount == 305)
            #expect(finding.design == .randomised && finding.population == "Pupils in year 4 of 24 schools")
            #expect(finding.details.independence == .developer && finding.details.clusterCount == 24)
            #expect(finding.details.testMaker == .independentBroad && finding.phase == "Primary")
            #expect(record.trial.outcomeDomain == .attainment && record.trial.hasReported)
            #expect(record.trial.reportedOn == school.trials.services.today())
            let pool = try await school.trials.evidence.pool(of: strand.id, .networkTrial)
            #expect(pool?.members.map(\.effect) == [0.12])
            #expect(try await school.verbs().contains("trial.enter-result"))
            #expect(!school.trials.takesResult(record.trial))
            await #expect(throws: TrialsError.wrongStep) {
                try await school.trials.enterResult(
                    of: trial.id,
                    version: record.trial.version,
                    Self.typed(),
                    by: RegistryTests.editor
                )
            }
        }
    }

    @Test(
        "says before what the pool of its strand will say, and keeps nothing of it",
        arguments: TestEngine.available
    )
    func previewing(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let (first, strand) = try await Self.trial(school)
            var trials = [first]
            for number in 2...3 {
                trials.append(try await Self.trial(school, title: "Trial \(number)", strand: strand).trial)
            }
            let effects = ["0.12", "0.31", "-0.05"]
            var previews: [ResultPreview] = []
            for (trial, effect) in zip(trials, effects) {
                let draft = Self.typed { draft in
                    draft.finding.effect = effect
                    (draft.finding.lower, draft.finding.upper) = ("", "")
                    draft.finding.standardError = "0.1"
                }
                let before = try await school.verbs().count
                previews.append(
                    try await school.trials.previewResult(of: trial.id, draft, by: RegistryTests.editor)
                )
                #expect(try await school.verbs().count == before)
                #expect(try await !school.trials.trial(trial.id).trial.hasReported)
                try await school.trials.enterResult(
                    of: trial.id,
                    version: trial.version,
                    draft,
                    by: RegistryTests.editor
                )
            }
            let told = previews.compactMap { $0.pools.first?.preview }
            try #require(told.map(\.trials) == [1, 2, 3])
            #expect(told.map(\.now) == [nil, nil, nil])
            #expect(told.prefix(2).allSatisfy { $0.then == .withheld(.fewerThanThree) })
            let pool = try await school.trials.evidence.pool(of: strand.id, .networkTrial)
            let pooled = try #require(pool?.pooled)
            guard case .pooled(let foretold) = told[2].then else {
                Issue.record("three results are pooled")
                return
            }
            #expect((foretold.estimate - pooled.estimate).magnitude < 1e-7)
            #expect((foretold.upper - pooled.upper).magnitude < 1e-7)
        }
    }

    @Test("joins no strand’s pool where it is not attainment, or nothing was drawn")
    func besidePools() async throws {
        try await School.open { school in
            let (first, strand) = try await Self.trial(school)
            let second = try await Self.trial(school, title: "Matched", strand: strand).trial
            let attendance = Self.typed { $0.domain = OutcomeDomain.attendance.rawValue }
            let matched = Self.typed { $0.finding.design = StudyDesign.quasiExperimental.rawValue }
            for (trial, draft) in [(first, attendance), (second, matched)] {
                let preview = try await school.trials.previewResult(
                    of: trial.id,
                    draft,
                    by: RegistryTests.editor
                )
                #expect(preview.pools.isEmpty)
                try await school.trials.enterResult(
                    of: trial.id,
                    version: trial.version,
                    draft,
                    by: RegistryTests.editor
                )
            }
            let record = try await school.trials.networkPool(.strand(strand.id))
            #expect(record.parts.map(\.domain) == [.attainment, .attendance])
            #expect(record.attainment.trials.isEmpty && record.attainment.others.map(\.title) == ["Matched"])
            #expect(record.parts[1].pool.trials.map(\.title) == ["Tidal Readers in year 4"])
            let pool = try await school.trials.evidence.pool(of: strand.id, .networkTrial)
            #expect(pool?.members.isEmpty != false)
        }
    }

    /// What can be wrong in the form, and the fields that say so.
    enum Mistake: String, CaseIterable, Sendable {
        case kind, design, other, size, precision, outside, few, words, count, people, interaction, several

        var fields: [String] {
            switch self {
            case .kind: ["domain"]
            case .design, .other: ["design"]
            case .size: ["effect"]
            case .precision: ["standardError"]
            case .outside: ["lower"]
            case .few, .words: ["treatedCount"]
            case .count: ["controlCount"]
            case .people: ["population"]
            case .interaction: ["interactionError"]
            case .several: ["domain", "controlCount", "population"]
            }
        }

        func make(in draft: inout TrialResultDraft) {
            switch self {
            case .kind: draft.domain = "weather"
            case .design: draft.finding.design = ""
            case .other: draft.finding.design = StudyDesign.other.rawValue
            case .size:
                draft.finding.effect = "25"
                draft.finding.standardError = "0.1"
                draft.finding.lower = ""
            case .precision: draft.finding.lower = ""
            case .outside: draft.finding.lower = "0.2"
            case .few: draft.finding.treatedCount = "9"
            case .words: draft.finding.treatedCount = "many"
            case .count: draft.finding.controlCount = ""
            case .people: draft.finding.population = " "
            case .interaction: draft.finding.details.interaction = "0.1"
            case .several:
                draft.domain = ""
                draft.finding.controlCount = ""
                draft.finding.population = ""
            }
        }
    }

    @Test(
        "is not taken where something is missing or cannot be, and says which, in the order of the form",
        arguments: Mistake.allCases
    )
    func faults(mistake: Mistake) async throws {
        try await School.open { school in
            let trial = try await Self.trial(school).trial
            let draft = Self.typed { mistake.make(in: &$0) }
            let faults = await #expect(throws: Faults.self) {
                try await school.trials.enterResult(
                    of: trial.id,
                    version: trial.version,
                    draft,
                    by: RegistryTests.editor
                )
            }
            #expect(faults?.list.map(\.field) == mistake.fields)
            #expect(try await !school.trials.trial(trial.id).trial.hasReported)
        }
    }

    @Test(
        "is for a trial that has begun, and for those who register its hub’s trials",
        arguments: Role.allCases
    )
    func whoEnters(role: Role) async throws {
        try await School.open { school in
            let early = try await Self.trial(school, runsFrom: "2025-06-16").trial
            await #expect(throws: TrialsError.wrongStep) {
                try await school.trials.enterResult(
                    of: early.id,
                    version: early.version,
                    Self.typed(),
                    by: RegistryTests.editor
                )
            }
            let trial = try await Self.trial(school, title: "Begun").trial
            let may = [.lead, .editor, .evaluator].contains(role)
            let actor = Actor.of(School.hub, role)
            func enter(by actor: Actor) async throws {
                try await school.trials.enterResult(
                    of: trial.id,
                    version: trial.version,
                    Self.typed(),
                    by: actor
                )
            }
            await #expect(throws: AccessError.notSignedIn) { try await enter(by: .anonymous) }
            await #expect(throws: AccessError.forbidden) { try await enter(by: .stranger) }
            if may {
                try await enter(by: actor)
            } else {
                await #expect(throws: AccessError.forbidden) { try await enter(by: actor) }
                await #expect(throws: AccessError.forbidden) {
                    try await school.trials.previewResult(of: trial.id, Self.typed(), by: actor)
                }
            }
        }
    }

    @Test(
        "may be that too few pupils took part, which reports the trial without figures",
        arguments: TestEngine.available
    )
    func tooFew(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let (trial, strand) = try await Self.trial(school)
            await #expect(throws: AccessError.forbidden) {
                try await school.trials.reportTooFewPupils(of: trial.id, version: 1, by: .stranger)
            }
            await #expect(throws: DatabaseError.staleVersion) {
                try await school.trials.reportTooFewPupils(of: trial.id, version: 7, by: RegistryTests.editor)
            }
            try await school.trials.reportTooFewPupils(
                of: trial.id,
                version: trial.version,
                by: RegistryTests.editor
            )
            let reported = try await school.trials.trial(trial.id).trial
            #expect(reported.status(on: school.trials.services.today()) == .withheld)
            #expect(reported.withheldReason == "An arm has fewer than 10 pupils.")
            #expect(try await school.verbs().contains("trial.report-without-figures"))
            #expect(try await school.trials.evidence.pool(of: strand.id, .networkTrial) == nil)
            await #expect(throws: TrialsError.wrongStep) {
                try await school.trials.enterResult(
                    of: trial.id,
                    version: reported.version,
                    Self.typed(),
                    by: RegistryTests.editor
                )
            }
        }
    }

    @Test("is not entered for a trial that runs here: that is reported by its analysis")
    func runsHere() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let trials = try world.on("2027-10-02")
            let trial = try await trials.trial(id).trial
            #expect(!trials.takesResult(trial))
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.enterResult(
                    of: id,
                    version: trial.version,
                    Self.typed(),
                    by: TrialWorld.hubLead
                )
            }
            let made = TrialResult(
                effect: 0.1,
                standardError: 0.1,
                treatedCount: 50,
                controlCount: 50,
                population: "Year 4"
            )
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.reportTrial(id, version: trial.version, made, by: TrialWorld.hubLead)
            }
        }
    }
}
