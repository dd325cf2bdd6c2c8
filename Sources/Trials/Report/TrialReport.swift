/// What a trial's report says, as it may be shown: to everyone, or whole to those who analyse it.
///
/// The report for everyone is made once, through ``Disclosure``, and kept: it is frozen at publication.
package struct TrialReport: Sendable, Equatable, Codable {
    package let isForEveryone: Bool
    package let plan: AnalysisPlan
    package let arms: [Arm]
    package let allocated: ProtectedCount
    package let analysed: ProtectedCount
    package let lateArrivals: ProtectedCount
    package let losses: [Loss]
    package let balance: [BaselineDifference]
    package let comparisons: [Comparison]
    package let precision: TrialPrecision
    package let fsm: Secondary<FSM>
    package let complier: Secondary<Complier>
    package let missing: Secondary<Missing>
    package let allocationTest: Secondary<AllocationTest>
    package let leaveOneOut: Secondary<LeaveOut>
    package let scales: [Scale]
    package let residuals: Secondary<Residuals>
    package let cost: CostPerPupil?
    /// Where a score decided.
    package let discontinuity: Discontinuity?
    /// Where those compared were matched.
    package let matching: Matching?
    package let delivery: Delivery?
    /// Schools before allocation; `nil` in reports of before it was kept, and for trials that were not recruited here.
    package let recruited: Recruited?
    /// Schools of any arm; `nil` in reports of before they were counted.
    package let schoolsAllocated: Int?

    /// Schools from the invitation to the allocation.
    package struct Recruited: Sendable, Equatable, Codable {
        package let asked: Int
        package let declined: Int
        package let unanswered: Int
        package let joined: Int
    }

    /// One arm from allocation to analysis.
    package struct Arm: Sendable, Equatable, Codable {
        package let name: String
        package let schools: Int
        package let schoolsAnalysed: Int
        package let leftDelivery: Int
        package let leftTesting: Int
        package let leftData: Int
        /// Schools that withdrew from a part and came back; `nil` for none.
        package let returned: Int?
        package let classes: Int?
        package let allocated: ProtectedCount
        package let erased: ProtectedCount
        package let schoolNotTested: ProtectedCount
        package let noOutcome: ProtectedCount
        package let noBaseline: ProtectedCount
        package let analysed: ProtectedCount
        package let outcomeMean: Double?
        package let outcomeDeviation: Double?
        package let baselineMean: Double?
        package let baselineDeviation: Double?
        /// In standard deviations: what both means are rounded to; `nil` where they are exact, as in reports of before.
        package let meanStep: Double?
    }

    /// How many of those allocated are not analysed, at one level.
    package struct Loss: Sendable, Equatable, Codable {
        package let level: AllocationUnit
        package let overall: ProtectedShare
        package let arms: [ProtectedShare]

        /// The share lost in an arm less that in control, in −1…1; `nil` where one of them may not be shown.
        package func differential(arm: Int) -> Double? {
            guard case .exact(let control) = arms[0], case .exact(let offered) = arms[arm] else { return nil }
            return offered - control
        }
    }

    package struct Comparison: Sendable, Equatable, Codable {
        package let arm: Int
        package let difference: Estimate
        package let unadjusted: Estimate?
        package let effect: StandardisedEffect
        package let withoutBaseline: StandardisedEffect?
        package let outcomeICC: ArmComparison.ICC?
        package let baselineICC: ArmComparison.ICC?
        package let boundary: [String]
        package let adjustedPValue: Double
    }

    package struct FSM: Sendable, Equatable, Codable {
        package let interaction: Estimate
        package let interactionEffect: StandardisedEffect
        package let eligible: StandardisedEffect
        package let others: StandardisedEffect
        /// Control, then the arm compared.
        package let eligibleCounts: [ProtectedCount]
        package let otherCounts: [ProtectedCount]
    }

    package struct Complier: Sendable, Equatable, Codable {
        package let threshold: Double
        package let difference: Estimate
        package let effect: StandardisedEffect
        package let treatedShare: ProtectedShare
        package let controlShare: ProtectedShare
        package let firstStageF: Double
        /// Of the shares who received it, at a cut-off.
        package let gap: Estimate?
    }

    package struct Missing: Sendable, Equatable, Codable {
        package let share: ProtectedShare
        package let imputations: Int
        package let difference: Estimate
        package let effect: StandardisedEffect
        package let missingInformation: Double
        package let shifts: [MissingDataAnalysis.Shift]
    }

    /// The effect without each school: for everyone only how far it moves.
    package struct LeaveOut: Sendable, Equatable, Codable {
        /// Those without which there is a result.
        package let schools: Int
        /// Those without which nothing can be estimated; `nil` in reports of before they were counted.
        package let indispensable: Int?
        package let lowest: Double
        package let highest: Double
        /// For analysts, in the order of the trial's schools.
        package let each: [LeaveOneOut]
    }

    package struct Scale: Sendable, Equatable, Codable {
        package let name: String
        package let floor: ProtectedShare
        package let ceiling: ProtectedShare
        package let skewness: Double
        package let isConcern: Bool
    }

    package struct Residuals: Sendable, Equatable, Codable {
        package let quantiles: [ResidualCheck.Quantile]
        /// Standard deviations of residuals over that of all, from low to high expected scores.
        package let bands: [Double]
        /// For analysts.
        package let clusterEffects: [Double]
    }

    /// The one primary result.
    package var primary: Comparison? { comparisons.first { $0.arm == plan.primaryArm } }
    package var control: Arm { arms[0] }
    package var treated: Arm { arms[plan.primaryArm] }
}
