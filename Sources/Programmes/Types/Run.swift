package import Database
package import Foundation
package import Services

/// One time that an offer is held: what is booked.
package struct Run: Sendable, Equatable {
    package let id: ID<Run>
    package let offer: ID<Offer>
    package let capacity: Int
    /// Places that are booked.
    package let taken: Int
    /// Places kept for someone on the waiting list until their time to answer is over.
    package let reserved: Int
    /// The last day on which it can be booked; `nil` until it starts.
    package let closesOn: LocalDate?
    package let version: Int
    /// Who on the waiting list is asked first.
    package let waitingRule: WaitingRule
    /// By day and time; never empty.
    package let sessions: [RunSession]

    package var placesLeft: Int { capacity - taken - reserved }
    package var startsOn: LocalDate { sessions.first?.heldOn ?? LocalDate(daysSinceEpoch: 0) }
    package var endsOn: LocalDate { sessions.last?.heldOn ?? startsOn }

    /// When the first session begins.
    package var startsAt: Date { sessions.first?.startsAt ?? .distantPast }

    /// When the last session ends.
    package var endsAt: Date { sessions.last?.endsAt ?? .distantPast }

    /// Whether the time for booking is not over.
    package func isBookable(at now: Date) -> Bool {
        if let closesOn, LocalDate(now, in: .london) > closesOn { return false }
        return now < startsAt
    }
}

/// A meeting of a run, on a day in London.
package struct RunSession: Sendable, Equatable {
    package let id: ID<RunSession>
    package let heldOn: LocalDate
    package let start: LocalTime
    package let end: LocalTime
    /// Where, if not simply the venue.
    package let room: String
    /// The address to join online; shown only to those who booked.
    package let link: String
    /// How often it was moved: the SEQUENCE of its calendar entry.
    package let sequence: Int

    package var startsAt: Date { Date(heldOn, start, in: .london) }
    package var endsAt: Date { Date(heldOn, end, in: .london) }
}

extension RunSession: RowReadable {
    package init(row: Row) throws {
        id = try row.get("id")
        heldOn = try row.get("held_on")
        start = try row.get("starts_at")
        end = try row.get("ends_at")
        room = try row.get("room")
        link = try row.get("link")
        sequence = try row.get("sequence")
    }
}

extension Transaction {
    func run(_ id: ID<Run>) throws -> Run? {
        try runs(where: "run.id = \(id)").first
    }

    /// Runs with their sessions, by first day.
    func runs(where condition: SQL) throws -> [Run] {
        let rows = try rows(
            """
            SELECT id, offer_id, capacity, taken, reserved, closes_on, version, waiting_rule FROM run
            WHERE \(condition) ORDER BY starts_on, id
            """
        )
        guard !rows.isEmpty else { return [] }
        let ids: [ID<Run>] = try rows.map { try $0.get("id") }
        var sessions: [ID<Run>: [RunSession]] = [:]
        let sessionRows = try self.rows(
            """
            SELECT run_id, id, held_on, starts_at, ends_at, room, link, sequence FROM run_session
            WHERE run_id IN (\(SQL.list(ids))) ORDER BY run_id, held_on, starts_at, id
            """
        )
        for row in sessionRows {
            sessions[try row.get("run_id"), default: []].append(try RunSession(row: row))
        }
        return try zip(rows, ids).map { row, id in
            Run(
                id: id,
                offer: try row.get("offer_id"),
                capacity: try row.get("capacity"),
                taken: try row.get("taken"),
                reserved: try row.get("reserved"),
                closesOn: try row.get("closes_on"),
                version: try row.get("version"),
                waitingRule: try row.get("waiting_rule"),
                sessions: sessions[id] ?? []
            )
        }
    }
}
