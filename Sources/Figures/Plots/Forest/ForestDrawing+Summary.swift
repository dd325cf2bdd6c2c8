extension ForestDrawing {
    mutating func draw(_ summary: ForestPlot.Summary) {
        switch summary {
        case .withheld(let reason):
            for line in TextMeasure.wrap(reason, width: layout.width, size: 13) {
                marks.append(.text(line, Place(x: 0, y: y + 16), .start, "t-note"))
                y += 19
            }
            y += 6
        case .pooled(let pooled): draw(pooled)
        }
    }

    private mutating func draw(_ pooled: ForestPlot.Pooled) {
        let text: String = NumberText.estimate(
            pooled.estimate,
            pooled.interval.lower,
            pooled.interval.upper,
            decimals: plot.decimals
        )
        let middle: Double = drawLabels(pooled.label, text, "t-head")
        let scale: LinearScale = layout.scale
        let centre: Double = scale(pooled.estimate)
        // Never thinner than can be seen.
        let left: Double = min(scale(pooled.interval.lower), centre - 1.5)
        let right: Double = max(scale(pooled.interval.upper), centre + 1.5)
        marks.append(
            .polygon(
                [
                    Place(x: left, y: middle), Place(x: centre, y: middle - 7.5), Place(x: right, y: middle),
                    Place(x: centre, y: middle + 7.5),
                ],
                "f-coral"
            )
        )
        if let prediction = pooled.prediction { draw(prediction, pooled.predictionLabel) }
        if let note = pooled.note {
            for line in TextMeasure.wrap(note, width: layout.width, size: 12) {
                marks.append(.text(line, Place(x: 0, y: y + 13), .start, "t-small"))
                y += 17
            }
        }
    }

    private mutating func draw(_ prediction: Interval, _ label: String) {
        let text: String = NumberText.interval(prediction.lower, prediction.upper, decimals: plot.decimals)
        let middle: Double = drawLabels(label, text, "")
        let left: Double = layout.scale(prediction.lower)
        let right: Double = layout.scale(prediction.upper)
        marks.append(
            .rect(x: left, y: middle - 3, width: max(right - left, 1), height: 6, radius: 3, "f-coral f-half")
        )
        for edge in [left, right] {
            marks.append(.vertical(edge, from: middle - 6, to: middle + 6, "s-coral w-thin"))
        }
    }

    /// The label and the numbers of a summary line; a long label takes further lines. Returns where its mark
    /// goes.
    private mutating func drawLabels(_ label: String, _ text: String, _ role: String) -> Double {
        let isBold: Bool = role == "t-head"
        let room: Double = layout.isCompact ? layout.labelWidth : max(layout.scale.start - 24, 90)
        let lines: [String] = TextMeasure.wrap(label, width: room, size: 13, isBold: isBold)
        for (index, line) in lines.enumerated() {
            marks.append(.text(line, Place(x: 0, y: y + 17 + Double(index) * 16), .start, role))
        }
        let extra: Double = Double(lines.count - 1) * 16
        marks.append(.text(text, Place(x: layout.estimateEdge, y: y + 17), .end, role))
        let middle: Double = layout.isCompact ? y + extra + 32 : y + 12.5
        drawReference(from: layout.isCompact ? middle - 9 : y, to: layout.isCompact ? middle + 9 : y + 25)
        y += layout.isCompact ? extra + 44 : extra + 25
        return middle
    }

    mutating func drawAxis(isTop: Bool) {
        let line: Double = isTop ? y + 20 : y
        marks.append(.horizontal(line, from: layout.scale.start, to: layout.scale.end, "s-soft w-hair"))
        for (value, label) in zip(layout.ticks.values, layout.ticks.labels) {
            let x: Double = layout.scale(value)
            marks.append(
                .vertical(x, from: isTop ? line - 5 : line, to: isTop ? line : line + 5, "s-soft w-hair")
            )
            let half: Double = TextMeasure.width(label, size: 12) / 2
            let centre: Double = min(max(x, half), layout.width - half)
            marks.append(.text(label, Place(x: centre, y: isTop ? line - 8 : line + 18), .middle, "t-small"))
        }
        y = isTop ? line + 4 : line + 22
    }

    /// What lies on either side of the reference, under the axis: side by side where there is room, otherwise
    /// in lines.
    mutating func drawSides(around zero: Double) {
        let lower: String? = plot.lowerSide.map { "\u{2190} " + $0 }
        let upper: String? = plot.upperSide.map { $0 + " \u{2192}" }
        guard lower != nil || upper != nil else { return }
        let gap: Double = 8
        let lowerWidth: Double = lower.map { TextMeasure.width($0, size: 12) } ?? 0
        let upperWidth: Double = upper.map { TextMeasure.width($0, size: 12) } ?? 0
        y += 2
        if lowerWidth <= zero - gap && upperWidth <= layout.width - zero - gap {
            if let lower { marks.append(.text(lower, Place(x: zero - gap, y: y + 13), .end, "t-small")) }
            if let upper { marks.append(.text(upper, Place(x: zero + gap, y: y + 13), .start, "t-small")) }
            y += 18
            return
        }
        for line in lower.map({ TextMeasure.wrap($0, width: layout.width, size: 12) }) ?? [] {
            marks.append(.text(line, Place(x: 0, y: y + 13), .start, "t-small"))
            y += 16
        }
        for line in upper.map({ TextMeasure.wrap($0, width: layout.width, size: 12) }) ?? [] {
            marks.append(.text(line, Place(x: layout.width, y: y + 13), .end, "t-small"))
            y += 16
        }
        y += 2
    }

    mutating func drawFoot() {
        let centre: Double = (layout.scale.start + layout.scale.end) / 2
        for line in TextMeasure.wrap(plot.effectName, width: layout.width, size: 12) {
            let half: Double = TextMeasure.width(line, size: 12) / 2
            let x: Double = min(max(centre, half), layout.width - half)
            marks.append(.text(line, Place(x: x, y: y + 14), .middle, "t-small"))
            y += 16
        }
        y += 6
    }
}
