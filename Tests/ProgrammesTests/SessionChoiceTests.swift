import Access
import Database
import Evidence
import Foundation
import Mail
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Choosing sessions at a conference")
struct SessionChoiceTests {
    /// A public conference: two talks at ten, of which the one in the library takes two, a keynote at eleven and lunch.
    struct Story {
        let conference: TestConference
        let hall: ID<ConferenceSession>
        let library: ID<ConferenceSession>
        let keynote: ID<ConferenceSession>
        let lunch: ID<ConferenceSession>

        init(_ network: Network, capacity: Int = 30) async throws {
            conference = try await TestConference.started(network, capacity: capacity)
            hall = try await conference.add("In the hall")
            library = try await conference.add("In the library", in: "Library")
            keynote = try await conference.add("Keynote", "11:00", "12:00", format: .keynote)
            lunch = try await conference.add("Lunch", "12:00", "13:00", format: .pause)
            try await conference.publish()
        }

        func choose(_ sessions: Set<ID<ConferenceSession>>, _ actor: Actor) async throws {
            try await conference.network.programmes.chooseSessions(
                sessions,
                at: conference.run.id,
                by: actor
            )
        }

        func chosen(_ actor: Actor) async throws -> Set<ID<ConferenceSession>>? {
            try await conference.network.programmes.ownChoices(at: conference.run.id, by: actor)?.sessions
        }

        /// How many have chosen each, as counted and as kept.
        func expectCounted() async throws {
            let rows: [Int] = try await conference.network.database.read {
                try $0.column(
                    """
                    SELECT s.taken - (SELECT count(*) FROM session_choice c WHERE c.session_id = s.id)
                    FROM conference_session s
                    """
                )
            }
            #expect(rows.allSatisfy { $0 == 0 })
        }
    }

