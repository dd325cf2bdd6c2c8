import Figures
import HTML
import Services
import Statistics
import Trials

/// What the registered trials of one strand or intervention say together, with what stands beside it: a pool for each
/// kind of outcome.
struct PoolSection: Renderable {
    let record: PoolRecord
    /// Makes the ids of figures on one page differ.
    let key: String
    let isWhole: Bool

    private var shown: [PoolRecord.Part] {
        let told = record.parts.filter { !$0.pool.trials.isEmpty || !$0.pool.others.isEmpty }
        return told.isEmpty ? Array(record.parts.prefix(1)) : told
    }

    var markup: Markup {
        p { record.counts.words }
        if shown.count > 1 {
            p { "Results on different kinds of outcomes share no mean." }
        }
        for part in shown {
            DomainPool(
                part: part,
                key: part.domain == .attainment ? key : "\(key)-\(part.domain.rawValue)",
                isWhole: isWhole,
                isNamed: shown.count > 1 || part.domain != .attainment
            )
        }
        if isWhole { DomainPool.method }
    }
}

/// One pool.
struct DomainPool: Renderable {
    let part: PoolRecord.Part
    let key: String
    let isWhole: Bool
    /// Whether the kind of outcome is said.
    let isNamed: Bool

    private var pool: NetworkPool { part.pool }

    var markup: Markup {
        if isNamed { if isWhole { h2 { part.domain.title } } else { h4 { part.domain.title } } }
        p { sentence }
        forest
        if isWhole {
            hubs
            h2 { "Pupils eligible for free school meals" }
            p { fsm }
            h2 { "What it would take to know twice as well" }
            need
            sequence
        }
    }

    private var sentence: String {
        guard let mean = pool.mean else {
            let count = pool.trials.count
            let kind = pool.others.isEmpty ? "trial" : "randomised trial"
            let have = count == 1 ? "\(kind) has" : "\(kind)s have"
            let number = count == 0 ? "No \(kind) has" : "\(InWords.number(count).capitalisedFirst) \(have)"
            return "\(number) a published result. \(whyNoMean)"
        }
        return
            "\(found(mean)) In a similar new setting, expect a true effect between \(EffectWords.signed(mean.predictionLower)) and \(EffectWords.signed(mean.predictionUpper))."
    }

    /// Why trials are not pooled, where they are not: they are too few, or, rarely, the calculation gives nothing.
    private var whyNoMean: String {
        pool.trials.count < NetworkPool.fewest
            ? "Fewer than three say too little together, so there is no pooled result."
            : "No mean of them can be computed, so there is no pooled result: read each by itself."
    }

    private func found(_ mean: NetworkPool.Mean) -> String {
        guard part.domain != .attainment else {
            return EffectWords.found(mean.estimate, mean.lower, mean.upper)
        }
        let what = part.domain == .other ? "these outcomes" : part.domain.title.lowercased()
        return EffectWords.found(mean.estimate, mean.lower, mean.upper, .benefit(on: what))
    }

    @MarkupBuilder private var forest: Markup {
        if !pool.trials.isEmpty || !pool.others.isEmpty,
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
        let row = { (trial: PooledTrial, weight: Double?) in
            let half = StandardNormal.criticalValue95 * trial.standardError
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
            ?? .withheld(reason: whyNoMean)
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
        plot.lowerSide = "Favours control"
        plot.upperSide = "Favours what was tested"
        return plot
    }

    @MarkupBuilder private var hubs: Markup {
        if let hubs = pool.hubs {
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
        switch pool.fsm {
        case .none: "No trial has reported how much eligible pupils gained beside others."
        case .few(let count):
            "\(InWords.number(count).capitalisedFirst) \(count == 1 ? "trial reports" : "trials report") it: \(count < NetworkPool.fewest ? "too few to pool" : "no mean of them can be computed"). We cannot tell whether FSM pupils gained more or less than others."
        case .pooled(let mean, let trials):
            "Within \(trials) trials, eligible pupils gained \(EffectWords.text(mean.estimate.magnitude)) SD \(mean.estimate < 0 ? "less" : "more") than others on average; plausible range: \(EffectWords.signed(mean.lower)) to \(EffectWords.signed(mean.upper))."
                + (mean.lower <= 0 && mean.upper >= 0
                    ? " We cannot tell whether FSM pupils gained more or less than others." : "")
        }
    }

    @MarkupBuilder private var need: Markup {
        if let need = pool.need {
            ul {
                li { words(need.all, of: "the result of all pupils") }
                li { words(need.fsm, of: "the difference between eligible pupils and others") }
            }
        } else if pool.mean == nil, pool.trials.count >= NetworkPool.fewest {
            p { "Without a pooled result this cannot be said." }
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
            "For \(what): about \(InWords.count(more.schools, "more school")) in \(InWords.count(more.trials, "further trial")) like these would halve the plausible range, from ±\(EffectWords.text(more.now)) to ±\(EffectWords.text(more.then))."
    }

    @MarkupBuilder private var sequence: Markup {
        if let last = pool.sequence.last {
            h2 { "Looking after every trial" }
            p {
                "Every trial was registered before it ran, so the pool may be looked at after each one. Limits that hold at all looks together, now after \(last.trials): \(EvidenceText.range(last.lower, last.upper)) on the assumption of one common effect; evidence against an effect of zero \(EvidenceText.fixed(last.eValue, decimals: 1)) to 1 (20 to 1 rejects zero at 5%)."
            }
            DataTable(
                "After each trial",
                columns: [
                    .init("Trials", isNumber: true), .init("Mean", isNumber: true),
                    .init("Limits at every look", isNumber: true), .init("Evidence", isNumber: true),
                ],
                rows: pool.sequence.map { look in
                    [
                        .text("\(look.trials)"), .text(EvidenceText.effect(look.estimate)),
                        .text(EvidenceText.range(look.lower, look.upper)),
                        .text(EvidenceText.fixed(look.eValue, decimals: 1)),
                    ]
                }
            )
        }
    }

    @MarkupBuilder static var method: Markup {
        h2 { "Method" }
        p {
            "One primary result for each trial, turned so that above zero is better, in a pool for each kind of outcome; the sites of one protocol are never added again. Random effects by restricted maximum likelihood with Knapp–Hartung intervals and a prediction interval; no pooled result below three trials. A level of hubs only with five hubs of two trials; robust intervals only with four degrees of freedom. Eligible pupils: differences within trials, pooled. Limits for repeated looks: a normal mixture of standard deviation \(EvidenceText.effect(NetworkPool.sequentialDeviation))."
        }
    }
}
