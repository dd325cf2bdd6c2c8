package import Access
package import Accounts
package import Database
package import Foundation
import Services

/// That a person's places can be read as a calendar at a secret address.
package struct CalendarAddress: Sendable, Equatable, RowReadable {
    package let madeAt: Date
    package let version: Int

    package init(row: Row) throws {
        madeAt = try row.get("made_at")
        version = try row.get("version")
    }
}

extension Programmes {
    /// The actor's address, if there is one. The secret itself is not kept, so nobody can be shown it again.
    package func calendarAddress(by actor: Actor) async throws -> CalendarAddress? {
        let person = try actor.signedInPerson().id
        return try await database.read {
            try $0.first("SELECT made_at, version FROM calendar_address WHERE person_id = \(person)")
        }
    }

    /// Makes the actor's secret address, or another one that takes the place of the one before, which stops at
    /// once.
    ///
    /// - Parameter version: Of the address that is replaced; 0 where there is none.
    /// - Returns: The secret, this once.
    /// - Throws: `DatabaseError.staleVersion` when it was made or renewed meanwhile.
    package func renewCalendarAddress(version: Int, by actor: Actor) async throws -> Token {
        let person = try actor.signedInPerson().id
        try actor.require(.changeOwnAccount, on: .of(person: person))
        let act = services.act(by: actor)
        let token = Token(services)
        try await database.write { transaction in
            if version == 0 {
                try transaction.update(
                    """
                    INSERT INTO calendar_address (person_id, token_hash, made_at, version)
                    VALUES (\(person), \(token.hash), \(act.at), 1) ON CONFLICT (person_id) DO NOTHING
                    """
                )
            } else {
                try transaction.update(
                    """
                    UPDATE calendar_address SET token_hash = \(token.hash), made_at = \(act.at), version = version + 1
                    WHERE person_id = \(person) AND version = \(version)
                    """
                )
            }
            try transaction.audit(act, .renewCalendar, of: person)
        }
        return token
    }

    /// Takes the actor's address away: whoever asks there finds nothing.
    package func stopCalendarAddress(version: Int, by actor: Actor) async throws {
        let person = try actor.signedInPerson().id
        try actor.require(.changeOwnAccount, on: .of(person: person))
        let act = services.act(by: actor)
        try await database.write { transaction in
            try transaction.update(
                "DELETE FROM calendar_address WHERE person_id = \(person) AND version = \(version)"
            )
            try transaction.audit(act, .stopCalendar, of: person)
        }
    }

    /// How long sessions stay in a person's calendar after their run, in days.
    package static let calendarKeepsDays = 92

    /// The sessions of the places that a person holds, and those that they lead; nothing of anyone else. Whoever has the
    /// address reads it.
    ///
    /// Its entries have the identifiers of those in the mails, so a program that has both shows each once.
    ///
    /// - Throws: `AccessError.notFound` when no address has this secret.
    package func ownCalendar(at token: Token) async throws -> CalendarFeed {
        let post = Post(settings, at: services.now())
        let since = services.today().adding(days: -Self.calendarKeepsDays)
        let entries = try await database.read { transaction in
            let person: ID<Person> = try transaction.value(
                "SELECT person_id FROM calendar_address WHERE token_hash = \(token.hash)"
            ).orNotFound()
            return try transaction.ownEntries(of: person, since: since, post)
                + transaction.ledEntries(of: person, since: since, post)
        }
        let head = CalendarHead(
            name: "My training",
            text: "The sessions you hold a place in, and those you lead.",
            page: settings.baseURL + "/account/calendar"
        )
        return CalendarFeed(text: CalendarFile(method: .publish, entries: entries, head: head).text)
    }
}

extension Transaction {
    /// Sessions that somebody leads, unless they hold a place and have them already.
    fileprivate func ledEntries(of person: ID<Person>, since: LocalDate, _ post: Post) throws
        -> [CalendarEntry]
    {
        let rows = try rows(
            """
            SELECT run.offer_id, run.id AS run, run_session.id AS session FROM session_facilitator f
            JOIN run_session ON run_session.id = f.session_id
            JOIN run ON run.id = run_session.run_id AND run.ends_on >= \(since)
            JOIN offer ON offer.id = run.offer_id AND offer.state IN ('published', 'closed')
            WHERE f.person_id = \(person) AND NOT EXISTS (SELECT 1 FROM place WHERE place.run_id = run.id
                AND place.person_id = \(person) AND place.state = 'held')
            ORDER BY run_session.held_on, run_session.starts_at, run_session.id
            """
        )
        return try listedSessions(rows).map { line in
            var entry = post.entry(
                line.session,
                uid: "\(line.session.id)-leads-\(person)@\(post.settings.host)",
                sequence: line.session.sequence,
                line.offer,
                attendee: nil,
                showsLink: true
            )
            // The mail of it has no calendar file, for this is where they have it: the calendar says so.
            entry.isCancelled = line.run.isCancelled
            return entry
        }
    }

    fileprivate func ownEntries(of person: ID<Person>, since: LocalDate, _ post: Post) throws
        -> [CalendarEntry]
    {
        let rows = try rows(
            """
            SELECT run.offer_id, run.id AS run, run_session.id AS session, place.id AS place,
                booking_approval.state AS approval
            FROM place
            JOIN run ON run.id = place.run_id AND run.ends_on >= \(since)
            JOIN run_session ON run_session.run_id = run.id
            LEFT JOIN booking_approval ON booking_approval.booking_id = place.booking_id
            WHERE place.person_id = \(person) AND place.state = 'held'
            ORDER BY run_session.held_on, run_session.starts_at, run_session.id
            """
        )
        // Every row names a session that is there, so the two lists run side by side.
        return try zip(rows, listedSessions(rows)).map { row, line in
            let place: ID<BookedPlace> = try row.get("place")
            let approval: BookingApproval? = try row.get("approval")
            var entry = post.entry(
                line.session,
                uid: "\(line.session.id)-\(place)@\(post.settings.host)",
                sequence: line.session.sequence,
                line.offer,
                attendee: nil,
                showsLink: approval != .asked
            )
            entry.isTentative = approval == .asked
            return entry
        }
    }
}
