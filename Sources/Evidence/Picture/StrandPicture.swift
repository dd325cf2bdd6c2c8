import Database
package import Services
import Statistics

/// What a strand's findings show beyond the pool: by subgroup, small studies against large ones, through time,
/// and pupils eligible for free school meals against others.
package struct StrandPicture: Sendable, Equatable {
    package let findings: [FindingInStrand]

    package init(findings: [FindingInStrand]) {
        self.findings = findings
    }

    /// How findings can be parted.
    package enum Dimension: String, CaseIterable, Sendable {
        case phase, subject, design
        /// Which pupils of the study the finding is about.
        case pupils

        package var title: String {
            switch self {
            case .phase: "Phase"
            case .subject: "Subject"
            case .design: "Design"
            case .pupils: "Which pupils"
            }
        }
    }

    /// One part of the findings with its own pool.
    package struct Part: Sendable, Equatable {
        package let name: String
        package let origin: FindingOrigin
        package let members: [LivingPool.Member]
        package let outcome: LivingPool.Outcome
    }

    /// The findings parted, each part pooled alone. Published studies and network trials stand apart.
    package func parts(by dimension: Dimension) -> [Part] {
        var parts: [Part] = []
        for origin in FindingOrigin.allCases {
            var groups: [String: [Finding]] = [:]
            for row in findings where row.finding.origin == origin && row.finding.mayBeAveraged {
                // Findings about some of the pupils only stand beside each other, never in a pool of all.
                guard dimension == .pupils || row.finding.isPoolable else { continue }
                groups[Self.name(row.finding, dimension), default: []].append(row.finding)
            }
            for (name, group) in groups.sorted(by: { $0.key < $1.key }) {
                let members = group.map { LivingPool.Member($0) }
                let (outcome, weights) = LivingPool.pool(members)
                parts.append(
                    Part(
                        name: name,
                        origin: origin,
                        members: members.enumerated().map { $1.weighing(weights?[$0]) },
                        outcome: outcome
                    )
                )
            }
        }
        return parts
    }

    private static func name(_ finding: Finding, _ dimension: Dimension) -> String {
        switch dimension {
        case .phase: finding.phaseName
        case .subject: finding.subjectOrOutcome
        case .design: finding.design.title
        case .pupils: finding.details.pupils.title
        }
    }

    /// One row for each published study, for funnel and time.
    package var studyMeans: [(member: LivingPool.Member, year: Int?)] {
        var years: [ID<Study>: Int] = [:]
        let published = findings.filter { $0.finding.origin == .published && $0.finding.isPoolable }
        for row in published { if let study = row.finding.study { years[study] = row.year } }
        let members = LivingPool.studyMeans(published.map { LivingPool.Member($0.finding) })
        return members.map { member in (member, member.study.flatMap { years[$0] }) }
    }

    /// The regression test for small-study effects (Egger's, with random effects); `nil` below ten studies,
    /// where it says nothing.
    package var smallStudies: SmallStudies? {
        let members = studyMeans.map(\.member)
        guard members.count >= SmallStudies.fewest,
            let fit = try? MetaAnalysis.randomEffects(
                effects: members.map(\.effect),
                variances: members.map(\.variance),
                test: .knappHartung
            ),
            let test = try? fit.smallStudyTest()
        else { return nil }
        return SmallStudies(
            slope: test.slope.estimate,
            pValue: test.slope.pValue,
            limit: test.limit?.estimate
        )
    }

    package struct SmallStudies: Sendable, Equatable {
        /// Fewer studies give the test too little power.
        package static let fewest = 10

        package let slope: Double
        package let pValue: Double
        /// The effect expected of an infinitely large study.
        package let limit: Double?
    }

    /// The pooled effect as studies were published, oldest first; empty below three studies with a year.
    package var throughTime: [Step] {
        let dated = studyMeans.compactMap { row in row.year.map { (row.member, $0) } }.sorted { $0.1 < $1.1 }
        guard dated.count >= PoolMethod.fewestMembers,
            let fit = try? MetaAnalysis.randomEffects(
                effects: dated.map(\.0.effect),
                variances: dated.map(\.0.variance),
                test: .knappHartung
            ), let fits = try? fit.cumulative()
        else { return [] }
        // Below three studies there is no pooled effect to show.
        return zip(dated, fits).dropFirst(PoolMethod.fewestMembers - 1).map { row, fit in
            Step(
                label: row.0.label,
                year: row.1,
                estimate: fit.pooled.estimate,
                lower: fit.pooled.lower,
                upper: fit.pooled.upper
            )
        }
    }

    package struct Step: Sendable, Equatable {
        package let label: String
        package let year: Int
        package let estimate: Double
        package let lower: Double
        package let upper: Double
    }

    /// Published studies that compared pupils eligible for free school meals with others, within the study: one
    /// comparison of each study, the most precise, since several would be of the same pupils.
    package var publishedInteractions: [Trial] {
        var best: [ID<Study>: Trial] = [:]
        var order: [ID<Study>] = []
        for row in findings where row.finding.origin == .published && row.finding.isPoolable {
            guard let study = row.finding.study, let interaction = row.finding.details.interaction else {
                continue
            }
            if best[study] == nil { order.append(study) }
            if let known = best[study], known.interaction.variance <= interaction.variance { continue }
            best[study] = Trial(label: row.finding.label, interaction: interaction)
        }
        return order.compactMap { best[$0] }
    }

    /// Within-trial differences together.
    package struct Interactions: Sendable, Equatable {
        package let trials: [Trial]
        /// `nil` below three.
        package let pooled: Step?

        /// `nil` where nobody compared them.
        package init?(_ trials: [Trial]) {
            guard !trials.isEmpty else { return nil }
            self.trials = trials
            guard trials.count >= PoolMethod.fewestMembers,
                let difference = try? PooledInteraction(
                    trials.map {
                        WithinTrialContrast(
                            interaction: $0.interaction.effect,
                            variance: $0.interaction.variance
                        )
                    }
                ).difference
            else {
                pooled = nil
                return
            }
            pooled = Step(
                label: "Together",
                year: 0,
                estimate: difference.estimate,
                lower: difference.lower,
                upper: difference.upper
            )
        }
    }

    package struct Trial: Sendable, Equatable {
        package let label: String
        package let interaction: FindingDetails.Interaction

        package init(label: String, interaction: FindingDetails.Interaction) {
            self.label = label
            self.interaction = interaction
        }
    }
}

/// A finding with what its study adds for the picture.
package struct FindingInStrand: Sendable, Equatable {
    package let finding: Finding
    package let year: Int?

    package init(finding: Finding, year: Int?) {
        self.finding = finding
        self.year = year
    }
}

extension Finding {
    /// What was learnt, as coarsely as the finding says.
    package var subjectOrOutcome: String {
        if !details.subject.isEmpty {
            return details.subject.prefix(1).uppercased() + details.subject.dropFirst()
        }
        return outcomeDomain.isEmpty ? "Not stated" : outcomeDomain
    }
}

extension Evidence {
    package func picture(of strand: ID<Strand>) async throws -> StrandPicture {
        try await database.read { transaction in
            let findings = try transaction.findings(under: strand, origin: nil)
            let studies = Set(findings.compactMap(\.study))
            var years: [ID<Study>: Int] = [:]
            for row in try transaction.rows("SELECT id, year FROM study WHERE id IN (\(SQL.list(studies)))") {
                let year: Int? = try row.get(1)
                years[try row.get(0)] = year
            }
            return StrandPicture(
                findings: findings.map { FindingInStrand(finding: $0, year: $0.study.flatMap { years[$0] }) }
            )
        }
    }
}
