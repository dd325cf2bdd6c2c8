import Database
import Services
import Statistics

/// How a strand's pool is made. Stands in words on the page and in docs/data-model/evidence.md.
package enum PoolMethod: String, Sendable, SQLStorable {
    /// Random effects by restricted maximum likelihood with Knapp–Hartung intervals: every study gives one
    /// finding.
    case twoLevel = "two-level"
    /// Findings within studies by restricted maximum likelihood, *t* with *k* − 1 degrees of freedom.
    case threeLevel = "three-level"
    /// The same with CR2 cluster-robust intervals and their Satterthwaite degrees of freedom.
    case threeLevelRobust = "three-level-robust"

    /// Fewer studies or trials than this have no pooled effect.
    package static let fewestMembers = 3
    /// Robust intervals are not to be trusted below these degrees of freedom.
    package static let fewestRobustDegrees = 4.0
    /// The correlation assumed between findings of one study where a plot needs one row for each study.
    package static let withinStudyCorrelation = 0.8

    package var words: String {
        switch self {
        case .twoLevel:
            "Random effects by restricted maximum likelihood with Knapp–Hartung intervals; each study or trial gives one finding."
        case .threeLevel:
            "Three levels by restricted maximum likelihood, because some studies give several findings; t intervals, since there are too few studies for robust ones."
        case .threeLevelRobust:
            "Three levels by restricted maximum likelihood, because some studies give several findings; cluster-robust intervals (CR2, Satterthwaite degrees of freedom)."
        }
    }

    /// How the same numbers come from the downloaded rows.
    package func command(rows file: String) -> String {
        let columns = "--effect effect --variance variance"
        return switch self {
        case .twoLevel: "braid synthesise \(file) \(columns) --test knha"
        case .threeLevel: "braid synthesise \(file) \(columns) --cluster study_id --test t"
        case .threeLevelRobust: "braid synthesise \(file) \(columns) --cluster study_id --test t --robust"
        }
    }
}

extension LivingPool {
    /// The rows of a pool: one for each finding, those of a study together.
    ///
    /// Findings in another metric than a standardised difference cannot be averaged with it, and findings about
    /// some of the pupils of a study would count these pupils twice: both are left out.
    static func members(of findings: [Finding]) -> [Member] {
        let poolable = findings.filter(\.isPoolable)
        var order: [ID<Study>] = []
        var byStudy: [ID<Study>: [Finding]] = [:]
        var members: [Member] = []
        for finding in poolable {
            guard let study = finding.study else {
                members.append(Member(finding))
                continue
            }
            if byStudy[study] == nil { order.append(study) }
            byStudy[study, default: []].append(finding)
        }
        return members + order.flatMap { (byStudy[$0] ?? []).map { Member($0) } }
    }

    /// Pools members; the same numbers as ``PoolMethod/command(rows:)`` gives on the same rows.
    package static func pool(_ members: [Member]) -> (outcome: Outcome, weights: [Double]?) {
        let clusters = members.map(\.cluster)
        let studyCount = Set(clusters).count
        guard studyCount >= PoolMethod.fewestMembers else { return (.withheld(.fewerThanThree), nil) }
        do throws(SynthesisError) {
            return studyCount == members.count
                ? try twoLevel(members) : try threeLevel(members, clusters, studyCount)
        } catch {
            return (.withheld(.notComputable), nil)
        }
    }

    private static func twoLevel(_ members: [Member]) throws(SynthesisError) -> (Outcome, [Double]?) {
        let fit = try MetaAnalysis.randomEffects(
            effects: members.map(\.effect),
            variances: members.map(\.variance),
            method: .restrictedMaximumLikelihood,
            test: .knappHartung
        )
        let prediction = try fit.predictionInterval(.sameAsTest)
        let effect = PooledEffect(
            method: .twoLevel,
            estimate: fit.pooled.estimate,
            standardError: fit.pooled.standardError,
            lower: fit.pooled.lower,
            upper: fit.pooled.upper,
            degreesOfFreedom: fit.pooled.degreesOfFreedom,
            predictionLower: prediction.lower,
            predictionUpper: prediction.upper,
            tauSquared: fit.betweenStudyVariance,
            tauSquaredWithin: nil,
            iSquared: fit.iSquared,
            q: fit.residualHeterogeneity.statistic,
            qDegreesOfFreedom: fit.residualHeterogeneity.degreesOfFreedom,
            qPValue: fit.residualHeterogeneity.pValue,
            studyCount: members.count
        )
        return (.pooled(effect), fit.weightPercentages)
    }

