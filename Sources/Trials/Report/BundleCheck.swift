import Statistics

extension ReproductionBundle {
    /// Whether its parts fit together, so that repeating it ends with figures or with a reason whatever was done to the
    /// file.
    var isConsistent: Bool {
        let arms = expected.plan.arms.indices
        return statistics.isConsistent && arms.contains(expected.plan.primaryArm)
            && expected.comparisons.allSatisfy { arms.contains($0.arm) }
    }
}

extension SufficientStatistics {
    /// More than any trial of schools has, and than any protocol asks for.
    private static let mostPupils = 1_000_000
    private static let mostRepetitions = 1_000_000

    fileprivate var isConsistent: Bool {
        guard (try? TrialData.check(plan)) != nil, schools.allSatisfy({ $0.fits(plan) }),
            plan.permutations <= Self.mostRepetitions, plan.imputations <= Self.mostRepetitions,
            discontinuity?.isWhole ?? true, complierDiscontinuity?.isWhole ?? true
        else { return false }
        var pupils = 0
        for group in groups {
            guard schools.indices.contains(group.school), plan.arms.indices.contains(group.arm),
                (0..<max(plan.strata.count, 1)).contains(group.stratum),
                schools[group.school].arm ?? group.arm == group.arm,
                (1...Self.mostPupils).contains(group.count), group.isWhole
            else { return false }
            pupils += group.count
            guard pupils <= Self.mostPupils else { return false }
        }
        return true
    }
}

extension SufficientStatistics.Group {
    /// A mean for each of three columns, and the lower triangle of the products of those that are there.
    fileprivate var isWhole: Bool {
        let present = means.count { $0 != nil }
        return means.count == 3 && products.count == present * (present + 1) / 2
            && means.allSatisfy { $0?.isFinite ?? true } && products.allSatisfy(\.isFinite)
    }
}
