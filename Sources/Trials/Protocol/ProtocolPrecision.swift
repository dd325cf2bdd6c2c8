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

    private let expected: ExpectedPrecision
    private let pupils, classes, share: Double
    private let conditions: TrialDesign.Conditions

    /// `nil` while the protocol does not say enough.
    package init?(_ text: ProtocolText) {
        guard let pupils = text.whole(.pupilsPerSchool), let icc = text.number(.icc),
            let within = text.number(.rSquaredPupil), let between = text.number(.rSquaredSchool), pupils > 0
        else { return nil }
        expected = ExpectedPrecision(
            unit: text.unit,
            icc: icc,
            rSquaredPupil: within,
            rSquaredSchool: between,
            isAdjusted: text.needsBaseline,
            isCutOff: text.design == .regressionDiscontinuity
        )
        self.pupils = Double(pupils)
        classes = Double(max(1, text.whole(.classesPerSchool) ?? 1))
        share = min(max(Double(text.whole(.fsmShare) ?? 25) / 100, 0.01), 0.99)
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
    package func detectable(schools: Int, for group: Group) -> Double? {
        guard schools >= 1 else { return nil }
        let schools = Double(schools)
        let compared = schools * pupils * comparedShare
        let units = schools * comparedShare * (expected.unit == .classGroup ? classes : 1)
        switch group {
        case .all:
            return expected.detectable(pupils: compared, units: units, sites: schools, conditions)
        case .fsm:
            return expected.detectable(pupils: compared * share, units: units, sites: schools, conditions)
        case .interaction:
            return expected.detectableDifference(
                pupils: compared,
                units: units,
                sites: schools,
                share: share,
                conditions
            )
        }
    }
}
