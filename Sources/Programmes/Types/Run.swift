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
    /// Why it is not held; `nil` while it is.
    package let cancellation: RunCancellation?
    /// The day of the first session, or the day on which self-study opens.
    package let startsOn: LocalDate
    /// The day of the last session, or the last day on which self-study is open; ``noEnd`` where it has no end.
    package let endsOn: LocalDate
    /// What is worked through instead of coming to sessions; `nil` where there are sessions.
    package let study: SelfStudy?
    /// By day and time; empty in self-study only.
    package let sessions: [RunSession]

    /// The last day of self-study that has no end.
    package static let noEnd = LocalDate(year: 9999, month: 12, day: 31) ?? LocalDate(daysSinceEpoch: 0)
    /// The most places. Self-study for which no number is given has so many.
    package static let mostPlaces = 5000

    package var placesLeft: Int { capacity - taken - reserved }
    /// Whether a number of places was given.
    package var isLimited: Bool { study == nil || capacity < Self.mostPlaces }
    /// `nil` for self-study that has no end.
    package var lastDay: LocalDate? { endsOn == Self.noEnd ? nil : endsOn }

    /// When the first session begins, or the day on which self-study opens.
    package var startsAt: Date { sessions.first?.startsAt ?? Date(startsOn, .midnight, in: .london) }

    /// When the last session ends, or the last day of self-study.
    package var endsAt: Date {
        sessions.last?.endsAt ?? Date(endsOn.adding(days: 1), .midnight, in: .london)
    }

    /// Until when places are booked, changed and passed on: until the first session, or while self-study is open.
    package var changesUntil: Date { study == nil ? startsAt : endsAt }

    package var isCancelled: Bool { cancellation != nil }

    /// Whether the time for booking is not over.
    package func isBookable(at now: Date) -> Bool {
        if let closesOn, LocalDate(now, in: .london) > closesOn { return false }
        return isChangeable(at: now)
    }

    /// Whether places can be passed on and changed.
    package func isChangeable(at now: Date) -> Bool { !isCancelled && now < changesUntil }

    /// In SQL: a `run` that will be held.
    package static let isHeld: SQL = "run.cancelled_at IS NULL"

    /// In SQL: the last day on which one can begin a `run`. There is an index on it.
    package static let lastStart: SQL =
        "(CASE WHEN run.study_minutes IS NULL THEN run.starts_on ELSE run.ends_on END)"
}

/// That the organiser cancelled a run, and what participants were told.
package struct RunCancellation: Sendable, Equatable {
    package let at: Date
    package let reason: String
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
    /// Who leads it, in order.
    package var facilitators: [Facilitator] = []

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
            SELECT id, offer_id, capacity, taken, reserved, closes_on, version, waiting_rule, starts_on, ends_on,
                study_link, study_minutes, cancelled_at, cancellation_reason FROM run
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
        let facilitators = try facilitators(of: SQL.list(ids))
        for row in sessionRows {
            var session = try RunSession(row: row)
            session.facilitators = facilitators[session.id] ?? []
            sessions[try row.get("run_id"), default: []].append(session)
        }
        return try zip(rows, ids).map { row, id in
            let link: String? = try row.get("study_link")
            let minutes: Int? = try row.get("study_minutes")
            let cancelledAt: Date? = try row.get("cancelled_at")
            let reason: String = try row.get("cancellation_reason")
            return Run(
                id: id,
                offer: try row.get("offer_id"),
                capacity: try row.get("capacity"),
                taken: try row.get("taken"),
                reserved: try row.get("reserved"),
                closesOn: try row.get("closes_on"),
                version: try row.get("version"),
                waitingRule: try row.get("waiting_rule"),
                cancellation: cancelledAt.map { RunCancellation(at: $0, reason: reason) },
                startsOn: try row.get("starts_on"),
                endsOn: try row.get("ends_on"),
                study: link.flatMap { link in minutes.map { SelfStudy(link: link, minutes: $0) } },
                sessions: sessions[id] ?? []
            )
        }
    }
}
