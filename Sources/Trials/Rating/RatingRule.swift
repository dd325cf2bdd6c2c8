package import Profiles

/// The published rule of the criteria of 2019: how many padlocks the threats take.
package enum RatingRule {
    /// What the rule says of a set of opinions.
    package enum Drop: Sendable, Equatable {
        case determined(Int)
        /// The rule does not cover this: a person decides between 0 and 2, and says why.
        case asked(String)
    }

    package static let most = 2

    /// - Note: Education Endowment Foundation (2019), *Classification of the security of findings*; DOMAIN
    ///   facts in docs/statistics/rating.md.
    package static func drop(_ opinions: [ThreatOpinion]) -> Drop {
        let high = opinions.count { $0.risk == .high }
        let moderate = opinions.filter { $0.risk == .moderate }
        let known = Set(moderate.map(\.direction))
        let isOneWay = known.count == 1 && known != [.unknown]
        switch (high, moderate.count) {
        case (0, 0...1): return .determined(0)
        case (0, 2): return .determined(isOneWay ? 1 : 0)
        case (0, 3...4):
            return isOneWay
                ? .asked("\(moderate.count) moderate threats all point one way") : .determined(1)
        case (0, _): return .asked("\(moderate.count) threats are moderate")
        case (1, 0): return .determined(1)
        case (1, 2): return .determined(2)
        case (1, let count):
            return .asked("One threat is high and \(count) \(count == 1 ? "is" : "are") moderate")
        default: return .determined(2)
        }
    }

    /// The padlocks of a design, before anything else is looked at.
    package static func padlocks(of plan: AnalysisPlan) -> Int {
        switch plan.assignment {
        case .randomised: 5
        case .cutOff: 4
        case .matched: plan.adjustsForBaseline ? 3 : 2
        }
    }
}

/// What the data alone say of a trial's security: the lowest of design, detectable effect and attrition.
package struct InterimRating: Sendable, Equatable, Codable {
    package let design: Int
    package let detectable: Double
    package let attritionPercentage: Double
    package let padlocks: Int

    /// `nil` where the detectable effect at randomisation could not be computed.
    package init?(_ analysis: TrialAnalysis, scale: SecurityScale) {
        guard let detectable = analysis.precision.asRandomised else { return nil }
        design = RatingRule.padlocks(of: analysis.plan)
        self.detectable = detectable
        attritionPercentage = 100 * analysis.flow.attrition
        guard
            let padlocks = scale.interimPadlocks(
                designPadlocks: design,
                mdes: detectable,
                attritionPercentage: attritionPercentage
            )
        else { return nil }
        self.padlocks = padlocks
    }
}

/// The rating as it stands: what the data say, and both reviewers' opinions.
package struct TrialRating: Sendable, Equatable {
    package let interim: InterimRating
    package let reviews: [TrialReview]

    /// Two reviewers are needed.
    package static let reviewers = 2

    /// The reviews as they may be read: none until both are there, so that neither reviewer sees the other's first.
    package var opinions: [TrialReview] { reviews.count >= Self.reviewers ? reviews : [] }

    package init(interim: InterimRating, reviews: [TrialReview]) {
        self.interim = interim
        self.reviews = reviews
    }

    /// What a review makes of it: threats move it down only, at most by two.
    package func padlocks(by review: TrialReview) -> Int {
        max(0, interim.padlocks - min(RatingRule.most, review.drop))
    }

    /// The final rating: of two opinions the lower, so that doubt counts; `nil` until both are there.
    package var padlocks: Int? {
        guard reviews.count >= Self.reviewers else { return nil }
        return reviews.map { padlocks(by: $0) }.min()
    }
}
