import Foundation
import Statistics
import Testing

/// One study: an estimate and its sampling covariance for each outcome that it has.
struct OutcomeTrial {
    let outcomes: [String]
    let effects: [Double]
    let covariance: Matrix

    init(_ outcomes: [String], _ effects: [Double], _ covariance: [[Double]]) {
        (self.outcomes, self.effects, self.covariance) = (outcomes, effects, Matrix(covariance))
    }

    /// Trials of Berkey et al. (1998), by their numbers.
    static func berkey(_ numbers: ClosedRange<Int>) -> [OutcomeTrial] {
        numbers.map { number in
            let trial = MultivariateTests.trials[number - 1]
            return OutcomeTrial(
                ["PD", "AL"],
                [trial.pd, trial.al],
                [[trial.vpd, trial.cov], [trial.cov, trial.val]]
            )
        }
    }

    /// Simulated: two outcomes that vary little.
    static let pairs = [
        OutcomeTrial(["a", "b"], [0.79, -0.132], [[0.125, 0.0375], [0.0375, 0.125]]),
        OutcomeTrial(["a", "b"], [0.409, 0.195], [[0.0506, 0.0152], [0.0152, 0.0506]]),
        OutcomeTrial(["a", "b"], [0.148, 0.217], [[0.044, 0], [0, 0.044]]),
        OutcomeTrial(["a", "b"], [0.249, 0.333], [[0.0435, 0.0261], [0.0261, 0.0435]]),
    ]

    /// Simulated: three outcomes, of which the last study has two.
    static let triples: [OutcomeTrial] = {
        func block(_ variance: Double, _ covariance: Double, _ size: Int) -> [[Double]] {
            (0..<size).map { row in (0..<size).map { $0 == row ? variance : covariance } }
        }
        return [
            OutcomeTrial(["a", "b", "c"], [0.754, 0.496, 0.723], block(0.118, 0.0353, 3)),
            OutcomeTrial(["a", "b", "c"], [0.863, 0.59, 0.603], block(0.0625, 0.0375, 3)),
            OutcomeTrial(["a", "b", "c"], [0.295, -0.274, 0.323], block(0.167, 0.05, 3)),
            OutcomeTrial(["b", "c"], [0.759, 0.842], block(0.0755, 0, 2)),
        ]
    }()

    /// Fits the trials, outcomes in units of their own and under names of their own.
    static func fit(
        _ trials: [OutcomeTrial],
        _ structure: EffectStructure,
        restricted: Bool,
        units: [String: Double] = [:],
        names: [String: String] = [:]
    ) throws -> MultivariateMetaAnalysis {
        var effects: [Double] = []
        var studies: [String] = []
        var outcomes: [String] = []
        var covariances: [String: Matrix] = [:]
        for (number, trial) in trials.enumerated() {
            let scale = trial.outcomes.map { units[$0] ?? 1 }
            effects += zip(scale, trial.effects).map { $0 * $1 }
            studies += trial.outcomes.map { _ in "\(number)" }
            outcomes += trial.outcomes.map { names[$0] ?? $0 }
            let unit = Matrix.diagonal(scale)
            covariances["\(number)"] = unit * trial.covariance * unit
        }
        return try MultivariateMetaAnalysis.fit(
            effects: effects,
            covariances: covariances,
            studies: studies,
            outcomes: outcomes,
            structure: structure,
            restricted: restricted
        )
    }
}

@Suite("Several outcomes whose covariance may lie on the boundary")
struct MultivariateBoundaryTests {
    /// What metafor 3.8.1 (R 4.2.2) finds: the best of `rma.mv(y, V, mods = ~ outcome - 1, random = ~ outcome | study)`
    /// over three optimisers (`nlminb`, `Nelder-Mead`, `BFGS`) and three starts of ρ.
    struct Case: CustomTestStringConvertible, Sendable {
        let trials: String
        let structure: EffectStructure
        let restricted: Bool
        let likelihood: Double
        /// The diagonal of **G** and the correlation of the first two.
        let covariance: [Double]
        let coefficients: [Double]
        let errors: [Double]
        let boundary: [String]

