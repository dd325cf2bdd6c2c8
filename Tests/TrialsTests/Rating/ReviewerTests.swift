import Access
import Database
import Services
import TestDatabases
import TestTrials
import Testing

@testable import Trials

@Suite("Reviewers of a trial")
struct ReviewerTests {
    @Test(
        "belong to no school that joined it, and to no hub that trained for it",
        arguments: TestEngine.available
    )
    func independence(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, schools: 10, rehearses: false) { world in
            let id = try await world.published()
            let places = try await world.allocated(id)
            let trials = try world.on("2027-06-02")
            _ = try await trials.inviteSchools(
                [TrialWorld.school(9).id],
                to: try await world.published(),
                from: .list,
                by: TrialWorld.hubLead
            )
            _ = try await world.reported(id, places)
            let trial = try await trials.trial(id).trial
            let reviewer = TrialWorld.stranger
            #expect(try await trials.mayReview(trial, by: reviewer))
            #expect(try await !trials.mayReview(trial, by: TrialWorld.analyst))
            let also = { (organisation: Organisation) in
                Actor.person(
                    Person(id: ID(rawValue: 77), name: "Both"),
                    memberships: [
                        Membership(TrialWorld.otherHub, .evaluator), Membership(organisation, .member),
                    ]
                )
            }
            #expect(try await !trials.mayReview(trial, by: also(TrialWorld.school(3))))
            #expect(try await trials.mayReview(trial, by: also(TrialWorld.school(10))))
            await #expect(throws: AccessError.forbidden) {
                try await trials.reviewTrial(
                    id,
                    PublishReportTests.review(),
                    by: also(TrialWorld.school(3))
                )
            }
        }
    }
}
