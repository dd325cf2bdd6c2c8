import Access
import Accounts
import Database
import Plans
import Services
import TestDatabases
import Testing

@Suite("What plans hold about persons")
struct ErasureTests {
    private static let sam = ID<Person>(rawValue: 101)

    /// Sam begins a plan that names them in three ways, schedules it and reviews it.
    private static func planned(_ schools: Schools) async throws -> ID<Plan> {
        var draft = Schools.draft
        draft.owner = "SAM EDITOR, head of English"
        let id = try await schools.started(draft)
        let editor = schools.actor("Sam Editor")
        try await schools.plans.schedule(
            [
                PlanActivityDraft(what: "Train staff", owner: "Sue Lead and Sam Editor"),
                PlanActivityDraft(what: "Buy books", owner: "Sam Editorson"),
            ],
            in: id,
            version: 1,
            by: editor
        )
        var review = PlanReviewDraft()
        review.fidelity = "4"
        review.acceptability = "3"
        review.happened = "Books were marked."
        review.nextStep = "Look again."
        try await schools.plans.reviewPlan(id, version: 2, review, by: editor, key: Schools.key("review"))
        return id
    }

    @Test(
        "the file holds the plans, the reviews and the places that name them",
        arguments: TestEngine.available
    )
    func export(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            _ = try await Self.planned(schools)
            let part = PlansPersonalData()
            let records = try await schools.database.read { try part.records(of: Self.sam, in: $0) }
            func texts(_ field: String) -> [String] {
                records.compactMap { record in
                    record.fields.compactMap { name, value in
                        if name == field, case .text(let text) = value { text } else { nil }
                    }.first
                }
            }
            #expect(texts("kind") == ["plan begun", "review written", "named in a plan", "named in a plan"])
            #expect(texts("happened") == ["Books were marked."])
            #expect(texts("text") == ["SAM EDITOR, head of English", "Sue Lead and Sam Editor"])
            let others = try await schools.database.read { try part.records(of: ID(rawValue: 103), in: $0) }
            #expect(others.isEmpty)
        }
    }

    @Test("an erased person's name goes from plans, and nobody else's does", arguments: TestEngine.available)
    func erase(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let id = try await Self.planned(schools)
            let now = Schools.start
            let count = try await schools.database.write {
                try PlansPersonalData().erase(Self.sam, at: now, in: $0)
            }
            #expect(count == 2)
            let record = try await schools.plans.plan(id, by: schools.actor("Sue Lead"))
            #expect(record.plan.content.owner == "Removed person, head of English")
            #expect(record.activities.map(\.owner) == ["Sue Lead and Removed person", "Sam Editorson"])
            #expect(record.reviews.count == 1)
        }
    }
}
