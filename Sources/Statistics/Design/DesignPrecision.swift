/// The standard error that a design gives to an effect size, with its degrees of freedom.
public struct DesignPrecision: Sendable, Equatable {
    /// The standard error of the effect, in standard deviations.
    public let standardError: Double
    /// Degrees of freedom of its test.
    public let degreesOfFreedom: Double

    /// A precision known from elsewhere.
    /// - Throws: ``DesignError`` when either is not above zero.
    public init(standardError: Double, degreesOfFreedom: Double) throws(DesignError) {
        guard standardError > 0, standardError.isFinite else { throw .invalidArgument("standard error") }
        guard degreesOfFreedom > 0 else { throw .noDegreesOfFreedom(degreesOfFreedom) }
        self.standardError = standardError
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// The power to find an effect by a *t* test, from the noncentral *t* distribution; both tails count.
    public func power(effect: Double, alpha: Double = 0.05, twoTailed: Bool = true) throws(DesignError)
        -> Double
    {
        guard effect.isFinite else { throw .invalidArgument("effect") }
        let critical: Double = try criticalValue(alpha: alpha, twoTailed: twoTailed)
        let shift: Double = effect / standardError
        // Of two tails the sign of the effect does not matter, and the tail away from it soon holds nothing.
        let distance: Double = twoTailed ? shift.magnitude : shift
        if distance < -Self.negligible, critical > 0 { return 0 }
        do {
            guard distance <= Self.farthest else { return try farPower(distance, critical) }
            let distribution = try NoncentralT(degreesOfFreedom: degreesOfFreedom, noncentrality: distance)
            let upper: Double = try distribution.survival(critical)
            guard twoTailed, distance < Self.negligible else { return upper }
            return try upper + distribution.cumulative(-critical)
        } catch {
            throw .distribution(error)
        }
    }

    /// Standard errors at which a tail of the normal is below 10⁻¹⁹⁷.
    private static let negligible: Double = 30
    /// The noncentrality up to which the series of the distribution settles.
    private static let farthest: Double = 10_000

    /// The power of an effect that lies so many standard errors from zero that its own error no longer counts: the test
    /// misses it only where the standard deviation is estimated that much too large, which few degrees of freedom allow.
    private func farPower(_ distance: Double, _ critical: Double) throws(DistributionError) -> Double {
        guard critical > 0 else { return 1 }
        let ratio: Double = distance / critical
        let bound: Double = degreesOfFreedom * ratio * ratio
        guard bound.isFinite else { return 1 }
        return try ChiSquared(degreesOfFreedom: degreesOfFreedom).cumulative(bound)
    }

    /// The least effect that a test finds with a given power, by the exact noncentral *t* distribution.
    public func minimumDetectableEffect(
        power: Double = 0.8,
        alpha: Double = 0.05,
        twoTailed: Bool = true
    ) throws(DesignError) -> Double {
        let approximate: Double = try conventionalEffect(power: power, alpha: alpha, twoTailed: twoTailed)
        let excess = { (effect: Double) throws(DesignError) -> Double in
            try self.power(effect: effect, alpha: alpha, twoTailed: twoTailed) - power
        }
        // At no effect the test rejects in a share alpha, which is less than the power asked for.
        guard let end = try RootFinding.bracket(from: 0, step: approximate, of: excess),
            let root = try RootFinding.root(from: 0, to: end, of: excess)
        else { throw .invalidArgument("power") }
        return root
    }

    /// The minimum detectable effect by convention: the sum of two central *t* quantiles times the standard
    /// error.
    ///
    /// This is the figure in trial registers and in PowerUpR; it differs from the exact one in the third
    /// digit for small trials.
    public func conventionalEffect(
        power: Double = 0.8,
        alpha: Double = 0.05,
        twoTailed: Bool = true
    ) throws(DesignError) -> Double {
        guard power > alpha, power < 1 else { throw .invalidArgument("power") }
        let critical: Double = try criticalValue(alpha: alpha, twoTailed: twoTailed)
        do {
            let extra: Double = try StudentT(degreesOfFreedom: degreesOfFreedom).quantile(power)
            return (critical + extra) * standardError
        } catch {
            throw .distribution(error)
        }
    }

    private func criticalValue(alpha: Double, twoTailed: Bool) throws(DesignError) -> Double {
        guard alpha > 0, alpha < 1 else { throw .invalidArgument("alpha") }
        do {
            return try StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(
                twoTailed ? alpha / 2 : alpha
            )
        } catch {
            throw .distribution(error)
        }
    }
}

extension TrialDesign {
    /// The precision of the design.
    /// - Throws: ``DesignError`` for shares outside 0…1, samples below the design's least, or no degrees of
    ///   freedom.
    public func precision(_ conditions: Conditions = Conditions()) throws(DesignError) -> DesignPrecision {
        let p: Double = conditions.treatedShare
        guard p > 0, p < 1 else { throw .invalidArgument("treated share") }
        guard conditions.covariates >= 0 else { throw .invalidArgument("covariates") }
        for share in [conditions.pupilAttrition, conditions.clusterAttrition] {
            guard share >= 0, share < 1 else { throw .invalidArgument("attrition") }
        }
        guard conditions.sizeVariation >= 0, conditions.sizeVariation < 1.5 else {
            throw .invalidArgument("size variation")
        }
        let arms: Double = p * (1 - p)
        let kept: Double = 1 - conditions.pupilAttrition
        let units: Double = 1 - conditions.clusterAttrition
        let g: Double = conditions.covariates
        let (variance, df): (Double, Double)
        switch self {
        case .individual(let pupils, let r2):
            try TrialDesign.check(shares: [r2], counts: [pupils])
            let n: Double = pupils * kept
            (variance, df) = ((1 - r2) / (arms * n), n - g - 2)
        case .multisite(let sites, let perSite, let r2, let effects):
            (variance, df) = try TrialDesign.multisite(
                sites: sites * units,
                perSite: perSite * kept,
                r2,
                effects,
                arms: arms,
                covariates: g,
                variation: conditions.sizeVariation
            )
        case .cluster(let schools, let perSchool, let icc, let r1, let r2):
            try TrialDesign.check(shares: [icc, r1, r2], counts: [schools, perSchool])
            let j: Double = schools * units
            let n: Double = perSchool * kept
            let plain: Double = (icc * (1 - r2) + (1 - icc) * (1 - r1) / n) / (arms * j)
            let loss: Double = TrialDesign.efficiency(
                size: n,
                between: icc * (1 - r2),
                within: (1 - icc) * (1 - r1),
                variation: conditions.sizeVariation
            )
            (variance, df) = (plain / loss, j - g - 2)
        case .threeLevel(let schools, let classes, let perClass, let rho2, let rho3, let r1, let r2, let r3):
            try TrialDesign.check(
                shares: [rho2, rho3, rho2 + rho3, r1, r2, r3],
                counts: [schools, classes, perClass]
            )
            let k: Double = schools * units
            let n: Double = perClass * kept
            let classLevel: Double = rho2 * (1 - r2)
            let pupilLevel: Double = (1 - rho2 - rho3) * (1 - r1)
            let loss: Double = TrialDesign.efficiency(
                size: n,
                between: classLevel,
                within: pupilLevel,
                variation: conditions.sizeVariation
            )
            let belowSchool: Double = (classLevel + pupilLevel / n) / (classes * loss)
            (variance, df) = ((rho3 * (1 - r3) + belowSchool) / (arms * k), k - g - 2)
        case .blockedCluster(let blocks, let schools, let perSchool, let icc, let r1, let r2):
            try TrialDesign.check(shares: [icc, r1, r2], counts: [blocks, schools, perSchool])
            let j: Double = schools * units
            let n: Double = perSchool * kept
            let loss: Double = TrialDesign.efficiency(
                size: n,
                between: icc * (1 - r2),
                within: (1 - icc) * (1 - r1),
                variation: conditions.sizeVariation
            )
            let plain: Double = (icc * (1 - r2) + (1 - icc) * (1 - r1) / n) / (arms * j * blocks)
            (variance, df) = (plain / loss, blocks * (j - 2) - g)
        case .randomBlockCluster(
            let blocks,
            let schools,
            let perSchool,
            let rho2,
            let rho3,
            let omega,
            let r1,
            let r2,
            let rT
        ):
            try TrialDesign.check(
                shares: [rho2, rho3, rho2 + rho3, r1, r2, rT],
                counts: [blocks, schools, perSchool]
            )
            guard omega >= 0 else { throw .invalidArgument("heterogeneity") }
            let j: Double = schools * units
            let n: Double = perSchool * kept
            let sampling: Double = (rho2 * (1 - r2) + (1 - rho2 - rho3) * (1 - r1) / n) / (arms * j * blocks)
            (variance, df) = (rho3 * omega * (1 - rT) / blocks + sampling, blocks - g - 1)
        case .pupilModerator(let schools, let perSchool, let icc, let share, let r1):
            try TrialDesign.check(shares: [icc, share, r1], counts: [schools, perSchool])
            let spread: Double = arms * share * (1 - share)
            guard spread > 0 else { throw .invalidArgument("share") }
            let n: Double = schools * units * perSchool * kept
            (variance, df) = ((1 - icc) * (1 - r1) / (spread * n), n - schools * units - 2 - g)
        case .schoolModerator(let schools, let perSchool, let icc, let share, let r1, let r2):
            try TrialDesign.check(shares: [icc, share, r1, r2], counts: [schools, perSchool])
            let spread: Double = arms * share * (1 - share)
            guard spread > 0 else { throw .invalidArgument("share") }
            let n: Double = perSchool * kept
            let rest: Double = schools * units - 5 - g
            (variance, df) = ((icc * (1 - r2) + (1 - icc) * (1 - r1) / n) / (spread * rest), rest)
        }
        guard df > 0 else { throw .noDegreesOfFreedom(df) }
        guard variance > 0 else { throw .invalidArgument("shares that leave no variance") }
        return try DesignPrecision(standardError: variance.squareRoot(), degreesOfFreedom: df)
    }

