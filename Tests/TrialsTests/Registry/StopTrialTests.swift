import Access
import Database
import Evidence
import Foundation
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@Suite("A trial that stopped without a result")
struct StopTrialTests {
    /// What a hub types, on 15 June 2025.
    private static func typed(_ change: (inout TrialStopDraft) -> Void = { _ in }) -> TrialStopDraft {
        var draft = TrialStopDraft()
        draft.stoppedOn = "10/6/2025"
        draft.reason = "Too few schools joined"
        draft.schoolsBegun = "3"
        draft.pupilsBegun = "72"
        change(&draft)
        return draft
    }

    /// After the results of the trials here were due.
    private static let late = Date(milliseconds: 1_790_000_000_000)

    @Test(
        "has reported nothing, is overdue no longer, and is counted apart",
        arguments: TestEngine.available
    )
    func stopping(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let (trial, strand) = try await EnterResultTests.trial(school)
            _ = try await EnterResultTests.trial(school, title: "Another", strand: strand)
            let later = try School.trials(school.database, at: Self.late)
            let today = later.services.today()
            let lead = Actor.of(School.hub, .lead)
            #expect(trial.status(on: today) == .overdue)
            let before = try await later.tasks(by: lead)
            #expect(before.count == 2)

            await #expect(throws: DatabaseError.staleVersion) {
                try await school.trials.stopTrial(
                    trial.id,
                    version: 7,
                    Self.typed(),
                    by: RegistryTests.editor
                )
            }
            try await school.trials.stopTrial(
                trial.id,
                version: trial.version,
                Self.typed(),
                by: RegistryTests.editor
            )
            let stopped = try await school.trials.trial(trial.id).trial
            let stop = try #require(stopped.stop)
            #expect(stop.day == LocalDate("2025-06-10") && stop.toldOn == LocalDate("2025-06-15"))
            #expect(stop.reason == "Too few schools joined")
            #expect(stop.begun == "3 schools and 72 pupils had begun.")
            #expect(stopped.status(on: today) == .stopped && !stopped.hasReported)
            #expect(try await school.verbs().contains("trial.stop"))
            let waiting = try await later.tasks(by: lead)
            #expect(waiting.map(\.trial.title) == ["Another"])
            let pool = try await school.trials.evidence.pool(of: strand.id, .networkTrial)
            #expect(pool == nil)

