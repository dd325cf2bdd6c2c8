package import Access
package import Database
package import Services

extension Evidence {
    /// Adds an intervention, or changes one.
    ///
    /// - Parameters:
    ///   - existing: The one to change and the version that the editor saw; `nil` adds a new one.
    ///   - key: The form's: one that is sent twice adds once.
    /// - Throws: ``Faults``; ``DatabaseError/staleVersion``; ``AccessError``.
    @discardableResult
    package func saveIntervention(
        _ draft: InterventionDraft,
        existing: (id: ID<Intervention>, version: Int)? = nil,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<Intervention> {
        try actor.require(.editStrands)
        let checked = try Self.checked(draft)
        let act = services.act(by: actor)
        let id = existing?.id ?? services.newID()
        let seen = existing?.version
        let answer = try await database.write { transaction in
            try transaction.once(key, by: act, .saveIntervention) {
                try transaction.requireStrands(checked.strands, field: "strands")
                let twin: ID<Intervention>? = try transaction.value(
                    "SELECT id FROM intervention WHERE name = \(checked.name) AND edition = \(checked.edition)"
                )
                if let twin, twin != id {
                    throw Faults([
                        Fault("edition", "There is already an intervention with this name and edition")
                    ])
                }
                if let seen {
                    try transaction.change(checked, id: id, version: seen)
                } else {
                    try transaction.add(checked, id: id)
                }
                let before: [ID<Strand>] = try transaction.column(
                    "SELECT strand_id FROM intervention_strand WHERE intervention_id = \(id)"
                )
                try transaction.execute("DELETE FROM intervention_strand WHERE intervention_id = \(id)")
                for strand in Set(checked.strands).sorted() {
                    try transaction.execute(
                        "INSERT INTO intervention_strand (intervention_id, strand_id) VALUES (\(id), \(strand))"
                    )
                }
                try transaction.audit(act, .saveIntervention, of: id, ["new": .flag(seen == nil)])
                try transaction.announce(.intervention, id)
                try transaction.touch([.strands] + Set(before + checked.strands).map(Topic.strand))
                return id.description
            }
        }
        return ID<Intervention>(answer) ?? id
    }

    private static func checked(_ draft: InterventionDraft) throws(Faults) -> InterventionDraft {
        var reader = FieldReader()
        var checked = draft
        checked.name = reader.required(draft.name, "name", named: "the name", most: 200)
        checked.edition = reader.optional(draft.edition, "edition", named: "the edition", most: 100)
        checked.developer = reader.optional(draft.developer, "developer", named: "the developer", most: 200)
        checked.summary = reader.optional(draft.summary, "summary", named: "the summary", most: 4000)
        checked.activeIngredients = reader.optional(
            draft.activeIngredients,
            "activeIngredients",
            named: "the active ingredients",
            most: 4000
        )
        checked.dose = reader.optional(draft.dose, "dose", named: "the dose", most: 1000)
        checked.materials = reader.optional(draft.materials, "materials", named: "the materials", most: 1000)
        checked.costText = reader.optional(draft.costText, "costText", named: "what it costs", most: 1000)
        let band = reader.wholeNumber(draft.costBand, "costBand", named: "the cost band", in: 1...5)
        checked.costBand = band.map(String.init) ?? ""
        if draft.strands.isEmpty { reader.report("strands", "Choose at least one strand") }
        try reader.finish()
        return checked
    }

    package func intervention(_ id: ID<Intervention>) async throws -> Intervention {
        try await database.read { transaction in
            let found: Intervention? = try transaction.first("SELECT * FROM intervention WHERE id = \(id)")
            var intervention = try found.orNotFound()
            intervention.strands = try transaction.all(
                """
                SELECT strand.id, strand.slug, v.title FROM intervention_strand AS link
                JOIN strand ON strand.id = link.strand_id
                JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
                WHERE link.intervention_id = \(id) ORDER BY strand.slug
                """
            )
            return intervention
        }
    }

    /// - Throws: ``AccessError/notFound``.
    package func intervention(slug: String) async throws -> Intervention {
        let id: ID<Intervention>? = try await database.read {
            try $0.value("SELECT id FROM intervention WHERE slug = \(slug)")
        }
        return try await intervention(try id.orNotFound())
    }

    /// The findings about an intervention, trials of this network first.
    package func findings(about intervention: ID<Intervention>) async throws -> [Finding] {
        try await database.read { transaction in
            try transaction.all(
                """
                SELECT \(Finding.columns) FROM finding WHERE intervention_id = \(intervention)
                ORDER BY finding.origin, \(transaction.dialect.byteOrder("finding.label")), finding.id
                """
            )
        }
    }

    /// Every intervention by name; those under one strand where it is given.
    package func interventions(under strand: ID<Strand>? = nil) async throws -> [Intervention] {
        try await database.read { transaction in
            let filter: SQL =
                strand.map {
                    "WHERE id IN (SELECT intervention_id FROM intervention_strand WHERE strand_id = \($0))"
                }
                ?? ""
            return try transaction.all(
                "SELECT * FROM intervention \(filter) ORDER BY \(transaction.dialect.byteOrder("lower(name)")), edition, id"
            )
        }
    }
}

extension Transaction {
    fileprivate func add(_ draft: InterventionDraft, id: ID<Intervention>) throws {
        let name = draft.edition.isEmpty ? draft.name : "\(draft.name) \(draft.edition)"
        let slug = try Slug.free(Slug.made(from: name)) { candidate in
            try exists("SELECT 1 FROM intervention WHERE slug = \(candidate)")
        }
        try execute(
            """
            INSERT INTO intervention
                (id, slug, name, edition, developer, summary, active_ingredients, dose, version, materials,
                 cost_text, cost_band)
            VALUES (\(id), \(slug), \(draft.name), \(draft.edition), \(draft.developer), \(draft.summary),
                \(draft.activeIngredients), \(draft.dose), 1, \(draft.materials), \(draft.costText),
                \(Int(draft.costBand)))
            """
        )
    }

    fileprivate func change(_ draft: InterventionDraft, id: ID<Intervention>, version: Int) throws {
        guard try exists("SELECT 1 FROM intervention WHERE id = \(id)") else { throw AccessError.notFound }
        try update(
            """
            UPDATE intervention SET name = \(draft.name), edition = \(draft.edition),
                developer = \(draft.developer), summary = \(draft.summary),
                active_ingredients = \(draft.activeIngredients), dose = \(draft.dose),
                materials = \(draft.materials), cost_text = \(draft.costText),
                cost_band = \(Int(draft.costBand)), version = version + 1
            WHERE id = \(id) AND version = \(version)
            """
        )
    }

    /// Throws unless every strand exists.
    func requireStrands(_ strands: [ID<Strand>], field: String) throws {
        let wanted = Set(strands)
        let found = try count("SELECT count(*) FROM strand WHERE id IN (\(SQL.list(wanted)))")
        guard found == wanted.count else { throw Faults([Fault(field, "Choose strands from the list")]) }
    }

    /// Throws unless the intervention exists, where one is named.
    func requireIntervention(_ id: ID<Intervention>?, field: String) throws {
        guard let id, try !exists("SELECT 1 FROM intervention WHERE id = \(id)") else { return }
        throw Faults([Fault(field, "Choose an intervention from the list")])
    }
}
