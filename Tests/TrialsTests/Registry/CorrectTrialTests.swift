import Access
import Database
import Evidence
import Foundation
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@Suite("A correction of what is registered of a trial that runs elsewhere")
struct CorrectTrialTests {
    private static func correct(
        _ trial: Trial,
        _ school: School,
        _ values: [TrialItem: String],
        reason: String = "A slip of the keyboard",
        by actor: Actor = RegistryTests.editor
    ) async throws -> Trial {
        try await school.trials.correctTrial(
            trial.id,
            version: trial.version,
            changing: values,
            reason: reason,
            by: actor
        )
        return try await school.trials.trial(trial.id).trial
    }

    @Test(
        "is kept with its day, its reason and what stood there before",
        arguments: TestEngine.available
    )
    func correcting(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let (trial, _) = try await EnterResultTests.trial(school, title: "Tidal Raeders")
            let none = try await school.trials.corrections(of: trial.id)
            #expect(none.isEmpty && trial.protocolAddress.isEmpty)
            let first = try await Self.correct(
                trial,
                school,
                [
                    .title: " Tidal Readers ", .question: trial.question,
                    .protocolAddress: "https://osf.io/abcde",
                ]
            )
            #expect(first.title == "Tidal Readers" && first.protocolAddress == "https://osf.io/abcde")
            #expect(first.slug == trial.slug && first.version == trial.version + 1)
            let second = try await Self.correct(first, school, [.recruitsFrom: "2/6/2025"], reason: "Typing")
            #expect(second.recruitsFrom == LocalDate("2025-06-02"))
            let kept = try await school.trials.corrections(of: trial.id)
            #expect(kept.map(\.number) == [1, 2])
            #expect(kept.map(\.reason) == ["A slip of the keyboard", "Typing"])
            #expect(kept.allSatisfy { $0.madeAt == School.now })
            let changes = kept.map(\.changes)
            #expect(
                changes == [
                    [
                        .init(item: .title, before: "Tidal Raeders", after: "Tidal Readers"),
                        .init(item: .protocolAddress, before: "", after: "https://osf.io/abcde"),
                    ],
                    [.init(item: .recruitsFrom, before: "2025-06-01", after: "2025-06-02")],
                ]
            )
            let verbs = try await school.verbs()
            #expect(verbs.filter { $0 == "trial.correct" }.count == 2)
        }
    }

    @Test(
        "makes a trial neither less overdue nor registered in time, and may make it more so",
        arguments: TestEngine.available
    )
    func days(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let begun = try await EnterResultTests.trial(school, runsFrom: "2025-06-14").trial
            #expect(!begun.isProspective)
            let later = try await Self.correct(
                begun,
                school,
                [.runsFrom: "2025-09-01", .resultsDueOn: "2027-07-31"]
            )
            #expect(later.runsFrom == LocalDate("2025-09-01") && !later.isProspective)
            #expect(later.firstRunsFrom == LocalDate("2025-06-14"))
            #expect(later.status(on: try #require(LocalDate("2026-08-01"))) == .overdue)

            let ahead = try await EnterResultTests.trial(school, title: "Another", runsFrom: "2025-09-01")
                .trial
            #expect(ahead.isProspective)
            let sooner = try await Self.correct(
                ahead,
                school,
                [.runsFrom: "2025-06-14", .resultsDueOn: "2025-12-31"]
            )
            #expect(!sooner.isProspective)
            #expect(sooner.status(on: try #require(LocalDate("2026-01-01"))) == .overdue)
        }
    }

    @Test(
        "is checked as what is registered is, and says something",
        arguments: [
            ("title", ""), ("question", " "), ("outcomeName", ""), ("protocolSummary", ""),
            ("protocolAddress", "osf.io/abcde"), ("recruitsFrom", ""), ("runsFrom", "2025-05-31"),
            ("intervention", ""), ("intervention", ID<Intervention>(rawValue: 5).description),
            ("strands", ""),
            ("resultsDueOn", "2025-06-14"), ("reason", ""), ("reason", "Nothing differs"),
        ]
    )
    func faults(field: String, value: String) async throws {
        try await School.open { school in
            let trial = try await EnterResultTests.trial(school).trial
            var values: [TrialItem: String] = [:]
            if let item = TrialItem(rawValue: field) { values[item] = value }
            let typed = values
            let reason = field == "reason" ? value : "A slip"
            let faults = await #expect(throws: Faults.self) {
                try await Self.correct(trial, school, typed, reason: reason)
            }
            #expect(faults?.list.map(\.field) == [field])
            let left = try await school.trials.trial(trial.id).trial
            let kept = try await school.trials.corrections(of: trial.id)
            #expect(left == trial && kept.isEmpty)
        }
    }

    @Test(
        "changes nothing of what was asked once a result can be known",
        arguments: TestEngine.available,
        [false, true]
    )
    func known(on engine: TestEngine, stopped: Bool) async throws {
        try await School.open(on: engine) { school in
            let trial = try await EnterResultTests.trial(school).trial
            if stopped {
                var stop = TrialStopDraft()
                stop.stoppedOn = "2025-06-15"
                stop.reason = "Too few schools joined"
                try await school.trials.stopTrial(trial.id, version: 1, stop, by: RegistryTests.editor)
            } else {
                try await school.trials.enterResult(
                    of: trial.id,
                    version: 1,
                    EnterResultTests.typed(),
                    by: RegistryTests.editor
                )
            }
            let over = try await school.trials.trial(trial.id).trial
            #expect(over.correctable == [.title, .intervention, .strands, .protocolAddress])
            let changed: [(TrialItem, String)] = [
                (.question, "Another"), (.outcomeName, "Spelling"), (.protocolSummary, "Another"),
                (.recruitsFrom, "2025-06-02"), (.runsFrom, "2025-06-16"), (.resultsDueOn, "2026-08-31"),
            ]
            for (item, value) in changed {
                let faults = await #expect(throws: Faults.self) {
                    try await Self.correct(over, school, [item: value])
                }
                #expect(faults?.list.map(\.field) == [item.rawValue])
            }
            let after = try await Self.correct(over, school, [.title: "Tidal Readers in year 5"])
            #expect(after.title == "Tidal Readers in year 5" && after.hasReported == over.hasReported)
        }
    }

    @Test(
        "takes the result to other strands and another intervention, under its new title",
        arguments: TestEngine.available
    )
    func filing(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let evidence = school.trials.evidence
            let (trial, strand) = try await EnterResultTests.trial(school, title: "Tidal Raeders")
            let (second, other) = try await EnterResultTests.trial(school, title: "Another")
            try await school.trials.enterResult(
                of: trial.id,
                version: trial.version,
                EnterResultTests.typed(),
                by: RegistryTests.editor
            )
            let reported = try await school.trials.trial(trial.id)
            let first = try #require(try await evidence.pool(of: strand.id, .networkTrial))
            let addressed = try await Self.correct(
                reported.trial,
                school,
                [.protocolAddress: "https://osf.io/abcde"]
            )
            let unmoved = try await school.trials.trial(trial.id).finding
            let samePool = try await evidence.pool(of: strand.id, .networkTrial)
            #expect(unmoved == reported.finding && samePool == first)

            let mark = try await school.database.read { try $0.recordChanges(from: 0, limit: 1_000).horizon }
            let both = [strand.id, other.id].map(\.description).joined(separator: ",")
            let renamed = try await Self.correct(
                addressed,
                school,
                [.title: "Tidal Readers", .strands: both]
            )
            for place in [strand, other] {
                let pool = try await evidence.pool(of: place.id, .networkTrial)
                #expect(pool?.members.map(\.label) == ["Tidal Readers"])
            }
            let moved = try await Self.correct(
                renamed,
                school,
                [.intervention: second.intervention.description, .strands: other.id.description]
            )
            let record = try await school.trials.trial(trial.id)
            #expect(record.trial == moved && record.strands.map(\.id) == [other.id])
            #expect(moved.intervention == second.intervention && moved.intervention != trial.intervention)
            #expect(record.finding?.label == "Tidal Readers" && record.finding?.effect == 0.12)
            #expect(record.finding?.intervention == second.intervention)
            let left = try await evidence.pool(of: strand.id, .networkTrial)
            let joined = try await evidence.pool(of: other.id, .networkTrial)
            #expect(left == nil && joined?.members.map(\.effect) == [0.12])
            let kept = try await evidence.pool(first.id)
            #expect(kept.members.map(\.label) == ["Tidal Raeders"])
            let cells = try await evidence.gapMap()
            #expect(Set(cells.map(\.strand)) == [other.id])
            let before = try await school.trials.networkPool(.intervention(trial.intervention))
            let after = try await school.trials.networkPool(.intervention(second.intervention))
            #expect(before.attainment.trials.isEmpty)
            #expect(after.attainment.trials.map(\.title) == ["Tidal Readers"])
            // The search reads the trial, and the strands that it left and joined, again.
            let changes = try await school.database.read {
                try $0.recordChanges(from: mark, limit: 1_000).changes
            }
            #expect(changes.contains { $0.kind == .trial && $0.record == trial.id.rawValue })
            let strands = Set(changes.filter { $0.kind == .strand }.map(\.record))
            #expect(strands.isSuperset(of: [strand.id.rawValue, other.id.rawValue]))
            let corrections = try await school.trials.corrections(of: trial.id)
            let last = try #require(corrections.last)
            #expect(last.changes.map(\.item) == [.intervention, .strands])
            #expect(last.changes.map(\.after) == [second.intervention.description, other.id.description])
        }
    }

    @Test(
        "that moves a trial is told on the strand that it left and on the one that it joined",
        arguments: TestEngine.available
    )
    func movesAreTold(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let (trial, strand) = try await EnterResultTests.trial(school, title: "Tidal Readers")
            let (_, other) = try await EnterResultTests.trial(school, title: "Another")
            let renamed = try await Self.correct(trial, school, [.title: "Tidal Readers in year 4"])
            let none = try await school.trials.corrections(on: strand.id)
            #expect(none.isEmpty)
            try await school.trials.enterResult(
                of: trial.id,
                version: renamed.version,
                EnterResultTests.typed(),
                by: RegistryTests.editor
            )
            let reported = try await school.trials.trial(trial.id).trial
            let both = [strand.id, other.id].map(\.description).joined(separator: ",")
            let added = try await Self.correct(reported, school, [.strands: both], reason: "On both")
            let values: [TrialItem: String] = [.strands: other.id.description]
            _ = try await Self.correct(added, school, values, reason: "On the other alone")

            let left = try await school.trials.corrections(on: strand.id)
            #expect(left.map(\.move) == [.left] && left.map(\.reason) == ["On the other alone"])
            #expect(left.map(\.title) == ["Tidal Readers in year 4"] && left.map(\.slug) == [trial.slug])
            #expect(left.map(\.madeAt) == [School.now])
            #expect(reported.reportedOn != nil && left.map(\.reportedOn) == [reported.reportedOn])
            let joined = try await school.trials.corrections(on: other.id)
            #expect(joined.map(\.move) == [.joined] && joined.map(\.reason) == ["On both"])

            func lines(_ strand: Strand, from first: Double, to last: Double) async throws -> [String] {
                let since = School.now.addingTimeInterval(first)
                let until = School.now.addingTimeInterval(last)
                return try await school.database.read { transaction in
                    try Trials.strandNews.lines(transaction, strand.id, since, until)
                }
            }
            let lost = "A trial was taken off this strand: Tidal Readers in year 4"
            let gained = "A trial was added to this strand: Tidal Readers in year 4"
            let ofStrand = try await lines(strand, from: -60, to: 0)
            let ofOther = try await lines(other, from: -60, to: 0)
            #expect(ofStrand.contains(lost) && !ofStrand.contains(gained))
            #expect(ofOther.contains(gained) && !ofOther.contains(lost))
            let later = try await lines(strand, from: 0, to: 604_800)
            #expect(!later.contains(lost))
        }
    }

    @Test(
        "moves a trial whose result is no attainment, and puts its finding under no strand",
        arguments: TestEngine.available
    )
    func otherOutcomes(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let (trial, strand) = try await EnterResultTests.trial(school)
            let (_, other) = try await EnterResultTests.trial(school, title: "Another")
            try await school.trials.enterResult(
                of: trial.id,
                version: trial.version,
                EnterResultTests.typed { $0.domain = OutcomeDomain.attendance.rawValue },
                by: RegistryTests.editor
            )
            let reported = try await school.trials.trial(trial.id).trial
            _ = try await Self.correct(reported, school, [.strands: other.id.description])
            let pool = try await school.trials.evidence.pool(of: other.id, .networkTrial)
            #expect(pool == nil)
            let left = try await school.trials.networkPool(.strand(strand.id))
            let joined = try await school.trials.networkPool(.strand(other.id))
            #expect(left.parts.flatMap(\.pool.trials).map(\.title) == [])
            let titles = joined.parts.filter { $0.domain == .attendance }.flatMap(\.pool.trials).map(\.title)
            #expect(titles == [trial.title])
        }
    }

    @Test("is made by those who register its hub’s trials, on what they had read", arguments: Role.allCases)
    func whoCorrects(role: Role) async throws {
        try await School.open { school in
            let trial = try await EnterResultTests.trial(school).trial
            for other in [Actor.anonymous, .stranger] {
                await #expect(throws: AccessError.self) {
                    try await Self.correct(trial, school, [.title: "Theirs"], by: other)
                }
            }
            let actor = Actor.of(School.hub, role)
            guard [.lead, .editor, .evaluator].contains(role) else {
                await #expect(throws: AccessError.forbidden) {
                    try await Self.correct(trial, school, [.title: "Theirs"], by: actor)
                }
                return
            }
            let corrected = try await Self.correct(trial, school, [.title: "Ours"], by: actor)
            #expect(corrected.title == "Ours")
            await #expect(throws: DatabaseError.staleVersion) {
                try await Self.correct(trial, school, [.title: "Too late"], by: actor)
            }
            let kept = try await school.trials.corrections(of: trial.id)
            #expect(kept.count == 1)
        }
    }

    @Test("is no way round the amendments of a trial that runs here", arguments: TestEngine.available)
    func runsHere(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            let trials = try world.on()
            let trial = try await trials.trial(id).trial
            #expect(!trials.takesCorrection(trial))
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.correctTrial(
                    id,
                    version: trial.version,
                    changing: [.title: "Another"],
                    reason: "A slip",
                    by: TrialWorld.hubLead
                )
            }
            // Nor is an amendment a way to have been registered in time.
            let record = try await trials.protocolRecord(id, by: TrialWorld.hubLead)
            try await trials.amendProtocol(
                id,
                version: record.version,
                changing: [.runsFrom: "2026-11-02"],
                reason: "Half-term",
                by: TrialWorld.hubLead
            )
            let amended = try await trials.trial(id).trial
            #expect(amended.firstRunsFrom == LocalDate("2026-11-01"))
        }
    }
}
