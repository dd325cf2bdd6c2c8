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

    /// A cut-off needs 2.75 times the pupils of a draw.
    ///
    /// - Note: Goldberger (1972), of a normal score cut in the middle; see ``ProtocolPrecision``.
    static let costOfCutOff = (2.75).squareRoot()

    /// The conventional minimum detectable effect, as registers and the rating have it.
    private static func asRandomised(_ table: AnalysisTable, flow: ParticipantFlow, arm: Int) -> Double? {
        let plan = table.plan
        let arms = [flow.arms[0], flow.arms[arm]]
        let pupils = Double(arms[0].allocated + arms[1].allocated)
        let planned = plan.planned
        var conditions = TrialDesign.Conditions()
        let strata = Double(max(plan.strata.count, 1) - 1)
        let adjusts = plan.adjustsForBaseline ? 1.0 : 0
        let design: TrialDesign
        switch plan.unit {
        case .pupil:
            conditions.treatedShare = Double(arms[1].allocated) / pupils
            let sites = Double(max(arms[0].schools, arms[1].schools))
            conditions.covariates = adjusts
            design =
                sites < 2
                ? .individual(pupils: pupils, rSquared: planned.rSquaredPupil)
                : .multisite(
                    sites: sites,
                    pupilsPerSite: pupils / sites,
                    rSquared: planned.rSquaredPupil,
                    effects: .constant
                )
        case .classGroup, .school:
            let isSchool = plan.unit == .school
            let counts = arms.map { Double(isSchool ? $0.schools : $0.classes ?? $0.schools) }
            let units = counts[0] + counts[1]
            guard units > 0, pupils > 0 else { return nil }
            conditions.treatedShare = counts[1] / units
            conditions.covariates = strata + adjusts
            conditions.sizeVariation = min(1.4, sizeVariation(table, arm: arm, isSchool: isSchool))
            design = .cluster(
                schools: units,
                pupilsPerSchool: pupils / units,
                icc: planned.icc,
                rSquaredPupil: plan.adjustsForBaseline ? planned.rSquaredPupil : 0,
                rSquaredSchool: plan.adjustsForBaseline ? planned.rSquaredSchool : 0
            )
        }
        let drawn = try? design.precision(conditions).conventionalEffect()
        return drawn.map { plan.assignment.cutOff == nil ? $0 : $0 * Self.costOfCutOff }
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
