package import Access
package import Database
package import Evidence
package import Services

extension Plans {
    /// Begins a school's plan, in the phase *explore*.
    ///
    /// - Parameter source: The shared plan that it was copied from, if any: what is to be done there is to be done here,
    ///   by whom and when is not known yet.
    /// - Throws: `Faults`; `AccessError`.
    @discardableResult
    package func startPlan(
        _ draft: PlanDraft,
        for school: ID<Organisation>,
        copying source: ID<Plan>? = nil,
        by actor: Actor,
        key: IdempotencyKey
    ) async throws -> ID<Plan> {
        let person = try actor.signedInPerson()
        try actor.require(.editPlans, on: .of(school))
        let checked = try draft.checked()
        let act = services.act(by: actor)
        let id: ID<Plan> = services.newID()
        let copies: [ID<PlanActivity>] =
            source == nil ? [] : (0..<Self.mostActivities).map { _ in services.newID() }
        return try await database.write { transaction in
            let text = try transaction.once(key, by: act, .startPlan) {
                try transaction.requireStrand(checked.strand, intervention: checked.intervention)
                let activities = try source.map { source in
                    _ = try transaction.plan(source, seenBy: actor)
                    return try transaction.activities(of: source)
                }
                let content = checked.content
                try transaction.execute(
                    """
                    INSERT INTO plan
                        (id, organisation_id, strand_id, intervention_id, title, phase, starts_on, problem,
                         active_ingredients, implementation_outcomes, final_outcomes, barriers, owner_name, pupils,
                         next_review_on, help_wanted, copied_from, created_by, created_at, version)
                    VALUES (\(id), \(school), \(checked.strand), \(checked.intervention), \(content.title),
                        \(PlanPhase.explore), \(content.startsOn), \(content.problem),
                        \(content.activeIngredients), \(content.implementationOutcomes), \(content.finalOutcomes),
                        \(content.barriers), \(content.owner), \(content.pupils), \(checked.nextReviewOn),
                        \(checked.helpWanted), \(source), \(person.id), \(act.at), 1)
                    """
                )
                for (position, (copy, activity)) in zip(copies, activities ?? []).enumerated() {
                    try transaction.execute(
                        """
                        INSERT INTO plan_activity (id, plan_id, position, what, owner_name)
                        VALUES (\(copy), \(id), \(position), \(activity.what), '')
                        """
                    )
                }
                try transaction.enter(.explore, id, on: content.startsOn)
                try transaction.audit(act, .startPlan, of: id, in: school)
                return id.description
            }
            return try ID<Plan>(text).orNotFound()
        }
    }

    /// A draft that begins with what the strand's intervention must not lose, or with another school's shared
    /// plan.
    package func template(
        strand: ID<Strand>,
        intervention: ID<Intervention>? = nil,
        copying source: ID<Plan>? = nil,
        by actor: Actor
    ) async throws -> PlanDraft {
        try await database.read { transaction in
            if let source {
                var draft = PlanDraft(try transaction.plan(source, seenBy: actor))
                // The other school's problem, people and days are its own.
                draft.problem = ""
                draft.owner = ""
                draft.startsOn = ""
                draft.nextReviewOn = ""
                draft.pupils = ""
                draft.helpWanted = ""
                return draft
            }
            var draft = PlanDraft()
            draft.strand = strand
            draft.intervention = intervention
            if let intervention {
                let row = try transaction.rows(
                    "SELECT name, active_ingredients FROM intervention WHERE id = \(intervention)"
                ).first.orNotFound()
                draft.title = try row.get("name")
                // The library parts them by semicolons; a plan has one a line.
                draft.activeIngredients = try row.get("active_ingredients", as: String.self)
                    .split(whereSeparator: { $0 == ";" || $0.isNewline }).map { String($0).trimmed }
                    .filter { !$0.isEmpty }.joined(separator: "\n")
            } else {
                draft.title =
                    try transaction.value(
                        """
                        SELECT strand_version.title FROM strand
                        JOIN strand_version ON strand_version.strand_id = strand.id
                            AND strand_version.version = strand.version
                        WHERE strand.id = \(strand)
                        """
                    ) ?? ""
            }
            return draft
        }
    }
}

extension Transaction {
    func requireStrand(_ strand: ID<Strand>, intervention: ID<Intervention>?) throws {
        guard try exists("SELECT 1 FROM strand WHERE id = \(strand)") else {
            throw Faults([Fault("strand", "Choose a strand from the list")])
        }
        guard let intervention else { return }
        let isUnder = try exists(
            """
            SELECT 1 FROM intervention_strand
            WHERE intervention_id = \(intervention) AND strand_id = \(strand)
            """
        )
        if !isUnder {
            throw Faults([Fault("intervention", "Choose an intervention under that strand, or none")])
        }
    }

    func enter(_ phase: PlanPhase, _ plan: ID<Plan>, on day: LocalDate) throws {
        try execute(
            """
            INSERT INTO plan_step (plan_id, position, phase, entered_on)
            VALUES (\(plan), (SELECT count(*) FROM plan_step WHERE plan_id = \(plan)), \(phase), \(day))
            """
        )
    }
}
