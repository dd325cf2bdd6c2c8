package import Access
import Database
import Foundation
import Jobs
package import Services

extension Programmes {
    /// Marks who came to a session. Sent twice it says the same, so a phone may try again for as long as it
    /// likes; two people who keep one register only overwrite what each of them changed. The certificate of someone
    /// who, as corrected, was at no session is withdrawn, and stands again when that is corrected back.
    ///
    /// - Parameter marks: What changed; `nil` takes a mark away. Places that are no longer held are passed over.
    /// - Returns: How many marks differ from before.
    /// - Throws: ``BookingRefusal/notYet`` for someone present before the day of the session.
    @discardableResult
    package func markAttendance(
        at id: ID<RunSession>,
        _ marks: [ID<BookedPlace>: AttendanceState?],
        by actor: Actor
    ) async throws -> Int {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let today = services.today()
        return try await database.write { transaction in
            var ids = ids
            let held = try HeldSession(id, in: transaction)
            try held.requireKeeping(by: actor)
            let isEarly = today < held.session.heldOn
            guard !isEarly || !marks.values.contains(where: { $0 == .present || $0 == .absent }) else {
                throw BookingRefusal.notYet
            }
            let places: [ID<BookedPlace>] = try transaction.column(
                "SELECT id FROM place WHERE run_id = \(held.run.id) AND state = 'held' ORDER BY id"
            )
            var changed = 0
            for place in places {
                guard let mark = marks[place] else { continue }
                changed += try transaction.mark(place, as: mark, at: held, act)
            }
            guard changed > 0 else { return 0 }
            try transaction.audit(
                act,
                .markAttendance,
                of: id,
                in: held.offer.lead?.organisation.id,
                ["marks": .count(changed)]
            )
            try transaction.alignCertificates(of: held.run, held.offer, act)
            try transaction.planFinishing(held.run, act, &ids)
            return changed
        }
    }

    /// Says that someone cannot come to a session: the person, or whoever books for their school, until it ends.
    /// The place stays theirs for the other sessions.
    package func sendApologies(for place: ID<BookedPlace>, from id: ID<RunSession>, by actor: Actor)
        async throws
    {
        try await changeApologies(for: place, from: id, comes: false, by: actor)
    }

    /// Says that someone can come after all; nothing where they are marked otherwise by now. For the same people, as long
    /// as apologies can be sent.
    package func takeBackApologies(for place: ID<BookedPlace>, from id: ID<RunSession>, by actor: Actor)
        async throws
    {
        try await changeApologies(for: place, from: id, comes: true, by: actor)
    }

    private func changeApologies(
        for place: ID<BookedPlace>,
        from id: ID<RunSession>,
        comes: Bool,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let held = try HeldSession(id, in: transaction)
            let booking: ID<Booking> = try transaction.value(
                "SELECT booking_id FROM place WHERE id = \(place) AND run_id = \(held.run.id)"
            ).orNotFound()
            let change = try BookingChange(
                booking,
                for: .sendApologies,
                by: actor,
                at: act.at,
                in: transaction
            )
            _ = try change.heldPlaces([place], of: actor)
            guard act.at < held.session.endsAt else { throw BookingRefusal.started }
            if comes {
                let isExcused = try transaction.exists(
                    """
                    SELECT 1 FROM attendance WHERE session_id = \(id) AND place_id = \(place)
                        AND state = \(AttendanceState.apologies)
                    """
                )
                guard isExcused else { return }
            }
            let mark: AttendanceState? = comes ? nil : .apologies
            guard try transaction.mark(place, as: mark, at: held, act) > 0 else { return }
            try transaction.audit(
                act,
                comes ? .takeBackApologies : .sendApologies,
                of: id,
                in: change.booking.organisation.id,
                ["place": .id(place)]
            )
        }
    }

    /// What is marked for the places of a booking, session by session.
    package func attendance(in booking: ID<Booking>, by actor: Actor) async throws
        -> [ID<RunSession>: [ID<BookedPlace>: AttendanceState]]
    {
        let record = try await self.booking(booking, by: actor)
        let places = record.booking.places.map(\.id)
        return try await database.read { transaction in
            var found: [ID<RunSession>: [ID<BookedPlace>: AttendanceState]] = [:]
            let rows = try transaction.rows(
                "SELECT session_id, place_id, state FROM attendance WHERE place_id IN (\(SQL.list(places)))"
            )
            for row in rows { found[try row.get(0), default: [:]][try row.get(1)] = try row.get(2) }
            return found
        }
    }
}

extension Transaction {
    /// - Returns: 1 when the mark differs from before, otherwise 0.
    func mark(_ place: ID<BookedPlace>, as state: AttendanceState?, at held: HeldSession, _ act: Act) throws
        -> Int
    {
        let session = held.session.id
        guard let state else {
            return try execute("DELETE FROM attendance WHERE session_id = \(session) AND place_id = \(place)")
        }
        return try execute(
            """
            INSERT INTO attendance (session_id, place_id, run_id, state, marked_at, marked_by)
            VALUES (\(session), \(place), \(held.run.id), \(state), \(act.at), \(act.actor.person?.id))
            ON CONFLICT (session_id, place_id) DO UPDATE
                SET state = excluded.state, marked_at = excluded.marked_at, marked_by = excluded.marked_by
                WHERE attendance.state <> excluded.state
            """
        )
    }

    /// Plans certificates and the question for feedback for some days after the last session, once.
    func planFinishing(_ run: Run, _ act: Act, _ ids: inout IDSequence) throws {
        try enqueueJobOnce(
            Programmes.finishJob,
            payload: run.id.description,
            id: ids.next(),
            at: act.at,
            due: max(act.at, run.endsAt).addingTimeInterval(Double(Programmes.finishDays) * 86_400)
        )
    }
}