    @Test("is for those who have a place; what is left out is given back", arguments: TestEngine.available)
    func choosing(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let story = try await Story(network)
            let goer = try await story.conference.goers(1)[0]
            try await story.choose([story.library, story.keynote], goer)
            #expect(try await story.chosen(goer) == [story.library, story.keynote])
            try await story.choose([story.hall, story.keynote], goer)
            try await story.choose([story.hall, story.keynote], goer)
            let now = try await story.conference.now()
            #expect(now.sessions.map(\.taken) == [1, 0, 1, 0])
            #expect(
                try await network.programmes.choosers(of: story.hall, by: network.actor("Noel Editor"))
                    == ["Teacher 0"]
            )
            await #expect(throws: AccessError.forbidden) {
                try await story.choose([story.hall], network.actor("Pat Outsider"))
            }
            await #expect(throws: AccessError.notSignedIn) { try await story.choose([], .anonymous) }
            await #expect(throws: AccessError.notFound) {
                try await network.programmes.choosers(of: story.hall, by: goer)
            }
            #expect(try await story.chosen(network.actor("Pat Outsider")) == nil)
        }
    }

    @Test(
        "stands on the badge of whoever chose it, in the order of the day, for the organisers alone",
        arguments: TestEngine.available
    )
    func badges(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let story = try await Story(network)
            let run = story.conference.run
            let goers = try await story.conference.goers(2)
            try await story.choose([story.keynote, story.hall], goers[0])
            let day = try #require(LocalDate("2027-02-03"))
            let noel = network.actor("Noel Editor")
            let chosen = try await network.programmes.chosenSessions(of: run.id, on: day, by: noel)
            let now = try await story.conference.now()
            let mine = now.sessions.filter { [story.keynote, story.hall].contains($0.id) }
            #expect(chosen.count == 1, "the other chose nothing")
            let listed = try #require(chosen.values.first)
            let order = mine.sorted { $0.start < $1.start }
            #expect(listed.map(\.title) == order.map(\.title))
            #expect(listed.allSatisfy { !$0.room.isEmpty })
            let next = try await network.programmes.chosenSessions(
                of: run.id,
                on: day.adding(days: 1),
                by: noel
            )
            #expect(next.isEmpty)
            await #expect(throws: AccessError.notFound) {
                _ = try await network.programmes.chosenSessions(of: run.id, on: day, by: goers[0])
            }
            // Of what has no programme nobody chose anything.
            let (_, other) = try await network.published()
            let none = try await network.programmes.chosenSessions(of: other.id, on: day, by: noel)
            #expect(none.isEmpty)
        }
    }

    @Test(
        "takes no two sessions at one time, none that is full, and no break",
        arguments: TestEngine.available
    )
    func refusals(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let story = try await Story(network)
            let goers = try await story.conference.goers(3)
            let overlap = try await faultyFields {
                try await story.choose([story.hall, story.library], goers[0])
            }
            #expect(overlap == ["sessions"])
            let lunch = try await faultyFields { try await story.choose([story.lunch], goers[0]) }
            #expect(lunch == ["sessions"])
            try await story.choose([story.library], goers[0])
            try await story.choose([story.library], goers[1])
            // All or nothing: the keynote is not taken either.
            let full = try await faultyFields {
                try await story.choose([story.library, story.keynote], goers[2])
            }
            #expect(full == ["sessions"])
            #expect(try await story.chosen(goers[2]) == [])
            try await story.choose([], goers[1])
            try await story.choose([story.library], goers[2])
            try await story.expectCounted()
        }
    }

    @Test("leaves sessions that have begun as they were", arguments: TestEngine.available)
    func begun(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let story = try await Story(network)
            let goer = try await story.conference.goers(1)[0]
            try await story.choose([story.hall], goer)
            // 27 days on, at half past ten.
            network.clock.advance(hours: 24 * 27 + 1.5)
            try await story.choose([story.library, story.keynote], goer)
            #expect(try await story.chosen(goer) == [story.hall, story.keynote])
        }
    }

    @Test("gives sessions back with the place", arguments: TestEngine.available)
    func places(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let story = try await Story(network)
            let sam = network.actor("Sam Booker")
            let booking = try await network.book(
                story.conference.run,
                Network.colleagues(2),
                key: "two"
            )
            let goers = booking.heldPlaces.map { Actor.person(Person(id: $0.person, name: $0.name)) }
            for goer in goers { try await story.choose([story.library], goer) }
            try await network.programmes.cancelPlaces(
                [booking.places[0].id],
                of: booking.id,
                version: booking.version,
                by: sam
            )
            #expect(try await story.conference.now().session(story.library)?.taken == 1)
            try await network.programmes.substitute(
                ColleagueDraft(name: "Someone Else", email: "else@seaview.test"),
                for: booking.places[1].id,
                of: booking.id,
                version: booking.version + 1,
                by: sam
            )
            #expect(try await story.conference.now().session(story.library)?.taken == 0)
            #expect(try await story.chosen(goers[1]) == nil)
            try await story.expectCounted()
        }
    }

    @Test("tells those who chose a session that it moved or went", arguments: TestEngine.available)
    func moving(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let story = try await Story(network)
            let noel = network.actor("Noel Editor")
            let run = story.conference.run.id
            let goers = try await story.conference.goers(2)
            try await story.choose([story.library, story.keynote], goers[0])
            try await story.choose([story.library], goers[1])
            try await network.emptyOutbox()
            let draft = try await story.conference.draft("In the library", in: "Library", "11:30", "12:30")
            _ = try await network.programmes.saveSession(
                draft,
                as: story.library,
                version: 1,
                of: run,
                by: noel
            )
            // The first of them has the keynote at that time, and keeps it.
            #expect(try await story.chosen(goers[0]) == [story.keynote])
            #expect(try await story.chosen(goers[1]) == [story.library])
            let mails = try await network.mails()
            #expect(mails.map(\.subject) == ["Changed: In the library", "Changed: In the library"])
            #expect(mails.count { $0.text.contains("at the same time as “Keynote”") } == 1)
            try await network.emptyOutbox()
            try await network.programmes.removeSession(story.library, version: 2, of: run, by: noel)
            #expect(try await network.mails().map(\.subject) == ["Not taking place: In the library"])
            #expect(try await story.chosen(goers[1]) == [])
            try await story.expectCounted()
        }
    }

    @Test("keeps room for those who chose, whatever the organiser enters", arguments: TestEngine.available)
    func capacity(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let story = try await Story(network)
            let noel = network.actor("Noel Editor")
            let run = story.conference.run.id
            for goer in try await story.conference.goers(2) { try await story.choose([story.library], goer) }
            let smaller = try await story.conference.draft("In the library", in: "Library", capacity: "1")
            let pause = try await story.conference.draft("Coffee", in: "Library", format: .pause)
            for (draft, field) in [(smaller, "capacity"), (pause, "format")] {
                let found = try await faultyFields {
                    _ = try await network.programmes.saveSession(
                        draft,
                        as: story.library,
                        version: 1,
                        of: run,
                        by: noel
                    )
                }
                #expect(found == [field])
            }
            let rooms = try await faultyFields {
                try await story.conference.saveRooms([("Hall", 20), ("Library", 1)])
            }
            #expect(rooms == ["capacity-1"])
        }
    }

    @Test(
        "40 at once for two places through two handles: two have it, the rest are told it is full",
        arguments: TestEngine.available
    )
    func rush(on engine: TestEngine) async throws {
        try await engine.withPlace(Network.migrations) { place in
            let (first, second) = (try await place.open(), try await place.open())
            let one = Network(first, seed: 5)
            let two = Network(second, clock: one.clock, seed: 6)
            try await one.settle()
            let story = try await Story(one, capacity: 60)
            let goers = try await story.conference.goers(40)
            let run = story.conference.run.id
            let library = story.library
            let chosen = try await withThrowingTaskGroup(of: Bool.self) { group in
                for (number, goer) in goers.enumerated() {
                    let programmes = (number.isMultiple(of: 2) ? one : two).programmes
                    group.addTask {
                        do {
                            try await programmes.chooseSessions([library], at: run, by: goer)
                            return true
                        } catch is Faults {
                            return false
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(chosen == 2)
            #expect(try await story.conference.now().session(library)?.taken == 2)
            try await story.expectCounted()
            await first.close()
            await second.close()
        }
    }
}
