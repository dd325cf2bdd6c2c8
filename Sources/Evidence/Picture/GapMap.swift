import Database
package import Services

/// How many findings there are for a strand, phase and outcome, and how strong they are together.
package struct GapCell: Sendable, Equatable {
    package enum Strength: Int, CaseIterable, Sendable {
        case notRandomised, oneRandomised, someRandomised

        package var title: String {
            switch self {
            case .notRandomised: "None randomised"
            case .oneRandomised: "One or two randomised"
            case .someRandomised: "Three or more randomised"
            }
        }

        package init(randomised: Int) {
            self =
                switch randomised {
                case 0: .notRandomised
                case 1, 2: .oneRandomised
                default: .someRandomised
                }
        }
    }

    package let strand: ID<Strand>
    package let phase: String
    package let outcome: String
    package let findings: Int
    package let randomised: Int
}

extension Evidence {
    /// Where there are findings: strand × phase × outcome.
    package func gapMap() async throws -> [GapCell] {
        try await database.read { transaction in
            let rows = try transaction.rows(
                """
                SELECT link.strand_id, coalesce(finding.phase, '') AS phase,
                    CASE WHEN finding.subject <> '' THEN finding.subject ELSE finding.outcome_domain END AS outcome,
                    count(*) AS findings,
                    sum(CASE WHEN finding.design = 'randomised' THEN 1 ELSE 0 END) AS randomised
                FROM finding_strand AS link JOIN finding ON finding.id = link.finding_id
                GROUP BY link.strand_id, coalesce(finding.phase, ''),
                    CASE WHEN finding.subject <> '' THEN finding.subject ELSE finding.outcome_domain END
                """
            )
            return try rows.map { row in
                GapCell(
                    strand: try row.get("strand_id"),
                    phase: try row.get("phase"),
                    outcome: try row.get("outcome"),
                    findings: try row.get("findings"),
                    randomised: try row.get("randomised")
                )
            }
        }
    }
}