    private static func multisite(
        sites: Double,
        perSite: Double,
        _ r2: Double,
        _ effects: SiteEffects,
        arms: Double,
        covariates: Double,
        variation: Double
    ) throws(DesignError) -> (Double, Double) {
        try check(shares: [r2], counts: [sites, perSite])
        let sampling: Double = (1 - r2) / (arms * sites * perSite)
        switch effects {
        case .constant: return (sampling, sites * (perSite - 1) - covariates - 1)
        case .fixed: return (sampling, sites * (perSite - 2) - covariates)
        case .random(let icc, let omega, let explained):
            try check(shares: [icc, explained], counts: [])
            guard omega >= 0 else { throw .invalidArgument("heterogeneity") }
            // Where the effect is one for all sites only the number of pupils counts, however they are spread.
            let between: Double = icc * omega * (1 - explained)
            let loss: Double = efficiency(
                size: perSite,
                between: between,
                within: (1 - icc) * (1 - r2) / arms,
                variation: variation
            )
            return ((between / sites + (1 - icc) * sampling) / loss, sites - covariates - 1)
        }
    }

    private static func check(shares: [Double], counts: [Double]) throws(DesignError) {
        guard shares.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { throw .invalidArgument("a share outside 0…1") }
        guard counts.allSatisfy({ $0 >= 1 && $0.isFinite }) else { throw .invalidArgument("a count below 1") }
    }

    /// What unequal cluster sizes leave of the efficiency of equal ones (van Breukelen, Candel & Berger 2007,
    /// Stat. Med. 26, 2589): 1 − CV²·λ(1 − λ) with λ = *n*/(*n* + σ²/τ²).
    static func efficiency(size: Double, between: Double, within: Double, variation: Double) -> Double {
        guard between > 0 else { return 1 }
        let share: Double = size / (size + within / between)
        return 1 - variation * variation * share * (1 - share)
    }
}
