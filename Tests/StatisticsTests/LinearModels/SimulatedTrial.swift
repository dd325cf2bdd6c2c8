import Statistics

/// A seeded trial in schools for tests that need data but no particular data.
struct SimulatedTrial {
    let outcome: [Double]
    let treatment: [Double]
    let baseline: [Double]
    let schools: [Int]

    /// Schools of unequal size; treatment by school, or by pupil within schools.
    init(
        schools count: Int,
        pupils: Int,
        effect: Double = 0.3,
        withinSchools: Bool = false,
        tau: Double = 0.5,
        seed: UInt64
    ) {
        var generator = SeededGenerator(seed: seed)
        var outcome: [Double] = []
        var treatment: [Double] = []
        var baseline: [Double] = []
        var schools: [Int] = []
        for school in 0..<count {
            let shift = tau * generator.normal()
            for pupil in 0..<(pupils + school % 3) {
                let arm = Double((withinSchools ? pupil : school) % 2)
                let before = generator.normal() + 0.3 * shift
                schools.append(school)
                treatment.append(arm)
                baseline.append(before)
                outcome.append(10 + effect * arm + 0.6 * before + shift + generator.normal())
            }
        }
        self.outcome = outcome
        self.treatment = treatment
        self.baseline = baseline
        self.schools = schools
    }

    var clusters: Clusters { Clusters(schools) }

    /// The constant, treatment and baseline.
    var design: DesignMatrix {
        DesignMatrix(
            names: ["(Intercept)", "treatment", "baseline"],
            matrix: Matrix(columns: [Array(repeating: 1, count: outcome.count), treatment, baseline])
        )
    }

    var covariates: DesignMatrix {
        DesignMatrix(names: ["baseline"], matrix: Matrix(columns: [baseline]))
    }
}
