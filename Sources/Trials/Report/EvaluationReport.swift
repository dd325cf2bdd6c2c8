package import Profiles

/// Everything that a quick evaluation's report says: aggregates only, so that it stays when the pupil rows
/// are destroyed.
package struct EvaluationReport: Sendable, Equatable, Codable {
    /// The group that was offered it, and the comparison group; the latter is missing where there is none.
    package let treated: Arm
    package let control: Arm?
    package let comparison: Comparison?
    /// Rows of the file that were not taken.
    package let rejectedRows: Int
    package let hasWholeClasses: Bool
    package let fsm: Subgroup

    /// One group. Sums are over pupils with both scores.
    package struct Arm: Sendable, Equatable, Codable {
        package let name: String
        /// Pupils in the file.
        package let pupils: Int
        /// Of those, with both scores.
        package let analysed: Int
        /// `nil` where so few lack a score that they could be recognised.
        package let missingPre: Int?
        package let missingPost: Int?
        package let meanPre: Double
        package let deviationPre: Double
        package let meanPost: Double
        package let deviationPost: Double
        package let classes: Int?
    }

    /// The two groups compared. Where whole classes were in one group the range is that of a model with a random
    /// intercept for each class; with fewer than two classes in a group there is none.
    package struct Comparison: Sendable, Equatable, Codable {
        /// What counts as independent: pupils, or classes. `nil` in reports of earlier versions, which counted pupils.
        package let unit: AllocationUnit?
        /// Hedges' g of the scores before.
        package let baselineDifference: Double
        package let balance: BalanceRule.Verdict
        /// The difference after at equal scores before, in points.
        package let adjustedDifference: Double
        package let adjustedLower: Double?
        package let adjustedUpper: Double?
        package let pValue: Double?
        /// Hedges' g of the adjusted difference, and its 95 % interval.
        package let effect: Double
        package let standardError: Double?
        package let lower: Double?
        package let upper: Double?
        /// Hedges' g of the plain difference after.
        package let unadjustedEffect: Double
        package let baselineCorrelation: Double
        /// The smallest true effect that groups of this size would detect four times in five.
        package let detectable: Double?
    }

    /// What may be said of the range, and nothing where whole classes were counted as pupils.
    package func range(_ formation: GroupFormation) -> Range? {
        guard let comparison, let lower = comparison.lower, let upper = comparison.upper,
            let adjustedLower = comparison.adjustedLower, let adjustedUpper = comparison.adjustedUpper,
            let detectable = comparison.detectable,
            comparison.unit != nil || !(hasWholeClasses || formation.isOfClasses)
        else { return nil }
        return Range(
            lower: lower,
            upper: upper,
            adjustedLower: adjustedLower,
            adjustedUpper: adjustedUpper,
            detectable: detectable
        )
    }

    /// The 95 % interval, in standard deviations and in points, and what could have been found.
    package struct Range: Sendable, Equatable {
        package let lower: Double
        package let upper: Double
        package let adjustedLower: Double
        package let adjustedUpper: Double
        package let detectable: Double
    }

    /// The same comparison among pupils eligible for free school meals.
    package enum Subgroup: Sendable, Equatable, Codable {
        /// The file does not say who is eligible.
        case notGiven
        /// Fewer than ten in a group, eligible or not: said nothing about.
        case tooFew
        /// Whole classes were in one group, and eligible pupils of one of them are in fewer than two.
        case tooFewClasses
        case notComputable
        case compared(
            effect: Double,
            lower: Double,
            upper: Double,
            treated: Int,
            control: Int,
            isClearlyDifferent: Bool
        )
    }

    /// Fewer than this in a group are not reported apart, and nothing is public.
    package static let fewestPupils = Disclosure.fewestPupils
}
