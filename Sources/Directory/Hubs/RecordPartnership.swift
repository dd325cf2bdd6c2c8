package import Access
import Database
package import Services

extension Directory {
    /// Records a tie between two organisations. Either of them may; a second open tie of one kind between the
    /// same two is refused.
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
                INSERT INTO partnership (id, from_id, to_id, kind, state, started_on, version)
                VALUES (\(id), \(first), \(second), \(kind), 'active', \(start), 1)
                """
            )
            try transaction.audit(act, "partnership.record", of: id, in: first, ["with": .id(second)])
            try transaction.touch(.hubs)
            return id
        }
    }

    /// Challenges, reactivates or ends a tie. What has ended stays ended: a new tie is a new record.
    package func setPartnership(
        _ id: ID<Partnership>,
        to state: PartnershipState,
        on day: LocalDate,
        version: Int,
        by actor: Actor
    ) async throws {
        let act = services.act(by: actor)
        try await database.write { transaction in
            let row = try transaction.rows(
                "SELECT from_id, to_id, state, started_on FROM partnership WHERE id = \(id)"
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
            try transaction.update(
                """
                UPDATE partnership SET state = \(state), ended_on = \(end), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, "partnership.change", of: id, in: ends[0], ["state": .word(state)])
            try transaction.touch(.hubs)
        }
    }
}
