import TestDatabases
import Testing

/// Finding, planning, training, testing and sharing are one record: what is done in one part of the site is
/// found, counted and acted on in the others.
@Suite("The whole story")
struct WholeStoryTests {
    @Test(
        "Four hubs train and support an area, its schools join a trial, and another school finds what came of it",
        arguments: TestEngine.available
    )
    func isTold(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let story = Story(served)
            try await story.beginArea()
            try await story.publishJointOffer()
            try await story.bookPlaces()
            try await story.attend()
            try await story.mentor()
            try await story.support()
            try await story.place()
            try await story.award()
            try await story.plan()
            try await story.joinTrial()
            try await story.deliverTrial()
            try await story.reportTrial()
            try await story.compareArea()
            try await story.returnToFunders()
            try await story.seeWhoBenefited()
            try await story.tellPractice()
            try await story.findAndBook()
        }
    }
}