    private static func threeLevel(
        _ members: [Member],
        _ clusters: [String],
        _ studyCount: Int
    ) throws(SynthesisError) -> (Outcome, [Double]?) {
        let fit = try ThreeLevelMetaAnalysis.fit(
            effects: members.map(\.effect),
            variances: members.map(\.variance),
            clusters: clusters,
            test: .studentT
        )
        let robust = try fit.robust()
        let isRobust = (robust.coefficients[0].degreesOfFreedom ?? 0) >= PoolMethod.fewestRobustDegrees
        let pooled = isRobust ? robust.coefficients[0] : fit.pooled
        let between = fit.components[0].variance
        let within = fit.components[1].variance
        let prediction = try fit.predictionInterval(robust: isRobust ? robust : nil)
        let effect = PooledEffect(
            method: isRobust ? .threeLevelRobust : .threeLevel,
            estimate: pooled.estimate,
            standardError: pooled.standardError,
            lower: pooled.lower,
            upper: pooled.upper,
            degreesOfFreedom: pooled.degreesOfFreedom,
            predictionLower: prediction.lower,
            predictionUpper: prediction.upper,
            tauSquared: between,
            tauSquaredWithin: within,
            iSquared: fit.components[0].iSquared + fit.components[1].iSquared,
            q: fit.residualHeterogeneity.statistic,
            qDegreesOfFreedom: fit.residualHeterogeneity.degreesOfFreedom,
            qPValue: fit.residualHeterogeneity.pValue,
            studyCount: studyCount
        )
        return (.pooled(effect), weights(members, clusters, between: between, within: within))
    }

    /// Each finding's share of the pooled effect: the row sums of the inverse of the marginal covariance, in
    /// closed form for each study.
    private static func weights(
        _ members: [Member],
        _ clusters: [String],
        between: Double,
        within: Double
    ) -> [Double] {
        let own: [Double] = members.map { 1 / ($0.variance + within) }
        var sums: [String: Double] = [:]
        for (cluster, weight) in zip(clusters, own) { sums[cluster, default: 0] += weight }
        let weights: [Double] = zip(clusters, own).map { cluster, weight in
            weight / (1 + between * (sums[cluster] ?? 0))
        }
        let total: Double = weights.reduce(0, +)
        return weights.map { 100 * $0 / total }
    }

    /// One row for each study, averaging its findings: for plots that show studies.
    ///
    /// - Note: Borenstein et al. (2009), *Introduction to Meta-Analysis*, ch. 24: the variance of a mean of
    ///   correlated effects.
    static func studyMeans(_ members: [Member]) -> [Member] {
        var order: [String] = []
        var byStudy: [String: [Member]] = [:]
        for member in members {
            if byStudy[member.cluster] == nil { order.append(member.cluster) }
            byStudy[member.cluster, default: []].append(member)
        }
        return order.compactMap { byStudy[$0].map(Member.init(mean:)) }
    }
}

extension Finding {
    /// Whether it goes into a pool of all pupils.
    package var isPoolable: Bool { mayBeAveraged && details.pupils == .all }

    /// Whether it may be averaged with others like it: a standardised difference, and of the network's own trials
    /// only what chance decided, as on the page of results.
    var mayBeAveraged: Bool {
        metric.isStandardisedDifference && (origin == .published || design == .randomised)
    }
}

extension LivingPool.Member {
    init(_ finding: Finding) {
        self.init(
            label: finding.label,
            study: finding.study,
            finding: finding.id,
            findingCount: 1,
            effect: finding.effect,
            variance: finding.variance,
            weightPercentage: nil
        )
    }

    init(mean members: [Self]) {
        let count = Double(members.count)
        let errors: [Double] = members.map { $0.variance.squareRoot() }
        let own: Double = members.reduce(0) { $0 + $1.variance }
        let sum: Double = errors.reduce(0, +)
        let crossed: Double = PoolMethod.withinStudyCorrelation * (sum * sum - own)
        let isOne = members.count == 1
        self.init(
            label: members[0].label,
            study: members[0].study,
            finding: isOne ? members[0].finding : nil,
            findingCount: members.reduce(0) { $0 + $1.findingCount },
            effect: members.reduce(0) { $0 + $1.effect } / count,
            variance: isOne ? members[0].variance : (own + crossed) / (count * count),
            weightPercentage: nil
        )
    }

    func weighing(_ percentage: Double?) -> Self {
        Self(
            label: label,
            study: study,
            finding: finding,
            findingCount: findingCount,
            effect: effect,
            variance: variance,
            weightPercentage: percentage
        )
    }

    /// What depends on what: findings of one study; a trial's finding stands alone.
    package var cluster: String { study?.description ?? finding?.description ?? label }
}
