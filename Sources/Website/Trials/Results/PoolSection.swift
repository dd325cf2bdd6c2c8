import Figures
import HTML
import Trials

/// What the registered trials of one strand or intervention say together, with what stands beside it.
struct PoolSection: Renderable {
    let record: PoolRecord
    /// Makes the ids of figures on one page differ.
    let key: String
    let isWhole: Bool

    var markup: Markup {
        p { sentence }
        p { record.counts.words }
        forest
        if isWhole {
            hubs
            h2 { "Pupils eligible for free school meals" }
            p { fsm }
            h2 { "What it would take to know twice as well" }
            need
            sequence
            method
        }
    }

    private var sentence: String {
        guard let mean = record.pool.mean else {
            let count = record.pool.trials.count
            let kind = record.pool.others.isEmpty ? "trial" : "randomised trial"
            let have = count == 1 ? "One \(kind) has" : count == 0 ? "No \(kind) has" : "Two \(kind)s have"
            return
                "\(have) reported. Fewer than three say too little together, so there is no pooled result."
        }
        return
            "\(EffectWords.found(mean.estimate, mean.lower, mean.upper)) In a similar new setting, expect a true effect between \(EffectWords.signed(mean.predictionLower)) and \(EffectWords.signed(mean.predictionUpper))."
    }

    @MarkupBuilder private var forest: Markup {
        if !record.pool.trials.isEmpty || !record.pool.others.isEmpty,
            let figure = try? plot.responsive(id: "pool-\(key)")
        {
            FigureBlock(
                svg: figure.svg(),
                caption:
                    "Registered trials of the network, one result each, with 95% intervals. Published studies are pooled apart, and never together with these.",
                table: DataTable(figure.table)
            )
        }
    }

    private var plot: ForestPlot {
        let pool = record.pool
        let row = { (trial: PooledTrial, weight: Double?) in
            let half = 1.959963984540054 * trial.standardError
            return ForestPlot.Row(
                label: trial.title,
                estimate: trial.effect,
                interval: Interval(lower: trial.effect - half, upper: trial.effect + half),
                weight: weight,
                link: SiteMap.trial(trial.slug).path
            )
        }
        let rows = pool.trials.map { trial in
            row(trial, pool.mean.map { 1 / (trial.variance + $0.tauSquared) })
        }
        let summary: ForestPlot.Summary =
            pool.mean.map { mean in
                .pooled(
                    ForestPlot.Pooled(
                        label: "All \(pool.trials.count) trials",
                        estimate: mean.estimate,
                        interval: Interval(lower: mean.lower, upper: mean.upper),
                        prediction: Interval(lower: mean.predictionLower, upper: mean.predictionUpper),
                        note:
                            "I² \(EvidenceText.fixed(mean.iSquared, decimals: 0))%, τ \(EvidenceText.effect(mean.tauSquared.squareRoot()))"
                    )
                )
            }
            ?? .withheld(reason: "Fewer than three trials have reported, so there is no pooled result.")
        var plot = ForestPlot(
            title: "Registered trials",
            effectName: "Effect size (SD)",
            groups: rows.isEmpty ? [] : [ForestPlot.Group(rows: rows, summary: summary)]
        )
        if !pool.others.isEmpty {
            plot.groups.append(
                ForestPlot.Group(
                    heading: "Nothing was drawn: not pooled",
                    rows: pool.others.map { row($0, nil) }
                )
            )
        }
        plot.rowName = "Trial"
        return plot
    }

    @MarkupBuilder private var hubs: Markup {
        if let hubs = record.pool.hubs {
            p {
                "With trials nested in \(hubs.hubs) hubs: \(EffectWords.signed(hubs.estimate)) SD (\(EvidenceText.range(hubs.lower, hubs.upper))); τ between hubs \(EvidenceText.effect(hubs.betweenHubs.squareRoot())), within hubs \(EvidenceText.effect(hubs.withinHubs.squareRoot()))."
                if let robust = hubs.robust {
                    " Robust to how trials of one hub go together: \(EvidenceText.range(robust.lower, robust.upper))."
                } else {
                    " Too few hubs for a robust interval."
                }
            }
        }
    }

    private var fsm: String {
        switch record.pool.fsm {
        case .none: "No trial has reported how much eligible pupils gained beside others."
        case .few(let count):
            "\(count == 1 ? "One trial reports" : "\(count) trials report") it: too few to pool. We cannot tell whether FSM pupils gained more or less than others."
        case .pooled(let mean, let trials):
            "Within \(trials) trials, eligible pupils gained \(EffectWords.text(mean.estimate.magnitude)) SD \(mean.estimate < 0 ? "less" : "more") than others on average; plausible range: \(EffectWords.signed(mean.lower)) to \(EffectWords.signed(mean.upper))."
                + (mean.lower <= 0 && mean.upper >= 0
                    ? " We cannot tell whether FSM pupils gained more or less than others." : "")
        }
    }

    @MarkupBuilder private var need: Markup {
        if let need = record.pool.need {
            ul {
                li { words(need.all, of: "the result of all pupils") }
                li { words(need.fsm, of: "the difference between eligible pupils and others") }
            }
        } else {
            p { "Three trials with analyses on this site are needed before this can be said." }
        }
    }

    private func words(_ more: PoolNeed.More?, of what: String) -> String {
        guard let more else {
            return
                "For \(what): not yet possible to say; too few trials report it, or hundreds more would not do."
        }
        return
            "For \(what): about \(more.schools) more schools in \(more.trials) further \(more.trials == 1 ? "trial" : "trials") like these would halve the plausible range, from ±\(EffectWords.text(more.now)) to ±\(EffectWords.text(more.then))."
    }

    @MarkupBuilder private var sequence: Markup {
        if let last = record.pool.sequence.last {
            h2 { "Looking after every trial" }
            p {
                "Every trial was registered before it ran, so the pool may be looked at after each one. Limits that hold at all looks together, now after \(last.trials): \(EvidenceText.range(last.lower, last.upper)) on the assumption of one common effect; evidence against no effect \(EvidenceText.fixed(last.eValue, decimals: 1)) to 1 (20 to 1 rejects it at 5%)."
            }
            DataTable(
                "After each trial",
                columns: [
                    .init("Trials", isNumber: true), .init("Mean", isNumber: true),
                    .init("Limits at every look", isNumber: true), .init("Evidence", isNumber: true),
                ],
                rows: record.pool.sequence.map { look in
                    [
                        .text("\(look.trials)"), .text(EvidenceText.effect(look.estimate)),
                        .text(EvidenceText.range(look.lower, look.upper)),
                        .text(EvidenceText.fixed(look.eValue, decimals: 1)),
                    ]
                }
            )
        }
    }

    @MarkupBuilder private var method: Markup {
        h2 { "Method" }
        p {
            "One primary result for each trial; the sites of one protocol are never added again. Random effects by restricted maximum likelihood with Knapp–Hartung intervals and a prediction interval; no pooled result below three trials. A level of hubs only with five hubs of two trials; robust intervals only with four degrees of freedom. Eligible pupils: differences within trials, pooled. Limits for repeated looks: a normal mixture of standard deviation \(EvidenceText.effect(NetworkPool.sequentialDeviation))."
        }
    }
}
