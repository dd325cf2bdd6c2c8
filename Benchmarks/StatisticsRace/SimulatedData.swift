import Statistics

/// Data from a seed, the same for both sides of the race.
enum SimulatedData {
    /// Effects with sampling variances, τ² = 0.04.
    struct Effects {
        var effects: [Double] = []
        var variances: [Double] = []
        var clusters: [String] = []

        init(count: Int, clusterSize: Int = 1, seed: UInt64) {
            var generator = SeededGenerator(seed: seed)
            var shift = 0.0
            for index in 0..<count {
                if index % clusterSize == 0 { shift = clusterSize > 1 ? 0.2 * generator.normal() : 0 }
                let variance = rounded(0.02 + 0.15 * generator.uniform())
                variances.append(variance)
                clusters.append("s\(index / clusterSize)")
                effects.append(
                    rounded(0.1 + shift + (0.04 + variance).squareRoot() * generator.normal())
                )
            }
        }

        var csv: String {
            var text = "study,yi,vi\n"
            for index in effects.indices {
                text += "\(clusters[index]),\(effects[index]),\(variances[index])\n"
            }
            return text
        }
    }

    /// A trial of pupils in schools.
    struct Trial {
        var outcome: [Double] = []
        var treatment: [Double] = []
        var baseline: [Double] = []
        var schools: [Int] = []

        init(schools count: Int, pupils: Int, withinSchools: Bool = false, seed: UInt64) {
            var generator = SeededGenerator(seed: seed)
            for school in 0..<count {
                let shift = 0.4 * generator.normal()
                for pupil in 0..<pupils {
                    let arm = Double((withinSchools ? pupil : school) % 2)
                    let before = rounded(generator.normal())
                    schools.append(school)
                    treatment.append(arm)
                    baseline.append(before)
                    outcome.append(rounded(0.2 * arm + 0.6 * before + shift + 0.8 * generator.normal()))
                }
            }
        }

        var covariates: DesignMatrix {
            DesignMatrix(names: ["base"], matrix: Matrix(columns: [baseline]))
        }

        var design: DesignMatrix {
            let ones: [Double] = Array(repeating: 1, count: outcome.count)
            return DesignMatrix(
                names: ["(Intercept)", "trt", "base"],
                matrix: Matrix(columns: [ones, treatment, baseline])
            )
        }

        var csv: String {
            var text = "school,trt,base,y\n"
            for row in outcome.indices {
                text += "\(schools[row]),\(Int(treatment[row])),\(baseline[row]),\(outcome[row])\n"
            }
            return text
        }
    }

    private static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}