        init(
            _ trials: String,
            _ structure: EffectStructure,
            _ restricted: Bool,
            _ likelihood: Double,
            _ covariance: [Double],
            _ coefficients: [Double],
            _ errors: [Double],
            _ boundary: [String]
        ) {
            (self.trials, self.structure, self.restricted) = (trials, structure, restricted)
            (self.likelihood, self.covariance) = (likelihood, covariance)
            (self.coefficients, self.errors, self.boundary) = (coefficients, errors, boundary)
        }

        var testDescription: String { "\(trials) \(structure.rawValue) \(restricted ? "REML" : "ML")" }

        var data: [OutcomeTrial] {
            switch trials {
            case "Berkey 1–2": OutcomeTrial.berkey(1...2)
            case "Berkey 1–3": OutcomeTrial.berkey(1...3)
            case "Berkey 3–5": OutcomeTrial.berkey(3...5)
            case "pairs": OutcomeTrial.pairs
            default: OutcomeTrial.triples
            }
        }
    }

    static let tied = ["correlation of AL and PD"]
    static let constant = ["variance of a", "variance of b"]
    static let cases: [Case] = [
        Case(
            "Berkey 3–5",
            .unstructured,
            true,
            1.985825234730,
            [0.01405760769, 0.01425948084, 0.1445335717],
            [-0.241692455449, 0.387612173967],
            [0.0812484656909, 0.0805129710411],
            []
        ),
        Case(
            "Berkey 3–5",
            .unstructured,
            false,
            5.082823925655,
            [0.00649851911, 0.003703823952, 1],
            [-0.206083814168, 0.356204623202],
            [0.0588748978608, 0.0511910539407],
            tied
        ),
        Case(
            "Berkey 3–5",
            .compoundSymmetry,
            false,
            4.943383946229,
            [0.006042965744, 0.006042965744, 1],
            [-0.199963107915, 0.361414881145],
            [0.0566160186837, 0.0593129429953],
            ["correlation"]
        ),
        Case(
            "Berkey 1–3",
            .unstructured,
            true,
            2.139250762956,
            [0.05840230823, 0.009718197773, 0.9350863303],
            [-0.346854793488, 0.340517636825],
            [0.143225140028, 0.0682091637979],
            []
        ),
        Case(
            "Berkey 1–3",
            .unstructured,
            false,
            4.638565087748,
            [0.03897243746, 0.005163178412, 1],
            [-0.347931753004, 0.336417452715],
            [0.11838183504, 0.0549505198836],
            tied
        ),
        Case(
            "Berkey 1–2",
            .unstructured,
            true,
            1.777730781556,
            [0.03562953614, 0.03313001537, 1],
            [-0.469749260705, 0.331377095327],
            [0.139510086081, 0.140893400932],
            tied
        ),
        Case(
            "Berkey 1–2",
            .compoundSymmetry,
            true,
            1.774461404241,
            [0.03479000775, 0.03479000775, 1],
            [-0.47132490277, 0.331276641663],
            [0.137889406151, 0.143806514903],
            ["correlation"]
        ),
        Case(
            "pairs",
            .unstructured,
            true,
            0.316463472152,
            [0.01547189801, 0.006617764759, -1],
            [0.324887721727, 0.193175696706],
            [0.131072916304, 0.121876617137],
            ["correlation of a and b"]
        ),
        Case(
            "pairs",
            .unstructured,
            false,
            1.418300987222,
            [0, 0],
            [0.298158496835, 0.213182368195],
            [0.112808771622, 0.112808771622],
            constant
        ),
        Case(
            "pairs",
            .compoundSymmetry,
            true,
            0.302360067066,
            [0.009548956504, 0.009548956504, -1],
            [0.320346068862, 0.190994796169],
            [0.12489719459, 0.12489719459],
            ["correlation"]
        ),
        Case(
            "pairs",
            .compoundSymmetry,
            false,
            1.418300987222,
            [0, 0],
            [0.298158496835, 0.213182368195],
            [0.112808771622, 0.112808771622],
            ["variance"]
        ),
        Case(
            "pairs",
            .diagonal,
            true,
            0.219219520006,
            [0.004982853085, 0],
            [0.304695280274, 0.21224504857],
            [0.118919535087, 0.113269700112],
            ["variance of b"]
        ),
        Case(
            "triples",
            .unstructured,
            true,
            -0.641539512567,
            [0.03763901205, 0.06498103957, 1],
            [0.772243789463, 0.482774884266, 0.632843831677],
            [0.193647541142, 0.196411559019, 0.159020351846],
            ["correlation of a and b", "correlation of a and c", "correlation of b and c"]
        ),
        Case(
            "triples",
            .compoundSymmetry,
            true,
            -0.766543046659,
            [0.02123236793, 0.02123236793, 1],
            [0.780976092432, 0.506341301527, 0.634471484931],
            [0.182430638619, 0.164089793647, 0.164089793647],
            ["correlation"]
        ),
        Case(
            "triples",
            .diagonal,
            true,
            -0.828219106320,
            [0, 0],
            [0.789541677906, 0.528219891737, 0.656350075142],
            [0.166616259438, 0.145348429219, 0.145348429219],
            constant + ["variance of c"]
        ),
    ]

