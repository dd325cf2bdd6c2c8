import Database
import Search
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
    /// Where there are findings: strand × phase × outcome. A finding about pupils of several phases counts in each;
    /// one whose source's words name no phase stands under these words.
    package func gapMap() async throws -> [GapCell] {
        struct Place: Hashable {
            let strand: ID<Strand>
            let phase, outcome: String
        }
        return try await database.read { transaction in
            // A row for each of the ways in which sources write a phase, however many findings there are.
            let rows = try transaction.rows(
                """
                SELECT link.strand_id, finding.phase, finding.year_group,
                    CASE WHEN finding.subject = '' THEN finding.outcome_domain ELSE finding.subject END AS learnt,
                    count(*) AS findings,
                    count(CASE WHEN finding.design = \(StudyDesign.randomised) THEN 1 END) AS randomised
                FROM finding_strand AS link JOIN finding ON finding.id = link.finding_id
                GROUP BY link.strand_id, finding.phase, finding.year_group, learnt
                """
            )
            var counts: [Place: (findings: Int, randomised: Int)] = [:]
            for row in rows {
                let written: String? = try row.get("phase")
                let named = PupilPhase.of(phase: written, yearGroup: try row.get("year_group")).map(\.name)
                let findings: Int = try row.get("findings")
                let randomised: Int = try row.get("randomised")
                for phase in named.isEmpty ? [written ?? ""] : named {
                    let place = Place(
                        strand: try row.get("strand_id"),
                        phase: phase,
                        outcome: try row.get("learnt")
                    )
                    let before = counts[place] ?? (0, 0)
                    counts[place] = (before.findings + findings, before.randomised + randomised)
                }
            }
            return counts.map { place, count in
                GapCell(
                    strand: place.strand,
                    phase: place.phase,
                    outcome: place.outcome,
                    findings: count.findings,
                    randomised: count.randomised
                )
            }
        }
    }
}
