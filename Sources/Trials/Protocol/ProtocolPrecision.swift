import Statistics

/// What the trial of a protocol could detect with a number of schools: the minimum detectable effect sizes at
/// 80 % power, 5 % two-sided, for all pupils, for FSM pupils, and for the difference between them and others.
package struct ProtocolPrecision: Sendable, Equatable {
    /// Whose effect.
    package enum Group: String, CaseIterable, Sendable {
        case all, fsm, interaction

        package var title: String {
            switch self {
            case .all: "All pupils"
            case .fsm: "FSM pupils"
            case .interaction: "FSM against others"
            }
        }
    }

    /// The average of 141 large trials, in standard deviations.
    package static let averageOfLargeTrials = 0.06

    private let unit: AllocationUnit
    private let isDiscontinuity: Bool
    private let pupils, classes, share, icc, rSquaredPupil, rSquaredSchool: Double
    private let conditions: TrialDesign.Conditions

    /// `nil` while the protocol does not say enough.
    package init?(_ text: ProtocolText) {
        guard let pupils = text.whole(.pupilsPerSchool), let icc = text.number(.icc),
            let within = text.number(.rSquaredPupil), let between = text.number(.rSquaredSchool), pupils > 0
        else { return nil }
        unit = text.unit
        isDiscontinuity = text.design == .regressionDiscontinuity
        self.pupils = Double(pupils)
        classes = Double(max(1, text.whole(.classesPerSchool) ?? 1))
        share = min(max(Double(text.whole(.fsmShare) ?? 25) / 100, 0.01), 0.99)
        self.icc = min(max(icc, 0), 0.9)
        rSquaredPupil = min(max(within, 0), 0.99)
        rSquaredSchool = min(max(between, 0), 0.99)
        // Of several arms two are compared: control and the first after it.
        let shares = text.arms.prefix(2).map { Double($0.share) }
        let treated = shares.count == 2 ? shares[1] / (shares[0] + shares[1]) : 0.5
        let lost = min(max(Double(text.whole(.attrition) ?? 0) / 100, 0), 0.8)
        let all = text.arms.map { Double($0.share) }.reduce(0, +)
        let compared = all > 0 && shares.count == 2 ? shares.reduce(0, +) / all : 1
        comparedShare = compared
        conditions = TrialDesign.Conditions(treatedShare: treated, pupilAttrition: lost)
    }

    /// The share of units that are in the two arms compared.
    private let comparedShare: Double

    /// The minimum detectable effect size with a number of schools; `nil` where there are too few for any.
    ///
    /// - Note: Dong & Maynard (2013); a cut-off needs 2.75 times the pupils of a draw (Goldberger 1972, normal
    ///   scores cut in the middle).
    package func detectable(schools: Int, for group: Group) -> Double? {
        guard schools >= 1 else { return nil }
        let precision = try? design(Double(schools), group).precision(conditions)
        guard let effect = try? precision?.conventionalEffect() else { return nil }
        return isDiscontinuity ? effect * TrialPrecision.costOfCutOff : effect
    }

    private func design(_ schools: Double, _ group: Group) -> TrialDesign {
        let counted = group == .fsm ? pupils * share : pupils
        switch unit {
        case .pupil:
            let spread = group == .interaction ? pupils * share * (1 - share) : counted
            let kept = max(spread * comparedShare, 1)
            // The unexplained variance is that within schools.
            return .multisite(
                sites: schools,
                pupilsPerSite: kept,
                rSquared: 1 - (1 - icc) * (1 - rSquaredPupil)
            )
        case .classGroup, .school:
            let clusters = schools * comparedShare * (unit == .classGroup ? classes : 1)
            let size = max(unit == .classGroup ? counted / classes : counted, 1)
            if group == .interaction {
                return .pupilModerator(
                    schools: clusters,
                    pupilsPerSchool: size,
                    icc: icc,
                    share: share,
                    rSquaredPupil: rSquaredPupil
                )
            }
            return .cluster(
                schools: clusters,
                pupilsPerSchool: size,
                icc: icc,
                rSquaredPupil: rSquaredPupil,
                rSquaredSchool: rSquaredSchool
            )
        }
    }
}
