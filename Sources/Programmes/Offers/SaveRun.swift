package import Access
package import Database
import Foundation
import Mail
package import Services

extension Programmes {
    /// Adds a run to an offer.
    package func addRun(
        to id: ID<Offer>,
        _ draft: RunDraft,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<Run> {
        try actor.signedInOrSystem()
        let checked = try draft.checked()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "run.add") {
                var ids = ids
                let offer = try transaction.offer(id).orNotFound()
                try actor.require(.editOffer, on: offer.subjectOfEditing(by: actor))
                guard offer.state != .archived else { throw OfferRefusal.archived }
                try offer.facts.kind.check(sessions: checked.sessions.count)
                let run = ids.next(Run.self)
                try transaction.execute(
                    """
                    INSERT INTO run
                        (id, offer_id, capacity, closes_on, waiting_rule, starts_on, ends_on, study_link, study_minutes,
                         version)
                    VALUES (\(run), \(id), \(checked.capacity), \(checked.closesOn), \(checked.waitingRule),
                        \(checked.startsOn), \(checked.endsOn), \(checked.study?.study.link),
                        \(checked.study?.study.minutes), 1)
                    """
                )
                for session in checked.sessions {
                    let id = ids.next(RunSession.self)
                    try transaction.insert(session, as: id, of: run)
                    try transaction.setFacilitators(of: id, to: session.facilitators, act, &ids)
                }
                if offer.state == .agreeing { try transaction.forgetAgreements(on: id) }
                try transaction.audit(
                    act,
                    .addRun,
                    of: run,
                    in: offer.lead?.organisation.id,
                    ["offer": .id(id)]
                )
                try transaction.touchPublicly(offer)
                return run.description
            }
        }
        return try ID<Run>(text).orNotFound()
    }

    /// Changes a run's places, last day for booking and sessions. Whoever holds a place hears of sessions
    /// that moved, with calendar entries that take the place of the old ones, or of self-study that is elsewhere, takes
    /// longer or is open on other days; places that become free go to the waiting list.
    ///
    /// - Throws: ``OfferRefusal/capacityBelowTaken(_:)``; ``OfferRefusal/runCancelled``; `DatabaseError.staleVersion`;
    ///   `Faults`.
    package func editRun(_ id: ID<Run>, _ draft: RunDraft, version: Int, by actor: Actor) async throws {
        try actor.signedInOrSystem()
        let checked = try draft.checked()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let post = Post(settings, at: act.at)
        try await database.write(exclusively: Self.queue(id)) { transaction in
            var ids = ids
            let run = try transaction.run(id).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            try actor.require(.editOffer, on: offer.subjectOfEditing(by: actor))
            guard offer.state != .archived else { throw OfferRefusal.archived }
            guard !run.isCancelled else { throw OfferRefusal.runCancelled }
            if checked.sessions.count != run.sessions.count || checked.study != nil {
                try offer.facts.kind.check(sessions: checked.sessions.count)
            }
            let kept = run.taken + run.reserved
            guard checked.capacity >= kept else { throw OfferRefusal.capacityBelowTaken(kept) }
            try transaction.update(
                """
                UPDATE run SET capacity = \(checked.capacity), closes_on = \(checked.closesOn),
                    waiting_rule = \(checked.waitingRule), starts_on = \(checked.startsOn), ends_on = \(checked.endsOn),
                    study_link = \(checked.study?.study.link), study_minutes = \(checked.study?.study.minutes),
                    version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            let changes = try transaction.replaceSessions(of: run, by: checked.sessions, act, ids: &ids)
            try transaction.refuseDaysThatCutSessions(of: id)
            let after = try transaction.run(id).orNotFound()
            let isOpenOtherwise =
                after.study != nil
                && (after.study, after.startsOn, after.endsOn) != (run.study, run.startsOn, run.endsOn)
            if !changes.isEmpty || isOpenOtherwise {
                try transaction.tellOfMovedSessions(changes, run: after, offer: offer, post, &ids)
            }
            if offer.state == .agreeing { try transaction.forgetAgreements(on: offer.id) }
            try transaction.audit(
                act,
                .editRun,
                of: id,
                in: offer.lead?.organisation.id,
                ["capacity": .count(checked.capacity), "sessionsChanged": .count(changes.count)]
            )
            try transaction.passOnFreePlaces(of: id, act, post, settings, &ids)
            try transaction.touchPublicly(offer)
        }
    }

    /// Takes away a run that nobody booked or waits for.
    package func removeRun(_ id: ID<Run>, version: Int, by actor: Actor) async throws {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        try await database.write(exclusively: Self.queue(id)) { transaction in
            let run = try transaction.run(id).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            try actor.require(.editOffer, on: offer.subjectOfEditing(by: actor))
            let isUsed = try transaction.exists("SELECT 1 FROM booking WHERE run_id = \(id)")
            let isWaitedFor = try transaction.exists("SELECT 1 FROM waiting_entry WHERE run_id = \(id)")
            guard !isUsed, !isWaitedFor else { throw OfferRefusal.hasBookings }
            guard try !transaction.exists("SELECT 1 FROM conference WHERE run_id = \(id)") else {
                throw OfferRefusal.hasProgramme
            }
            guard run.version == version else { throw DatabaseError.staleVersion }
            try transaction.execute(
                "DELETE FROM session_door WHERE session_id IN (SELECT id FROM run_session WHERE run_id = \(id))"
            )
            for session in run.sessions { try transaction.removeFacilitators(of: session.id) }
            try transaction.execute("DELETE FROM run_session WHERE run_id = \(id)")
            try transaction.execute("DELETE FROM run WHERE id = \(id)")
            try transaction.audit(act, .removeRun, of: id, in: offer.lead?.organisation.id)
            try transaction.touchPublicly(offer)
        }
    }
}

/// What an edit did to a run's sessions.
struct SessionChanges {
    var moved: [RunSession] = []
    var added: [RunSession] = []
    /// As they were, with the SEQUENCE of their cancellation.
    var removed: [RunSession] = []
    /// Whether the times are as they were, and what it is called or where it is held changed.
    var isOfOffer = false

    var isEmpty: Bool { moved.isEmpty && added.isEmpty && removed.isEmpty }
    var count: Int { moved.count + added.count + removed.count }
}

extension RunDraft.Checked {
    var startsOn: LocalDate {
        study?.opensOn ?? sessions.first?.heldOn ?? LocalDate(daysSinceEpoch: 0)
    }
    var endsOn: LocalDate { study?.opensUntil ?? sessions.last?.heldOn ?? startsOn }
}

extension RunDraft.CheckedSession {
    func stored(as id: ID<RunSession>, sequence: Int) -> RunSession {
        RunSession(id: id, heldOn: heldOn, start: start, end: end, room: room, link: link, sequence: sequence)
    }
}

extension Transaction {
    fileprivate func insert(_ session: RunDraft.CheckedSession, as id: ID<RunSession>, of run: ID<Run>) throws
    {
        try execute(
            """
            INSERT INTO run_session (id, run_id, held_on, starts_at, ends_at, room, link)
            VALUES (\(id), \(run), \(session.heldOn), \(session.start), \(session.end), \(session.room),
                \(session.link))
            """
        )
    }

    fileprivate func replaceSessions(
        of run: Run,
        by sessions: [RunDraft.CheckedSession],
        _ act: Act,
        ids: inout IDSequence
    ) throws -> SessionChanges {
        var changes = SessionChanges()
        var left = Dictionary(uniqueKeysWithValues: run.sessions.map { ($0.id, $0) })
        let addresses = try facilitatorAddresses(of: run.id)
        for session in sessions {
            guard let id = session.id, let old = left.removeValue(forKey: id) else {
                let id = ids.next(RunSession.self)
                try insert(session, as: id, of: run.id)
                try setFacilitators(of: id, to: session.facilitators, act, &ids)
                changes.added.append(session.stored(as: id, sequence: 0))
                continue
            }
            if session.facilitators != old.facilitators.map({ FacilitatorEntry($0, addresses) }) {
                try setFacilitators(of: id, to: session.facilitators, act, &ids)
            }
            // Another facilitator does not move a session: nobody has to be told.
            var before = old
            before.facilitators = []
            guard session.stored(as: id, sequence: old.sequence) != before else { continue }
            try execute(
                """
                UPDATE run_session SET held_on = \(session.heldOn), starts_at = \(session.start),
                    ends_at = \(session.end), room = \(session.room), link = \(session.link), sequence = sequence + 1
                WHERE id = \(id)
                """
            )
            changes.moved.append(session.stored(as: id, sequence: old.sequence + 1))
        }
        for old in run.sessions where left[old.id] != nil {
            guard try !exists("SELECT 1 FROM attendance WHERE session_id = \(old.id)") else {
                throw OfferRefusal.hasAttendance(old.heldOn)
            }
            try execute("DELETE FROM session_door WHERE session_id = \(old.id)")
            try removeFacilitators(of: old.id)
            try execute("DELETE FROM run_session WHERE id = \(old.id)")
            changes.removed.append(old)
        }
        return changes
    }
}
