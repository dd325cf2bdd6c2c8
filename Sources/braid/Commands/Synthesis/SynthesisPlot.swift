import ArgumentParser
import Figures
import Foundation
import Statistics

/// Which picture `braid synthesise --plot` draws.
enum SynthesisPlotKind: String, ExpressibleByArgument, CaseIterable {
    case forest, funnel, cumulative, baujat, caterpillar
}

/// A picture of a synthesis.
struct SynthesisPlot {
    let labels: [String]
    let effects: [Double]
    let variances: [Double]
    let level: Double
    let effectName: String

    /// The forest of a three-level synthesis: rows by their weight in the pooled effect, unless correlated errors give
    /// one of them less than none.
    func forest(_ fit: ThreeLevelMetaAnalysis, robust: RobustEstimates?) throws -> Figure {
        let estimate = robust?.coefficients[0] ?? fit.pooled
        let pooled = ForestPlot.Pooled(
            label: "Pooled, \(fit.clusterCount) clusters",
            estimate: estimate.estimate,
            interval: Interval(lower: estimate.lower, upper: estimate.upper),
            prediction: try prediction(fit.predictionInterval(robust: robust))
        )
        let weights = try fit.weightPercentages()
        return try forest(weights: weights.allSatisfy { $0 >= 0 } ? weights : nil, pooled: pooled)
    }

    /// One picture of a pooled effect.
    func draw(_ kind: SynthesisPlotKind, _ fit: MetaAnalysis) throws -> Figure {
        switch kind {
        case .forest: return try forest(weights: fit.weightPercentages, pooled: try summary(fit))
        case .funnel:
            let studies = labels.indices.map {
                FunnelPlot.Study(
                    label: labels[$0],
                    effect: effects[$0],
                    standardError: variances[$0].squareRoot()
                )
            }
            return try FunnelPlot(
                title: "Funnel plot",
                effectName: effectName,
                studies: studies,
                pooled: fit.pooled.estimate
            ).figure(id: "funnel", width: .wide)
        case .cumulative:
            let steps = zip(labels, try fit.cumulative()).map { label, step in
                CumulativePlot.Step(
                    label: label,
                    estimate: step.pooled.estimate,
                    interval: Interval(lower: step.pooled.lower, upper: step.pooled.upper)
                )
            }
            return try CumulativePlot(title: "Cumulative synthesis", effectName: effectName, steps: steps)
                .figure(id: "cumulative", width: .wide)
        case .baujat:
            let studies = zip(labels, try fit.baujat()).map { label, point in
                BaujatPlot.Study(label: label, heterogeneity: point.heterogeneity, influence: point.influence)
            }
            return try BaujatPlot(title: "Baujat plot", studies: studies).figure(id: "baujat", width: .wide)
        case .caterpillar:
            let results = zip(labels, try fit.shrunkenEffects()).map { label, effect in
                CaterpillarPlot.Result(
                    label: label,
                    estimate: effect.estimate,
                    interval: Interval(lower: effect.interval.lower, upper: effect.interval.upper)
                )
            }
            return try CaterpillarPlot(
                title: "Estimated true effects",
                effectName: effectName,
                results: results,
                pooled: try summary(fit)
            ).figure(id: "caterpillar", width: .wide)
        }
    }

    private func summary(_ fit: MetaAnalysis) throws -> ForestPlot.Pooled {
        let tau = fit.betweenStudyVariance.squareRoot()
        return ForestPlot.Pooled(
            label: "Pooled (\(fit.estimator.rawValue))",
            estimate: fit.pooled.estimate,
            interval: Interval(lower: fit.pooled.lower, upper: fit.pooled.upper),
            prediction: try prediction(fit.predictionInterval()),
            note: String(format: "I² %.0f%%, τ %.2f", fit.iSquared, tau)
        )
    }

    private func prediction(_ interval: ConfidenceInterval) throws -> Interval {
        Interval(lower: interval.lower, upper: interval.upper)
    }

    private func forest(weights: [Double]?, pooled: ForestPlot.Pooled) throws -> Figure {
        let rows = try labels.indices.map { index in
            let interval = try EffectSize(estimate: effects[index], variance: variances[index]).interval(
                level: level
            )
            return ForestPlot.Row(
                label: labels[index],
                estimate: effects[index],
                interval: Interval(lower: interval.lower, upper: interval.upper),
                weight: weights?[index]
            )
        }
        var plot = ForestPlot(
            title: "Forest plot",
            effectName: effectName,
            groups: [ForestPlot.Group(rows: rows)],
            overall: .pooled(pooled)
        )
        plot.intervalName = String(format: "%g%% interval", level * 100)
        return try plot.figure(id: "forest", width: .wide)
    }
}
