package import Access
package import Database
package import Services

extension AuditVerb {
    static let publishDefinition: AuditVerb = "kpi-definition.publish"
    static let retireDefinition: AuditVerb = "kpi-definition.retire"
    static let reviveDefinition: AuditVerb = "kpi-definition.revive"
}

extension Reach {
    /// Publishes the first version of a hub's own definition.
    ///
    /// - Throws: `Faults`; `AccessError`.
    @discardableResult
    package func publishDefinition(
        _ draft: KPIDefinitionDraft,
        of hub: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<KPIDefinition> {
        let person = try actor.signedInPerson()
        try actor.require(.defineKPIs, on: .of(hub))
        let checked = try draft.checked()
        let act = services.act(by: actor)
        let id: ID<KPIDefinition> = services.newID()
        return try await database.write { transaction in
            let text = try transaction.once(key, by: act, .publishDefinition) {
                try transaction.execute(
                    "INSERT INTO kpi_definition (id, hub_id, version) VALUES (\(id), \(hub), 1)"
                )
                try transaction.write(checked, version: 1, of: id, by: person.id, act)
                try transaction.audit(act, .publishDefinition, of: id, in: hub, ["version": .count(1)])
                return id.description
            }
            return try ID<KPIDefinition>(text).orNotFound()
        }
    }

    /// Publishes a new version; without a change there is none.
    ///
    /// - Parameter version: The newest one that the writer has seen.
    /// - Throws: `Faults`; `AccessError`; `DatabaseError.staleVersion` where someone published meanwhile.
    package func publishDefinition(
        _ draft: KPIDefinitionDraft,
        over version: Int,
        of id: ID<KPIDefinition>,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.definition(id, for: actor, .defineKPIs)
            let checked = try draft.checked()
            guard found.version == version else { throw DatabaseError.staleVersion }
            guard try checked != KPIDefinitionDraft(found).checked() else { return }
            try transaction.update(
                """
                UPDATE kpi_definition SET version = version + 1 WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.write(checked, version: version + 1, of: id, by: person.id, act)
            try transaction.audit(
                act,
                .publishDefinition,
                of: id,
                in: found.hub,
                ["version": .count(version + 1)]
            )
        }
    }

    /// Takes a definition out of use for new returns, or back into it. Returns that were begun with it stay.
    package func setRetired(_ isRetired: Bool, _ id: ID<KPIDefinition>, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.definition(id, for: actor, .defineKPIs)
            guard found.isRetired != isRetired else { return }
            try transaction.execute(
                "UPDATE kpi_definition SET retired_at = \(isRetired ? act.at : nil) WHERE id = \(id)"
            )
            try transaction.audit(
                act,
                isRetired ? .retireDefinition : .reviveDefinition,
                of: id,
                in: found.hub
            )
        }
    }
}

extension Transaction {
    fileprivate func write(
        _ checked: KPIDefinitionDraft.Checked,
        version: Int,
        of id: ID<KPIDefinition>,
        by person: ID<Person>,
        _ act: Act
    ) throws {
        let strands = Set(checked.measures.compactMap(\.narrowing.strand))
        let known = try count("SELECT count(*) FROM strand WHERE id IN (\(SQL.list(strands)))")
        guard known == strands.count else { throw AccessError.notFound }
        try execute(
            """
            INSERT INTO kpi_definition_version
                (definition_id, version, title, funder, published_at, published_by)
            VALUES (\(id), \(version), \(checked.title), \(checked.funder), \(act.at), \(person))
            """
        )
        for (position, line) in checked.measures.enumerated() {
            try execute(
                """
                INSERT INTO kpi_definition_measure
                    (definition_id, version, position, measure, name, target, strand_id, offer_kind, phase,
                     is_only_great_need)
                VALUES (\(id), \(version), \(position), \(line.measure), \(line.name), \(line.target),
                    \(line.narrowing.strand), \(line.narrowing.offerKind), \(line.narrowing.phase),
                    \(line.narrowing.isOnlyGreatNeed))
                """
            )
        }
    }
}
