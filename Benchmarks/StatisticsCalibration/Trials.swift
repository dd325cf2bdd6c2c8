import Statistics

/// A simulated trial with a total variance of one at equal covariates, so that the effect is in standard deviations.
struct SimulatedTrial {
    enum Allocation: Sendable { case pupils, schools, within, pairs }

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
            // Uneven sizes, as schools have.
            let size = max(4, pupils + Int(Double(pupils) * 0.3 * generator.normal()))
            for pupil in 0..<size {
                let isWithin = allocation == .within || allocation == .pupils
                let arm = Double(isWithin ? pupil % 2 : treated[school])
                let before = generator.normal()
                schools.append(school)
                blocks.append(school / 2)
                treatment.append(arm)
                baseline.append(before)
                let noise = ((1 - icc) / 2).squareRoot()
                outcome.append(own * arm + noise * before + shift + noise * generator.normal())
            }
        }
    }

    var clusters: Clusters { Clusters(schools) }

    /// The baseline, and an indicator for each block but the first when asked for.
    func covariates(blocks wanted: Bool = false) -> DesignMatrix {
        var names = ["baseline"]
        var columns = [baseline]
        if wanted {
            for block in Set(blocks).sorted().dropFirst() {
                names.append("block \(block)")
                columns.append(blocks.map { $0 == block ? 1 : 0 })
            }
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
            covariates: covariates(blocks: wanted),
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
            Simulation(method: "ANCOVA", design: "200 pupils", truth: effect, repeats: repeats) {
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
            for method in [DegreesOfFreedomMethod.satterthwaite, .kenwardRoger] {
                list.append(
                    Simulation(
                        method: "random intercept, \(method.rawValue)",
                        design: "\(schools) schools × 25",
                        truth: effect,
                        repeats: repeats
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
                    repeats: repeats
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
                repeats: repeats
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
                repeats: repeats
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
                repeats: repeats
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
    return list
}
