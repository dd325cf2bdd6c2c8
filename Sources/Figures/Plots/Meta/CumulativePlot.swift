/// A pooled result as it stood after each study: how soon it settled, and whether it moved.
public struct CumulativePlot: Plot, Equatable {
    public var title: String
    public var alternative: String?
    public var effectName: String
    public var intervalName: String = "95% interval"
    /// In the order in which the studies came, each with the pool up to and with it.
    public var steps: [Step]
    public var reference: Double = 0
    public var lowerSide: String?
    public var upperSide: String?
    public var decimals: Int = 2

    public init(title: String, effectName: String, steps: [Step]) {
        self.title = title
        self.effectName = effectName
        self.steps = steps
    }

    /// The pool after one more study.
    public struct Step: Sendable, Equatable {
        /// The study that came, for example "2012 Hill".
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
        var forest: ForestPlot = ForestPlot(
            title: title,
            effectName: effectName,
            groups: [
                ForestPlot.Group(
                    rows: steps.map {
                        ForestPlot.Row(label: $0.label, estimate: $0.estimate, interval: $0.interval)
                    }
                )
            ]
        )
        forest.rowName = "After adding"
        forest.intervalName = intervalName
        forest.reference = reference
        forest.lowerSide = lowerSide
        forest.upperSide = upperSide
        forest.decimals = decimals
        forest.alternative = alternative ?? words
        return try forest.figure(id: id, width: width)
    }

    var words: String {
        guard let first = steps.first, let last = steps.last else { return "" }
        let count: String = NumberText.count(steps.count, "step", "steps")
        return "Pooled result as studies were added, in \(count); \(effectName). "
            + "After \(first.label): \(text(first)). After \(last.label): \(text(last))."
    }

    private func text(_ step: Step) -> String {
        NumberText.estimate(step.estimate, step.interval.lower, step.interval.upper, decimals: decimals)
    }
}
