package import Access
package import Database
import Foundation
package import Services

extension Evidence {
    /// Publishes a new strand.
    ///
    /// - Parameter key: The form's: one that is sent twice adds once.
    /// - Throws: ``Faults`` for what was typed; ``AccessError``.
    @discardableResult
    package func createStrand(
        _ draft: StrandDraft,
        by actor: Actor,
        slug wanted: String? = nil,
        key: IdempotencyKey? = nil
    ) async throws -> Strand {
        try actor.require(.editStrands)
        let content = try content(of: draft)
        let note = draft.changeNote.trimmed.isEmpty ? "First published" : draft.changeNote.trimmed
        let act = services.act(by: actor)
        let id: ID<Strand> = services.newID()
        let base = Slug.made(from: wanted ?? content.title)
        return try await database.write { transaction in
            let answer = try transaction.once(key, by: act, .createStrand) {
                let slug = try Slug.free(base) { candidate in
                    try transaction.exists("SELECT 1 FROM strand WHERE slug = \(candidate)")
                }
                try transaction.execute("INSERT INTO strand (id, slug, version) VALUES (\(id), \(slug), 1)")
                try transaction.insertVersion(content, note, of: id, version: 1, at: act.at)
                try transaction.audit(act, .createStrand, of: id)
                try transaction.announce(.strand, id)
                try transaction.touch(.strands, .strand(id))
                return id.description
            }
            return try transaction.strand(ID<Strand>(answer) ?? id).orNotFound()
        }
    }

    /// Publishes a new version of a strand; the earlier ones stay readable. The address never changes.
    ///
    /// - Parameter version: The version that the editor saw.
    /// - Throws: ``DatabaseError/staleVersion`` when someone published in between; ``Faults``;
    ///   ``AccessError``.
    @discardableResult
    package func editStrand(
        _ id: ID<Strand>,
        version: Int,
        _ draft: StrandDraft,
        by actor: Actor
    ) async throws -> Strand {
        try actor.require(.editStrands)
        let content = try content(of: draft)
        let note = draft.changeNote.trimmed
        guard !note.isEmpty else {
            throw Faults([
                Fault("changeNote", "Say in a few words what changed: readers see it in the history")
            ])
        }
        guard note.count <= 500 else {
            throw Faults([Fault("changeNote", "Shorten what changed to 500 characters or fewer")])
        }
        let act = services.act(by: actor)
        return try await database.write { transaction in
            let slug: String = try transaction.value("SELECT slug FROM strand WHERE id = \(id)").orNotFound()
            try transaction.update(
                "UPDATE strand SET version = version + 1 WHERE id = \(id) AND version = \(version)"
            )
            try transaction.insertVersion(content, note, of: id, version: version + 1, at: act.at)
            try transaction.audit(act, .editStrand, of: id, ["version": .count(version + 1)])
            try transaction.announce(.strand, id)
            try transaction.touch(.strands, .strand(id))
            return Strand(
                id: id,
                slug: slug,
                version: version + 1,
                content: content,
                publishedAt: act.at,
                changeNote: note
            )
        }
    }
}

extension Transaction {
    fileprivate func insertVersion(
        _ content: StrandContent,
        _ note: String,
        of id: ID<Strand>,
        version: Int,
        at time: Date
    ) throws {
        let headline = content.headline
        try execute(
            """
            INSERT INTO strand_version
                (strand_id, version, title, summary, what_it_is, key_findings, closing_the_gap, implementation,
                 cost_text, evidence_text, is_attainment, effect, effect_lower, effect_upper, effect_source,
                 progress_profile, cost_band, strength, is_rated, strength_reasons, change_note, published_at)
            VALUES (\(id), \(version), \(content.title), \(content.summary), \(content.text(of: .whatItIs)),
                \(content.text(of: .keyFindings)), \(content.text(of: .closingTheGap)),
                \(content.text(of: .implementation)), \(content.text(of: .cost)), \(content.text(of: .evidence)),
                \(content.isAttainment), \(headline?.effect), \(headline?.lower), \(headline?.upper),
                \(headline?.source), \(headline?.profile), \(content.costBand), \(content.strength ?? 0),
                \(content.strength != nil),
                \(content.strengthReasons), \(note), \(time))
            """
        )
    }
}
