/// How values are spread in each group, one dot for each, with the mean and its interval beneath.
///
/// Where dots would pile up too high, columns show the share of the group in each bin instead, so groups of
/// unequal size can still be compared by shape.
///
/// - Note: Wilkinson (1999), "Dot Plots", The American Statistician 53(3), with bins of one dot's width.
public struct StripPlot: Plot, WordedPlot, Equatable {
    public var title: String
    public var alternative: String?
    /// What is measured, under the axis.
    public var valueName: String
    /// What one dot is: "pupil".
    public var unitName: String = "pupil"
    public var groups: [Group]
    public var decimals: Int = 1

    public init(title: String, valueName: String, groups: [Group]) {
        self.title = title
        self.valueName = valueName
        self.groups = groups
    }

    public struct Group: Sendable, Equatable {
        public var name: String
        public var values: [Double]
        /// The plausible range of the mean; nil draws the mean alone.
        public var meanInterval: Interval?

        public init(name: String, values: [Double], meanInterval: Interval? = nil) {
            self.name = name
            self.values = values
            self.meanInterval = meanInterval
        }

        /// The arithmetic mean of at least one value.
        var mean: Double { values.reduce(0, +) / Double(values.count) }
    }

    public func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure {
        try Checks.identifier(id)
        try check()
        return figure(id: id, width: width, drawing: draw(width))
    }

    private func check() throws(FigureError) {
        guard !groups.isEmpty else { throw .empty(what: "groups") }
        try Series.check(groups.count, "groups")
        for group in groups {
            guard !group.values.isEmpty else { throw .empty(what: "values in “\(group.name)”") }
            for (index, value) in group.values.enumerated() { try Checks.value(value, "value", at: index) }
            if let interval = group.meanInterval {
                try Checks.interval(interval.lower, group.mean, interval.upper, "mean", at: 0)
            }
        }
    }

    var words: String {
        var sentences: [String] = [
            "Distribution of \(valueName) in \(NumberText.count(groups.count, "group", "groups"))."
        ]
        for group in groups {
            guard let low = group.values.min(), let high = group.values.max() else { continue }
            var text: String =
                "\(group.name): \(NumberText.count(group.values.count, unitName)), "
                + "mean \(NumberText.fixed(group.mean, decimals: decimals))"
            if let interval = group.meanInterval {
                text += " (\(NumberText.interval(interval.lower, interval.upper, decimals: decimals)))"
            }
            text += ", from \(NumberText.interval(low, high, decimals: decimals))."
            sentences.append(text)
        }
        return sentences.joined(separator: " ")
    }

    var table: FigureTable {
        let rows: [[FigureTable.Cell]] = groups.map { group in
            let sorted: [Double] = group.values.sorted()
            func quantile(_ share: Double) -> Double {
                // R's type 7: straight lines between order statistics. This library stands alone, so it is here.
                let place: Double = share * Double(sorted.count - 1)
                let low: Int = Int(place)
                let high: Int = min(low + 1, sorted.count - 1)
                return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
            }
            return [
                .text(group.name), .number(Double(sorted.count), decimals: 0),
                .number(group.mean, decimals: decimals + 1),
                .optional(group.meanInterval?.lower, decimals: decimals + 1),
                .optional(group.meanInterval?.upper, decimals: decimals + 1),
            ] + [0, 0.25, 0.5, 0.75, 1].map { .number(quantile($0), decimals: decimals) }
        }
        let headings: [String] = [
            "Group", "Number", "Mean", "Lower end of the mean’s interval", "Upper end of the mean’s interval",
            "Least", "Lower quarter", "Middle", "Upper quarter", "Greatest",
        ]
        return FigureTable(caption: title, headings: headings, rows: rows)
    }
}
