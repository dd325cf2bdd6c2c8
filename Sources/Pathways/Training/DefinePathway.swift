package import Access
package import Database
import Evidence
import Programmes
package import Services

extension Pathways {
    /// Sets up a long programme of a hub.
    package func definePathway(
        _ draft: PathwayDraft,
        of owner: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<Pathway> {
        try actor.require(.keepPathways, on: .of(owner))
        let checked = try draft.checked()
        let act = services.act(by: actor)
        let id: ID<Pathway> = services.newID()
        let ids = IDSequence(services)
        let isMentored = draft.isMentored
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "pathway.define") {
                var ids = ids
                let isTaken = try transaction.exists(
                    "SELECT 1 FROM pathway WHERE owner_id = \(owner) AND name = \(checked.name)"
                )
                guard !isTaken else {
                    throw Faults([Fault("name", "You have a pathway of this name: choose another name")])
                }
                try transaction.execute(
                    """
                    INSERT INTO pathway
                        (id, owner_id, kind, name, summary, months, starts_on, is_mentored, is_open, version)
                    VALUES (\(id), \(owner), \(checked.kind), \(checked.name), \(checked.summary),
                        \(checked.months), \(checked.startsOn), \(isMentored), 1, 1)
                    """
                )
                for (position, stone) in checked.milestones.enumerated() {
                    try transaction.execute(
                        """
                        INSERT INTO pathway_milestone (id, pathway_id, position, name, due_months)
                        VALUES (\(ids.next(PathwayMilestone.self)), \(id), \(position), \(stone.name), \(stone.months))
                        """
                    )
                }
                try transaction.audit(act, "pathway.define", of: id, in: owner, ["kind": .word(checked.kind)])
                return id.description
            }
        }
        return ID<Pathway>(text) ?? id
    }

    /// Sets the first day of training of those who are entered next, as typed; empty where there is no common one. Who is
    /// on the pathway keeps theirs.
    ///
    /// - Throws: `Faults` (field `firstDay`); `AccessError`; `DatabaseError.staleVersion`.
    package func setFirstDay(of id: ID<Pathway>, _ typed: String, version: Int, by actor: Actor) async throws
    {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.pathway(id).orNotFound()
            try actor.require(.keepPathways, on: .of(found.owner.id))
            var reader = FieldReader()
            let day = reader.firstDay(typed, "firstDay", isRequired: false)
            try reader.finish()
            try transaction.update(
                """
                UPDATE pathway SET starts_on = \(day), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, "pathway.set-first-day", of: id, in: found.owner.id)
        }
    }

    /// Closes a pathway to new participants, or opens it again.
    package func setPathway(_ id: ID<Pathway>, isOpen: Bool, version: Int, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.pathway(id).orNotFound()
            try actor.require(.keepPathways, on: .of(found.owner.id))
            try transaction.update(
                """
                UPDATE pathway SET is_open = \(isOpen), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(
                act,
                "pathway.set-open",
                of: id,
                in: found.owner.id,
                ["open": .flag(isOpen)]
            )
        }
    }
}

extension Transaction {
    func pathway(_ id: ID<Pathway>) throws -> Pathway? { try first("\(Pathway.source) WHERE w.id = \(id)") }

    func milestones(of id: ID<Pathway>) throws -> [PathwayMilestone] {
        try all(
            "SELECT id, name, due_months FROM pathway_milestone WHERE pathway_id = \(id) ORDER BY position"
        )
    }
}
