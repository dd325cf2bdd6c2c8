package import Access
import Database
package import Services

extension Directory {
    /// Records a tie between two organisations. Either of them may, and agrees by doing so; a second open tie of one kind
    /// between the same two is refused.
    @discardableResult
    package func recordPartnership(
        from first: ID<Organisation>,
        to second: ID<Organisation>,
        as kind: PartnershipKind,
        since start: LocalDate?,
        by actor: Actor
    ) async throws -> ID<Partnership> {
        try actor.require(.recordPartnership, on: .of(first).known)
        if first == second { throw EntryFaults("partner", "Choose another organisation") }
        let own = actor.partnershipKeepers
        let act = services.act(by: actor)
        let id = services.newID(Partnership.self)
        // One order for both, so that a tie is not recorded twice from its two ends.
        let (low, high) = (min(first, second), max(first, second))
        return try await database.write(exclusively: "directory/partnership/\(low)") { transaction in
            guard try transaction.exists("SELECT 1 FROM organisation WHERE id = \(second)") else {
                throw EntryFaults("partner", "Choose an organisation from the directory")
            }
            let isOpen = try transaction.exists(
                """
                SELECT 1 FROM partnership WHERE kind = \(kind) AND state <> 'ended'
                    AND from_id IN (\(low), \(high)) AND to_id IN (\(low), \(high))
                """
            )
            if isOpen { throw EntryFaults("kind", "This partnership is already recorded") }
            try transaction.execute(
                """
                INSERT INTO partnership
                    (id, from_id, to_id, kind, state, started_on, from_agrees, to_agrees, version)
                VALUES (\(id), \(first), \(second), \(kind), 'active', \(start), \(own.contains(first)),
                    \(own.contains(second)), 1)
                """
            )
            try transaction.audit(act, "partnership.record", of: id, in: first, ["with": .id(second)])
            try transaction.touch(.hubs)
            return id
        }
    }

    /// Challenges, reactivates or ends a tie. What has ended stays ended: a new tie is a new record. Whoever challenges a tie
    /// does not agree to it any more, whatever the other makes of its state; whoever sets it active agrees. An administrator
    /// who belongs to neither agrees for nobody.
    package func setPartnership(
        _ id: ID<Partnership>,
        to state: PartnershipState,
        on day: LocalDate,
        version: Int,
        by actor: Actor
    ) async throws {
        let own = actor.partnershipKeepers
        let act = services.act(by: actor)
        try await database.write { transaction in
            let row = try transaction.rows(
                "SELECT from_id, to_id, state, started_on, from_agrees, to_agrees FROM partnership WHERE id = \(id)"
            ).first.orNotFound()
            let ends: [ID<Organisation>] = [try row.get(0), try row.get(1)]
            try actor.require(.recordPartnership, on: .of(ends).known)
            if try row.get(2, as: PartnershipState.self) == .ended {
                throw EntryFaults("state", "This partnership has ended: record a new one")
            }
            if state == .ended, let start = try row.get(3, as: LocalDate?.self), day < start {
                throw EntryFaults("day", "The last day must not be before the first")
            }
            let end = state == .ended ? day : nil
            let (fromAgreed, toAgreed): (Bool, Bool) = (try row.get(4), try row.get(5))
            let said: Bool? = state == .ended ? nil : state == .active
            let fromAgrees = own.contains(ends[0]) ? said ?? fromAgreed : fromAgreed
            let toAgrees = own.contains(ends[1]) ? said ?? toAgreed : toAgreed
            try transaction.update(
                """
                UPDATE partnership SET state = \(state), ended_on = \(end), from_agrees = \(fromAgrees),
                    to_agrees = \(toAgrees), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, "partnership.change", of: id, in: ends[0], ["state": .word(state)])
            try transaction.touch(.hubs)
        }
    }

    /// Writes down since when a tie is, and its last day, which ends it. The days of one that has ended are corrected; it does
    /// not begin again.
    package func datePartnership(
        _ id: ID<Partnership>,
        from start: LocalDate?,
        until end: LocalDate?,
        version: Int,
        by actor: Actor
    ) async throws {
        let today = services.today()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let row = try transaction.rows("SELECT from_id, to_id, state FROM partnership WHERE id = \(id)")
                .first.orNotFound()
            let ends: [ID<Organisation>] = [try row.get(0), try row.get(1)]
            try actor.require(.recordPartnership, on: .of(ends).known)
            var state: PartnershipState = try row.get(2)
            if let end {
                if end > today {
                    throw EntryFaults("until", "The last day must not be ahead: end it on that day")
                }
                if let start, end < start {
                    throw EntryFaults("until", "The last day must not be before the first")
                }
                state = .ended
            } else if state == .ended {
                throw EntryFaults("until", "Enter the last day: what has ended stays ended")
            }
            try transaction.update(
                """
                UPDATE partnership SET state = \(state), started_on = \(start), ended_on = \(end),
                    version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, "partnership.change", of: id, in: ends[0], ["state": .word(state)])
            try transaction.touch(.hubs)
        }
    }
}

extension Actor {
    /// The organisations that they belong to and speak for about partnerships.
    fileprivate var partnershipKeepers: Set<ID<Organisation>> {
        Set(organisations(where: .recordPartnership).map(\.id))
    }
}
