import Access
import Database
import Evidence
import Plans
import Services
import TestDatabases
import Testing

@Suite("Plans of schools")
struct PlanTests {
    @Test("a plan begins with exploring, and pressing twice begins one", arguments: TestEngine.available)
    func begins(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let id = try await schools.started()
            #expect(try await schools.started() == id)
            let sam = schools.actor("Sam Editor")
            let record = try await schools.plans.plan(id, by: sam)
            #expect(record.plan.phase == .explore && record.plan.strand.title == "Feedback")
            #expect(record.steps.map(\.phase) == [.explore])
            #expect(try await schools.plans.plans(of: Schools.seaview.id, by: sam).count == 1)
        }
    }

    @Test("what is missing is said beside its field", arguments: TestEngine.available)
    func faults(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            var draft = PlanDraft()
            draft.startsOn = "soon"
            draft.nextReviewOn = "1/1/2020"
            let faults = await #expect(throws: Faults.self) { try await schools.started(draft) }
            #expect(faults?.list.map(\.field) == ["strand", "title", "startsOn", "problem", "owner"])
            var early = Schools.draft
            early.nextReviewOn = "10/1/2027"
            let order = await #expect(throws: Faults.self) { try await schools.started(early) }
            #expect(order?.list.map(\.field) == ["nextReviewOn"])
            var other = Schools.draft
            other.intervention = Schools.sounds
            let wrong = await #expect(throws: Faults.self) { try await schools.started(other) }
            #expect(wrong?.list.map(\.field) == ["intervention"])
        }
    }

    @Test("a template carries the active ingredients of its intervention", arguments: TestEngine.available)
    func template(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let draft = try await schools.plans.template(
                strand: Schools.phonics,
                intervention: Schools.sounds,
                by: schools.actor("Sam Editor")
            )
            #expect(draft.title == "Sounds first")
            #expect(draft.activeIngredients == "Daily practice\nTwo books\nA check each week")
        }
    }

    @Test(
        "a plan goes one phase on, any phase back, or stops with what was learned",
        arguments: TestEngine.available
    )
    func phases(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let id = try await schools.started()
            let sam = schools.actor("Sam Editor")
            await #expect(throws: PlanRefusal.notAStep(from: .explore, to: .deliver)) {
                try await schools.plans.movePlan(id, version: 1, to: .deliver, by: sam)
            }
            try await schools.plans.movePlan(id, version: 1, to: .prepare, by: sam)
            await #expect(throws: DatabaseError.staleVersion) {
                try await schools.plans.movePlan(id, version: 1, to: .deliver, by: sam)
            }
            try await schools.plans.movePlan(id, version: 2, to: .deliver, by: sam)
            await #expect(throws: Faults.self) {
                try await schools.plans.movePlan(id, version: 3, to: .stopped, by: sam)
            }
            try await schools.plans.movePlan(
                id,
                version: 3,
                to: .stopped,
                lessons: "Too little time.",
                by: sam
            )
            let stopped = try await schools.plans.plan(id, by: sam)
            #expect(stopped.plan.lessons == "Too little time.")
            #expect(stopped.steps.map(\.phase) == [.explore, .prepare, .deliver, .stopped])
            await #expect(throws: PlanRefusal.stopped) {
                try await schools.plans.schedule([.init(what: "More")], in: id, version: 4, by: sam)
            }
            try await schools.plans.movePlan(id, version: 4, to: .explore, by: sam)
        }
    }

    @Test("what was done stays done when the list is written again", arguments: TestEngine.available)
    func activities(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let id = try await schools.started()
            let sam = schools.actor("Sam Editor")
            try await schools.plans.schedule(
                [
                    .init(what: "Train the team", owner: "Sam", dueOn: "2027-02-01"), .init(),
                    .init(what: "Sample books"),
                ],
                in: id,
                version: 1,
                by: sam
            )
            let first = try await schools.plans.plan(id, by: sam).activities
            #expect(first.map(\.what) == ["Train the team", "Sample books"])
            try await schools.plans.finish(first[0].id, isDone: true, in: id, by: sam)
            try await schools.plans.schedule(
                [.init(what: "Agree a policy"), .init(id: first[0].id, what: "Train the whole team")],
                in: id,
                version: 2,
                by: sam
            )
            let second = try await schools.plans.plan(id, by: sam).activities
            #expect(second.map(\.what) == ["Agree a policy", "Train the whole team"])
            #expect(second.map { $0.doneOn != nil } == [false, true])
            let faults = await #expect(throws: Faults.self) {
                try await schools.plans.schedule(
                    [.init(what: "", owner: "Sam"), .init(what: "x", dueOn: "31/2/2027")],
                    in: id,
                    version: 3,
                    by: sam
                )
            }
            #expect(faults?.list.map(\.field) == ["what-0", "due-1"])
            await #expect(throws: AccessError.notFound) {
                try await schools.plans.finish(ID(rawValue: 9), isDone: true, in: id, by: sam)
            }
        }
    }

    @Test("a review is kept once, and an overdue one is seen", arguments: TestEngine.available)
    func reviews(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let id = try await schools.started()
            let sam = schools.actor("Sam Editor")
            var draft = PlanReviewDraft()
            draft.fidelity = "4"
            draft.acceptability = "3"
            draft.reach = "70"
            draft.happened = "Most classes began."
            draft.nextStep = "Coach two teachers."
            draft.nextReviewOn = "1/3/2027"
            for _ in 0..<2 {
                try await schools.plans.reviewPlan(
                    id,
                    version: 1,
                    draft,
                    by: sam,
                    key: try Schools.key("review")
                )
            }
            let record = try await schools.plans.plan(id, by: sam)
            #expect(record.reviews.count == 1 && record.reviews[0].writtenBy == "Sam Editor")
            #expect(try await schools.plans.plansNeedingAttention(by: sam).isEmpty)
            let later = try schools.on("2027-03-02")
            #expect(try await later.plansNeedingAttention(by: sam).map(\.id) == [id])
            #expect(try await later.plansNeedingAttention(by: schools.actor("Hal Lead")).isEmpty)
            draft.fidelity = "6"
            draft.heldOn = "1/4/2027"
            let faults = await #expect(throws: Faults.self) {
                try await schools.plans.reviewPlan(
                    id,
                    version: 2,
                    draft,
                    by: sam,
                    key: try Schools.key("again")
                )
            }
            #expect(faults?.list.map(\.field) == ["heldOn", "fidelity", "nextReviewOn"])
            #expect(faults?.list.last?.message == "Enter a date after 1 April 2027")
        }
    }

    @Test(
        "a private plan does not exist for others; a shared one can be read and copied",
        arguments: TestEngine.available
    )
    func sharing(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let id = try await schools.started()
            let nora = schools.actor("Nora Hub")
            let hal = schools.actor("Hal Lead")
            for actor in [nora, hal, schools.actor("Pat Outsider")] {
                await #expect(throws: AccessError.notFound) { try await schools.plans.plan(id, by: actor) }
            }
            await #expect(throws: AccessError.forbidden) {
                try await schools.plans.sharePlan(
                    id,
                    version: 1,
                    isShared: true,
                    by: schools.actor("Sam Editor")
                )
            }
            await #expect(throws: AccessError.forbidden) {
                try await schools.plans.editPlan(
                    id,
                    version: 1,
                    Schools.draft,
                    by: schools.actor("Mia Member")
                )
            }
            try await schools.plans.sharePlan(id, version: 1, isShared: true, by: schools.actor("Sue Lead"))
            #expect(try await schools.plans.sharedPlans(by: nora).plans.map(\.id) == [id])
            var phonics = SharedPlansQuery()
            phonics.strand = Schools.phonics
            #expect(try await schools.plans.sharedPlans(phonics, by: nora).plans.isEmpty)
            let copy = try await schools.plans.template(strand: Schools.feedback, copying: id, by: hal)
            #expect(copy.title == "Feedback that is used" && copy.problem.isEmpty && copy.owner.isEmpty)
            var filled = copy
            filled.problem = "Ours"
            filled.owner = "Hal"
            filled.startsOn = "1/2/2027"
            let mine = try await schools.plans.startPlan(
                filled,
                for: Schools.hillside.id,
                copying: id,
                by: hal,
                key: try Schools.key("copy")
            )
            #expect(try await schools.plans.plan(mine, by: hal).plan.copiedFrom == id)
            // A hub reads it, but it stays the school's.
            await #expect(throws: AccessError.notFound) {
                try await schools.plans.movePlan(id, version: 2, to: .prepare, by: nora)
            }
        }
    }
}
