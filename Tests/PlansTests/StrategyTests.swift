import Access
import Database
import Directory
import Evidence
import Plans
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Pupil premium strategies")
struct StrategyTests {
    static let year = AcademicYear(startYear: 2026)

    static var draft: StrategyDraft {
        var draft = StrategyDraft()
        draft.pupils = "400"
        draft.eligiblePupils = "100"
        draft.funding = "£140,000"
        draft.carriedForward = "1,500.50"
        draft.intent = "Every pupil reads well."
        draft.challenges = "Vocabulary\nAttendance\n"
        var teaching = StrategyDraft.ActivityRow()
        teaching.what = "Training on feedback"
        teaching.strand = Schools.feedback
        teaching.challenges = "1"
        teaching.cost = "20,000"
        var wider = StrategyDraft.ActivityRow()
        wider.tier = .wider
        wider.what = "Breakfast club"
        wider.challenges = "1, 2"
        wider.cost = "12000.50"
        draft.activities = [teaching, StrategyDraft.ActivityRow(), wider]
        return draft
    }

    @Test("the money adds up, tier by tier", arguments: TestEngine.available)
    func money(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let sam = schools.actor("Sam Editor")
            let id = try await schools.plans.startStrategy(
                Self.draft,
                for: Schools.seaview.id,
                Self.year,
                by: sam,
                key: try Schools.key("strategy")
            )
            let strategy = try await schools.plans.strategy(id, by: sam)
            #expect(strategy.cost() == Pence(3_200_050))
            #expect(strategy.cost(of: .wider) == Pence(1_200_050) && strategy.cost(of: .targeted) == .zero)
            #expect(strategy.unspent == Pence(14_150_050 - 3_200_050))
            #expect(strategy.content.eligiblePercentage == 25)
            #expect(strategy.activities.map(\.challenges) == [[1], [1, 2]])
            await #expect(throws: PlanRefusal.strategyExists) {
                try await schools.plans.startStrategy(
                    Self.draft,
                    for: Schools.seaview.id,
                    Self.year,
                    by: sam,
                    key: try Schools.key("second")
                )
            }
        }
    }

    @Test(
        "a challenge that is not there and money that is not money are named",
        arguments: TestEngine.available
    )
    func faults(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            var draft = Self.draft
            draft.eligiblePupils = "500"
            draft.funding = "lots"
            draft.activities[0].challenges = "3"
            draft.activities[2].cost = "12.5"
            let faults = await #expect(throws: Faults.self) {
                try await schools.plans.startStrategy(
                    draft,
                    for: Schools.seaview.id,
                    Self.year,
                    by: schools.actor("Sam Editor"),
                    key: try Schools.key("bad")
                )
            }
            #expect(faults?.list.map(\.field) == ["eligiblePupils", "funding", "challenges-0", "cost-2"])
        }
    }

    @Test("a draft is its school's; published, it is everyone's", arguments: TestEngine.available)
    func publishing(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let sam = schools.actor("Sam Editor")
            let id = try await schools.plans.startStrategy(
                Self.draft,
                for: Schools.seaview.id,
                Self.year,
                by: sam,
                key: try Schools.key("strategy")
            )
            for actor in [Actor.anonymous, schools.actor("Hal Lead"), schools.actor("Nora Hub")] {
                await #expect(throws: AccessError.notFound) {
                    try await schools.plans.strategy(id, by: actor)
                }
            }
            await #expect(throws: AccessError.forbidden) {
                try await schools.plans.publishStrategy(id, version: 1, by: sam)
            }
            try await schools.plans.publishStrategy(id, version: 1, by: schools.actor("Sue Lead"))
            #expect(try await schools.plans.strategy(id, by: .anonymous).publishedAt == Schools.start)
            await #expect(throws: DatabaseError.staleVersion) {
                try await schools.plans.saveStrategy(id, version: 1, Self.draft, by: sam)
            }
            #expect(try await schools.plans.publishedStrategies(of: Schools.seaview.id).count == 1)
        }
    }

    @Test(
        "of many years are read with as few statements as of one, each with its own activities",
        arguments: TestEngine.available
    )
    func manyYears(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let counting = CountingDatabase(schools.database)
            let plans = Plans(database: counting, services: .seeded(9, at: Schools.start))
            var counts: [Int] = []
            for (position, year) in [Self.year.startYear, 2024, 2025].enumerated() {
                var draft = Self.draft
                draft.activities[0].what = "Activity of \(year)"
                let id = try await schools.plans.startStrategy(
                    draft,
                    for: Schools.seaview.id,
                    AcademicYear(startYear: year),
                    by: schools.actor("Sam Editor"),
                    key: try Schools.key("year-\(year)")
                )
                try await schools.plans.publishStrategy(id, version: 1, by: schools.actor("Sue Lead"))
                counts.append(
                    try await counting.statements {
                        let found = try await plans.publishedStrategies(of: Schools.seaview.id)
                        #expect(found.count == position + 1)
                        #expect(
                            found.allSatisfy {
                                $0.activities.first?.what == "Activity of \($0.year.startYear)"
                            }
                        )
                    }
                )
            }
            #expect(Set(counts).count == 1, "\(counts)")
        }
    }

    @Test("a template takes figures, plans and last year's challenges", arguments: TestEngine.available)
    func template(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let sam = schools.actor("Sam Editor")
            try await schools.database.write { transaction in
                try transaction.execute(
                    "INSERT INTO lineage_member (urn, lineage_id) VALUES (900001, 900001)"
                )
                try transaction.execute(
                    """
                    INSERT INTO establishment (urn, organisation_id, type, status, phase)
                    VALUES (900001, \(Schools.seaview.id), 'Academy', 'open', 'secondary')
                    """
                )
                for (year, roll) in [(2024, 390.0), (2025, 410.0)] {
                    try transaction.execute(
                        """
                        INSERT INTO characteristic (urn, academic_year, measure, value)
                        VALUES (900001, \(year), \(Measure.premiumRoll), \(roll))
                        """
                    )
                }
                try transaction.execute(
                    """
                    INSERT INTO characteristic (urn, academic_year, measure, pence)
                    VALUES (900001, 2025, \(Measure.premiumAllocation), 12345600)
                    """
                )
            }
            try await schools.plans.startStrategy(
                Self.draft,
                for: Schools.seaview.id,
                AcademicYear(startYear: 2025),
                by: sam,
                key: try Schools.key("before")
            )
            let plan = try await schools.started()
            let draft = try await schools.plans.strategyTemplate(for: Schools.seaview.id, Self.year, by: sam)
            #expect(draft.pupils == "410" && draft.funding == "123456.00")
            #expect(draft.challenges == "Vocabulary\nAttendance" && draft.lastYear.isEmpty)
            #expect(draft.carriedForward.isEmpty, "what the year before brought along is that year's")
            #expect(draft.activities.map(\.plan) == [plan])
        }
    }

    @Test("the parts of the national template are kept and read back", arguments: TestEngine.available)
    func templateParts(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let sam = schools.actor("Sam Editor")
            var draft = Self.draft
            draft.coversUntil = "2028"
            draft.outcomes = [
                StrategyPair("Pupils read well", "Fluency\tchecks\neach term"), StrategyPair(),
                StrategyPair("Fewer absences"),
            ]
            draft.programmes = [StrategyPair("Sounds first", "Sounds Ltd")]
            draft.servicePremium = "A club for children of service families."
            draft.further = "Free breakfasts."
            let id = try await schools.plans.startStrategy(
                draft,
                for: Schools.seaview.id,
                Self.year,
                by: sam,
                key: try Schools.key("template")
            )
            try await Self.expectKept(id, draft, schools)
            let again = StrategyDraft(try await schools.plans.strategy(id, by: sam))
            try await schools.plans.saveStrategy(id, version: 1, again, by: sam)
            try await Self.expectKept(id, draft, schools)
            var wrong = Self.draft
            wrong.outcomes = [StrategyPair(), StrategyPair("", "Fluency")]
            let faults = await #expect(throws: Faults.self) {
                try await schools.plans.saveStrategy(id, version: 2, wrong, by: sam)
            }
            #expect(faults?.list.map(\.field) == ["outcome-1"])
        }
    }

    private static func expectKept(
        _ id: ID<PremiumStrategy>,
        _ draft: StrategyDraft,
        _ schools: Schools
    ) async throws {
        let content = try await schools.plans.strategy(id, by: schools.actor("Sam Editor")).content
        #expect(
            content.outcomes == [
                StrategyPair("Pupils read well", "Fluency checks each term"), StrategyPair("Fewer absences"),
            ]
        )
        #expect(content.programmes == [StrategyPair("Sounds first", "Sounds Ltd")])
        #expect(content.years(from: year) == "2026/27 to 2028/29")
        #expect(content.servicePremium == draft.servicePremium && content.further == draft.further)
    }

    @Test(
        "the review of the year before begins with the last review of each plan",
        arguments: TestEngine.available
    )
    func lastYear(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let sam = schools.actor("Sam Editor")
            let id = try await schools.started()
            let later = try schools.on("2027-10-01")
            for (number, day, happened) in [
                (1, "1/2/2027", "A first look."), (2, "31/8/2027", "Most staff did it."),
                (3, "1/9/2027", "The next year."),
            ] {
                var review = PlanReviewDraft()
                review.heldOn = day
                review.fidelity = "4"
                review.acceptability = "3"
                review.happened = happened
                review.nextStep = "Go on."
                try await later.reviewPlan(
                    id,
                    version: number,
                    review,
                    by: sam,
                    key: Schools.key("review-\(number)")
                )
            }
            var said: [String] = []
            for year in [2027, 2028, 2026] {
                let draft = try await schools.plans.strategyTemplate(
                    for: Schools.seaview.id,
                    AcademicYear(startYear: year),
                    by: sam
                )
                said.append(draft.lastYear)
            }
            #expect(
                said == [
                    "Feedback that is used: Most staff did it.", "Feedback that is used: The next year.", "",
                ]
            )
        }
    }

    @Test(
        "it says what was learned from a plan that was stopped in that year, also where nobody reviewed it",
        arguments: TestEngine.available
    )
    func stopped(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let sam = schools.actor("Sam Editor")
            let id = try await schools.started()
            try await schools.on("2027-03-01").movePlan(
                id,
                version: 1,
                to: .stopped,
                lessons: "Too much at once.",
                by: sam
            )
            var said: [String] = []
            for year in [2027, 2028] {
                let draft = try await schools.plans.strategyTemplate(
                    for: Schools.seaview.id,
                    AcademicYear(startYear: year),
                    by: sam
                )
                said.append(draft.lastYear)
            }
            #expect(said == ["Feedback that is used: It was stopped. Too much at once.", ""])
        }
    }
}
