import Evidence
import Figures
import HTML
import Statistics

extension StrandPage {
    /// Pupils eligible for free school meals against others, compared within trials.
    @MarkupBuilder var freeSchoolMeals: Markup {
        if interactions != nil || figures.publishedInteractions != nil {
            HTML.section(.id("fsm")) {
                h2 { "Pupils eligible for free school meals" }
                p {
                    "How much more these pupils gained than others of the same trial. Trials with many such pupils are never compared with trials with few."
                }
                if let interactions {
                    if figures.publishedInteractions != nil { h3 { "Trials of this network" } }
                    comparison(interactions, id: "strand-fsm")
                }
                if let published = figures.publishedInteractions {
                    h3 { "Published studies" }
                    comparison(published, id: "strand-fsm-published")
                }
                TableDownloads(
                    "the rows of these plots",
                    csv: SiteMap.strandData(strand.slug, "fsm.csv"),
                    workbook: SiteMap.strandData(strand.slug, "fsm.xlsx")
                )
            }
        } else if published != nil || network != nil {
            HTML.section(.id("fsm")) {
                h2 { "Pupils eligible for free school meals" }
                p {
                    "We cannot tell whether these pupils gained more or less than others: no trial on this strand that we know of has compared them yet."
                }
            }
        }
    }

    @MarkupBuilder private func comparison(_ interactions: StrandPicture.Interactions, id: String) -> Markup {
        if let figure = Self.interactionPlot(interactions, id: id) {
            FigureBlock(
                svg: figure.svg(),
                caption: "Above zero: they gained more than others.",
                table: DataTable(figure.table)
            )
        }
        p { Self.words(interactions) }
    }

    private static func words(_ interactions: StrandPicture.Interactions) -> String {
        guard let pooled = interactions.pooled else {
            return "Fewer than three compared them: no pooled result."
        }
        let range = EvidenceText.range(pooled.lower, pooled.upper)
        if pooled.lower > 0 || pooled.upper < 0 {
            let more = pooled.estimate > 0 ? "more" : "less"
            return
                "They gained \(EvidenceText.effect(abs(pooled.estimate))) SD \(more) than others on average; plausible range: \(range)."
        }
        return
            "We cannot tell whether they gained more or less than others; plausible range of the difference: \(range)."
    }

    private static func interactionPlot(_ interactions: StrandPicture.Interactions, id: String)
        -> ResponsiveFigure?
    {
        let rows = interactions.trials.map { trial in
            let half = StandardNormal.criticalValue95 * trial.interaction.variance.squareRoot()
            return ForestPlot.Row(
                label: trial.label,
                estimate: trial.interaction.effect,
                interval: Interval(
                    lower: trial.interaction.effect - half,
                    upper: trial.interaction.effect + half
                )
            )
        }
        let summary: ForestPlot.Summary =
            if let pooled = interactions.pooled {
                .pooled(
                    ForestPlot.Pooled(
                        label: "Together",
                        estimate: pooled.estimate,
                        interval: Interval(lower: pooled.lower, upper: pooled.upper),
                        prediction: nil,
                        note: nil
                    )
                )
            } else {
                .withheld(reason: "Fewer than three: no pooled result.")
            }
        var plot = ForestPlot(
            title: "Free school meals: difference within each trial",
            effectName: "Difference (SD)",
            groups: [ForestPlot.Group(heading: nil, rows: rows, summary: summary)]
        )
        plot.lowerSide = "Gained less"
        plot.upperSide = "Gained more"
        plot.rowName = "Trial or study"
        return try? plot.responsive(id: id)
    }

    /// Whether small studies show other effects than large ones.
    @MarkupBuilder var smallStudies: Markup {
        let rows = figures.studyMeans
        if rows.count >= 3, let figure = funnel(rows.map(\.member)) {
            HTML.section(.id("small-studies")) {
                h2 { "Do small studies show more?" }
                FigureBlock(
                    svg: figure.svg(),
                    caption:
                        "Each dot is a published study; large studies are at the top. Gaps on one side at the bottom can mean that small studies without a gain were never published.",
                    table: DataTable(figure.table)
                )
                p { smallStudyWords(rows.count) }
                TableDownloads(
                    "the rows of the plot of small and large studies",
                    csv: SiteMap.strandData(strand.slug, "funnel.csv"),
                    workbook: SiteMap.strandData(strand.slug, "funnel.xlsx")
                )
            }
        }
    }

    private func funnel(_ members: [LivingPool.Member]) -> ResponsiveFigure? {
        let plot = FunnelPlot(
            title: "Small and large studies",
            effectName: "Effect size (SD)",
            studies: members.map {
                FunnelPlot.Study(label: $0.label, effect: $0.effect, standardError: $0.variance.squareRoot())
            },
            pooled: published?.pooled?.estimate
        )
        return try? plot.responsive(id: "strand-funnel")
    }

    private func smallStudyWords(_ count: Int) -> String {
        guard let test = figures.smallStudies else {
            return
                "With \(count) studies a test would say nothing: it needs \(StrandPicture.SmallStudies.fewest)."
        }
        let p = EvidenceText.pValue(test.pValue)
        guard test.pValue < 0.1 else {
            return
                "A regression test finds no sign that small studies differ from large ones (\(p)). It can miss one."
        }
        let limit =
            test.limit.map { " Where studies are very large, it expects \(EvidenceText.effect($0)) SD." }
            ?? ""
        return
            "Small studies show \(test.slope > 0 ? "larger" : "smaller") effects than large ones (regression test, \(p)). Publication is one reason among others.\(limit)"
    }

    /// How the average moved as studies were published.
    @MarkupBuilder var throughTime: Markup {
        let steps = figures.throughTime
        if steps.count >= 2, let figure = Self.cumulative(steps) {
            HTML.section(.id("through-time")) {
                h2 { "As studies were published" }
                FigureBlock(
                    svg: figure.svg(),
                    caption:
                        "The average of published studies, a study at a time, oldest first; findings of one study are averaged.",
                    table: DataTable(figure.table)
                )
                TableDownloads(
                    "the rows of the plot of studies by year",
                    csv: SiteMap.strandData(strand.slug, "time.csv"),
                    workbook: SiteMap.strandData(strand.slug, "time.xlsx")
                )
            }
        }
    }

    private static func cumulative(_ steps: [StrandPicture.Step]) -> ResponsiveFigure? {
        let plot = CumulativePlot(
            title: "The average as studies were published",
            effectName: "Effect size (SD)",
            steps: steps.suffix(StrandForest.mostRows).map {
                CumulativePlot.Step(
                    label: "\($0.year) \($0.label)",
                    estimate: $0.estimate,
                    interval: Interval(lower: $0.lower, upper: $0.upper)
                )
            }
        )
        return try? plot.responsive(id: "strand-time")
    }
}
