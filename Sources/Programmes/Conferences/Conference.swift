package import Access
package import Database
import Evidence
package import Foundation
package import Services

/// A run with a programme: rooms, speakers, and sessions that those who hold a place choose among. The days of the
/// conference are the run's own sessions.
package struct Conference: Sendable, Equatable {
    package let offer: Offer
    package let run: Run
    /// Whether everybody may read the programme.
    package let isPublished: Bool
    package let version: Int
    /// `nil` where nobody is asked for proposals.
    package let call: ConferenceCall?
    /// In the organiser's order.
    package let rooms: [ConferenceRoom]
    /// By name, those who were invited first.
    package let speakers: [ConferenceSpeaker]
    /// By day, time and room.
    package let sessions: [ConferenceSession]

    /// Whose permission a change needs.
    package var subject: Subject { Subject.of(offer.hubs.map(\.organisation.id)) }
    package var isPublic: Bool { isPublished && offer.state.isPublic }

    package func room(_ id: ID<ConferenceRoom>) -> ConferenceRoom? { rooms.first { $0.id == id } }
    package func session(_ id: ID<ConferenceSession>) -> ConferenceSession? { sessions.first { $0.id == id } }
    package func speaker(_ id: ID<ConferenceSpeaker>) -> ConferenceSpeaker? { speakers.first { $0.id == id } }
    package func speakers(of session: ConferenceSession) -> [ConferenceSpeaker] {
        session.speakers.compactMap(speaker)
    }
    package func sessions(of speaker: ID<ConferenceSpeaker>) -> [ConferenceSession] {
        sessions.filter { $0.speakers.contains(speaker) }
    }
}

package struct ConferenceRoom: Sendable, Equatable, RowReadable {
    package let id: ID<ConferenceRoom>
    package let name: String
    package let capacity: Int

    package init(row: Row) throws {
        id = try row.get("id")
        name = try row.get("name")
        capacity = try row.get("capacity")
    }
}

package struct ConferenceSpeaker: Sendable, Equatable, RowReadable {
    package let id: ID<ConferenceSpeaker>
    package let run: ID<Run>
    package let name: String
    /// What they do and where; may be empty.
    package let post: String
    package let biography: String
    /// Whether the hub asked them, rather than they the hub.
    package let isInvited: Bool
    package let version: Int

    package init(row: Row) throws {
        id = try row.get("id")
        run = try row.get("run_id")
        name = try row.get("name")
        post = try row.get("post")
        biography = try row.get("biography")
        isInvited = try row.get("is_invited")
        version = try row.get("version")
    }
}

package enum ConferenceFormat: String, CaseIterable, Sendable, SQLStorable {
    case keynote, talk, workshop, panel, posters
    /// Coffee, lunch, registration: for everyone, without choosing.
    case pause = "break"

    package var name: String {
        switch self {
        case .keynote: "Keynote"
        case .talk: "Talk"
        case .workshop: "Workshop"
        case .panel: "Panel"
        case .posters: "Posters"
        case .pause: "Break"
        }
    }
}

/// What happens in one room at one time.
package struct ConferenceSession: Sendable, Equatable {
    package let id: ID<ConferenceSession>
    package let run: ID<Run>
    package let room: ID<ConferenceRoom>
    package let heldOn: LocalDate
    package let start: LocalTime
    package let end: LocalTime
    package let format: ConferenceFormat
    package let title: String
    package let abstract: String
    package let strand: StrandTag?
    /// How many can choose it; at most what the room holds.
    package let capacity: Int
    /// How many have chosen it.
    package let taken: Int
    /// Where the slides are; empty until somebody says.
    package let slides: String
    /// Where it can be seen or heard again; empty until somebody says.
    package let recording: String
    package let version: Int
    /// In the order in which they are named.
    package let speakers: [ID<ConferenceSpeaker>]

    package var startsAt: Date { Date(heldOn, start, in: .london) }
    package var endsAt: Date { Date(heldOn, end, in: .london) }
    package var placesLeft: Int { max(0, capacity - taken) }
    /// Whether one says beforehand that one comes.
    package var isChosen: Bool { format != .pause }

    /// Whether both cannot be attended from beginning to end.
    package func overlaps(_ other: ConferenceSession) -> Bool {
        heldOn == other.heldOn && start < other.end && other.start < end
    }
}

