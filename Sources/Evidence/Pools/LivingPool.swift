import Database
package import Foundation
package import Services

/// What the findings of a strand say together, of one origin, at one time.
///
/// Made again in the very transaction that changes a finding, so it is never older than the findings on the
/// same page. Kept with the rows it was made from: every pooled figure that was shown can be made again from
/// its identifier.
package struct LivingPool: Sendable, Equatable {
    package let id: ID<LivingPool>
    package let strand: ID<Strand>
    package let origin: FindingOrigin
    /// One row for each finding; pools of before the three-level model have one for each study.
    package let members: [Member]
    package let outcome: Outcome
    /// When it was computed.
    package let asOf: Date
    /// The version of the program that computed it.
    package let codeVersion: String
    /// Stands for the findings that went in; the same findings give the same text.
    package let dataVersion: String

    package enum Outcome: Sendable, Equatable {
        case pooled(PooledEffect)
        case withheld(Withheld)
    }

    /// Why there is no diamond.
    package enum Withheld: String, Sendable, SQLStorable {
        case fewerThanThree = "fewer-than-three"
        /// The numbers have no pooled effect: the fit failed.
        case notComputable = "not-computable"
    }

    package struct Member: Sendable, Equatable {
        package let label: String
        package let study: ID<Study>?
        /// The finding, where the member is one.
        package let finding: ID<Finding>?
        /// How many findings it stands for: more than one where a study's were averaged.
        package let findingCount: Int
        package let effect: Double
        package let variance: Double
        /// Its share of the pooled effect; `nil` where nothing is pooled.
        package let weightPercentage: Double?
    }

    package var pooled: PooledEffect? {
        guard case .pooled(let effect) = outcome else { return nil }
        return effect
    }
}

/// A pooled effect in standard deviations with everything that must stand beside it.
package struct PooledEffect: Sendable, Equatable {
    package let method: PoolMethod
    package let estimate: Double
    package let standardError: Double
    package let lower: Double
    package let upper: Double
    /// Of the interval; `nil` for pools of before they were kept.
    package let degreesOfFreedom: Double?
    /// Where the true effect of a similar new setting is expected: *t* · √(SE² + τ²).
    package let predictionLower: Double
    package let predictionUpper: Double
    /// Between studies.
    package let tauSquared: Double
    /// Between findings of one study, where the model has that level.
    package let tauSquaredWithin: Double?
    package let iSquared: Double
    /// Cochran's *Q*, its degrees of freedom and *p*.
    package let q: Double
    package let qDegreesOfFreedom: Double
    package let qPValue: Double
    package let studyCount: Int?
}
