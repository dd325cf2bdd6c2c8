import Access
import Database
package import Services

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
