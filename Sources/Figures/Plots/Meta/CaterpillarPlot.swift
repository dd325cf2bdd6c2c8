/// Many estimates with their intervals in rising order, close together, against the pooled result: the shape
/// of the spread rather than its members.
public struct CaterpillarPlot: Plot, WordedPlot, Equatable {
    public var title: String
    public var alternative: String?
    public var effectName: String
    public var results: [Result]
    /// A band across the frame.
    public var pooled: ForestPlot.Pooled?
    public var reference: Double = 0
    public var decimals: Int = 2

    public init(title: String, effectName: String, results: [Result], pooled: ForestPlot.Pooled? = nil) {
        self.title = title
        self.effectName = effectName
        self.results = results
        self.pooled = pooled
    }

    public struct Result: Sendable, Equatable {
        public var label: String
        public var estimate: Double
        public var interval: Interval

        public init(label: String, estimate: Double, interval: Interval) {
            self.label = label
            self.estimate = estimate
            self.interval = interval
        }
    }

    public func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure {
        try Checks.identifier(id)
        try check()
        return figure(id: id, width: width, drawing: draw(width))
    }

    private func check() throws(FigureError) {
        guard !results.isEmpty else { throw .empty(what: "results") }
        for (index, result) in results.enumerated() {
            try Checks.interval(
                result.interval.lower,
                result.estimate,
                result.interval.upper,
                "result",
                at: index
            )
        }
        if let pooled {
            try Checks.interval(
                pooled.interval.lower,
                pooled.estimate,
                pooled.interval.upper,
                "pooled result",
                at: 0
            )
        }
        try Checks.value(reference, "reference", at: 0)
    }

    /// Rising; equal estimates keep the caller's order.
    private var sorted: [Result] {
        results.enumerated().sorted { ($0.element.estimate, $0.offset) < ($1.element.estimate, $1.offset) }
            .map { $0.element }
    }

    private func draw(_ width: FigureWidth) -> (marks: [Mark], height: Double) {
        var range: ClosedRange<Double> = reference...reference
        for result in results { range = range.holding(result.interval.lower).holding(result.interval.upper) }
        if let pooled { range = range.holding(pooled.interval.lower).holding(pooled.interval.upper) }
        let keys: [Legend.Key] = pooled.map { [Legend.area(text($0), "f-coral f-half")] } ?? []
        let legend: Legend = Legend(keys, left: 0, top: 0, width: width.points)
        let count: Double = Double(results.count)
        let chart: Chart = Chart(
            width: width.points,
            top: legend.height,
            frameHeight: Chart.frameHeight(width),
            across: Chart.Axis(
                name: NumberText.count(results.count, "result", "results")
                    + ", from the lowest to the highest",
                domain: 0...(count + 1),
                ticks: []
            ),
            up: Chart.Axis(name: effectName, domain: range.padded(0.04))
        )
        var marks: [Mark] = legend.marks + chart.ground
        if let pooled {
            let top: Double = chart.y(pooled.interval.upper)
            let bottom: Double = chart.y(pooled.interval.lower)
            marks.append(
                .rect(
                    x: chart.left,
                    y: top,
                    width: chart.right - chart.left,
                    height: max(bottom - top, 1),
                    radius: 0,
                    "f-coral f-third"
                )
            )
            let y: Double = chart.y(pooled.estimate)
            marks.append(.horizontal(y, from: chart.left, to: chart.right, "s-coral w-thin"))
        }
        marks.append(.horizontal(chart.y(reference), from: chart.left, to: chart.right, "s-ink w-hair"))
        let radius: Double = min(4, max(1.6, (chart.right - chart.left) / count * 0.32))
        let line: String = radius < 2.5 ? "s-mist w-hair" : "s-ink w-thin"
        for (index, result) in sorted.enumerated() {
            let x: Double = chart.x(Double(index) + 1)
            let from: Double = chart.y(result.interval.upper)
            let to: Double = chart.y(result.interval.lower)
            let drawn: [Mark] = [
                .vertical(x, from: from, to: to, line),
                .circle(Place(x: x, y: chart.y(result.estimate)), radius: radius, "f-sea"),
            ]
            marks.append(.group(drawn, "", tooltip: result.label))
        }
        return (marks, chart.height)
    }

    private func text(_ pooled: ForestPlot.Pooled) -> String {
        let interval: Interval = pooled.interval
        return "\(pooled.label) "
            + NumberText.estimate(pooled.estimate, interval.lower, interval.upper, decimals: decimals)
    }

    var words: String {
        let ordered: [Result] = sorted
        guard let first = ordered.first, let last = ordered.last else { return "" }
        func words(of result: Result) -> String {
            let interval: Interval = result.interval
            return "\(result.label) "
                + NumberText.estimate(result.estimate, interval.lower, interval.upper, decimals: decimals)
        }
        var words: String =
            "\(NumberText.count(results.count, "result", "results")) in rising order; \(effectName). "
            + "Lowest: \(words(of: first)). Highest: \(words(of: last))."
        if let pooled {
            words += " \(text(pooled))."
        }
        return words
    }

    var table: FigureTable {
        let rows: [[FigureTable.Cell]] = sorted.map { result in
            [
                .text(result.label), .number(result.estimate, decimals: decimals + 1),
                .number(result.interval.lower, decimals: decimals + 1),
                .number(result.interval.upper, decimals: decimals + 1),
            ]
        }
        return FigureTable(
            caption: title,
            headings: ["Study", effectName, "Lower end of interval", "Upper end of interval"],
            rows: rows
        )
    }
}
