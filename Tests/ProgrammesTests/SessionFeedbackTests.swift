import Access
import Database
import Evidence
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("After a session of a conference")
struct SessionFeedbackTests {
    static func draft(_ overall: Int = 5, _ words: String = "") -> SessionFeedbackDraft {
        var draft = SessionFeedbackDraft()
        draft.overall = overall
        draft.willUse = 4
        draft.words = words
        return draft
    }

    /// A public conference with one talk, which all but the last of those who come have chosen.
    static func held(_ network: Network, goers count: Int) async throws -> (
        TestConference, ID<ConferenceSession>, [Actor]
    ) {
        let conference = try await TestConference.started(network)
        let talk = try await conference.add("Talk")
        try await conference.publish()
        let goers = try await conference.goers(count)
        for goer in goers.dropLast() {
            try await network.programmes.chooseSessions([talk], at: conference.run.id, by: goer)
        }
        return (conference, talk, goers)
    }

    @Test("only those who chose it are asked, once, when it is over", arguments: TestEngine.available)
    func asking(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let (held, talk, goers) = try await Self.held(network, goers: 2)
            #expect(try await programmes.feedbackOpening(of: talk, by: goers[0]) == .notYet)
            await #expect(throws: BookingRefusal.notOver) {
                try await programmes.giveFeedback(Self.draft(), on: talk, by: goers[0])
            }
            // 27 days on, at eleven: the talk is over.
            network.clock.advance(hours: 24 * 27 + 2)
            #expect(try await programmes.feedbackOpening(of: talk, by: goers[0]) == .open)
            #expect(try await programmes.feedbackOpening(of: talk, by: goers[1]) == .notChosen)
            #expect(try await programmes.feedbackOpening(of: talk, by: .anonymous) == .notChosen)
            for stranger in [goers[1], network.actor("Pat Outsider")] {
                await #expect(throws: AccessError.forbidden) {
                    try await programmes.giveFeedback(Self.draft(), on: talk, by: stranger)
                }
            }
            let empty = try await faultyFields {
                try await programmes.giveFeedback(SessionFeedbackDraft(), on: talk, by: goers[0])
            }
            #expect(empty == ["overall", "willUse"])
            try await programmes.giveFeedback(Self.draft(), on: talk, by: goers[0])
            try await programmes.giveFeedback(Self.draft(1), on: talk, by: goers[0])
            #expect(try await programmes.feedbackOpening(of: talk, by: goers[0]) == .given)
            let choices = try await programmes.ownChoices(at: held.run.id, by: goers[0])
            #expect(choices?.rated == [talk])
            let results = try await programmes.feedbackResults(on: talk, by: network.actor("Nora Lead"))
            #expect(results.answered == 1 && results.chosen == 1)
        }
    }

    @Test("four answers are hidden, five are shown, without names", arguments: TestEngine.available)
    func suppression(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let nora = network.actor("Nora Lead")
            let (_, talk, goers) = try await Self.held(network, goers: 6)
            network.clock.advance(hours: 24 * 28)
            for (position, goer) in goers.prefix(4).enumerated() {
                try await programmes.giveFeedback(
                    Self.draft(position + 1, "Words \(9 - position)"),
                    on: talk,
                    by: goer
                )
            }
            let hidden = try await programmes.feedbackResults(on: talk, by: nora)
            #expect(hidden.answered == 4 && hidden.isSuppressed)
            #expect(hidden.scales.isEmpty && hidden.words.isEmpty)
            try await programmes.giveFeedback(Self.draft(5), on: talk, by: goers[4])
            let shown = try await programmes.feedbackResults(on: talk, by: nora)
            #expect(shown.scales.map(\.counts) == [[1, 1, 1, 1, 1], [0, 0, 0, 5, 0]])
            #expect(shown.words == ["Words 6", "Words 7", "Words 8", "Words 9"])
            await #expect(throws: AccessError.notFound) {
                try await programmes.feedbackResults(on: talk, by: network.actor("Max Lead"))
            }
            let people: [Int64?] = try await network.database.read {
                try $0.column("SELECT person_id FROM audit_entry WHERE verb = 'conference.give-feedback'")
            }
            #expect(people == [nil, nil, nil, nil, nil])
        }
    }

    @Test("its slides and recording stand with it from its day on", arguments: TestEngine.available)
    func resources(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            let (_, talk, _) = try await Self.held(network, goers: 2)
            func keep(_ slides: String, version: Int, by actor: Actor) async throws {
                try await programmes.keepResources(
                    slides: slides,
                    recording: "",
                    of: talk,
                    version: version,
                    by: actor
                )
            }
            await #expect(throws: BookingRefusal.notYet) {
                try await keep("https://slides.test/1", version: 1, by: noel)
            }
            network.clock.advance(hours: 24 * 27)
            let wrong = try await faultyFields { try await keep("slides.test", version: 1, by: noel) }
            #expect(wrong == ["slides"])
            try await keep("https://slides.test/1", version: 1, by: noel)
            await #expect(throws: DatabaseError.staleVersion) {
                try await keep("https://slides.test/2", version: 1, by: noel)
            }
            await #expect(throws: AccessError.notFound) {
                try await keep("https://slides.test/2", version: 2, by: network.actor("Max Lead"))
            }
            let shown = try await programmes.conference(of: talk, by: .anonymous)
            #expect(shown.session(talk)?.slides == "https://slides.test/1")
        }
    }
}
