import Access
import Database
import Evidence
import HTML
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@testable import Website

@Suite("Pages of one trial")
struct TrialPagesTests {
    /// Made-up attendance: the fewer half-days absent, the better.
    private static let absence: [ProtocolItem: String] = [
        .outcome: "Half-days absent", .isAttainment: "no", .outcomeDomain: "attendance",
        .outcomeDirection: "lower",
    ]

    /// A trial that has reported, and its report as everyone reads it.
    private static func reported(_ world: TrialWorld, _ changes: [ProtocolItem: String] = [:]) async throws
        -> (
            kept: KeptAnalysis, record: TrialRecord, published: PublishedReport, report: String
        )
    {
        let id = try await world.published(.schools, changes)
        let kept = try await world.reported(id, try await world.allocated(id))
        let trials = try world.on("2027-06-03")
        let record = try await trials.trial(id)
        let published = try #require(try await trials.publishedReport(of: id))
        let page = TrialReportPage(
            record: record,
            published: published,
            organisation: "A hub",
            profiles: trials.profiles,
            mayReview: false
        )
        return (kept, record, published, page.body.rendered())
    }

    @Test("A trial's own page says what its report says", arguments: TestEngine.available)
    func ownPage(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let (_, record, published, _) = try await Self.reported(world, Self.absence)
            let trials = try world.on("2027-06-03")
            let page = TrialPage(
                record: record,
                organisation: "A hub",
                report: published,
                profiles: trials.profiles,
                mayAnalyse: false,
                today: try #require(LocalDate("2027-06-03"))
            ).body.rendered()
            let words = TrialWords(published, of: record.trial, trials.profiles)
            #expect(
                words.months == nil && words.found.hasPrefix("On “Half-days absent”, pupils offered this")
            )
            #expect(page.contains(words.found) && !page.contains("month"))
        }
    }

    @Test(
        "A trial that recruits elsewhere says whom a school asks; one with a protocol has its button",
        arguments: TestEngine.available
    )
    func takingPart(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            let trials = try world.on("2026-09-06")
            let record = try await trials.trial(id)
            var page = TrialPage(
                record: record,
                organisation: "A hub",
                report: nil,
                profiles: trials.profiles,
                mayAnalyse: false,
                today: record.trial.recruitsFrom
            )
            #expect(record.trial.status(on: page.today) == .recruiting)
            let summary = page.body.rendered()
            #expect(summary.contains("by invitation") && summary.contains("ask A hub."))
            page.protocolPart = TrialProtocolPart(
                published: try #require(try await trials.publishedProtocol(id)),
                recruitment: try await trials.recruitment(of: id)
            )
            let whole = page.body.rendered()
            #expect(whole.contains("Join with your school") && !whole.contains("by invitation"))
        }
    }

    @Test("Ranks of pupils and the improvement index are of attainment alone", arguments: [true, false])
    func ranks(isAttainment: Bool) async throws {
        let wellbeing: [ProtocolItem: String] = [
            .outcome: "Feeling at home in school", .isAttainment: "no", .outcomeDomain: "wellbeing",
            .outcomeDirection: "higher",
        ]
        try await TrialWorld.open(rehearses: false) { world in
            let (kept, _, _, report) = try await Self.reported(world, isAttainment ? [:] : wellbeing)
            #expect(kept.result.plan.outcome.isLowerBetter != true)
            #expect(report.contains("Said another way") == isAttainment)
            #expect(report.contains("improvement index") == isAttainment)
        }
    }

    @Test("Who analyses every trial reads them in one model, eligible pupils too; the hub’s lead does not")
    func oneStage() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            for number in 1...3 {
                let id = try await world.published(.schools, [.title: "Tidal Readers, year \(number)"])
                _ = try await world.reported(id, try await world.allocated(id))
            }
            let trials = try world.on("2027-06-03")
            let subject = PoolSubject.intervention(world.intervention)
            #expect(try await trials.mayPoolInOneStage(subject, by: TrialWorld.analyst))
            #expect(try await !trials.mayPoolInOneStage(subject, by: TrialWorld.hubLead))
            await #expect(throws: AccessError.forbidden) {
                try await trials.oneStage(subject, by: TrialWorld.hubLead)
            }
            let comparison = try await trials.oneStage(subject, by: TrialWorld.analyst)
            let fsm = try #require(comparison.fsm.value)
            #expect(fsm.trials == 3 && fsm.pupils == 3 * 8 * 24)
            #expect(try await world.verbs().count { $0 == "trial.read-bundle" } == 3)
            let page = OneStagePage(
                name: "Tidal Readers",
                pool: SiteMap.interventionResults(world.intervention),
                comparison: comparison
            ).body.rendered()
            #expect(page.contains("How much more eligible pupils gained than others of the same trial"))
            #expect(page.contains("\(fsm.pupils) pupils in 3 trials") && !page.contains("not estimated"))
        }
    }

    /// A school's page of a trial in the spring after the draw.
    private static func page(
        _ world: TrialWorld,
        _ place: ID<TrialSchool>,
        of number: Int,
        maySend: Bool = true,
        on day: String = "2027-04-10",
        _ form: FormState = FormState()
    ) async throws -> String {
        let trials = try world.on(day)
        let lead = TrialWorld.lead(of: number)
        let school = try await trials.trialSchool(place, by: lead)
        return SchoolTrialPage(
            trial: SchoolTrial(
                place: school,
                published: try #require(try await trials.publishedProtocol(school.trial))
            ),
            rows: try await trials.rowCounts(of: place, by: lead),
            counts: try await trials.schoolCounts(of: place, by: lead),
            withdrawals: try await trials.withdrawals(of: place, by: lead),
            may: .init(sign: maySend, send: maySend, read: false, withdraw: maySend),
            today: try #require(LocalDate(day)),
            ticket: FormTicket(token: "t", key: "k"),
            state: form
        ).body.rendered()
    }

    @Test("A school of which nobody was drawn is asked for no outcomes; others are told what is theirs")
    func schoolPages() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published(.pupilsWithinSchools)
            let late = try await world.joined(id, 5)
            let places = try await world.allocated(id, schools: 4)
            let outside = try await Self.page(world, late, of: 5)
            #expect(outside.contains("Your school had sent no roster before the lock"))
            #expect(outside.contains("None are needed") && !outside.contains("Send outcomes"))
            #expect(outside.contains("Next: Nothing."))
            let inside = try await Self.page(world, places[0], of: 1)
            #expect(inside.contains("Who is in which arm (CSV)") && inside.contains("Send outcomes"))
            #expect(inside.contains("Next: Outcomes by 31 May 2027."))
            // Who may only look is not told that nothing was sent.
            let looking = try await Self.page(world, places[0], of: 1, maySend: false)
            #expect(looking.contains("Arms lie within your school.") && !looking.contains("no roster"))
            let trials = try world.on("2027-04-10")
            try await trials.withdraw(places[1], from: .data, reason: "x", by: TrialWorld.lead(of: 2))
            let gone = try await Self.page(world, places[1], of: 2)
            #expect(gone.contains("Your school has withdrawn its data") && !gone.contains("sent no roster"))
            #expect(gone.contains("so no outcomes are taken") && !gone.contains("withdrawn from testing"))
        }
    }

    @Test("A school that withdrew before the draw is asked for nothing more, and its list says since when")
    func withdrawnBefore() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published()
            let place = try await world.joined(id, 1)
            let lead = TrialWorld.lead(of: 1)
            let day = "2026-09-10"
            let before = try await Self.page(world, place, of: 1, on: day)
            #expect(before.contains("1. Tell parents") && before.contains("Withdraw from the trial"))
            // What is wrong with the form is not folded away.
            var refused = FormState()
            refused.refuse("why", "Enter the reason")
            let open = try await Self.page(world, place, of: 1, on: day, refused)
            #expect(before.ranges(of: "<details open").count < open.ranges(of: "<details open").count)

            let trials = try world.on(day)
            try await trials.withdraw(place, from: .delivery, reason: "Staff left", by: lead)
            let after = try await Self.page(world, place, of: 1, on: day)
            #expect(after.contains("Withdrawn on 10 September 2026") && after.contains("Staff left"))
            #expect(after.contains("Read the memorandum and join again"))
            let looking = try await Self.page(world, place, of: 1, maySend: false, on: day)
            #expect(looking.contains("it can join again") && !looking.contains("and join again</a>"))
            for gone in ["1. Tell parents", "3. Allocation", "4. Outcomes", "Withdraw from the trial"] {
                #expect(!after.contains(gone), "\(gone)")
            }
            let mine = try await trials.trials(ofSchool: TrialWorld.school(1).id, by: lead)
            let list = SchoolTrialsPage(
                schools: [(TrialWorld.school(1), mine, [:])],
                today: try #require(LocalDate(day))
            ).body.rendered()
            #expect(list.contains("Withdrawn on 10 September 2026") && !list.contains("Joined"))

            // Once the trial has stopped nobody is told of a way back.
            let other = try await world.joined(id, 2)
            let running = try await Self.page(world, other, of: 2, on: day)
            #expect(running.contains("The school can join again until rosters are locked"))
            var stop = TrialStopDraft()
            stop.stoppedOn = day
            stop.reason = "Too few schools joined"
            let trial = try await trials.trial(id).trial
            try await trials.stopTrial(id, version: trial.version, stop, by: TrialWorld.hubEditor)
            for (school, number) in [(place, 1), (other, 2)] {
                let over = try await Self.page(world, school, of: number, on: day)
                #expect(over.contains("The trial has stopped") && !over.contains("join again"))
            }
        }
    }

    @Test("A school that withdrew after the draw can take that back on its page, until the freeze")
    func takingBack() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published()
            let places = try await world.allocated(id)
            let lead = TrialWorld.lead(of: 2)
            let trials = try world.on("2027-04-10")
            let first = try await Self.page(world, places[1], of: 2)
            #expect(!first.contains("Take a withdrawal back"))
            // What is for good is said before anyone presses.
            #expect(first.contains("do not come back even then: its pupils stay counted as allocated"))
            try await trials.withdraw(places[1], from: .data, reason: "Governors", by: lead)
            let left = try await Self.page(world, places[1], of: 2)
            #expect(left.contains("Take a withdrawal back") && left.contains("do not come back"))
            #expect(try await !Self.page(world, places[1], of: 2, maySend: false).contains("Take it back"))
            try await trials.takeBackWithdrawal(of: places[1], from: .data, reason: "A new head", by: lead)
            let back = try await Self.page(world, places[1], of: 2)
            #expect(back.contains("10 April 2027: took this back. A new head."))
            #expect(!back.contains("Take a withdrawal back") && back.contains("None can be taken"))
            // Not said to have sent nothing.
            #expect(!back.contains("had sent no roster"))
            // Whoever takes part reads what the group it was drawn for does, and when it tests.
            let others = try await Self.page(world, places[3], of: 4)
            let isControl = others.contains("until testing is over: Reading lessons as before.")
            let delivers = others.contains("It delivers Tidal Readers, 2nd edition from 1 November 2026")
            #expect(isControl != delivers && others.contains("from 1 April 2027 until 31 May 2027"))

            try await trials.withdraw(places[2], from: .testing, reason: "x", by: TrialWorld.lead(of: 3))
            try await trials.uploadRoster(
                Array(TrialWorld.outcomes(1).utf8),
                .outcome,
                to: places[0],
                by: TrialWorld.lead(of: 1)
            )
            try await trials.freezeTrial(id, by: TrialWorld.analyst)
            #expect(try await !Self.page(world, places[2], of: 3).contains("Take a withdrawal back"))
        }
    }

    @Test(
        "A page for rows says why none can be sent, and has no form until they can",
        arguments: TestEngine.available
    )
    func rowsInTime(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            let lead = TrialWorld.lead(of: 1)
            let place = try await world.joined(id, 1)
            func page(_ wave: Wave, on day: String) async throws -> String {
                let trials = try world.on(day)
                return SchoolRowsPage(
                    trial: SchoolTrial(
                        place: try await trials.trialSchool(place, by: lead),
                        published: try #require(try await trials.publishedProtocol(id))
                    ),
                    wave: wave,
                    headings: [],
                    faults: [],
                    ticket: FormTicket(token: "t", key: "k"),
                    state: FormState(),
                    refusal: try await trials.whyNoRows(wave, of: place, by: lead)
                ).body.rendered()
            }
            let early = try await page(.roster, on: "2026-09-15")
            #expect(early.contains("Parents can object until 20 September 2026"))
            #expect(!early.contains("<form") && early.contains("What it may contain"))
            #expect(try await page(.roster, on: "2026-10-10").contains("<form"))
            let outcomes = try await page(.outcome, on: "2026-10-10")
            #expect(outcomes.contains("Outcomes are taken after the units are allocated."))
            #expect(!outcomes.contains("<form"))
        }
    }

    @Test("A school reads what is next, with what it has sent already")
    func nextStep() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published()
            let lead = TrialWorld.lead(of: 1)
            let place = try await world.joined(id, 1)
            func next(_ day: String) async throws -> String {
                let trials = try world.on(day)
                let mine = try await trials.trials(ofSchool: TrialWorld.school(1).id, by: lead)
                let rows = try await trials.rowCounts(of: place, by: lead)
                return SchoolTrialsPage.next(try #require(mine.first), rows)
            }
            #expect(try await next("2026-09-10") == "Roster after 20 September 2026, by 20 October 2026")
            for number in 1...4 {
                let school = number == 1 ? place : try await world.joined(id, number)
                try await world.on("2026-10-10").uploadRoster(
                    Array(TrialWorld.roster(number).utf8),
                    .roster,
                    to: school,
                    by: TrialWorld.lead(of: number)
                )
            }
            #expect(
                try await next("2026-10-10")
                    == "Wait for the allocation; your roster is in, and can be changed until it is locked"
            )
            let drawn = try world.on("2026-10-25")
            try await drawn.lockRosters(of: id, by: TrialWorld.analyst)
            try await drawn.allocate(id, by: TrialWorld.analyst)
            let tested = try world.on("2027-04-10")
            for (pupils, expected) in [
                (20, "Outcomes of 4 more pupils by 31 May 2027"),
                (24, "Wait for the result; outcomes of all pupils are in"),
            ] {
                let file = Array(TrialWorld.outcomes(1, pupils: pupils).utf8)
                try await tested.uploadRoster(file, .outcome, to: place, by: lead)
                #expect(try await next("2027-04-10") == expected)
            }
            try await world.on("2027-06-01").freezeTrial(id, by: TrialWorld.analyst)
            #expect(try await next("2027-06-01") == "Wait for the analysis")
        }
    }

    @Test(
        "A school is led to its results once the trial is analysed, and lists say when it reported",
        arguments: TestEngine.available
    )
    func analysed(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            _ = try await world.reported(id, try await world.allocated(id))
            let trials = try world.on("2027-06-03")
            let lead = TrialWorld.lead(of: 1)
            let mine = try #require(
                try await trials.trials(ofSchool: TrialWorld.school(1).id, by: lead).first
            )
            let rows = try await trials.rowCounts(of: mine.place.id, by: lead)
            #expect(SchoolTrialsPage.next(mine, rows) == "Read the results for your school")
            let list = TrialsPage(
                trials: try await trials.trials(),
                today: try #require(LocalDate("2027-06-03"))
            )
            .body.rendered()
            #expect(list.contains("Published on 2 June 2027") && !list.contains("Due by"))
        }
    }

    @Test("Analysts read which school is left out; others see numbers that are in no list")
    func leaveOneOut() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let (kept, _, published, report) = try await Self.reported(world)
            let left = try #require(kept.result.leaveOneOut.value)
            let names = try await world.on("2027-06-03").schoolNames(in: kept, by: TrialWorld.analyst)
            let whole = TrialReport(kept.result, cost: nil, isForEveryone: false)
            let named = TrialReportFigures(report: whole, schools: names)
            for one in left {
                let school = one.school + 1
                let row = named.withoutEach.first { $0.label == "Without S00\(school) · School \(school)" }
                #expect(row?.result == one)
            }
            #expect(named.leaveOneOut.rendered().contains("School 1"))
            let numbered = TrialReportFigures(report: whole)
            #expect(numbered.withoutEach.map { $0.result.g } == left.map(\.g).sorted())
            #expect(numbered.withoutEach.map { $0.label } == (1...left.count).map { "Without school \($0)" })
            #expect(!numbered.leaveOneOut.rendered().contains("School 1"))
            for text in [report, TrialReportFigures(report: published.report).leaveOneOut.rendered()] {
                #expect(!text.contains("Without school") && !text.contains("Without S00"))
            }
        }
    }

    @Test("A school reads its own averages and the result before they are published")
    func schoolResults() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published()
            let places = try await world.allocated(id)
            _ = try await world.analysed(id, places)
            let trials = try world.on("2027-06-03")
            let lead = TrialWorld.lead(of: 1)
            let results: SchoolResults = try #require(try await trials.schoolResults(of: places[0], by: lead))
            let page = SchoolResultsPage(
                trial: SchoolTrial(
                    place: try await trials.trialSchool(places[0], by: lead),
                    published: try #require(try await trials.publishedProtocol(id))
                ),
                results: results,
                profiles: trials.profiles
            ).body.rendered()
            #expect(page.contains("Not published yet") && page.contains("Pupils offered this"))
        }
    }
}
