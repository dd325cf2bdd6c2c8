import Figures
import HTML
import Trials

/// The figures of designs in which nothing is drawn: the cut-off, and likeness before and after matching.
struct TrialDesignFigures {
    let report: TrialReport

    /// Scores after by deciding score, with the lines that meet the cut-off.
    @MarkupBuilder var cutOff: Markup {
        if let found = report.discontinuity,
            case .cutOff(let score, let offeredBelow) = report.plan.assignment,
            let figure = try? plot(found, at: score, offeredBelow: offeredBelow).responsive(
                id: "trial-cut-off"
            )
        {
            FigureBlock(
                svg: figure.svg(),
                caption:
                    "Each point is the mean of ten pupils or more who are neighbours in score; together they hold everyone analysed. The lines are fitted within the bandwidth, \(EvidenceText.effect(found.bandwidth)) points on either side; their gap at the cut-off is the result before the correction for bias.",
                table: DataTable(figure.table)
            )
        }
    }

    private func plot(_ found: TrialReport.Discontinuity, at cut: Double, offeredBelow: Bool) -> ScatterPlot {
        let arms = [0, report.plan.primaryArm]
        var plot = ScatterPlot(
            title: "Scores at the cut-off",
            xName: report.plan.cutOff?.scoreName ?? "Deciding score",
            yName: report.plan.outcome.name,
            groups: arms.map { arm in
                ScatterPlot.Group(
                    name: report.plan.arms[arm],
                    points: found.points.filter { $0.arm == arm }.map {
                        ScatterPlot.Point(x: $0.score, y: $0.outcome)
                    }
                )
            }
        )
        plot.xReference = cut
        plot.pointName = "Mean of neighbours"
        plot.lines = zip(found.sides.indices, found.sides).map { place, side in
            // The arm that was offered it is below the cut-off, or above it.
            let isBelow = (place == 1) == offeredBelow
            let far = cut + (isBelow ? -found.bandwidth : found.bandwidth)
            return ScatterPlot.Line(
                group: place,
                fromX: far,
                fromY: side.limit + side.slope * (far - cut),
                toX: cut,
                toY: side.limit
            )
        }
        return plot
    }

    /// Likeness before and after matching.
    @MarkupBuilder var matching: Markup {
        if let found = report.matching, let figure = try? plot(found).responsive(id: "trial-matching") {
            FigureBlock(
                svg: figure.svg(),
                caption:
                    "Standardised differences between \(found.unit.title.lowercased()) offered it and the others, before and after matching, over the same standard deviation; the bands end at 0.05 and 0.25 SD.",
                table: DataTable(figure.table)
            )
        }
    }

    private func plot(_ found: TrialReport.Matching) -> BalancePlot {
        var plot = BalancePlot(
            title: "How alike the groups were before",
            rows: found.balance.map {
                BalancePlot.Row(label: $0.name, difference: $0.after, before: $0.before)
            }
        )
        plot.name = "After matching"
        return plot
    }
}
