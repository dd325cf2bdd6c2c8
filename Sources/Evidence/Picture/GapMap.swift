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
    /// Where there are findings: strand × phase × outcome. A finding about pupils of several phases counts in each;
    /// one whose source's words name no phase stands under these words.
    package func gapMap() async throws -> [GapCell] {
        let findings: [(strand: ID<Strand>, finding: Finding)] = try await database.read { transaction in
            try transaction.rows(
                """
                SELECT link.strand_id, \(Finding.columns) FROM finding_strand AS link
                JOIN finding ON finding.id = link.finding_id
                """
            ).map { (try $0.get("strand_id"), try Finding(row: $0)) }
        }
        struct Place: Hashable {
            let strand: ID<Strand>
            let phase, outcome: String
        }
        var counts: [Place: (findings: Int, randomised: Int)] = [:]
        for (strand, finding) in findings {
            let outcome = finding.details.subject.isEmpty ? finding.outcomeDomain : finding.details.subject
            let named = finding.phases.map(\.name)
            for phase in named.isEmpty ? [finding.phase ?? ""] : named {
                let place = Place(strand: strand, phase: phase, outcome: outcome)
                let before = counts[place] ?? (0, 0)
                counts[place] = (
                    before.findings + 1, before.randomised + (finding.design == .randomised ? 1 : 0)
                )
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
