import Database
package import Services

/// A strand that has something in common with another, and what.
package struct RelatedStrand: Sendable, Equatable {
    package let strand: StrandLink
    /// Studies and trials with findings under both.
    package fileprivate(set) var works = 0
    /// The names of interventions that stand under both, in their order.
    package fileprivate(set) var interventions: [String] = []
    /// The titles of guidance reports that rest on both, in their order.
    package fileprivate(set) var guidance: [String] = []

    /// How much they have in common. Who named an intervention under both, or wrote guidance on both, judged them to
    /// belong together; a study may have tested two things side by side.
    fileprivate var weight: Int { works + 2 * (interventions.count + guidance.count) }
}

extension Evidence {
    /// The strands that have most in common with a strand, at most six.
    package func strands(relatedTo strand: ID<Strand>) async throws -> [RelatedStrand] {
        try await database.read { transaction in
            let links: [StrandLink] = try transaction.all(
                """
                SELECT strand.id, strand.slug, v.title FROM strand
                JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
                WHERE strand.id <> \(strand)
                """
            )
            var related: [ID<Strand>: RelatedStrand] = [:]
            for link in links { related[link.id] = RelatedStrand(strand: link) }
            for row in try transaction.rows(
                """
                SELECT strand_id, count(*) FROM (
                    SELECT DISTINCT other.strand_id, same.study_id AS work FROM finding_strand AS own
                    JOIN finding ON finding.id = own.finding_id
                    JOIN finding AS same ON same.study_id = finding.study_id
                    JOIN finding_strand AS other ON other.finding_id = same.id
                    WHERE own.strand_id = \(strand)
                    UNION
                    SELECT other.strand_id, finding.id FROM finding_strand AS own
                    JOIN finding ON finding.id = own.finding_id AND finding.study_id IS NULL
                    JOIN finding_strand AS other ON other.finding_id = finding.id
                    WHERE own.strand_id = \(strand)
                ) AS shared GROUP BY strand_id
                """
            ) { related[try row.get(0)]?.works = try row.get(1) }
            for row in try transaction.rows(
                """
                SELECT other.strand_id, intervention.name FROM intervention_strand AS own
                JOIN intervention ON intervention.id = own.intervention_id
                JOIN intervention_strand AS other ON other.intervention_id = own.intervention_id
                WHERE own.strand_id = \(strand) ORDER BY \(transaction.dialect.byteOrder("intervention.name")),
                    intervention.id
                """
            ) { related[try row.get(0)]?.interventions.append(try row.get(1)) }
            for row in try transaction.rows(
                """
                SELECT other.strand_id, report.title FROM guidance_strand AS own
                JOIN guidance_report AS report ON report.id = own.report_id
                JOIN guidance_strand AS other ON other.report_id = own.report_id
                WHERE own.strand_id = \(strand) ORDER BY \(transaction.dialect.byteOrder("report.title")), report.id
                """
            ) { related[try row.get(0)]?.guidance.append(try row.get(1)) }
            let inOrder = related.values.filter { $0.weight > 0 }.sorted {
                ($1.weight, $0.strand.title) < ($0.weight, $1.strand.title)
            }
            return Array(inOrder.prefix(6))
        }
    }
}
