import Access
import Database
import Evidence
import Services
import Statistics
import TestDatabases
import Testing
import Trials

@Suite("The registry of trials")
struct RegistryTests {
    /// A strand, an intervention under it, and a trial as a hub's editor types it.
    func draft(_ school: School, of name: String = "Tidal Readers") async throws -> (TrialDraft, Strand) {
        var strand = StrandDraft()
        strand.title = "Reading aloud"
        strand.summary = "Reading together."
        let made = try await school.trials.evidence.createStrand(strand, by: .system("test"))
        var intervention = InterventionDraft()
        intervention.name = name
        intervention.strands = [made.id]
        var draft = TrialDraft()
        draft.title = "Tidal Readers in year 4"
        draft.question = "Do pupils read better?"
        draft.protocolSummary = "Forty schools, pupils drawn by lot."
        draft.outcomeName = "Reading"
        draft.intervention = try await school.trials.evidence.saveIntervention(
            intervention,
            by: .system("test")
        )
        draft.strands = [made.id]
        draft.recruitsFrom = "2025-07-01"
        draft.runsFrom = "1/9/2025"
        draft.resultsDueOn = "2026-07-31"
        draft.isBeforeResults = true
        return (draft, made)
    }

    static let editor: Actor = .of(School.hub, .editor)

    @Test(
        "Where a trial stands follows from its dates",
        arguments: [
            ("2025-06-15", TrialStatus.registered), ("2025-07-01", .recruiting), ("2025-09-01", .running),
            ("2026-07-31", .running), ("2026-08-01", .overdue),
        ]
    )
    func status(day: String, status: TrialStatus) async throws {
        try await School.open { school in
            let (draft, _) = try await draft(school)
            let trial = try await school.trials.registerTrial(draft, for: School.hub, by: Self.editor)
            #expect(trial.status(on: try #require(LocalDate(day))) == status)
            #expect(trial.registeredOn == LocalDate("2025-06-15"))
        }
    }

