import Services

/// What the findings themselves say about how strong the evidence is: the grounds on which a padlock is lost
/// since 2021 (docs: DOMAIN profile `reviews-2018` and its successor).
package struct StrengthFact: Sendable, Equatable {
    package let statement: String
    /// Whether it is a ground to lose a padlock.
    package let isConcern: Bool
}

extension StrandPicture {
    /// Findings published in the last this many years are recent.
    private static let recentYears = 10

    /// The grounds of which the findings tell, each with its count; empty without published findings.
    package func strengthFacts(thisYear: Int, pool: PooledEffect?) -> [StrengthFact] {
        let rows = findings.filter { $0.finding.origin == .published && $0.finding.isPoolable }
        let studies = Dictionary(grouping: rows) {
            $0.finding.study?.description ?? $0.finding.id.description
        }
        guard !studies.isEmpty else { return [] }
        let total = studies.count
        func count(_ holds: ([FindingInStrand]) -> Bool) -> Int { studies.values.count(where: holds) }
        let randomised = count { $0.contains { $0.finding.design == .randomised } }
        let independent = count { $0.contains { $0.finding.details.independence == .independent } }
        let stated = count { $0.contains { $0.finding.details.independence != .notStated } }
        let measured = count { $0.contains { $0.finding.details.testMaker != .notStated } }
        let own = count { rows in
            let makers = rows.map(\.finding.details.testMaker).filter { $0 != .notStated }
            return !makers.isEmpty && makers.allSatisfy(\.isOwn)
        }
        let recent = count { $0.contains { $0.year.map { $0 > thisYear - Self.recentYears } ?? false } }
        let noun = total == 1 ? "study" : "studies"
        var facts = [
            StrengthFact(
                statement: "\(randomised) of \(total) \(noun) randomised pupils, classes or schools",
                isConcern: randomised * 2 < total
            ),
            StrengthFact(
                statement: stated == 0
                    ? "No record says who evaluated \(total == 1 ? "it" : "them")"
                    : "\(independent) of the \(stated) \(Self.saying(stated)) who evaluated \(stated == 1 ? "it" : "them") \(independent == 1 ? "was" : "were") evaluated independently of the developer"
                        + (stated < total
                            ? "; \(total - stated) \(total - stated == 1 ? "does" : "do") not say" : ""),
                // What nobody wrote down is no ground against a study.
                isConcern: stated > 0 && independent * 2 < stated
            ),
            StrengthFact(
                statement:
                    "\(recent) of \(total) \(noun) \(recent == 1 || total == 1 ? "was" : "were") published in the last \(Self.recentYears) years",
                isConcern: recent * 3 < total
            ),
        ]
        if measured > 0 {
            facts.append(
                StrengthFact(
                    statement:
                        "\(own) of the \(measured) \(Self.saying(measured)) who made \(measured == 1 ? "its" : "their") tests used only tests made by the developer or the researchers",
                    isConcern: own * 2 > measured
                )
            )
        }
        if let pool {
            facts.append(
                StrengthFact(
                    statement:
                        "\(Int(pool.iSquared.rounded()))% of the variation between findings is more than chance",
                    isConcern: pool.iSquared >= 75
                )
            )
        }
        return facts
    }

    private static func saying(_ count: Int) -> String { count == 1 ? "study that says" : "studies that say" }
}
