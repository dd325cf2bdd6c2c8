import Access
import Database
import Evidence
import Foundation
import Programmes
import Services
import Testing

/// A conference of Northshore's on 3 February 2027, with two rooms, for tests.
struct TestConference {
    let network: Network
    let offer: Offer
    let run: Run

    private var programmes: Programmes { network.programmes }
    private var noel: Actor { network.actor("Noel Editor") }

    /// Doors open at 09:00 and close at 16:00.
    static func started(
        _ network: Network,
        capacity: Int = 30,
        rooms: [(name: String, capacity: Int)] = [("Hall", 20), ("Library", 2)]
    ) async throws -> TestConference {
        var draft = Network.runDraft(capacity: capacity, dates: ["2027-02-03"])
        draft.sessions[0].start = "09:00"
        draft.sessions[0].end = "16:00"
        let (offer, run) = try await network.published(Network.offerDraft, draft)
        let conference = TestConference(network: network, offer: offer, run: run)
        try await network.programmes.startConference(run.id, by: conference.noel)
        try await conference.saveRooms(rooms)
        return conference
    }

    func now() async throws -> Conference { try await programmes.conference(run.id, by: noel) }

    func saveRooms(_ rooms: [(name: String, capacity: Int)]) async throws {
        let before = try await now()
        let drafts = rooms.enumerated().map { position, room in
            var draft = RoomDraft()
            draft.id = position < before.rooms.count ? before.rooms[position].id : nil
            draft.name = room.name
            draft.capacity = "\(room.capacity)"
            return draft
        }
        try await programmes.saveRooms(drafts, of: run.id, version: before.version, by: noel)
    }

    func draft(
        _ title: String,
        in room: String = "Hall",
        _ start: String = "10:00",
        _ end: String = "11:00",
        format: ConferenceFormat = .talk,
        capacity: String = "",
        speakers: [ID<ConferenceSpeaker>] = []
    ) async throws -> ConferenceSessionDraft {
        var draft = ConferenceSessionDraft()
        draft.title = title
        draft.format = format
        draft.room = try await now().rooms.first { $0.name == room }?.id
        draft.day = "2027-02-03"
        draft.start = start
        draft.end = end
        draft.capacity = capacity
        draft.speakers = speakers
        return draft
    }

    @discardableResult
    func add(
        _ title: String,
        in room: String = "Hall",
        _ start: String = "10:00",
        _ end: String = "11:00",
        format: ConferenceFormat = .talk,
        capacity: String = "",
        speakers: [ID<ConferenceSpeaker>] = []
    ) async throws -> ID<ConferenceSession> {
        let draft = try await draft(
            title,
            in: room,
            start,
            end,
            format: format,
            capacity: capacity,
            speakers: speakers
        )
        return try await programmes.saveSession(draft, of: run.id, by: noel)
    }

    func speaker(_ name: String) async throws -> ID<ConferenceSpeaker> {
        var draft = SpeakerDraft()
        draft.name = name
        draft.post = "Teacher, Northshore"
        return try await programmes.saveSpeaker(draft, of: run.id, by: noel)
    }

    func publish() async throws {
        let version = try await now().version
        try await programmes.setProgramme(public: true, of: run.id, version: version, by: noel)
    }

    /// Books a place for each, and answers them as people who are signed in.
    func goers(_ count: Int, key: String = "goers") async throws -> [Actor] {
        let booking = try await network.book(run, Network.colleagues(count), key: key)
        return booking.heldPlaces.map { .person(Person(id: $0.person, name: $0.name)) }
    }
}

/// The fields that were found wrong.
func faultyFields(_ body: () async throws -> Void) async throws -> [String] {
    do {
        try await body()
        return []
    } catch let faults as Faults {
        return faults.list.map(\.field)
    }
}
