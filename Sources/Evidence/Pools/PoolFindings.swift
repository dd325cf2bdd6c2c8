import Database
import Services
import Statistics

/// How a strand's pool is made. Stands in words on the page and in docs/data-model/evidence.md.
package enum PoolMethod {
    /// Fewer members than this have no pooled effect.
    package static let fewestMembers = 3
    /// The correlation assumed between findings of one study when they are averaged.
    package static let withinStudyCorrelation = 0.8
    package static let words =
        "Random effects by restricted maximum likelihood with Knapp–Hartung intervals; each study or trial counts once."
}

extension LivingPool {
    /// The rows of a pool: one for each trial, and one for each study, which averages the study's findings.
    ///
    /// Findings in another metric than a standardised difference are left out: they cannot be averaged with
    /// it.
    /// - Note: Borenstein et al. (2009), *Introduction to Meta-Analysis*, ch. 24: the variance of a mean of
    ///   correlated effects.
    static func members(of findings: [Finding]) -> [Member] {
        let poolable = findings.filter { $0.metric.isStandardisedDifference }
        var order: [ID<Study>] = []
        var byStudy: [ID<Study>: [Finding]] = [:]
        var members: [Member] = []
        for finding in poolable {
            guard let study = finding.study else {
                members.append(Member([finding], study: nil))
                continue
            }
            if byStudy[study] == nil { order.append(study) }
            byStudy[study, default: []].append(finding)
        }
        members += order.compactMap { study in
            byStudy[study].map { Member($0, study: study) }
        }
        return members
    }

    /// Pools members; the same numbers as `braid synthesise --method REML --test knha` on the same rows.
    static func pool(_ members: [Member]) -> (outcome: Outcome, weights: [Double]?) {
        guard members.count >= PoolMethod.fewestMembers else { return (.withheld(.fewerThanThree), nil) }
        do throws(SynthesisError) {
            let fit = try MetaAnalysis.randomEffects(
                effects: members.map(\.effect),
                variances: members.map(\.variance),
                method: .restrictedMaximumLikelihood,
                test: .knappHartung
            )
            let prediction = try fit.predictionInterval(.sameAsTest)
            let effect = PooledEffect(
                estimate: fit.pooled.estimate,
                standardError: fit.pooled.standardError,
                lower: fit.pooled.lower,
                upper: fit.pooled.upper,
                predictionLower: prediction.lower,
                predictionUpper: prediction.upper,
                tauSquared: fit.betweenStudyVariance,
                iSquared: fit.iSquared,
                q: fit.residualHeterogeneity.statistic,
                qDegreesOfFreedom: fit.residualHeterogeneity.degreesOfFreedom,
                qPValue: fit.residualHeterogeneity.pValue
            )
            return (.pooled(effect), fit.weightPercentages)
        } catch {
            return (.withheld(.notComputable), nil)
        }
    }
}

extension LivingPool.Member {
    init(_ findings: [Finding], study: ID<Study>?) {
        let count = Double(findings.count)
        let errors: [Double] = findings.map(\.standardError)
        let own: Double = findings.reduce(0) { $0 + $1.variance }
        let sum: Double = errors.reduce(0, +)
        let crossed: Double = PoolMethod.withinStudyCorrelation * (sum * sum - own)
        label = findings[0].label
        self.study = study
        finding = findings.count == 1 ? findings[0].id : nil
        findingCount = findings.count
        effect = findings.reduce(0) { $0 + $1.effect } / count
        variance = findings.count == 1 ? findings[0].variance : (own + crossed) / (count * count)
        weightPercentage = nil
    }

    init(_ member: Self, weightPercentage: Double?) {
        label = member.label
        study = member.study
        finding = member.finding
        findingCount = member.findingCount
        effect = member.effect
        variance = member.variance
        self.weightPercentage = weightPercentage
    }
}
