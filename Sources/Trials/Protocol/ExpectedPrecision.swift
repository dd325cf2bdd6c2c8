import Statistics

/// What a trial of some size could detect if the variance is as its protocol expects: the one way in which it is
/// worked out, before schools join and, with the numbers allocated, for the rating.
struct ExpectedPrecision: Sendable, Equatable {
    let unit: AllocationUnit
    private let icc, rSquaredPupil, rSquaredSchool: Double
    private let isCutOff: Bool

    /// A cut-off needs 2.75 times the pupils of a draw.
    ///
    /// - Note: Goldberger (1972), of a normal score cut in the middle.
    private static let costOfCutOff = (2.75).squareRoot()

    /// - Parameter isAdjusted: Whether the primary result is adjusted for the baseline. Without it nothing is
    ///   explained; at a cut-off the score that decides takes its place.
    init(
        unit: AllocationUnit,
        icc: Double,
        rSquaredPupil: Double,
        rSquaredSchool: Double,
        isAdjusted: Bool,
        isCutOff: Bool
    ) {
        let isExplained = isAdjusted || isCutOff
        self.unit = unit
        self.icc = min(max(icc, 0), 0.9)
        self.rSquaredPupil = isExplained ? min(max(rSquaredPupil, 0), 0.99) : 0
        self.rSquaredSchool = isExplained ? min(max(rSquaredSchool, 0), 0.99) : 0
        self.isCutOff = isCutOff
    }

    /// The minimum detectable effect at 80 % power and 5 % two-sided by the conventional formula.
    ///
    /// - Parameters:
    ///   - pupils: In the two arms compared.
    ///   - units: Schools or classes in them, where those are allocated.
    ///   - sites: Schools, where pupils are allocated within them.
    /// - Returns: `nil` where there are too few units for any.
    /// - Note: Dong & Maynard (2013).
    func detectable(
        pupils: Double,
        units: Double,
        sites: Double,
        _ conditions: TrialDesign.Conditions
    ) -> Double? {
        switch unit {
        case .pupil where sites < 2:
            return effect(.individual(pupils: pupils, rSquared: rSquaredPupil), conditions)
        case .pupil:
            let each = max(pupils / sites, 1)
            return effect(
                .multisite(sites: sites, pupilsPerSite: each, rSquared: rSquaredPupil, effects: .constant),
                conditions
            )
        case .classGroup, .school:
            guard units > 0 else { return nil }
            return effect(
                .cluster(
                    schools: units,
                    pupilsPerSchool: max(pupils / units, 1),
                    icc: icc,
                    rSquaredPupil: rSquaredPupil,
                    rSquaredSchool: rSquaredSchool
                ),
                conditions
            )
        }
    }

    /// The same for the difference in effect between a share of the pupils and the others, taken to be alike in all
    /// schools.
    func detectableDifference(
        pupils: Double,
        units: Double,
        sites: Double,
        share: Double,
        _ conditions: TrialDesign.Conditions
    ) -> Double? {
        guard unit != .pupil else {
            return detectable(pupils: pupils * share * (1 - share), units: units, sites: sites, conditions)
        }
        guard units > 0 else { return nil }
        return effect(
            .pupilModerator(
                schools: units,
                pupilsPerSchool: max(pupils / units, 1),
                icc: icc,
                share: share,
                rSquaredPupil: rSquaredPupil
            ),
            conditions
        )
    }

    private func effect(_ design: TrialDesign, _ conditions: TrialDesign.Conditions) -> Double? {
        let precision = try? design.precision(conditions)
        guard let effect = try? precision?.conventionalEffect() else { return nil }
        return isCutOff ? effect * Self.costOfCutOff : effect
    }
}
