import Access
import Database
package import Services

/// A study with everything that the library knows of it.
package struct StudyRecord: Sendable, Equatable {
    package let study: Study
    package let provenance: Provenance
    package let findings: [Finding]
    package let strands: [StrandLink]
}

extension Evidence {
    /// The findings under a strand, by label.
    package func findings(under strand: ID<Strand>, origin: FindingOrigin? = nil) async throws -> [Finding] {
        try await database.read { transaction in
            try transaction.findings(under: strand, origin: origin)
        }
    }

    package func finding(_ id: ID<Finding>) async throws -> Finding {
        try await database.read { transaction in
            let finding: Finding? = try transaction.first(
                "SELECT \(Finding.columns) FROM finding WHERE id = \(id)"
            )
            return try finding.orNotFound()
        }
    }

    /// - Throws: ``AccessError/notFound``.
    package func study(_ id: ID<Study>) async throws -> StudyRecord {
        try await database.read { transaction in
            let found: Study? = try transaction.first("SELECT * FROM study WHERE id = \(id)")
            let study = try found.orNotFound()
            let provenance: Provenance? = try transaction.first(
                "SELECT * FROM provenance WHERE id = \(study.provenance)"
            )
            let findings: [Finding] = try transaction.all(
                "SELECT \(Finding.columns) FROM finding WHERE study_id = \(id) ORDER BY label, id"
            )
            let strands: [StrandLink] = try transaction.all(
                """
                SELECT DISTINCT strand.id, strand.slug, v.title FROM finding
                JOIN finding_strand AS link ON link.finding_id = finding.id
                JOIN strand ON strand.id = link.strand_id
                JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
                WHERE finding.study_id = \(id) ORDER BY strand.slug
                """
            )
            return StudyRecord(
                study: study,
                provenance: try provenance.orNotFound(),
                findings: findings,
                strands: strands
            )
        }
    }
}

extension Transaction {
    func findings(under strand: ID<Strand>, origin: FindingOrigin?) throws -> [Finding] {
        let filter: SQL = origin.map { "AND finding.origin = \($0)" } ?? ""
        return try all(
            """
            SELECT \(Finding.columns) FROM finding_strand AS link JOIN finding ON finding.id = link.finding_id
            WHERE link.strand_id = \(strand) \(filter)
            ORDER BY \(dialect.byteOrder("finding.label")), finding.id
            """
        )
    }
}
