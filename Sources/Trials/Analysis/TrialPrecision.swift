import Statistics

/// How small an effect the trial could find four times in five: as planned, as randomised, as it turned out.
package struct TrialPrecision: Sendable, Equatable, Codable {
    package let target: Double
    /// With the numbers allocated and the protocol's expectations. The rating reads this one.
    package let asRandomised: Double?
    /// From the standard error of the result.
    package let asAnalysed: Double?

    init(_ table: AnalysisTable, flow: ParticipantFlow, arm: Int, effect: StandardisedEffect, df: Double?) {
        target = table.plan.planned.target
        asRandomised = Self.asRandomised(table, flow: flow, arm: arm)
        let precision = try? DesignPrecision(
            standardError: effect.standardError,
            degreesOfFreedom: df ?? 1e6
        )
        asAnalysed = try? precision?.conventionalEffect()
    }

    /// By the protocol's expectations, for the numbers allocated.
    private static func asRandomised(_ table: AnalysisTable, flow: ParticipantFlow, arm: Int) -> Double? {
        let plan = table.plan
        let arms = [flow.arms[0], flow.arms[arm]]
        let pupils = Double(arms[0].allocated + arms[1].allocated)
        let expected = ExpectedPrecision(
            unit: plan.unit,
            icc: plan.planned.icc,
            rSquaredPupil: plan.planned.rSquaredPupil,
            rSquaredSchool: plan.planned.rSquaredSchool,
            isAdjusted: plan.adjustsForBaseline,
            isCutOff: plan.assignment.cutOff != nil
        )
        guard pupils > 0 else { return nil }
        var conditions = TrialDesign.Conditions()
        guard plan.unit != .pupil else {
            conditions.treatedShare = Double(arms[1].allocated) / pupils
            let sites = Double(max(arms[0].schools, arms[1].schools))
            return expected.detectable(pupils: pupils, units: pupils, sites: sites, conditions)
        }
        let isSchool = plan.unit == .school
        let counts = arms.map { Double(isSchool ? $0.schools : $0.classes ?? $0.schools) }
        let units = counts[0] + counts[1]
        guard units > 0 else { return nil }
        conditions.treatedShare = counts[1] / units
        conditions.covariates =
            Double(plan.stratumCoefficients) + (plan.adjustsForBaseline ? 1 : 0)
        conditions.sizeVariation = min(1.4, sizeVariation(table, arm: arm, isSchool: isSchool))
        return expected.detectable(pupils: pupils, units: units, sites: units, conditions)
    }

    /// The coefficient of variation of the sizes of allocated units.
    private static func sizeVariation(_ table: AnalysisTable, arm: Int, isSchool: Bool) -> Double {
        var sizes: [Int: Double] = [:]
        for row in 0..<table.count where table.arm[row] == 0 || table.arm[row] == arm {
            sizes[isSchool ? table.school[row] : table.classGroup[row], default: 0] += 1
        }
        guard let spread = try? ArmSummary(name: "", values: sizes.sorted { $0.key < $1.key }.map(\.value))
        else { return 0 }
        return spread.standardDeviation / spread.mean
    }
}
