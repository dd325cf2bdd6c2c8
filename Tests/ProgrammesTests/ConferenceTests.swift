import Access
import Database
import Evidence
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("A conference's programme")
struct ConferenceTests {
    @Test("is its hubs' until it is shown to all", arguments: TestEngine.available)
    func publishing(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let conference = try await TestConference.started(network)
            let run = conference.run.id
            let noel = network.actor("Noel Editor")
            let version = try await conference.now().version
            let empty = try await faultyFields {
                try await programmes.setProgramme(public: true, of: run, version: version, by: noel)
            }
            #expect(empty == ["steps"])
            let talk = try await conference.add("What we tried")
            for reader in [Actor.anonymous, network.actor("Max Lead"), network.actor("Nina Booker")] {
                await #expect(throws: AccessError.notFound) {
                    try await programmes.conference(run, by: reader)
                }
            }
            try await conference.publish()
            let shown = try await programmes.conference(of: talk, by: .anonymous)
            #expect(shown.sessions.map(\.title) == ["What we tried"])
            #expect(try await programmes.publicProgrammes(of: conference.offer.id) == [run])
            #expect(try await programmes.conferences().map(\.run.id) == [run])
            await #expect(throws: DatabaseError.staleVersion) {
                try await programmes.setProgramme(public: false, of: run, version: version, by: noel)
            }
            try await programmes.setProgramme(public: false, of: run, version: version + 1, by: noel)
            await #expect(throws: AccessError.notFound) {
                try await programmes.conference(run, by: .anonymous)
            }
        }
    }

    @Test("is changed by its hubs' leads and editors only", arguments: TestEngine.available)
    func permission(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let conference = try await TestConference.started(network)
            let draft = try await conference.draft("A talk")
            for (name, refusal) in [
                ("Nina Booker", AccessError.forbidden), ("Max Lead", .notFound), ("Sue Lead", .notFound),
            ] {
                await #expect(throws: refusal) {
                    try await network.programmes.saveSession(
                        draft,
                        of: conference.run.id,
                        by: network.actor(name)
                    )
                }
            }
            await #expect(throws: AccessError.notSignedIn) {
                try await network.programmes.startConference(conference.run.id, by: .anonymous)
            }
            #expect(try await conference.now().sessions.isEmpty)
        }
    }

    @Test("refuses what clashes, and says with what", arguments: TestEngine.available)
    func clashes(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let conference = try await TestConference.started(network)
            let ada = try await conference.speaker("Ada")
            let first = try await conference.add("First", "10:00", "11:00", speakers: [ada])
            let refused: [(ConferenceSessionDraft, [String])] = [
                // The room has something, if only for a minute.
                (try await conference.draft("x", "10:59", "11:30"), ["room"]),
                (try await conference.draft("x", "09:30", "12:00"), ["room"]),
                // The speaker is in the other room.
                (
                    try await conference.draft("x", in: "Library", "10:30", "11:30", speakers: [ada]),
                    ["speakers"]
                ),
                (try await conference.draft("x", "10:30", "11:30", speakers: [ada]), ["room", "speakers"]),
                // Before the doors open, and after they close.
                (try await conference.draft("x", in: "Library", "08:59", "09:30"), ["start"]),
                (try await conference.draft("x", in: "Library", "15:30", "16:01"), ["start"]),
                (try await conference.draft("x", in: "Library", "11:00", "11:00"), ["end"]),
                // More people than the room holds.
                (try await conference.draft("x", in: "Library", capacity: "3"), ["capacity"]),
            ]
            for (draft, fields) in refused {
                let found = try await faultyFields {
                    _ = try await network.programmes.saveSession(
                        draft,
                        of: conference.run.id,
                        by: network.actor("Noel Editor")
                    )
                }
                #expect(found == fields, "\(draft.start) to \(draft.end)")
            }
            var elsewhen = try await conference.draft("x")
            elsewhen.day = "2027-02-04"
            let wrongDay = elsewhen
            let found = try await faultyFields {
                _ = try await network.programmes.saveSession(
                    wrongDay,
                    of: conference.run.id,
                    by: network.actor("Noel Editor")
                )
            }
            #expect(found == ["day"])
            // One after the other is no clash, nor is a session with itself.
            try await conference.add("Second", "11:00", "12:00", speakers: [ada])
            try await conference.add("Beside", in: "Library", "10:00", "11:00")
            var longer = try await conference.draft("First, longer", "09:30", "11:00", speakers: [ada])
            longer.abstract = "More of it."
            _ = try await network.programmes.saveSession(
                longer,
                as: first,
                version: 1,
                of: conference.run.id,
                by: network.actor("Noel Editor")
            )
            #expect(
                try await conference.now().sessions.map(\.title) == ["First, longer", "Beside", "Second"]
            )
        }
    }

    @Test("never overwrites what someone else saved", arguments: TestEngine.available)
    func versions(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            let conference = try await TestConference.started(network)
            let run = conference.run.id
            let talk = try await conference.add("Talk")
            let draft = try await conference.draft("Talk, again")
            _ = try await programmes.saveSession(draft, as: talk, version: 1, of: run, by: noel)
            await #expect(throws: DatabaseError.staleVersion) {
                try await programmes.saveSession(draft, as: talk, version: 1, of: run, by: noel)
            }
            await #expect(throws: DatabaseError.staleVersion) {
                try await programmes.removeSession(talk, version: 1, of: run, by: noel)
            }
            let ada = try await conference.speaker("Ada")
            var changed = SpeakerDraft()
            changed.name = "Ada B."
            _ = try await programmes.saveSpeaker(changed, as: ada, version: 1, of: run, by: noel)
            await #expect(throws: DatabaseError.staleVersion) {
                try await programmes.saveSpeaker(changed, as: ada, version: 1, of: run, by: noel)
            }
            let key = try #require(IdempotencyKey("conference-key-1"))
            let once = try await programmes.saveSession(
                conference.draft("Once", in: "Library"),
                of: run,
                by: noel,
                key: key
            )
            let twice = try await programmes.saveSession(
                conference.draft("Once", in: "Library"),
                of: run,
                by: noel,
                key: key
            )
            #expect(once == twice)
        }
    }

    @Test("keeps its days while something is on them", arguments: TestEngine.available)
    func days(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let conference = try await TestConference.started(network)
            try await conference.add("Last", "15:00", "16:00")
            var draft = RunDraft(conference.run)
            draft.sessions[0].end = "15:30"
            let shorter = draft
            let found = try await faultyFields {
                try await network.programmes.editRun(conference.run.id, shorter, version: 1, by: noel)
            }
            #expect(found == ["date-0"])
            draft.sessions[0].end = "17:00"
            try await network.programmes.editRun(conference.run.id, draft, version: 1, by: noel)
            await #expect(throws: OfferRefusal.hasProgramme) {
                try await network.programmes.removeRun(conference.run.id, version: 2, by: noel)
            }
        }
    }

    @Test("takes rooms and speakers away only when nothing needs them", arguments: TestEngine.available)
    func rooms(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            let conference = try await TestConference.started(network)
            let ada = try await conference.speaker("Ada")
            let talk = try await conference.add("Talk", in: "Library", speakers: [ada])
            let busy = try await faultyFields { try await conference.saveRooms([("Hall", 20)]) }
            #expect(busy == ["name-0"])
            let named = try await faultyFields {
                try await conference.saveRooms([("Hall", 20), ("hall", 4)])
            }
            #expect(named == ["name-1"])
            let speaking = try await faultyFields {
                try await programmes.removeSpeaker(ada, version: 1, of: conference.run.id, by: noel)
            }
            #expect(speaking == ["name"])
            // Rooms swap names; a session that could take as many as its room still does.
            try await conference.saveRooms([("Library", 20), ("Hall", 8)])
            let after = try await conference.now()
            #expect(after.rooms.map(\.name) == ["Library", "Hall"])
            #expect(after.session(talk)?.capacity == 8)
            let version = try #require(after.session(talk)?.version)
            try await programmes.removeSession(talk, version: version, of: conference.run.id, by: noel)
            try await programmes.removeSpeaker(ada, version: 1, of: conference.run.id, by: noel)
            try await conference.saveRooms([("Library", 20)])
            let left = try await conference.now()
            #expect(left.sessions.isEmpty && left.speakers.isEmpty && left.rooms.count == 1)
        }
    }

    @Test("is as it was once its offer is archived", arguments: TestEngine.available)
    func archived(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            let conference = try await TestConference.started(network)
            let ada = try await conference.speaker("Ada")
            let talk = try await conference.add("Talk", in: "Library")
            try await network.database.write { transaction in
                try transaction.execute("UPDATE offer SET state = 'archived'")
            }
            await #expect(throws: OfferRefusal.archived) {
                try await programmes.removeSession(talk, version: 1, of: conference.run.id, by: noel)
            }
            await #expect(throws: OfferRefusal.archived) {
                try await programmes.removeSpeaker(ada, version: 1, of: conference.run.id, by: noel)
            }
            await #expect(throws: OfferRefusal.archived) { try await conference.saveRooms([("Hall", 20)]) }
            let left = try await conference.now()
            #expect(left.sessions.map(\.title) == ["Talk"] && left.speakers.map(\.name) == ["Ada"])
        }
    }

    @Test("says in the audit who changed it", arguments: TestEngine.available)
    func audit(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let conference = try await TestConference.started(network)
            try await conference.add("Talk", speakers: [conference.speaker("Ada")])
            try await conference.publish()
            let verbs = try await network.auditVerbs().filter { $0.hasPrefix("conference.") }
            #expect(
                Set(verbs) == [
                    "conference.start", "conference.save-rooms", "conference.save-speaker",
                    "conference.save-session", "conference.show-programme",
                ]
            )
        }
    }
}