    @Test("fits inside and on the boundary agree with metafor, and none is lower", arguments: cases)
    func metafor(reference: Case) throws {
        let model = try OutcomeTrial.fit(
            reference.data,
            reference.structure,
            restricted: reference.restricted
        )
        #expect(model.boundary == reference.boundary)
        #expect(model.logLikelihood >= reference.likelihood - 1e-8)
        // metafor's optimisers stop up to 2e-6 from the maximum in a variance, and then lower than here by 3e-10.
        expectClose(model.logLikelihood, reference.likelihood, relative: 1e-9, floor: 1e-9)
        let g = model.betweenStudyCovariance
        expectClose(g[0, 0], reference.covariance[0], relative: 1e-5, floor: 1e-9)
        expectClose(g[1, 1], reference.covariance[1], relative: 1e-5, floor: 1e-9)
        if reference.covariance.count == 3 {
            let correlation = g[0, 1] / (g[0, 0] * g[1, 1]).squareRoot()
            expectClose(correlation, reference.covariance[2], relative: 1e-6)
        }
        expectClose(model.coefficients.map(\.estimate), reference.coefficients, relative: 5e-6, "b")
        expectClose(model.coefficients.map(\.standardError), reference.errors, relative: 5e-6, "se")
    }

    @Test("neither units of each outcome nor their order move a fit", arguments: cases)
    func invariance(reference: Case) throws {
        let base = try OutcomeTrial.fit(
            reference.data,
            reference.structure,
            restricted: reference.restricted
        )
        // Compound symmetry has one variance, so that its outcomes share a unit.
        let isOne = reference.structure == .compoundSymmetry
        let second = isOne ? 100.0 : 0.01
        let units = ["AL": 100, "PD": second, "a": 100, "b": second, "c": isOne ? 100 : 1]
        let names = ["AL": "Z", "PD": "Y", "a": "Z", "b": "Y", "c": "X"]
        let other = try OutcomeTrial.fit(
            reference.data,
            reference.structure,
            restricted: reference.restricted,
            units: units,
            names: names
        )
        #expect(other.boundary.count == base.boundary.count)
        let size = base.outcomes.count
        for row in 0..<size {
            let unit = try #require(units[base.outcomes[row]])
            let there = size - 1 - row
            expectClose(
                other.coefficients[there].estimate,
                unit * base.coefficients[row].estimate,
                relative: 1e-6
            )
            expectClose(
                other.coefficients[there].standardError,
                unit * base.coefficients[row].standardError,
                relative: 1e-6
            )
            expectClose(
                other.betweenStudyCovariance[there, there],
                unit * unit * base.betweenStudyCovariance[row, row],
                relative: 1e-5,
                floor: 1e-9
            )
        }
    }

    @Test("outcomes that no study has both of have no covariance to find", arguments: [true, false])
    func apart(restricted: Bool) {
        let trials = [0.1, 0.4, 0.2, 0.9, 0.3, 0.5].enumerated().map { place, effect in
            OutcomeTrial([place < 3 ? "a" : "b"], [effect], [[0.01]])
        }
        for structure in [EffectStructure.unstructured, .compoundSymmetry] {
            #expect(throws: SynthesisError.self) {
                try OutcomeTrial.fit(trials, structure, restricted: restricted)
            }
        }
        #expect(throws: Never.self) { try OutcomeTrial.fit(trials, .diagonal, restricted: restricted) }
    }
}
