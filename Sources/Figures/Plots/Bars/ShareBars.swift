/// A bar for each group with a mark where it would stand if shares were equal: who was reached by fifth of
/// disadvantage, against the share of pupils there.
public struct ShareBars: Plot, WordedPlot, Equatable {
    public var title: String
    public var alternative: String?
    /// What a bar's length is: "Share of places".
    public var valueName: String
    /// What the mark is: "Share of all pupils". Nil draws bars alone.
    public var markerName: String?
    /// Written after every number, for example "%".
    public var unit: String = "%"
    public var bars: [Bar]
    public var decimals: Int = 0

    public init(title: String, valueName: String, markerName: String? = nil, bars: [Bar]) {
        self.title = title
        self.valueName = valueName
        self.markerName = markerName
        self.bars = bars
    }

    public struct Bar: Sendable, Equatable {
        public var label: String
        /// Zero or more; nil where it is hidden or not known, with the reason in ``hiddenReason``.
        public var value: Double?
        public var marker: Double?
        /// Drawn in the colour that asks for attention.
        public var isHighlighted: Bool
        public var hiddenReason: String

        public init(
            label: String,
            value: Double?,
            marker: Double? = nil,
            isHighlighted: Bool = false,
            hiddenReason: String = "not known"
        ) {
            self.label = label
            self.value = value
            self.marker = marker
            self.isHighlighted = isHighlighted
            self.hiddenReason = hiddenReason
        }
    }

    public func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure {
        try Checks.identifier(id)
        guard !bars.isEmpty else { throw .empty(what: "bars") }
        for (index, bar) in bars.enumerated() {
            if let value = bar.value { try Checks.notNegative(value, "value", at: index) }
            if let marker = bar.marker { try Checks.notNegative(marker, "marker", at: index) }
        }
        return figure(id: id, width: width, drawing: draw(width))
    }

    private func draw(_ width: FigureWidth) -> (marks: [Mark], height: Double) {
        let isCompact: Bool = width.isCompact
        var keys: [Legend.Key] = []
        if let markerName {
            keys.append(Legend.area(valueName, "f-sea"))
            keys.append(
                Legend.Key(name: markerName) {
                    [.vertical($0.x, from: $0.y - 9, to: $0.y + 9, "s-ink w-bold")]
                }
            )
        }
        let legend: Legend = Legend(keys, left: 0, top: 0, width: width.points)
        let greatest: Double = max(bars.flatMap { [$0.value ?? 0, $0.marker ?? 0] }.max() ?? 1, 1e-9)
        let labels: Double = TextMeasure.widest(bars.map { $0.label }, size: 13).rounded(.up)
        let labelWidth: Double = isCompact ? width.points : min(labels, width.points * 0.4)
        let left: Double = isCompact ? 0 : labelWidth + 14
        let numbers: Double = TextMeasure.widest(
            bars.filter { $0.value != nil }.map { text($0) },
            size: 13,
            isBold: true
        ).rounded(.up)
        let scale: LinearScale = LinearScale(0...greatest, from: left, to: width.points - numbers - 12)
        let rowHeight: Double = isCompact ? 46 : 34
        var marks: [Mark] = legend.marks
        var y: Double = legend.height + 4
        for bar in bars {
            let middle: Double = isCompact ? y + 31 : y + rowHeight / 2
            let base: Double = isCompact ? y + 14 : middle + 4.5
            let short: String = TextMeasure.truncate(bar.label, width: labelWidth, size: 13)
            let label: Mark = .text(short, Place(x: 0, y: base), .start, "")
            marks.append(short == bar.label ? label : .group([label], "", tooltip: bar.label))
            var end: Double = left
            var obstacle: Double?
            if let value = bar.value {
                end = scale(value)
                let role: String = bar.isHighlighted ? "f-coral" : "f-sea"
                marks.append(
                    .rect(x: left, y: middle - 9, width: max(end - left, 0), height: 18, radius: 0, role)
                )
            }
            if let marker = bar.marker {
                let x: Double = scale(marker)
                marks.append(.vertical(x, from: middle - 12, to: middle + 12, "s-paper w-halo"))
                marks.append(.vertical(x, from: middle - 12, to: middle + 12, "s-ink w-bold"))
                obstacle = x
            }
            let text: String = text(bar)
            let role: String = bar.value == nil ? "t-note t-halo" : "t-head t-halo"
            let room: Double = TextMeasure.width(text, size: 13, isBold: bar.value != nil)
            var from: Double = end + 8
            // A mark just behind the end of a bar pushes the number past it.
            if let obstacle, obstacle > end - 4, obstacle < from + room + 4 { from = obstacle + 8 }
            from = max(min(from, width.points - room), left + 4)
            if bar.value == nil && isCompact {
                marks.append(.text(text, Place(x: width.points, y: base), .end, role))
            } else {
                marks.append(.text(text, Place(x: from, y: middle + 4.5), .start, role))
            }
            y += rowHeight
        }
        let start: Double = legend.height + (isCompact ? 18 : 4)
        marks.append(.vertical(max(left, 0.5), from: start, to: y, "s-soft w-hair"))
        return (marks, y + 4)
    }

    private func text(_ bar: Bar) -> String {
        guard let value = bar.value else { return bar.hiddenReason }
        return NumberText.fixed(value, decimals: decimals) + unit
    }

    var words: String {
        var sentences: [String] = [
            valueName + (markerName.map { ", beside " + $0.prefix(1).lowercased() + $0.dropFirst() } ?? "")
                + "."
        ]
        for bar in bars {
            var sentence: String = "\(bar.label): \(text(bar))"
            if let marker = bar.marker {
                sentence += " (\(NumberText.fixed(marker, decimals: decimals))\(unit))"
            }
            sentences.append(sentence + ".")
        }
        return sentences.joined(separator: " ")
    }

    var table: FigureTable {
        let rows: [[FigureTable.Cell]] = bars.map { bar in
            let value: FigureTable.Cell =
                bar.value.map { .number($0, decimals: decimals + 1) } ?? .text(bar.hiddenReason)
            return [.text(bar.label), value]
                + (markerName == nil ? [] : [.optional(bar.marker, decimals: decimals + 1)])
        }
        return FigureTable(
            caption: title,
            headings: ["Group", valueName] + (markerName.map { [$0] } ?? []),
            rows: rows
        )
    }
}
