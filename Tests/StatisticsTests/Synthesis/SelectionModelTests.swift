import Foundation
import Statistics
import Testing

@Suite("Selection models against a polished likelihood (R 4.2.2, Newton from metafor's selmodel)")
struct SelectionModelTests {
    static let specifications: [(key: String, steps: [Double], twoSided: Bool)] = [
        ("step_025", [0.025], false), ("step_025_50", [0.025, 0.5], false), ("step_05_two", [0.05], true),
    ]

    @Test("estimates, chances, errors and likelihood agree", arguments: ReferenceSource.available)
    func agreement(source: ReferenceSource) throws {
        let datasets = try source.file("d_pubbias.json").datasets
        var compared = 0
        for name in datasets.keys {
            guard let alternative = datasets[name].selmodel_alternative.string,
                let direction = SelectionDirection(rawValue: alternative)
            else { continue }
            let table = try EffectTable(try #require(datasets[name].csv.string), source)
            let fit = try MetaAnalysis.randomEffects(effects: table.effects, variances: table.variances)
            for (key, steps, twoSided) in Self.specifications {
                let figures = datasets[name].selmodel_refined[key]
                guard figures.ll.number != nil else { continue }
                let model = try fit.selectionModel(steps: steps, direction: twoSided ? .twoSided : direction)
                try compare(model, figures, "\(name) \(key)")
                compared += 1
            }
            let fixed = datasets[name].selmodel_refined.vevea_woods_moderate_fixed
            if fixed.ll.number != nil {
                let model = try fit.selectionModel(
                    steps: fixed.steps.numbers.compactMap { $0 },
                    direction: direction,
                    fixed: fixed.delta.numbers.compactMap { $0 }
                )
                try compare(model, fixed, "\(name) fixed")
                #expect(model.selectionTest == nil)
                compared += 1
            }
        }
        #expect(compared >= (source == .shared ? 20 : 6))
    }

    private func compare(_ model: SelectionModel, _ figures: JSON, _ label: String) throws {
        func close(
            _ actual: Double?,
            _ expected: JSON,
            _ what: String,
            relative: Double = 1e-6,
            floor: Double = 1e-8
        ) {
            guard let figure = expected.number else { return }
            expectClose(actual ?? .nan, figure, relative: relative, floor: floor, "\(label) \(what)")
        }
        close(model.logLikelihood, figures.ll, "ll", relative: 1e-9)
        close(model.pooled.estimate, figures.b, "b")
        close(model.pooled.standardError, figures.se, "se", relative: 1e-5)
        close(model.betweenStudyVariance, figures.tau2, "tau2")
        close(model.betweenStudyVarianceStandardError, figures.se_tau2, "se tau2", relative: 1e-4)
        #expect(model.counts == figures.k_per_interval.numbers.compactMap { $0.map { Int($0) } })
        for index in model.selection.indices {
            close(model.selection[index], figures.delta[index], "delta \(index)")
            close(
                model.selectionStandardErrors[index],
                figures.se_delta[index],
                "se delta \(index)",
                relative: 1e-4
            )
        }
        close(model.selectionTest?.statistic, figures.LRT, "LRT", relative: 1e-6)
        close(model.selectionTest?.pValue, figures.LRTp, "LRT p", relative: 1e-6)
    }

    @Test("an interval that holds no effect is refused by name, not guessed")
    func emptyInterval() throws {
        let fit = try MetaAnalysis.randomEffects(
            effects: [0.9, 1.1, 0.8, 1.0],
            variances: [0.01, 0.02, 0.01, 0.02]
        )
        #expect(throws: SynthesisError.self) { try fit.selectionModel(steps: [0.025]) }
        #expect(throws: SynthesisError.invalidOption(name: "steps", value: 0.01)) {
            try fit.selectionModel(steps: [0.05, 0.01])
        }
    }

    @Test("turning all signs and the direction gives the same model with the sign turned")
    func mirror() throws {
        let effects = [0.41, 0.12, 0.55, -0.08, 0.30, 0.22, 0.05, 0.61]
        let variances = [0.02, 0.03, 0.05, 0.02, 0.04, 0.01, 0.03, 0.09]
        let up = try MetaAnalysis.randomEffects(effects: effects, variances: variances).selectionModel()
        let down = try MetaAnalysis.randomEffects(effects: effects.map { -$0 }, variances: variances)
            .selectionModel(direction: .less)
        expectClose(up.pooled.estimate, -down.pooled.estimate, relative: 1e-9)
        expectClose(up.selection[1], down.selection[1], relative: 1e-8)
        expectClose(up.logLikelihood, down.logLikelihood, relative: 1e-12)
    }

    @Test("the unit of the effects passes through", arguments: [1e-6, 1e-3, 1e3, 1e8])
    func unit(scale: Double) throws {
        let effects = [0.41, 0.12, 0.55, -0.08, 0.30, 0.22, 0.05, 0.61, 1.20]
        let variances = [0.02, 0.03, 0.05, 0.02, 0.04, 0.01, 0.03, 0.09, 0.05]
        let base = try MetaAnalysis.randomEffects(effects: effects, variances: variances).selectionModel()
        let scaled = try MetaAnalysis.randomEffects(
            effects: effects.map { scale * $0 },
            variances: variances.map { scale * scale * $0 }
        ).selectionModel()
        // metafor 3.8-1 on R 4.2.2, selmodel(rma(yi, vi, method = "ML"), type = "stepfun", steps = 0.025).
        expectClose(base.pooled.estimate, 0.234922, relative: 1e-4)
        expectClose(base.selection[1], 0.437865, relative: 1e-4)
        let logScale = 9 * log(scale)
        let baseError = base.pooled.standardError
        expectClose(scaled.pooled.estimate, scale * base.pooled.estimate, relative: 1e-8)
        expectClose(scaled.pooled.standardError, scale * baseError, relative: 1e-6)
        let tauSquared = scale * scale * base.betweenStudyVariance
        #expect(base.betweenStudyVariance > 0.01)
        expectClose(scaled.betweenStudyVariance, tauSquared, relative: 1e-7, floor: 0)
        expectClose(scaled.selection[1], base.selection[1], relative: 1e-7)
        expectClose(scaled.logLikelihood, base.logLikelihood - logScale, relative: 1e-10)
        let statistic = try #require(base.selectionTest).statistic
        expectClose(try #require(scaled.selectionTest).statistic, statistic, relative: 1e-6, floor: 1e-9)
    }
}