            let counts = TrialCounts(try await later.trials(on: strand.id), on: today)
            #expect(counts.registered == 2 && counts.stopped == 1 && counts.overdue == 1)
            #expect(counts.reported == 0 && counts.due == 0)
            #expect(
                counts.words
                    == "None of two registered trials have reported; one stopped without a result; one is overdue."
            )
            await #expect(throws: TrialsError.wrongStep) {
                try await school.trials.stopTrial(
                    trial.id,
                    version: stopped.version,
                    Self.typed(),
                    by: RegistryTests.editor
                )
            }
        }
    }

    @Test(
        "reports a result that comes after all, and stays one that had stopped",
        arguments: TestEngine.available
    )
    func afterAll(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let (trial, strand) = try await EnterResultTests.trial(school)
            try await school.trials.stopTrial(trial.id, version: 1, Self.typed(), by: RegistryTests.editor)
            let stopped = try await school.trials.trial(trial.id).trial
            #expect(school.trials.takesResult(stopped))
            try await school.trials.enterResult(
                of: trial.id,
                version: stopped.version,
                EnterResultTests.typed(),
                by: RegistryTests.editor
            )
            let reported = try await school.trials.trial(trial.id).trial
            #expect(reported.status(on: school.trials.services.today()) == .reported)
            #expect(reported.stop?.day == LocalDate("2025-06-10"))
            let counts = TrialCounts([reported], on: school.trials.services.today())
            #expect(counts.reported == 1 && counts.stopped == 0)
            let pool = try await school.trials.evidence.pool(of: strand.id, .networkTrial)
            #expect(pool?.members.count == 1)
            #expect(!school.trials.takesStop(reported))
            await #expect(throws: TrialsError.wrongStep) {
                try await school.trials.stopTrial(
                    trial.id,
                    version: reported.version,
                    Self.typed(),
                    by: RegistryTests.editor
                )
            }
        }
    }

    @Test(
        "may never have begun, and need not know how many had; few pupils are not told",
        arguments: [
            ("", "", nil), ("0", "", "No school had begun."), ("0", "0", "No school and no pupil had begun."),
            ("1", "9", "1 school and fewer than 10 pupils had begun."), ("", "10", "10 pupils had begun."),
            ("2", "1450", "2 schools and 1,450 pupils had begun."),
        ] as [(String, String, String?)]
    )
    func begun(schools: String, pupils: String, words: String?) async throws {
        try await School.open { school in
            let trial = try await EnterResultTests.trial(school, runsFrom: "2025-09-01").trial
            let draft = Self.typed { draft in
                draft.schoolsBegun = schools
                draft.pupilsBegun = pupils
            }
            try await school.trials.stopTrial(trial.id, version: 1, draft, by: RegistryTests.editor)
            let stop = try await school.trials.trial(trial.id).trial.stop
            #expect(try #require(stop).begun == words)
        }
    }

    @Test(
        "is told with its day and its reason",
        arguments: [
            ("stoppedOn", ""), ("stoppedOn", "soon"), ("stoppedOn", "2025-06-16"),
            ("stoppedOn", "2025-05-31"),
            ("reason", " "), ("schoolsBegun", "some"), ("schoolsBegun", "-1"), ("pupilsBegun", "4.5"),
        ]
    )
    func faults(field: String, value: String) async throws {
        try await School.open { school in
            // It recruited from 1 June, and was registered on the 15th.
            let trial = try await EnterResultTests.trial(school).trial
            let draft = Self.typed { draft in
                switch field {
                case "stoppedOn": draft.stoppedOn = value
                case "reason": draft.reason = value
                case "schoolsBegun": draft.schoolsBegun = value
                default: draft.pupilsBegun = value
                }
            }
            let faults = await #expect(throws: Faults.self) {
                try await school.trials.stopTrial(trial.id, version: 1, draft, by: RegistryTests.editor)
            }
            #expect(faults?.list.map(\.field) == [field])
            let left = try await school.trials.trial(trial.id).trial
            #expect(left.stop == nil)
        }
    }

    @Test("is reported by those who register its hub’s trials", arguments: Role.allCases)
    func whoStops(role: Role) async throws {
        try await School.open { school in
            let trial = try await EnterResultTests.trial(school).trial
            func stop(by actor: Actor) async throws {
                try await school.trials.stopTrial(trial.id, version: 1, Self.typed(), by: actor)
            }
            await #expect(throws: AccessError.notSignedIn) { try await stop(by: .anonymous) }
            await #expect(throws: AccessError.forbidden) { try await stop(by: .stranger) }
            let actor = Actor.of(School.hub, role)
            if [.lead, .editor, .evaluator].contains(role) {
                try await stop(by: actor)
            } else {
                await #expect(throws: AccessError.forbidden) { try await stop(by: actor) }
            }
        }
    }

    @Test(
        "is told once to those who follow its strand, on the day on which it was said",
        arguments: TestEngine.available
    )
    func news(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let (trial, strand) = try await EnterResultTests.trial(school)
            try await school.trials.stopTrial(trial.id, version: 1, Self.typed(), by: RegistryTests.editor)
            let day: Double = 86_400
            func lines(from first: Double, to last: Double) async throws -> [String] {
                let since = School.now.addingTimeInterval(first * day)
                let until = School.now.addingTimeInterval(last * day)
                return try await school.database.read { transaction in
                    try Trials.strandNews.lines(transaction, strand.id, since, until)
                }
            }
            let told = "A trial stopped without a result: Tidal Readers in year 4"
            let then = try await lines(from: -1, to: 1)
            #expect(then.last == told)
            let before = try await lines(from: -10, to: 0)
            let after = try await lines(from: 1, to: 7)
            #expect(!before.contains(told) && !after.contains(told))
            // Nor does it look for schools any more.
            let all = try await lines(from: -30, to: 7)
            #expect(all.count { $0.contains("looks for schools") } == 0)
        }
    }

    /// Says that a trial which runs here stopped on the day before.
    private static func stop(_ id: ID<Trial>, _ trials: Trials, by actor: Actor = TrialWorld.hubEditor)
        async throws
    {
        let trial = try await trials.trial(id).trial
        let draft = typed { draft in
            draft.stoppedOn = trials.services.today().adding(days: -1).description
        }
        try await trials.stopTrial(id, version: trial.version, draft, by: actor)
    }

    @Test(
        "asks nothing more of schools where it ran here, writes to them, and takes nothing from them",
        arguments: TestEngine.available
    )
    func runsHere(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            let places = try await world.withRosters(id, schools: 2)
            // One that would be reminded of its roster.
            try await world.joined(id, 3)
            let trials = try world.on("2026-10-15")
            // One that was asked and has not answered.
            _ = try await trials.inviteSchools(
                [TrialWorld.school(5).id],
                to: id,
                from: .list,
                by: TrialWorld.hubEditor
            )
            let asked = try await trials.trials(
                ofSchool: TrialWorld.school(5).id,
                by: TrialWorld.lead(of: 5)
            )
            let invitation = try #require(asked.first).place.id
            for actor in [TrialWorld.stranger, TrialWorld.lead(of: 1)] {
                await #expect(throws: AccessError.self) { try await Self.stop(id, trials, by: actor) }
            }
            try await Self.stop(id, trials)
            let trial = try await trials.trial(id).trial
            #expect(trial.status(on: try #require(LocalDate("2027-10-01"))) == .stopped)
            let mails: [String] = try await world.database.read { transaction in
                try transaction.column("SELECT subject FROM mail WHERE subject LIKE 'Stopped%'")
            }
            #expect(mails == ["Stopped without a result: Tidal Readers in year 4"])

            let hash = try await trials.memorandum(of: id).sha256
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.joinTrial(
                    id,
                    for: TrialWorld.school(4).id,
                    memorandum: hash,
                    mayBeNamed: true,
                    by: TrialWorld.lead(of: 4)
                )
            }
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.declineTrial(invitation, reason: "", by: TrialWorld.lead(of: 5))
            }
            await #expect(throws: UploadRefusal.stopped) {
                try await trials.uploadRoster(
                    Array(TrialWorld.roster(1).utf8),
                    .roster,
                    to: places[0],
                    by: TrialWorld.evaluator(of: 1)
                )
            }
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.lockRosters(of: id, by: TrialWorld.analyst)
            }
            let record = try await trials.protocolRecord(id, by: TrialWorld.hubLead)
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.amendProtocol(
                    id,
                    version: record.version,
                    changing: [.resultsDueOn: "2028-09-30"],
                    reason: "Testing takes longer",
                    by: TrialWorld.hubLead
                )
            }
            let reminded = try await trials.remindSchools()
            #expect(reminded == 0)
            let steps = try await world.on("2026-10-21").tasks(by: TrialWorld.analyst)
            #expect(steps.isEmpty)
            // A school may still leave, and rows go on the day that was promised.
            try await trials.withdraw(
                places[1],
                from: .data,
                reason: "It is over",
                by: TrialWorld.lead(of: 2)
            )
            let purged = try await world.on("2029-10-01").purgeTrialsDue()
            #expect(purged == 1)
        }
    }

    @Test("stays locked where it was, and is neither unlocked nor drawn", arguments: TestEngine.available)
    func whileLocked(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            _ = try await world.withRosters(id)
            let trials = try world.on("2026-10-21")
            try await trials.lockRosters(of: id, by: TrialWorld.analyst)
            try await Self.stop(id, trials)
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.unlockRosters(of: id, by: TrialWorld.analyst)
            }
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.allocate(id, by: TrialWorld.analyst)
            }
            #expect(try await trials.trial(id).trial.stage == .locked)
        }
    }

    @Test(
        "is not a trial with outcomes to report, and goes on being purged where it was drawn",
        arguments: TestEngine.available
    )
    func afterTheDraw(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            let places = try await world.withRosters(id)
            try await world.on("2026-10-21").lockRosters(of: id, by: TrialWorld.analyst)
            try await world.on("2026-10-22").allocate(id, by: TrialWorld.analyst)
            let tested = try world.on("2027-04-10")
            try await tested.uploadRoster(
                Array(TrialWorld.outcomes(1).utf8),
                .outcome,
                to: places[0],
                by: TrialWorld.lead(of: 1)
            )
            let faults = await #expect(throws: Faults.self) { try await Self.stop(id, tested) }
            #expect(faults?.list.map(\.field) == ["stoppedOn"])
            // Its only school with outcomes withdraws its data: nothing is left to report.
            try await tested.withdraw(
                places[0],
                from: .data,
                reason: "Governors",
                by: TrialWorld.lead(of: 1)
            )
            try await Self.stop(id, tested)
            await #expect(throws: UploadRefusal.stopped) {
                try await tested.uploadRoster(
                    Array(TrialWorld.outcomes(2).utf8),
                    .outcome,
                    to: places[1],
                    by: TrialWorld.lead(of: 2)
                )
            }
            let purged = try await world.on("2029-10-01").purgeTrialsDue()
            #expect(purged == 1)
            let trial = try await world.on("2029-10-01").trial(id).trial
            #expect(trial.stage == .purged && trial.analysedAt == nil)
            #expect(trial.status(on: try #require(LocalDate("2029-10-01"))) == .stopped)
        }
    }

    /// The days on which rows are destroyed, as the amendments of a trial's protocol have them.
    private static func purgeDays(_ id: ID<Trial>, _ trials: Trials) async throws -> [String] {
        let published = try #require(try await trials.publishedProtocol(id))
        return published.amendments.map { $0.text[.purgeOn] }
    }

    @Test(
        "can have its rows destroyed earlier, from the stop on: schools are told, and the day is an amendment",
        arguments: TestEngine.available
    )
    func purgedWithTheStop(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            _ = try await world.withRosters(id, schools: 2)
            let trials = try world.on("2026-10-15")
            var draft = Self.typed()
            draft.stoppedOn = "2026-10-14"
            let version = try await trials.trial(id).trial.version
            // Of results there will be none, so the day may come before that of the results.
            for day in ["2026-10-14", "2029-09-30", "soon"] {
                draft.purgeOn = day
                let typed = draft
                let faults = await #expect(throws: Faults.self) {
                    try await trials.stopTrial(id, version: version, typed, by: TrialWorld.hubEditor)
                }
                #expect(faults?.list.map(\.field) == ["purgeOn"], "\(day)")
            }
            let before = try await Self.purgeDays(id, trials)
            #expect(before.isEmpty)
            draft.purgeOn = "15/11/2026"
            try await trials.stopTrial(id, version: version, draft, by: TrialWorld.hubEditor)
            let after = try await Self.purgeDays(id, trials)
            #expect(after == ["2026-11-15"])
            let verbs = try await world.verbs()
            #expect(verbs.suffix(2) == ["trial.stop", "protocol.amend"])
            let mails: [String] = try await world.database.read { transaction in
                try transaction.column("SELECT body FROM mail WHERE subject LIKE 'Stopped%'")
            }
            #expect(mails.count == 1)
            #expect(mails.allSatisfy { $0.contains("destroyed by 15 November 2026") })
            let dayBefore = try await world.on("2026-11-14").purgeTrialsDue()
            #expect(dayBefore == 0)
            let purged = try await world.on("2026-11-15").purgeTrialsDue()
            let key = try await world.keys.sealedKey(of: id)
            #expect(purged == 1 && key == nil)
        }
    }

    @Test("can have its rows destroyed earlier later on, and never later", arguments: TestEngine.available)
    func purgedAfterTheStop(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            _ = try await world.allocated(id)
            let trials = try world.on("2026-11-20")
            let version = try await trials.protocolRecord(id, by: TrialWorld.hubLead).version
            func bring(to day: String, _ version: Int, by actor: Actor = TrialWorld.hubEditor) async throws {
                try await trials.bringPurgeForward(of: id, version: version, to: day, by: actor)
            }
            await #expect(throws: TrialsError.wrongStep) { try await bring(to: "2026-12-01", version) }
            try await Self.stop(id, trials)
            for day in ["", "2026-11-19", "2029-09-30", "2030-01-01"] {
                let faults = await #expect(throws: Faults.self) { try await bring(to: day, version) }
                #expect(faults?.list.map(\.field) == ["purgeOn"], "\(day)")
            }
            for other in [TrialWorld.stranger, TrialWorld.lead(of: 1)] {
                await #expect(throws: AccessError.forbidden) {
                    try await bring(to: "2026-12-01", version, by: other)
                }
            }
            await #expect(throws: AccessError.notSignedIn) {
                try await bring(to: "2026-12-01", version, by: .anonymous)
            }
            try await bring(to: "2026-12-01", version)
            await #expect(throws: DatabaseError.staleVersion) { try await bring(to: "2026-11-30", version) }
            let putOff = await #expect(throws: Faults.self) { try await bring(to: "2026-12-02", version + 1) }
            #expect(putOff?.list.map(\.field) == ["purgeOn"])
            let days = try await Self.purgeDays(id, trials)
            #expect(days == ["2026-12-01"])
            let mails: [String] = try await world.database.read { transaction in
                try transaction.column("SELECT body FROM mail WHERE subject LIKE 'Rows of pupils are%'")
            }
            #expect(mails.count == 1 && mails.allSatisfy { $0.contains("destroyed by 1 December 2026") })
            let purged = try await world.on("2026-12-01").purgeTrialsDue()
            #expect(purged == 1)
            await #expect(throws: TrialsError.wrongStep) { try await bring(to: "2026-11-30", version + 1) }
        }
    }
}
