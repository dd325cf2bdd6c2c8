import Statistics

/// A simulated trial with a total variance of one at equal covariates, so that the effect is in standard deviations.
struct SimulatedTrial {
    enum Allocation: Sendable { case pupils, schools, within, pairs }

    /// The coefficient of variation of the sizes of schools.
    static let sizeVariation = 0.3

    var outcome: [Double] = []
    var treatment: [Double] = []
    var baseline: [Double] = []
    var schools: [Int] = []
    var blocks: [Int] = []

    /// - Parameters:
    ///   - icc: The share of variance between schools.
    ///   - varying: The standard deviation of effects between schools, for allocation within them.
    init(
        _ allocation: Allocation,
        schools count: Int,
        pupils: Int,
        effect: Double,
        icc: Double = 0.15,
        varying: Double = 0,
        using generator: inout SeededGenerator
    ) {
        // Whole schools are drawn, half of them or one of each pair.
        var treated = (0..<count).map { $0 % 2 }
        if allocation == .schools { generator.shuffle(&treated) }
        if allocation == .pairs {
            for pair in 0..<(count / 2) where generator.uniform() < 0.5 {
                treated.swapAt(2 * pair, 2 * pair + 1)
            }
        }
        var blockShift = 0.0
        for school in 0..<count {
            if school % 2 == 0 { blockShift = allocation == .pairs ? 0.2 * generator.normal() : 0 }
            let shift = icc.squareRoot() * generator.normal() + blockShift
            let own = effect + varying * generator.normal()
            let isWithin = allocation == .within || allocation == .pupils
            add(school, pupils, shift: shift, effect: own, icc: icc, using: &generator) {
                isWithin ? $0 % 2 : treated[school]
            }
        }
    }

    /// - Parameters:
    ///   - treated: For each school whether it was offered it, 1 or 0.
    ///   - shifts: What is added to every outcome of a school, beside the variance between them.
    init(
        treated: [Int],
        shifts: [Double],
        pupils: Int,
        effect: Double,
        icc: Double = 0.15,
        using generator: inout SeededGenerator
    ) {
        for school in treated.indices {
            let shift = icc.squareRoot() * generator.normal() + shifts[school]
            add(school, pupils, shift: shift, effect: effect, icc: icc, using: &generator) { _ in
                treated[school]
            }
        }
    }

    private mutating func add(
        _ school: Int,
        _ pupils: Int,
        shift: Double,
        effect: Double,
        icc: Double,
        using generator: inout SeededGenerator,
        arm: (Int) -> Int
    ) {
        // Uneven sizes, as schools have.
        let size = max(4, pupils + Int(Double(pupils) * Self.sizeVariation * generator.normal()))
        for pupil in 0..<size {
            let before = generator.normal()
            let own = Double(arm(pupil))
            schools.append(school)
            blocks.append(school / 2)
            treatment.append(own)
            baseline.append(before)
            let noise = ((1 - icc) / 2).squareRoot()
            outcome.append(effect * own + noise * before + shift + noise * generator.normal())
        }
    }

    var clusters: Clusters { Clusters(schools) }

    /// The baseline, and an indicator for each of some groups but the first.
    func covariates(indicating groups: [Int] = []) -> DesignMatrix {
        var names = ["baseline"]
        var columns = [baseline]
        for group in Set(groups).sorted().dropFirst() {
            names.append("group \(group)")
            columns.append(groups.map { $0 == group ? 1 : 0 })
        }
        return DesignMatrix(names: names, matrix: Matrix(columns: columns))
    }

    func analysed(
        clustered: Bool = true,
        blocks wanted: Bool = false,
        method: DegreesOfFreedomMethod = .satterthwaite,
        randomSlope: Bool = false
    ) throws -> IntentionToTreat {
        var options = IntentionToTreat.Options()
        options.method = method
        options.randomSlope = randomSlope
        return try IntentionToTreat(
            outcome: outcome,
            treatment: treatment,
            covariates: covariates(indicating: wanted ? blocks : []),
            clusters: clustered ? clusters : nil,
            options: options
        )
    }
}

