package import Access
import Database
package import Services

extension Evidence {
    /// Brings back a finding that was taken out, as it was, under the strands that it stood under. Pressed twice, it
    /// does so once.
    ///
    /// - Throws: ``Faults`` where a finding may not say any more what it said; ``AccessError/notFound`` where none of that
    ///   number was taken out; ``AccessError/forbidden``.
    package func bringBackFinding(_ id: ID<Finding>, by actor: Actor) async throws {
        try actor.require(.enterFindings)
        let act = services.act(by: actor)
        let poolIDs = try await newPoolIDsForEveryStrand()
        let codeVersion = codeVersion
        try await database.write(exclusively: Self.studiesQueue) { transaction in
            guard
                let row = try transaction.rows(
                    """
                    SELECT * FROM finding_revision WHERE finding_id = \(id) AND is_removal = 1
                    ORDER BY version DESC LIMIT 1
                    """
                ).first
            else { throw AccessError.notFound }
            if try transaction.exists("SELECT 1 FROM finding WHERE id = \(id)") { return }
            let revision = try FindingRevision(row: row)
            let study: ID<Study> = try row.get("study_id")
            var checked = try revision.draft.checked()
            checked.intervention = try row.get("intervention_id")
            checked.strands = try transaction.column(
                "SELECT id FROM strand WHERE slug IN (\(SQL.list(revision.strands))) ORDER BY id"
            )
            try transaction.insert(
                checked,
                id: id,
                key: try row.get("source_key"),
                origin: .published,
                study: study,
                provenance: try row.get("provenance_id"),
                at: act.at
            )
            // Its history goes on: no version is there twice.
            try transaction.execute("UPDATE finding SET version = \(revision.version + 1) WHERE id = \(id)")
            try transaction.file(id, under: checked.strands)
            try transaction.findingsChanged(
                of: [study],
                under: checked.strands,
                poolIDs: poolIDs,
                at: act.at,
                codeVersion: codeVersion
            )
            try transaction.audit(act, .bringBackFinding, of: id)
        }
    }

    /// The study on whose page a finding stands that is or was out of the library.
    ///
    /// - Throws: ``AccessError/notFound`` where none of that number was taken out.
    package func studyOfFinding(takenOut id: ID<Finding>) async throws -> ID<Study> {
        try await database.read { transaction in
            let study: ID<Study>? = try transaction.value(
                """
                SELECT study_id FROM finding_revision WHERE finding_id = \(id) AND is_removal = 1
                ORDER BY version DESC LIMIT 1
                """
            )
            return try study.orNotFound()
        }
    }
}

extension FindingRevision {
    /// What it said, as a form or a row of a file would.
    fileprivate var draft: FindingDraft {
        var draft = FindingDraft()
        draft.label = value(of: .study)
        draft.citation = value(of: .citation)
        draft.effect = value(of: .effect)
        draft.variance = value(of: .variance)
        draft.metric = value(of: .metric)
        draft.outcomeDomain = value(of: .outcome)
        draft.population = value(of: .population)
        draft.phase = value(of: .phase)
        draft.design = value(of: .design)
        draft.treatedCount = value(of: .treatedCount)
        draft.controlCount = value(of: .controlCount)
        draft.details = FindingDetailsDraft(value)
        return draft
    }
}