extension Transaction {
    /// A conference as a whole: a fixed number of statements, however large it is.
    func conference(_ id: ID<Run>) throws -> Conference? {
        guard let run = try run(id), let offer = try offer(run.offer) else { return nil }
        return try conference(at: run, of: offer)
    }

    /// The same, where its run and its offer have been read.
    func conference(at run: Run, of offer: Offer) throws -> Conference? {
        let id = run.id
        let row = try rows("SELECT is_published, version FROM conference WHERE run_id = \(id)").first
        guard let row else { return nil }
        let byName = dialect.byteOrder("lower(name)")
        return Conference(
            offer: offer,
            run: run,
            isPublished: try row.get("is_published"),
            version: try row.get("version"),
            call: try conferenceCall(of: id),
            rooms: try all(
                "SELECT id, name, capacity FROM conference_room WHERE run_id = \(id) ORDER BY position, id"
            ),
            speakers: try all(
                """
                SELECT id, run_id, name, post, biography, is_invited, version FROM conference_speaker
                WHERE run_id = \(id) ORDER BY is_invited DESC, \(byName), id
                """
            ),
            sessions: try conferenceSessions(of: id)
        )
    }

    func conferenceCall(of run: ID<Run>) throws -> ConferenceCall? {
        try first("SELECT guidance, opens_on, closes_on, version FROM conference_call WHERE run_id = \(run)")
    }

    private func conferenceSessions(of run: ID<Run>) throws -> [ConferenceSession] {
        var speakers: [ID<ConferenceSession>: [ID<ConferenceSpeaker>]] = [:]
        let speakerRows = try rows(
            """
            SELECT x.session_id, x.speaker_id FROM conference_session_speaker x
            JOIN conference_session s ON s.id = x.session_id WHERE s.run_id = \(run)
            ORDER BY x.session_id, x.position
            """
        )
        for row in speakerRows { speakers[try row.get(0), default: []].append(try row.get(1)) }
        let rows = try rows(
            """
            SELECT s.id, s.room_id, s.held_on, s.starts_at, s.ends_at, s.format, s.title, s.abstract, s.strand_id,
                t.slug, v.title AS strand_title, s.capacity, s.taken, s.slides, s.recording, s.version
            FROM conference_session s JOIN conference_room r ON r.id = s.room_id
            LEFT JOIN strand t ON t.id = s.strand_id
            LEFT JOIN strand_version v ON v.strand_id = t.id AND v.version = t.version
            WHERE s.run_id = \(run) ORDER BY s.held_on, s.starts_at, r.position, s.id
            """
        )
        return try rows.map { row in
            let id: ID<ConferenceSession> = try row.get("id")
            let strand: ID<Strand>? = try row.get("strand_id")
            return ConferenceSession(
                id: id,
                run: run,
                room: try row.get("room_id"),
                heldOn: try row.get("held_on"),
                start: try row.get("starts_at"),
                end: try row.get("ends_at"),
                format: try row.get("format"),
                title: try row.get("title"),
                abstract: try row.get("abstract"),
                strand: try strand.map {
                    StrandTag(id: $0, slug: try row.get("slug"), title: try row.get("strand_title"))
                },
                capacity: try row.get("capacity"),
                taken: try row.get("taken"),
                slides: try row.get("slides"),
                recording: try row.get("recording"),
                version: try row.get("version"),
                speakers: speakers[id] ?? []
            )
        }
    }

    func runOfConferenceSession(_ id: ID<ConferenceSession>) throws -> ID<Run>? {
        try value("SELECT run_id FROM conference_session WHERE id = \(id)")
    }

    func runOfConferenceSpeaker(_ id: ID<ConferenceSpeaker>) throws -> ID<Run>? {
        try value("SELECT run_id FROM conference_speaker WHERE id = \(id)")
    }
}
