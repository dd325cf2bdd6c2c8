package import Access
package import Database
package import Services

extension Directory {
    /// Nobody takes a name for one hub while somebody else takes it for another.
    private static let namesOfHubs = "directory/names-of-hubs"

    /// Creates a hub. Its address is made from its name.
    /// - Returns: The hub's slug.
    package func createHub(
        _ draft: HubDraft,
        kind: DesignationKind,
        from start: LocalDate?,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> String {
        try actor.require(.createHub)
        let draft = try draft.checked()
        let act = services.act(by: actor)
        let id = services.newID(Organisation.self)
        let designation = services.newID(Designation.self)
        return try await database.write(exclusively: Self.namesOfHubs) { transaction in
            try transaction.once(key, by: act, "hub.create") {
                let host = try draft.host(in: transaction)
                let slug = try transaction.freeSlug(for: draft.name, table: .hub)
                try transaction.execute(
                    "INSERT INTO organisation (id, kind, name) VALUES (\(id), 'hub', \(draft.name))"
                )
                try transaction.execute(
                    """
                    INSERT INTO hub (id, slug, host_id, host_name, region, serves, website, email, summary, version)
                    VALUES (\(id), \(slug), \(host), \(draft.hostName.orNull), \(draft.region), \(draft.serves.orNull),
                        \(draft.website.orNull), \(draft.email.orNull), \(draft.summary), 1)
                    """
                )
                try transaction.setOtherNames(
                    draft.otherNames,
                    of: id,
                    from: (draft.name, []),
                    to: draft.name,
                    on: LocalDate(act.at, in: .london)
                )
                try transaction.execute(
                    """
                    INSERT INTO designation (id, hub_id, kind, started_on, version)
                    VALUES (\(designation), \(id), \(kind), \(start), 1)
                    """
                )
                try transaction.audit(act, "hub.create", of: id, in: id, ["kind": .word(kind)])
                try transaction.announce(.hub, id)
                try transaction.touch(.hubs)
                return slug
            }
        }
    }

    /// Changes a hub's own facts; its address stays.
    /// - Throws: `DatabaseError.staleVersion` when someone else changed it since `version` was read.
    package func editHub(_ id: ID<Organisation>, _ draft: HubDraft, version: Int, by actor: Actor)
        async throws
    {
        try actor.require(.editHub, on: .of(id).known)
        let draft = try draft.checked()
        let act = services.act(by: actor)
        try await database.write(exclusively: Self.namesOfHubs) { transaction in
            let before = try Self.hub(id, in: transaction).orNotFound()
            let host = try draft.host(in: transaction)
            try transaction.update(
                """
                UPDATE hub SET host_id = \(host), host_name = \(draft.hostName.orNull), region = \(draft.region),
                    serves = \(draft.serves.orNull), website = \(draft.website.orNull), email = \(draft.email.orNull),
                    summary = \(draft.summary), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.setOtherNames(
                draft.otherNames,
                of: id,
                from: (before.name, before.otherNames),
                to: draft.name,
                on: LocalDate(act.at, in: .london)
            )
            try transaction.execute("UPDATE organisation SET name = \(draft.name) WHERE id = \(id)")
            try transaction.audit(act, "hub.edit", of: id, in: id)
            try transaction.announce(.hub, id)
            try transaction.touch(.hubs)
        }
    }
}

extension HubDraft {
    fileprivate func host(in transaction: any Transaction) throws -> ID<Organisation>? {
        guard let urn = URN(hostURN) else { return nil }
        let host: ID<Organisation>? = try transaction.value(
            "SELECT organisation_id FROM establishment WHERE urn = \(urn)"
        )
        guard let host else {
            throw EntryFaults("hostURN", "No school with this URN is in the register here")
        }
        return host
    }
}

extension String {
    var orNull: String? { isEmpty ? nil : self }
}
