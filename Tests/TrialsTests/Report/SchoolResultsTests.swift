import Access
import Database
import Services
import TestDatabases
import TestTrials
import Testing

@testable import Trials

@Suite("What a school sees of its trial")
struct SchoolResultsTests {
    @Test(
        "Its own averages and the trial's result stand there before anyone outside reads them",
        arguments: TestEngine.available
    )
    func results(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            let places = try await world.allocated(id)
            let early = try world.on("2026-11-01")
            #expect(try await early.schoolResults(of: places[0], by: TrialWorld.lead(of: 1)) == nil)
            let kept = try await world.analysed(id, places)
            let trials = try world.on("2027-06-03")
            let found = try #require(
                try await trials.schoolResults(of: places[0], by: TrialWorld.evaluator(of: 1))
            )
            #expect(!found.isPublished)
            #expect(found.report?.primary?.effect == kept.result.primary.effect)
            #expect(found.report?.isForEveryone == true)
            let arm = try #require(found.arms.first)
            #expect(found.arms.count == 1 && arm.pupils == 24)
            let before = (1...24).map { 30 + ($0 * 7 + 5) % 23 }
            let after = (1...24).map { 35 + ($0 * 11 + 3) % 29 }
            #expect(abs(try #require(arm.before) - Double(before.reduce(0, +)) / 24) < 1e-9)
            #expect(abs(try #require(arm.after) - Double(after.reduce(0, +)) / 24) < 1e-9)
            #expect(try await world.verbs().contains("trial.read-school-results"))
            for actor in [TrialWorld.member(of: 1), TrialWorld.lead(of: 2), TrialWorld.stranger] {
                await #expect(throws: AccessError.self) {
                    try await trials.schoolResults(of: places[0], by: actor)
                }
            }
        }
    }

    @Test("Averages of fewer than ten scores do not stand there")
    func few() throws {
        var trial = SimulatedTrial(unit: .pupil, schools: 4, pupilsPerSchool: 18)
        trial.model = .schoolIndicators
        let arms = try SufficientStatistics(trial.data()).arms(ofSchool: "S2")
        #expect(arms.map(\.pupils) == [9, 9])
        #expect(arms.allSatisfy { $0.before == nil && $0.after == nil })
        #expect(try SufficientStatistics(trial.data()).arms(ofSchool: "S9").isEmpty)
    }

    @Test("The memorandum is kept as it was signed, by whom and when", arguments: TestEngine.available)
    func memorandum(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            let place = try await world.joined(id, 1)
            let trials = try world.on("2026-10-01")
            let text = try await trials.memorandum(of: id)
            try await trials.amendProtocol(
                id,
                version: try await trials.protocolRecord(id, by: TrialWorld.hubLead).version,
                changing: [.controlDetail: "Lessons as they were."],
                reason: "Clearer",
                by: TrialWorld.hubLead
            )
            for actor in [TrialWorld.lead(of: 1), TrialWorld.hubLead] {
                let signed = try await trials.signedMemorandum(of: place, by: actor)
                #expect(signed.text == text.plainText && signed.sha256 == text.sha256)
                #expect(signed.signedBy == "Lead One")
                #expect(signed.signedAt == (try TrialWorld.instant("2026-09-05")))
            }
            await #expect(throws: AccessError.notFound) {
                try await trials.signedMemorandum(of: place, by: TrialWorld.lead(of: 2))
            }
        }
    }

    @Test("Its hub reads why it said no or withdrew", arguments: TestEngine.available)
    func reasons(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            let trials = try world.on("2026-09-05")
            _ = try await trials.inviteSchools(
                [TrialWorld.school(2).id, TrialWorld.school(3).id],
                to: id,
                from: .list,
                by: TrialWorld.hubLead
            )
            let places = try await trials.trialSchools(of: id, by: TrialWorld.hubLead)
            let second = try #require(places.first { $0.school.id == TrialWorld.school(2).id })
            try await trials.declineTrial(second.id, reason: "Too much this year", by: TrialWorld.lead(of: 2))
            let first = try await world.joined(id, 1)
            try await trials.withdraw(
                first,
                from: .delivery,
                reason: "A teacher left",
                by: TrialWorld.lead(of: 1)
            )
            let reasons = try await trials.reasons(of: id, by: TrialWorld.hubLead)
            #expect(reasons == [second.id: ["Too much this year"], first: ["Delivery: A teacher left"]])
            await #expect(throws: AccessError.self) {
                try await trials.reasons(of: id, by: TrialWorld.stranger)
            }
            let recruited = try #require(try await trials.recruited(id))
            #expect(recruited == .init(asked: 3, declined: 1, unanswered: 1, joined: 1))
        }
    }

    @Test(
        "An objection after the freeze is answered, and the answer says what stays",
        arguments: TestEngine.available
    )
    func lateObjection(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            let places = try await world.allocated(id)
            _ = try await world.analysed(id, places)
            let trials = try world.on("2027-07-01")
            let answer = try await trials.removePupil(
                code: "P101",
                from: places[0],
                .objection,
                by: TrialWorld.lead(of: 1)
            )
            #expect(answer == .frozen)
            let text = try #require(try await trials.publishedProtocol(id)).record.text
            #expect(
                answer.words(text, purge: "30/9/2029", stage: .frozen).contains("destroyed on 30/9/2029")
            )
            #expect(answer.words(text, purge: "30/9/2029", stage: .purged).contains("are destroyed"))
            var drawn = text
            drawn[.unit] = "pupil"
            let removed = ErasureAnswer.removed
            #expect(
                removed.words(drawn, purge: "30/9/2029", stage: .allocated).contains(
                    "keeps the code with its arm"
                )
            )
            #expect(!removed.words(text, purge: "30/9/2029", stage: .allocated).contains("keeps the code"))
            // Before the draw nobody is allocated, and nobody is counted as such.
            let before = removed.words(drawn, purge: "30/9/2029", stage: .recruiting)
            #expect(before.contains("Nothing is drawn yet") && !before.contains("allocated"))
        }
    }
}
