/// Where the columns of a forest plot stand, and how its axis runs.
struct ForestLayout: Sendable {
    let width: Double
    let isCompact: Bool
    /// Room for labels, from the left edge.
    let labelWidth: Double
    /// The right edge of each text column of the caller's.
    let columnEdges: [Double]
    let scale: LinearScale
    let ticks: Ticks
    /// The right edge of the estimates and of the weights; nil weights where no row has one.
    let estimateEdge: Double
    let weightEdge: Double?
    let rowHeight: Double
    let textRole: String
    let textSize: Double

    /// From one line of a name to the next.
    static let lineHeight: Double = 16

    /// A row's name: on a narrow page in up to two lines, so that names which begin alike can be told apart; cut after
    /// that. The second has the whole width: the numbers stand beside the first.
    func lines(of label: String) -> [String] {
        let whole: String = TextMeasure.truncate(label, width: labelWidth, size: textSize)
        guard isCompact, whole != label,
            let first = TextMeasure.wrap(label, width: labelWidth, size: textSize).first,
            label.hasPrefix(first + " ")
        else { return [whole] }
        let rest: String = String(label.dropFirst(first.count + 1))
        return [first, TextMeasure.truncate(rest, width: width, size: textSize)]
    }

    /// How high a row is whose name has so many lines.
    func height(lines: Int) -> Double { rowHeight + Double(max(lines, 1) - 1) * Self.lineHeight }

    init(_ plot: ForestPlot, width: FigureWidth) {
        let rows: [ForestPlot.Row] = plot.groups.flatMap { $0.rows }
        let isDense: Bool = rows.count > 60
        let size: Double = isDense ? 12 : 13
        let estimates: [String] =
            rows.map {
                NumberText.estimate(
                    $0.estimate,
                    $0.interval.lower,
                    $0.interval.upper,
                    decimals: plot.decimals
                )
            }
            + plot.pools.map {
                NumberText.estimate(
                    $0.estimate,
                    $0.interval.lower,
                    $0.interval.upper,
                    decimals: plot.decimals
                )
            }
        let estimateWidth: Double = TextMeasure.widest(estimates, size: size, isBold: true).rounded(.up)
        let hasWeights: Bool = rows.contains { $0.weight != nil }
        self.width = width.points
        isCompact = width.isCompact
        textSize = size
        textRole = isDense ? "t-dense" : ""
        rowHeight = isCompact ? 40 : (isDense ? 19 : 25)

        var plotLeft: Double = 8
        var plotRight: Double = width.points - 8
        if isCompact {
            estimateEdge = width.points
            weightEdge = nil
            labelWidth = width.points - estimateWidth - 12
            columnEdges = []
        } else {
            let weightWidth: Double = hasWeights ? 58 : 0
            weightEdge = hasWeights ? width.points : nil
            estimateEdge = width.points - weightWidth
            let texts: [String] = rows.map { $0.label } + [plot.rowName]
            let summaries: [String] = plot.pools.map { $0.label }
            let wanted: Double = max(
                TextMeasure.widest(texts, size: size),
                TextMeasure.widest(summaries, size: size, isBold: true)
            )
            var edge: Double = min(max(wanted.rounded(.up), 90), width.points * 0.31)
            labelWidth = edge
            var edges: [Double] = []
            for (index, name) in plot.columnNames.enumerated() {
                let cells: [String] = rows.map { $0.columns.isEmpty ? "" : $0.columns[index] }
                edge += 14 + min(TextMeasure.widest(cells + [name], size: size).rounded(.up), 110)
                edges.append(edge)
            }
            columnEdges = edges
            plotLeft = edge + 24
            plotRight = max(estimateEdge - estimateWidth - 22, plotLeft + 120)
        }
        let domain: ClosedRange<Double> = ForestLayout.domain(plot, rows)
        let wanted: Int = Int((plotRight - plotLeft) / 62)
        ticks = Ticks(domain, wanted: min(max(wanted, 3), 7))
        scale = LinearScale(domain, from: plotLeft, to: plotRight)
    }

    /// Every estimate, pool and the reference are on the axis. Intervals are too, unless a few very wide ones
    /// would press all the others together: those are cut a little more than a wide half-width beyond the
    /// estimates and end in arrows.
    private static func domain(_ plot: ForestPlot, _ rows: [ForestPlot.Row]) -> ClosedRange<Double> {
        if let range = plot.range { return range.lower...range.upper }
        var core: ClosedRange<Double> = plot.reference...plot.reference
        for row in rows { core = core.holding(row.estimate) }
        for pooled in plot.pools {
            core = core.holding(pooled.interval.lower).holding(pooled.interval.upper)
            if let prediction = pooled.prediction { core = core.holding(prediction.lower...prediction.upper) }
        }
        let halves: [Double] = rows.map { ($0.interval.upper - $0.interval.lower) / 2 }.sorted()
        let wide: Double = halves.isEmpty ? 0 : halves[halves.count * 3 / 4]
        let reach: Double = max(wide * 1.25, (core.upperBound - core.lowerBound) * 0.35)
        var full: ClosedRange<Double> = core
        for row in rows { full = full.holding(row.interval.lower).holding(row.interval.upper) }
        let low: Double = max(full.lowerBound, core.lowerBound - reach)
        let high: Double = min(full.upperBound, core.upperBound + reach)
        return (low...max(low, high)).padded(0.03)
    }
}
