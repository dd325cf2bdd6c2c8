import Access
import Database
import Evidence
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@Suite("Recruiting schools")
struct RecruitmentTests {
    @Test("invites each school once and writes to its leads", arguments: TestEngine.available)
    func inviting(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await world.published()
            let trials = try world.on("2026-09-02")
            let schools = (1...3).map { TrialWorld.school($0).id }
            #expect(
                try await trials.inviteSchools(schools, to: id, from: .list, by: TrialWorld.hubEditor) == 3
            )
            #expect(
                try await trials.inviteSchools(schools, to: id, from: .list, by: TrialWorld.hubEditor) == 0
            )
            let mails: [String] = try await world.database.read {
                try $0.column("SELECT to_address FROM mail")
            }
            #expect(mails == ["lead@one.example"])
            // A hub is no school.
            #expect(
                try await trials.inviteSchools(
                    [TrialWorld.otherHub.id],
                    to: id,
                    from: .list,
                    by: TrialWorld.hubLead
                ) == 0
            )
        }
    }

    @Test("finds schools from a pasted list and names what is none")
    func pasted() async throws {
        try await TrialWorld.open { world in
            let found = try await world.on().schools(ofURNs: "100001, 100002;\n999999 Seaview")
            #expect(found.found == [TrialWorld.school(1).id, TrialWorld.school(2).id])
            #expect(found.unknown == ["999999", "Seaview"])
        }
    }

    @Test("keeps the memorandum word for word, with its reader and time", arguments: TestEngine.available)
    func joining(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await world.published()
            let place = try await world.joined(id, 1, isNamed: false)
            let trials = try world.on("2026-09-06")
            let school = try await trials.trialSchool(place, by: TrialWorld.evaluator(of: 1))
            #expect(school.state == .joined && school.code == "S001" && !school.mayBeNamed)
            let text: String? = try await world.database.read {
                try $0.value("SELECT content FROM trial_memorandum WHERE sha256 = \(school.memorandumHash)")
            }
            #expect(try #require(text).contains("published whether they are what anyone hoped for or not"))
            let recruitment = try await trials.recruitment(of: id)
            #expect(recruitment.joined == 1 && recruitment.invited == 1 && recruitment.named.isEmpty)
            // Signed twice is signed once, and nothing that was said changes by it.
            #expect(try await world.joined(id, 1, isNamed: false) == place)
            await #expect(throws: Faults.self) { try await world.joined(id, 1, isNamed: true) }
            #expect(try await trials.recruitment(of: id).named.isEmpty)
        }
    }

    @Test("names a school, and stops naming it, as its lead says", arguments: TestEngine.available)
    func naming(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await world.published()
            let place = try await world.joined(id, 1)
            let trials = try world.on("2026-09-06")
            #expect(try await trials.recruitment(of: id).named == ["School 1"])
            for actor in [TrialWorld.evaluator(of: 1), TrialWorld.hubLead, TrialWorld.lead(of: 2)] {
                await #expect(throws: AccessError.self) {
                    try await trials.changeNaming(of: place, mayBeNamed: false, by: actor)
                }
            }
            try await trials.changeNaming(of: place, mayBeNamed: false, by: TrialWorld.lead(of: 1))
            let recruitment = try await trials.recruitment(of: id)
            #expect(recruitment.named.isEmpty && recruitment.joined == 1)
            try await trials.changeNaming(of: place, mayBeNamed: true, by: TrialWorld.lead(of: 1))
            #expect(try await trials.recruitment(of: id).named == ["School 1"])
            #expect(try await world.verbs().count { $0 == "trial.change-naming" } == 2)
        }
    }

    @Test("refuses a memorandum that has changed, a school's member, and a late school")
    func refusals() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let trials = try world.on("2026-09-05")
            let hash = try await trials.memorandum(of: id).sha256
            await #expect(throws: Faults.self) {
                try await trials.joinTrial(
                    id,
                    for: TrialWorld.school(1).id,
                    memorandum: String(repeating: "0", count: 64),
                    mayBeNamed: true,
                    by: TrialWorld.lead(of: 1)
                )
            }
            await #expect(throws: AccessError.forbidden) {
                try await trials.joinTrial(
                    id,
                    for: TrialWorld.school(1).id,
                    memorandum: hash,
                    mayBeNamed: true,
                    by: TrialWorld.evaluator(of: 1)
                )
            }
            await #expect(throws: AccessError.notFound) {
                try await trials.joinTrial(
                    id,
                    for: TrialWorld.school(1).id,
                    memorandum: hash,
                    mayBeNamed: true,
                    by: TrialWorld.lead(of: 2)
                )
            }
            _ = try await world.withRosters(id, schools: 4)
            try await world.on("2026-10-25").lockRosters(of: id, by: TrialWorld.analyst)
            await #expect(throws: TrialsError.wrongStep) {
                try await world.on("2026-10-26").joinTrial(
                    id,
                    for: TrialWorld.school(5).id,
                    memorandum: hash,
                    mayBeNamed: true,
                    by: TrialWorld.lead(of: 5)
                )
            }
        }
    }

    @Test("lets a school say no once, with its reason")
    func declining() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let trials = try world.on("2026-09-02")
            _ = try await trials.inviteSchools(
                [TrialWorld.school(1).id],
                to: id,
                from: .directory,
                by: TrialWorld.hubLead
            )
            let mine = try await trials.trials(ofSchool: TrialWorld.school(1).id, by: TrialWorld.lead(of: 1))
            let place = try #require(mine.first?.place.id)
            try await trials.declineTrial(place, reason: "Too much on", by: TrialWorld.lead(of: 1))
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.declineTrial(place, reason: "Again", by: TrialWorld.lead(of: 1))
            }
            await #expect(throws: AccessError.notFound) {
                try await trials.trialSchool(place, by: TrialWorld.lead(of: 2))
            }
        }
    }

    @Test(
        "keeps three withdrawals apart: who stops delivering keeps testing",
        arguments: TestEngine.available
    )
    func withdrawing(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await world.published()
            let places = try await world.allocated(id)
            let trials = try world.on("2027-04-10")
            await #expect(throws: Faults.self) {
                try await trials.withdraw(places[0], from: .delivery, reason: "", by: TrialWorld.lead(of: 1))
            }
            try await trials.withdraw(
                places[0],
                from: .delivery,
                reason: "Staff left",
                by: TrialWorld.lead(of: 1)
            )
            try await trials.uploadRoster(
                Array(TrialWorld.outcomes(1).utf8),
                .outcome,
                to: places[0],
                by: TrialWorld.evaluator(of: 1)
            )
            try await trials.withdraw(places[1], from: .testing, reason: "No time", by: TrialWorld.hubLead)
            await #expect(throws: UploadRefusal.leftTesting) {
                try await trials.uploadRoster(
                    Array(TrialWorld.outcomes(2).utf8),
                    .outcome,
                    to: places[1],
                    by: TrialWorld.evaluator(of: 2)
                )
            }
            try await trials.withdraw(places[2], from: .data, reason: "Governors", by: TrialWorld.lead(of: 3))
            #expect(try await trials.rowCounts(of: places[2], by: TrialWorld.lead(of: 3)).isEmpty)
            // Those who were allocated are still counted.
            let counts = try await trials.schoolCounts(of: places[2], by: TrialWorld.lead(of: 3))
            #expect(counts.erased.reduce(0, +) == 24)
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.withdraw(
                    places[0],
                    from: .delivery,
                    reason: "Twice",
                    by: TrialWorld.lead(of: 1)
                )
            }
            let reasons = try await trials.withdrawals(of: places[1], by: TrialWorld.evaluator(of: 2)).map(
                \.reason
            )
            #expect(reasons == ["No time"])
        }
    }

    @Test(
        "does not draw a school that withdrew before, from whatever part, and destroys what it had sent",
        arguments: TrialSchool.Part.allCases
    )
    func withdrawingBefore(part: TrialSchool.Part) async throws {
        for engine in TestEngine.available {
            try await TrialWorld.open(on: engine, rehearses: false) { world in
                let id = try await world.published()
                let places = try await world.withRosters(id, schools: 7)
                let trials = try world.on("2026-10-20")
                let lead = TrialWorld.lead(of: 2)
                try await trials.withdraw(places[1], from: part, reason: "Governors", by: lead)
                #expect(try await trials.rowCounts(of: places[1], by: lead).isEmpty)
                let recruitment = try await trials.recruitment(of: id)
                #expect(recruitment.invited == 7 && recruitment.joined == 6)
                #expect(!recruitment.named.contains("School 2") && recruitment.named.contains("School 1"))
                let strand = try #require(try await trials.trial(id).strands.first)
                let named = try await trials.namedSchools(on: strand.id).map(\.school)
                #expect(named.count == 6 && !named.contains("School 2"))
                await #expect(throws: UploadRefusal.self) {
                    try await trials.uploadRoster(
                        Array(TrialWorld.roster(2).utf8),
                        .roster,
                        to: places[1],
                        by: lead
                    )
                }
                try await trials.lockRosters(of: id, by: TrialWorld.analyst)
                // There is no way back from here on, and joining again does not pretend one.
                let locked = try await #require(throws: Faults.self) { try await world.joined(id, 2) }
                try await trials.allocate(id, by: TrialWorld.analyst)
                let drawn = try await #require(throws: Faults.self) { try await world.joined(id, 2) }
                for faults in [locked, drawn] {
                    #expect(faults.list.first?.message.contains("withdrew before the draw") == true)
                }
                await #expect(throws: TrialsError.wrongStep) {
                    try await trials.takeBackWithdrawal(of: places[1], from: part, reason: "x", by: lead)
                }
                #expect(try await trials.schoolCounts(of: places[1], by: lead) == SchoolCounts())
                let later = try world.on("2027-04-10")
                // Who leaves after the draw has taken part all the same.
                try await later.withdraw(
                    places[2],
                    from: .delivery,
                    reason: "Staff left",
                    by: TrialWorld.lead(of: 3)
                )
                #expect(try await later.recruitment(of: id).joined == 6)
                #expect(try await later.namedSchools(on: strand.id).map(\.school) == named)
                try await later.uploadRoster(
                    Array(TrialWorld.outcomes(1).utf8),
                    .outcome,
                    to: places[0],
                    by: TrialWorld.lead(of: 1)
                )
                try await later.freezeTrial(id, by: TrialWorld.analyst)
                let data = try await later.openTrialData(of: id, by: TrialWorld.analyst).data
                // It is no school of the trial: nothing of it is lost.
                #expect(data.schools.map(\.code) == ["S001", "S003", "S004", "S005", "S006", "S007"])
            }
        }
    }

    @Test("makes papers that say what the protocol says")
    func papers() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let trials = try world.on()
            let notice = try await trials.parentsNotice(of: id).plainText
            #expect(notice.contains("1 October 2026") && notice.contains("30 September 2029"))
            let assessment = try await trials.impactAssessment(of: id).plainText
            #expect(assessment.contains("Reading comprehension"))
            #expect(notice.contains("sealed sums by which the trial’s analyst can check the result"))
            // What they say of who reads rows and sums is what the table of permissions says.
            #expect(assessment.contains("only the trial’s analyst can read them"))
            #expect(assessment.contains("only the school’s evaluators and the trial’s analyst, who is"))
            #expect(Permission.readTrialRows.grounds == [.roles([.evaluator])])
            #expect(
                try await trials.memorandum(of: id).plainText.contains("It may not ask not to be counted")
            )
        }
    }
}
