extension TrialDesign {
    /// The same design with another number of its largest units: pupils, sites, schools or blocks.
    public func with(units count: Double) -> TrialDesign {
        switch self {
        case .individual(_, let r2): .individual(pupils: count, rSquared: r2)
        case .multisite(_, let n, let r2, let effects):
            .multisite(sites: count, pupilsPerSite: n, rSquared: r2, effects: effects)
        case .cluster(_, let n, let icc, let r1, let r2):
            .cluster(schools: count, pupilsPerSchool: n, icc: icc, rSquaredPupil: r1, rSquaredSchool: r2)
        case .threeLevel(_, let j, let n, let rho2, let rho3, let r1, let r2, let r3):
            .threeLevel(
                schools: count,
                classesPerSchool: j,
                pupilsPerClass: n,
                classICC: rho2,
                schoolICC: rho3,
                rSquaredPupil: r1,
                rSquaredClass: r2,
                rSquaredSchool: r3
            )
        case .blockedCluster(_, let j, let n, let icc, let r1, let r2):
            .blockedCluster(
                blocks: count,
                schoolsPerBlock: j,
                pupilsPerSchool: n,
                icc: icc,
                rSquaredPupil: r1,
                rSquaredSchool: r2
            )
        case .randomBlockCluster(_, let j, let n, let rho2, let rho3, let omega, let r1, let r2, let rT):
            .randomBlockCluster(
                blocks: count,
                schoolsPerBlock: j,
                pupilsPerSchool: n,
                schoolICC: rho2,
                blockICC: rho3,
                heterogeneity: omega,
                rSquaredPupil: r1,
                rSquaredSchool: r2,
                rSquaredEffect: rT
            )
        case .pupilModerator(_, let n, let icc, let share, let r1):
            .pupilModerator(schools: count, pupilsPerSchool: n, icc: icc, share: share, rSquaredPupil: r1)
        case .schoolModerator(_, let n, let icc, let share, let r1, let r2):
            .schoolModerator(
                schools: count,
                pupilsPerSchool: n,
                icc: icc,
                share: share,
                rSquaredPupil: r1,
                rSquaredSchool: r2
            )
        }
    }

    /// The least number of the design's largest units with which an effect is found with a given power.
    /// - Returns: A whole number of units; with one fewer the power is below what is asked for.
    /// - Throws: ``DesignError/unattainable(limit:)`` when a million units do not suffice.
    /// - Complexity: About forty evaluations of the power.
    public func unitsNeeded(
        effect: Double,
        power: Double = 0.8,
        alpha: Double = 0.05,
        twoTailed: Bool = true,
        _ conditions: Conditions = Conditions()
    ) throws(DesignError) -> Int {
        guard effect != 0, power > alpha, power < 1 else { throw .invalidArgument("effect or power") }
        let limit: Int = 1_000_000
        let reaches = { (units: Int) throws(DesignError) -> Bool in
            do throws(DesignError) {
                return try self.with(units: Double(units)).precision(conditions)
                    .power(effect: effect, alpha: alpha, twoTailed: twoTailed) >= power
            } catch DesignError.noDegreesOfFreedom {
                return false
            } catch DesignError.invalidArgument("a count below 1") {
                return false
            } catch {
                throw error
            }
        }
        var upper: Int = 2
        while try !reaches(upper) {
            upper *= 2
            if upper > limit { throw .unattainable(limit: limit) }
        }
        var lower: Int = upper / 2
        if lower < 2 { lower = 0 }
        while upper - lower > 1 {
            let middle: Int = (lower + upper) / 2
            if try reaches(middle) { upper = middle } else { lower = middle }
        }
        return upper
    }

    /// A point of a power curve.
    public struct CurvePoint: Sendable, Equatable {
        /// The number of the design's largest units.
        public let units: Int
        /// The exact minimum detectable effect with that many.
        public let minimumDetectableEffect: Double
        /// The minimum detectable effect by the convention of registers.
        public let conventionalEffect: Double
        /// The power for the effect asked about.
        public let power: Double
    }

    /// How the minimum detectable effect falls, and power rises, as units join; units too few to test are
    /// left out.
    public func curve(
        units: [Int],
        effect: Double,
        power: Double = 0.8,
        alpha: Double = 0.05,
        twoTailed: Bool = true,
        _ conditions: Conditions = Conditions()
    ) throws(DesignError) -> [CurvePoint] {
        var points: [CurvePoint] = []
        for count in units {
            let precision: DesignPrecision
            do throws(DesignError) {
                precision = try with(units: Double(count)).precision(conditions)
            } catch DesignError.noDegreesOfFreedom {
                continue
            } catch {
                throw error
            }
            points.append(
                CurvePoint(
                    units: count,
                    minimumDetectableEffect: try precision.minimumDetectableEffect(
                        power: power,
                        alpha: alpha,
                        twoTailed: twoTailed
                    ),
                    conventionalEffect: try precision.conventionalEffect(
                        power: power,
                        alpha: alpha,
                        twoTailed: twoTailed
                    ),
                    power: try precision.power(effect: effect, alpha: alpha, twoTailed: twoTailed)
                )
            )
        }
        return points
    }
}
