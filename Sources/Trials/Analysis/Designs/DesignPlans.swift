/// What a protocol says of a score that decides, beyond the cut-off itself.
package struct CutOffPlan: Sendable, Equatable, Codable {
    package var scoreName: String
    /// √ of the variance of the outcome among those for whom the result is meant, such as 15 for a test with
    /// standard scores: known beforehand, so it is no estimate of these pupils.
    package var outcomeDeviation: Double

    package init(scoreName: String, outcomeDeviation: Double) {
        self.scoreName = scoreName
        self.outcomeDeviation = outcomeDeviation
    }
}

/// How a protocol has those compared chosen.
package struct MatchingPlan: Sendable, Equatable, Codable {
    package var covariates: [MatchCovariate]
    package var distance: MatchDistance
    /// The largest distance allowed; none when `nil`.
    package var caliper: Double?

    package init(
        covariates: [MatchCovariate] = [.baseline, .fsm],
        distance: MatchDistance = .mahalanobis,
        caliper: Double? = nil
    ) {
        self.covariates = covariates
        self.distance = distance
        self.caliper = caliper
    }
}

/// In what those compared are alike. All of it is known before the intervention, from the roster.
package enum MatchCovariate: String, CaseIterable, Sendable, Codable {
    case baseline, fsm, size

    package var title: String {
        switch self {
        case .baseline: "Baseline score"
        case .fsm: "Free school meals"
        case .size: "Pupils in the roster (schools and classes only)"
        }
    }
}

/// What makes two schools, classes or pupils near.
package enum MatchDistance: String, CaseIterable, Sendable, Codable {
    case mahalanobis, propensity

    package var title: String {
        switch self {
        case .mahalanobis: "Mahalanobis: near in all of them together. Choose this with fewer than 100 units"
        case .propensity: "Propensity: the estimated chance of being offered it"
        }
    }

    package var shortTitle: String {
        switch self {
        case .mahalanobis: "Mahalanobis distance"
        case .propensity: "Estimated chance of being offered it (log odds)"
        }
    }
}

extension AnalysisPlan {
    /// The model with treatment alone whose variance components sum to the variance that effects are divided by.
    var scaleModel: PrimaryModel {
        switch model {
        case .schoolIndicators: .schoolIntercept
        case .nearestNeighbours, .localLinear:
            switch unit {
            case .pupil: .individual
            case .classGroup: .classIntercept
            case .school: .schoolIntercept
            }
        default: model
        }
    }
}
