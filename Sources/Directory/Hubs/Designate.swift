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
            let overlaps = held.contains { $0.isHeld(from: start, until: end) }
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

    /// Corrects a designation or ends it with its last day; without one it is held. A hub holds a kind at most once at a time.
    /// No list of hubs brings a kind back that was corrected.
    package func changeDesignation(
        _ id: ID<Designation>,
        of hub: ID<Organisation>,
        to kind: DesignationKind,
        from start: LocalDate?,
        until end: LocalDate?,
        version: Int,
        by actor: Actor
    ) async throws {
        try actor.require(.designateHub, on: .of(hub).known)
        if let start, let end, end < start {
            throw EntryFaults("end", "The last day must not be before the first")
        }
        let act = services.act(by: actor)
        let today = LocalDate(act.at, in: .london)
        try await database.write(exclusively: "directory/hub/\(hub)") { transaction in
            let all = try Self.hub(hub, in: transaction).orNotFound().designations
            let mistaken = try all.first { $0.id == id }.orNotFound().kind
            let others = all.filter { $0.id != id && $0.kind == kind }
            if others.contains(where: { $0.isHeld(from: start, until: end) }) {
                throw EntryFaults(
                    "start",
                    "The hub already holds this designation then: change the other one first"
                )
            }
            try transaction.update(
                """
                UPDATE designation
                SET kind = \(kind), started_on = \(start), ended_on = \(end), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            if mistaken != kind { try transaction.drop(mistaken, of: hub, on: today) }
            try transaction.audit(act, "hub.change-designation", of: hub, in: hub, ["kind": .word(kind)])
            try transaction.announce(.hub, hub)
            try transaction.touch(.hubs)
        }
    }

    /// Deletes a designation that was recorded by mistake. No list of hubs brings it back; people may record it again.
    package func deleteDesignation(
        _ id: ID<Designation>,
        of hub: ID<Organisation>,
        version: Int,
        by actor: Actor
    ) async throws {
        try actor.require(.designateHub, on: .of(hub).known)
        let act = services.act(by: actor)
        let today = LocalDate(act.at, in: .london)
        try await database.write(exclusively: "directory/hub/\(hub)") { transaction in
            let all = try Self.hub(hub, in: transaction).orNotFound().designations
            let kind = try all.first { $0.id == id }.orNotFound().kind
            try transaction.update("DELETE FROM designation WHERE id = \(id) AND version = \(version)")
            try transaction.drop(kind, of: hub, on: today)
            try transaction.audit(act, "hub.delete-designation", of: hub, in: hub, ["kind": .word(kind)])
            try transaction.announce(.hub, hub)
            try transaction.touch(.hubs)
        }
    }
}

extension Transaction {
    /// Keeps that a hub never held a designation, whatever lists say.
    fileprivate func drop(_ kind: DesignationKind, of hub: ID<Organisation>, on day: LocalDate) throws {
        try execute(
            """
            INSERT INTO dropped_designation (hub_id, kind, dropped_on) VALUES (\(hub), \(kind), \(day))
            ON CONFLICT (hub_id, kind) DO UPDATE SET dropped_on = excluded.dropped_on
            """
        )
    }
}
