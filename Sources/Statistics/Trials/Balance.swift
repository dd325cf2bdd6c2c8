/// How far the arms of a trial differ at baseline on one characteristic.
public struct StandardizedDifference: Sendable, Equatable {
    /// The characteristic.
    public let name: String
    /// Means (or shares) of the treated and of the control arm.
    public let treatedMean: Double
    /// The mean (or share) of the control arm.
    public let controlMean: Double
    /// The difference of means over the pooled standard deviation, with Hedges' correction.
    public let difference: Double

    /// Compares one characteristic between arms; missing values (not a number) are left out.
    /// - Throws: ``TrialError/noVariation(column:)``, ``TrialError/tooFewUnits(arm:count:)``.
    /// - Note: Balance is a fact about these arms, not a hypothesis: no p value is given.
    public init(name: String, values: [Double], treatment: [Double]) throws(TrialError) {
        precondition(values.count == treatment.count, "Every unit has a value and an arm.")
        let part = { (code: Double) in zip(values, treatment).filter { $0.1 == code }.map(\.0) }
        let treated = try ArmSummary(name: "treatment", values: part(1))
        let control = try ArmSummary(name: "control", values: part(0))
        do {
            difference = try TwoGroupComparison(treated: treated, control: control).effectSize.hedgesG
        } catch TrialError.noVariation {
            throw .noVariation(column: name)
        }
        self.name = name
        treatedMean = treated.mean
        controlMean = control.mean
    }
}

/// How many of the units randomised are missing from the analysis.
public struct Attrition: Sendable, Equatable {
    /// Units allocated to each arm: treated, control.
    public let randomised: [Int]
    /// Units of each arm with an outcome.
    public let analysed: [Int]

    /// Counts everyone randomised, with or without an outcome.
    /// - Parameters:
    ///   - treatment: 1 for units allocated to treatment, 0 for control.
    ///   - analysed: Whether each unit has an outcome.
    public init(treatment: [Double], analysed: [Bool]) {
        precondition(treatment.count == analysed.count, "Every unit has an arm.")
        let pairs = zip(treatment, analysed)
        randomised = [pairs.count { $0.0 == 1 }, pairs.count { $0.0 == 0 }]
        self.analysed = [pairs.count { $0.0 == 1 && $0.1 }, pairs.count { $0.0 == 0 && $0.1 }]
    }

    /// The same at the level of clusters: an arm has lost a cluster when none of its units there is analysed.
    ///
    /// A cluster with units of both arms, such as a site, counts in each.
    public init(clusters: Clusters, treatment: [Double], analysed: [Bool]) {
        precondition(treatment.count == analysed.count, "Every unit has an arm.")
        var allocated: [Set<Int>] = [[], []]
        var kept: [Set<Int>] = [[], []]
        for (row, cluster) in clusters.index.enumerated() {
            let arm: Int = treatment[row] == 1 ? 0 : 1
            allocated[arm].insert(cluster)
            if analysed[row] { kept[arm].insert(cluster) }
        }
        randomised = allocated.map(\.count)
        self.analysed = kept.map(\.count)
    }

    /// The share of units randomised that is missing, in 0…1.
    public var overall: Double {
        let total: Int = randomised.reduce(0, +)
        return total == 0 ? 0 : 1 - Double(analysed.reduce(0, +)) / Double(total)
    }

    /// The share missing in the treated arm less that in the control arm.
    public var differential: Double {
        let shares: [Double] = zip(randomised, analysed).map { $0 == 0 ? 0 : 1 - Double($1) / Double($0) }
        return shares[0] - shares[1]
    }
}

/// How many units score at the ends of a scale, where a test cannot tell them apart.
public struct ScaleEnds: Sendable, Equatable {
    /// The share of units at the lowest score, in 0…1.
    public let floor: Double
    /// The share of units at the highest score.
    public let ceiling: Double
    /// The skewness of the scores (moment ratio); a warning beyond ±1.
    public let skewness: Double

    /// Looks at the ends of a scale.
    /// - Parameters:
    ///   - scores: Finite scores.
    ///   - range: The scale's ends; those observed when `nil`.
    /// - Throws: ``TrialError/noVariation(column:)``.
    public init(scores: [Double], range: ClosedRange<Double>? = nil) throws(TrialError) {
        guard let lowest = scores.min(), let highest = scores.max(), lowest < highest else {
            throw .noVariation(column: "outcome")
        }
        let n = Double(scores.count)
        let bottom: Double = range?.lowerBound ?? lowest
        let top: Double = range?.upperBound ?? highest
        floor = Double(scores.count { $0 <= bottom }) / n
        ceiling = Double(scores.count { $0 >= top }) / n
        // In units of the range, whose cube neither overflows nor vanishes.
        let width: Double = highest - lowest
        let mean: Double = scores.reduce(0) { $0 + ($1 - lowest) / width } / n
        var squares: Double = 0
        var cubes: Double = 0
        for score in scores {
            let deviation: Double = (score - lowest) / width - mean
            squares += deviation * deviation
            cubes += deviation * deviation * deviation
        }
        let second: Double = squares / n
        let third: Double = cubes / n
        skewness = third / (second * second.squareRoot())
    }
}