    @Test("A trial reports once; its finding joins the pool of its strand", arguments: TestEngine.available)
    func reporting(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            var (draft, strand) = try await draft(school)
            let results = [(0.12, 0.08), (0.31, 0.10), (-0.05, 0.12)]
            for (index, result) in results.enumerated() {
                draft.title = "Trial \(index)"
                let trial = try await school.trials.registerTrial(draft, for: School.hub, by: Self.editor)
                let outcome = TrialResult(
                    effect: result.0,
                    standardError: result.1,
                    treatedCount: 200,
                    controlCount: 210,
                    population: "Year 4"
                )
                try await school.trials.reportTrial(trial.id, version: 1, outcome, by: Self.editor)
                await #expect(throws: TrialsError.wrongStep) {
                    try await school.trials.reportTrial(trial.id, version: 2, outcome, by: Self.editor)
                }
                let record = try await school.trials.trial(slug: trial.slug)
                #expect(record.trial.status(on: school.trials.services.today()) == .reported)
                #expect(record.finding?.effect == result.0)
                #expect(record.intervention.name == "Tidal Readers")
            }
            let pool = try #require(try await school.trials.evidence.pool(of: strand.id, .networkTrial))
            let fit = try MetaAnalysis.randomEffects(
                effects: results.map(\.0),
                variances: results.map { $0.1 * $0.1 },
                test: .knappHartung
            )
            #expect(pool.pooled?.estimate == fit.pooled.estimate)
            draft.title = "Trial 3"
            _ = try await school.trials.registerTrial(draft, for: School.hub, by: Self.editor)
            let trials = try await school.trials.trials(on: strand.id)
            let counts = TrialCounts(trials, on: try #require(LocalDate("2026-08-01")))
            #expect(
                [counts.registered, counts.reported, counts.overdue, counts.due] as [Int] == [4, 3, 1, 0]
            )
            #expect(counts.words == "Three of four registered trials have reported; one is overdue.")
        }
    }

    @Test(
        "A small or senseless result is not taken",
        arguments: [(0.1, 0.0, 100), (0.1, 0.1, 9), (Double.nan, 0.1, 100), (0.1, -1, 100), (99, 0.1, 100)]
    )
    func wrongResults(effect: Double, error: Double, count: Int) async throws {
        try await School.open { school in
            let (draft, _) = try await draft(school)
            let trial = try await school.trials.registerTrial(draft, for: School.hub, by: Self.editor)
            let result = TrialResult(
                effect: effect,
                standardError: error,
                treatedCount: count,
                controlCount: 100,
                population: ""
            )
            await #expect(throws: Faults.self) {
                try await school.trials.reportTrial(trial.id, version: 1, result, by: Self.editor)
            }
            #expect(try await school.trials.trial(slug: trial.slug).trial.reportedOn == nil)
        }
    }

    @Test("Only the hub’s lead, editor and evaluator register and report", arguments: Role.allCases)
    func whoRegisters(role: Role) async throws {
        try await School.open { school in
            let (draft, _) = try await draft(school)
            let actor = Actor.of(School.hub, role)
            if [.lead, .editor, .evaluator].contains(role) {
                try await school.trials.registerTrial(draft, for: School.hub, by: actor)
            } else {
                await #expect(throws: AccessError.forbidden) {
                    try await school.trials.registerTrial(draft, for: School.hub, by: actor)
                }
            }
            let trial = try await school.trials.registerTrial(draft, for: School.hub, by: Self.editor)
            let result = TrialResult(
                effect: 0.1,
                standardError: 0.1,
                treatedCount: 50,
                controlCount: 50,
                population: ""
            )
            await #expect(throws: AccessError.forbidden) {
                try await school.trials.reportTrial(trial.id, version: 1, result, by: .stranger)
            }
            await #expect(throws: AccessError.notSignedIn) {
                try await school.trials.reportTrial(trial.id, version: 1, result, by: .anonymous)
            }
        }
    }

    @Test(
        "A form that is sent twice registers one trial; two forms with one title register two",
        arguments: TestEngine.available
    )
    func once(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let (draft, _) = try await draft(school)
            let key = try #require(IdempotencyKey("key-of-a-form"))
            let other = try #require(IdempotencyKey("key-of-another"))
            func register(_ key: IdempotencyKey, _ person: Int64) async throws -> Trial {
                let actor = Actor.of(School.hub, .editor, person: person)
                return try await school.trials.registerTrial(draft, for: School.hub, by: actor, key: key)
            }
            let first = try await register(key, 7)
            let again = try await register(key, 7)
            #expect(again == first)
            let second = try await register(other, 7)
            let colleagues = try await register(key, 8)
            #expect(Set([first, second, colleagues].map(\.slug)).count == 3)
            let all = try await school.trials.trials()
            #expect(all.count == 3)
            let verbs = try await school.verbs()
            #expect(verbs.filter { $0 == "trial.register" }.count == 3)
        }
    }

    @Test(
        "One that has begun is registered as such",
        arguments: [("2025-06-14", false), ("2025-06-15", true), ("2025-06-16", true)]
    )
    func begun(runs: String, isProspective: Bool) async throws {
        try await School.open { school in
            var (draft, _) = try await draft(school)
            draft.recruitsFrom = "2025-01-06"
            draft.runsFrom = runs
            let trial = try await school.trials.registerTrial(draft, for: School.hub, by: Self.editor)
            #expect(trial.isProspective == isProspective)
        }
    }

    @Test("One whose results were due is not registered any more; on their day it is")
    func tooLate() async throws {
        try await School.open { school in
            var (draft, _) = try await draft(school)
            draft.recruitsFrom = "2025-01-06"
            draft.runsFrom = "2025-01-06"
            draft.resultsDueOn = "2025-06-14"
            let late = draft
            let faults = await #expect(throws: Faults.self) {
                try await school.trials.registerTrial(late, for: School.hub, by: Self.editor)
            }
            #expect(faults?.list.map(\.field) == ["resultsDueOn"])
            draft.resultsDueOn = "2025-06-15"
            let trial = try await school.trials.registerTrial(draft, for: School.hub, by: Self.editor)
            #expect(trial.status(on: school.trials.services.today()) == .running)
        }
    }

    @Test(
        "What is wrong in a draft is said field by field",
        arguments: [
            "title", "question", "protocolSummary", "outcomeName", "intervention", "strands", "recruitsFrom",
            "runsFrom", "resultsDueOn", "isBeforeResults", "protocolAddress",
        ]
    )
    func faults(field: String) async throws {
        try await School.open { school in
            var (draft, _) = try await draft(school)
            switch field {
            case "title": draft.title = ""
            case "question": draft.question = ""
            case "protocolSummary": draft.protocolSummary = ""
            case "outcomeName": draft.outcomeName = ""
            case "intervention": draft.intervention = nil
            case "strands": draft.strands = []
            case "recruitsFrom": draft.recruitsFrom = "tomorrow"
            case "runsFrom": draft.runsFrom = "2025-06-30"
            case "protocolAddress": draft.protocolAddress = "osf.io/abcde"
            case "isBeforeResults": draft.isBeforeResults = false
            default: draft.resultsDueOn = "2025-08-31"
            }
            let faults = await #expect(throws: Faults.self) {
                try await school.trials.registerTrial(draft, for: School.hub, by: Self.editor)
            }
            #expect(faults?.list.map(\.field) == [field])
            let left = try await school.trials.trials()
            #expect(left.isEmpty)
        }
    }
}