/// The designs of trials, each at no effect and at 0.2 standard deviations.
func trialSimulations(repeats: Int) -> [Simulation] {
    var list: [Simulation] = []
    for effect in [0, 0.2] {
        list.append(
            Simulation(
                method: "ANCOVA",
                design: "200 pupils",
                truth: effect,
                repeats: repeats,
                planned: plannedPower(
                    .individual(pupils: 200, rSquared: 0.5),
                    effect: effect,
                    covariates: 1
                )
            ) {
                let trial = SimulatedTrial(
                    .pupils,
                    schools: 1,
                    pupils: 200,
                    effect: effect,
                    icc: 0,
                    using: &$0
                )
                return Outcome(try trial.analysed(clustered: false).difference, truth: effect)
            }
        )
        for schools in [8, 12, 20, 40] {
            let planned = plannedPower(
                .cluster(schools: Double(schools), pupilsPerSchool: 25, icc: 0.15, rSquaredPupil: 0.5),
                effect: effect
            )
            for method in [DegreesOfFreedomMethod.satterthwaite, .kenwardRoger] {
                list.append(
                    Simulation(
                        method: "random intercept, \(method.rawValue)",
                        design: "\(schools) schools × 25",
                        truth: effect,
                        repeats: repeats,
                        planned: planned
                    ) {
                        let trial = SimulatedTrial(
                            .schools,
                            schools: schools,
                            pupils: 25,
                            effect: effect,
                            using: &$0
                        )
                        return Outcome(try trial.analysed(method: method).difference, truth: effect)
                    }
                )
            }
            list.append(
                Simulation(
                    method: "Hedges' g, unconditional total",
                    design: "\(schools) schools × 25",
                    truth: effect,
                    repeats: repeats,
                    planned: planned
                ) {
                    let trial = SimulatedTrial(
                        .schools,
                        schools: schools,
                        pupils: 25,
                        effect: effect,
                        using: &$0
                    )
                    let result = try trial.analysed()
                    let size = result.effectSize
                    return Outcome(
                        estimate: size.hedgesG,
                        lower: size.lower,
                        upper: size.upper,
                        pValue: result.difference.pValue,
                        truth: effect
                    )
                }
            )
        }
        list.append(
            Simulation(
                method: "random intercept, pairs as strata",
                design: "10 pairs × 25",
                truth: effect,
                repeats: repeats,
                // Nine indicators of pairs are covariates of the schools.
                planned: plannedPower(
                    .cluster(schools: 20, pupilsPerSchool: 25, icc: 0.15, rSquaredPupil: 0.5),
                    effect: effect,
                    covariates: 9
                )
            ) {
                let trial = SimulatedTrial(.pairs, schools: 20, pupils: 25, effect: effect, using: &$0)
                return Outcome(try trial.analysed(blocks: true).difference, truth: effect)
            }
        )
        list.append(
            Simulation(
                method: "random intercept",
                design: "10 sites × 30, pupils drawn",
                truth: effect,
                repeats: repeats,
                planned: plannedPower(
                    .multisite(sites: 10, pupilsPerSite: 30, rSquared: withinSites),
                    effect: effect
                )
            ) {
                let trial = SimulatedTrial(.within, schools: 10, pupils: 30, effect: effect, using: &$0)
                return Outcome(try trial.analysed().difference, truth: effect)
            }
        )
        list.append(
            Simulation(
                method: "random intercept and slope",
                design: "12 sites × 30, effects vary by 0.2",
                truth: effect,
                repeats: repeats,
                planned: plannedPower(
                    .multisite(
                        sites: 12,
                        pupilsPerSite: 30,
                        rSquared: 0.5,
                        effects: .random(icc: 0.15, heterogeneity: 0.2 * 0.2 / 0.15)
                    ),
                    effect: effect
                )
            ) {
                let trial = SimulatedTrial(
                    .within,
                    schools: 12,
                    pupils: 30,
                    effect: effect,
                    varying: 0.2,
                    using: &$0
                )
                return Outcome(try trial.analysed(randomSlope: true).difference, truth: effect)
            }
        )
    }
    // After the others, whose seeds count by their places.
    return list + [0, 0.2].flatMap { furtherDesigns(effect: $0, repeats: repeats) }
}
