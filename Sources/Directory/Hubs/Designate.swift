package import Access
import Database
package import Services

extension Directory {
    /// Gives a hub a designation from a day. A hub holds a kind at most once at a time.
    package func designate(
        _ hub: ID<Organisation>,
        as kind: DesignationKind,
        from start: LocalDate?,
        until end: LocalDate? = nil,
        by actor: Actor
    ) async throws {
        try actor.require(.designateHub, on: .of(hub).known)
        if let start, let end, end < start {
            throw EntryFaults("end", "The last day must not be before the first")
        }
        let act = services.act(by: actor)
        let id = services.newID(Designation.self)
        try await database.write(exclusively: "directory/hub/\(hub)") { transaction in
            let held = try Self.hub(hub, in: transaction).orNotFound().designations.filter { $0.kind == kind }
            let overlaps = held.contains { old in
                let beginsBeforeItEnds = old.startedOn.flatMap { first in end.map { first <= $0 } } ?? true
                let endsAfterItBegins = old.endedOn.flatMap { last in start.map { last >= $0 } } ?? true
                return beginsBeforeItEnds && endsAfterItBegins
            }
            if overlaps {
                throw EntryFaults(
                    "start",
                    "The hub already holds this designation then: end the earlier one first"
                )
            }
            try transaction.execute(
                """
                INSERT INTO designation (id, hub_id, kind, started_on, ended_on, version)
                VALUES (\(id), \(hub), \(kind), \(start), \(end), 1)
                """
            )
            try transaction.audit(act, "hub.designate", of: hub, in: hub, ["kind": .word(kind)])
            try transaction.announce(.hub, hub)
            try transaction.touch(.hubs)
        }
    }

    /// Ends a designation with its last day.
    package func endDesignation(
        _ id: ID<Designation>,
        on end: LocalDate,
        version: Int,
        by actor: Actor
    ) async throws {
        try actor.require(.designateHub)
        let act = services.act(by: actor)
        try await database.write { transaction in
            let row = try transaction.rows("SELECT hub_id, started_on FROM designation WHERE id = \(id)")
                .first.orNotFound()
            let hub: ID<Organisation> = try row.get(0)
            if let start = try row.get(1, as: LocalDate?.self), end < start {
                throw EntryFaults("end", "The last day must not be before the first")
            }
            try transaction.update(
                """
                UPDATE designation SET ended_on = \(end), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, "hub.end-designation", of: hub, in: hub)
            try transaction.announce(.hub, hub)
            try transaction.touch(.hubs)
        }
    }
}
