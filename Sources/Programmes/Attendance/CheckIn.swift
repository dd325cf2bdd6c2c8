package import Access
import Accounts
import Database
import Foundation
package import Services

/// A session as someone sees it who scanned the poster at its door.
package struct Door: Sendable {
    package let title: String
    package let session: RunSession
    package let runBy: String
    /// The names that the signed-in person may check in: their own place.
    package let own: BookedPlace?
    package let isOpen: Bool
}

extension Programmes {
    /// How long before a session its door opens, in minutes.
    package static let doorOpensMinutes = 60.0

    /// Makes the code of the poster at a session's door, once.
    package func openDoor(of id: ID<RunSession>, by actor: Actor) async throws {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        let code = BookingReference.drawn(services) + "-" + BookingReference.drawn(services)
        try await database.write { transaction in
            let held = try HeldSession(id, in: transaction)
            try held.requireKeeping(by: actor)
            let added = try transaction.execute(
                """
                INSERT INTO session_door (session_id, code, opened_at) VALUES (\(id), \(code), \(act.at))
                ON CONFLICT (session_id) DO NOTHING
                """
            )
            if added > 0 {
                try transaction.audit(act, .openDoor, of: id, in: held.offer.lead?.organisation.id)
            }
        }
    }

    /// What the poster leads to. Nobody learns from it who else comes.
    package func door(_ code: String, by actor: Actor) async throws -> Door {
        let now = services.now()
        return try await database.read { transaction in
            let held = try transaction.session(atDoor: code)
            let own: BookedPlace? = try actor.person.flatMap { person in
                try transaction.first(
                    """
                    SELECT \(BookedPlace.columns) FROM place
                    WHERE run_id = \(held.run.id) AND person_id = \(person.id) AND state = 'held'
                    """
                )
            }
            return Door(
                title: held.offer.facts.title,
                session: held.session,
                runBy: held.offer.hubNames,
                own: own,
                isOpen: held.isDoorOpen(at: now)
            )
        }
    }

    /// Checks someone in at the door by the address they were booked with: they stand in front of the poster.
    /// Checking in twice is checking in once.
    ///
    /// - Returns: The name that was found.
    /// - Throws: ``BookingRefusal/notYet`` outside the time; ``BookingRefusal/placeNotHeld`` when nobody with
    ///   this address has a place.
    package func checkIn(atDoor code: String, as typed: String) async throws -> String {
        let act = services.act(by: .system("door"))
        let ids = IDSequence(services)
        return try await database.write { transaction in
            var ids = ids
            let held = try transaction.session(atDoor: code)
            guard held.isDoorOpen(at: act.at) else { throw BookingRefusal.notYet }
            guard let email = EmailAddress(typed) else { throw BookingRefusal.placeNotHeld }
            let row = try transaction.rows(
                """
                SELECT place.id, place.name FROM place
                WHERE place.run_id = \(held.run.id) AND place.state = 'held' AND place.email = \(email)
                """
            ).first
            guard let row else { throw BookingRefusal.placeNotHeld }
            let place: ID<BookedPlace> = try row.get(0)
            if try transaction.mark(place, as: .present, at: held, act) > 0 {
                try transaction.audit(
                    act,
                    .checkIn,
                    of: held.session.id,
                    in: held.offer.lead?.organisation.id,
                    ["place": .id(place)]
                )
                try transaction.planFinishing(held.run, act, &ids)
            }
            return try row.get(1)
        }
    }

    /// The session of today that a ticket is for: what the organiser's phone shows after scanning it.
    package func session(forTicket place: ID<BookedPlace>, by actor: Actor) async throws -> (
        sheet: AttendanceSheet, line: AttendanceLine
    )? {
        try actor.signedInPerson()
        let today = services.today()
        let found: TicketFound? = try await database.read { transaction in
            let run: ID<Run> = try transaction.value(
                "SELECT run_id FROM place WHERE id = \(place) AND state = 'held'"
            ).orNotFound()
            let sessions = try transaction.run(run).orNotFound().sessions
            guard let session = sessions.first(where: { $0.heldOn == today }) else {
                // Whoever may not keep the register learns nothing, not even the day.
                try HeldSession(sessions.first.orNotFound().id, in: transaction).requireKeeping(by: actor)
                return nil
            }
            let sheet = try transaction.attendanceSheet(of: session.id, by: actor)
            return TicketFound(
                sheet: sheet,
                line: try sheet.lines.first { $0.place.id == place }.orNotFound()
            )
        }
        return found.map { ($0.sheet, $0.line) }
    }

    private struct TicketFound: Sendable {
        let sheet: AttendanceSheet
        let line: AttendanceLine
    }
}

extension HeldSession {
    func isDoorOpen(at now: Date) -> Bool {
        now >= session.startsAt.addingTimeInterval(-Programmes.doorOpensMinutes * 60)
            && now < session.endsAt.addingTimeInterval(3600)
    }
}

extension Transaction {
    fileprivate func session(atDoor code: String) throws -> HeldSession {
        let id: ID<RunSession> = try value("SELECT session_id FROM session_door WHERE code = \(code)")
            .orNotFound()
        return try HeldSession(id, in: self)
    }
}
