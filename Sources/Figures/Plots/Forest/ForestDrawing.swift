/// Draws a forest plot line by line from the top.
struct ForestDrawing {
    let plot: ForestPlot
    let layout: ForestLayout
    var y: Double = 0
    var marks: [Mark] = []
    /// Drawn beneath the rest: bands, the reference line, pooled lines.
    var ground: [Mark] = []

    init(plot: ForestPlot, layout: ForestLayout) {
        self.plot = plot
        self.layout = layout
    }

    mutating func draw() {
        drawHeadings()
        let count: Int = plot.groups.reduce(0) { $0 + $1.rows.count }
        let isLong: Bool = Double(count) * layout.rowHeight > 900
        if isLong { drawAxis(isTop: true) }
        for (index, group) in plot.groups.enumerated() {
            if index > 0 { y += 14 }
            draw(group)
        }
        if let overall = plot.overall {
            y += 8
            ground.append(.horizontal(y, from: 0, to: layout.width, "s-grid w-hair"))
            y += 6
            draw(overall)
        }
        y += 6
        drawReference(from: y - 6, to: y)
        drawAxis(isTop: false)
        drawSides(around: layout.scale(plot.reference))
        drawFoot()
        marks = ground + marks
    }

    /// The line of no difference, in pieces so that it never runs through words.
    mutating func drawReference(from top: Double, to bottom: Double) {
        guard layout.scale.domain.contains(plot.reference) else { return }
        ground.append(.vertical(layout.scale(plot.reference), from: top, to: bottom, "s-ink w-hair"))
    }

    private mutating func drawHeadings() {
        let base: Double = 14
        if layout.isCompact {
            marks.append(.text(plot.rowName, Place(x: 0, y: base), .start, "t-small"))
            marks.append(
                .text("Estimate (\(plot.intervalName))", Place(x: layout.width, y: base), .end, "t-small")
            )
        } else {
            marks.append(.text(plot.rowName, Place(x: 0, y: base), .start, "t-small"))
            for (name, edge) in zip(plot.columnNames, layout.columnEdges) {
                marks.append(.text(name, Place(x: edge, y: base), .end, "t-small"))
            }
            marks.append(
                .text(
                    "Estimate (\(plot.intervalName))",
                    Place(x: layout.estimateEdge, y: base),
                    .end,
                    "t-small"
                )
            )
            if let edge = layout.weightEdge {
                marks.append(.text("Weight", Place(x: edge, y: base), .end, "t-small"))
            }
        }
        ground.append(.horizontal(base + 8, from: 0, to: layout.width, "s-soft w-hair"))
        y = base + 14
    }

    private mutating func draw(_ group: ForestPlot.Group) {
        if let heading = group.heading {
            let lines: [String] = TextMeasure.wrap(heading, width: layout.width, size: 13, isBold: true)
            for line in lines {
                marks.append(.text(line, Place(x: 0, y: y + 18), .start, "t-head"))
                y += 18
            }
            y += 8
        }
        let heaviest: Double = group.rows.reduce(0) { max($0, $1.weight ?? 0) }
        let total: Double = group.rows.reduce(0) { $0 + ($1.weight ?? 0) }
        var bands: [ClosedRange<Double>] = []
        for (index, row) in group.rows.enumerated() {
            let lines: [String] = layout.lines(of: row.label)
            let height: Double = layout.height(lines: lines.count)
            let top: Double = layout.isCompact ? y + height - layout.rowHeight + 21 : y
            let band: ClosedRange<Double> = top...(y + height)
            bands.append(band)
            if index.isMultiple(of: 2) {
                ground.append(
                    .rect(
                        x: 0,
                        y: y,
                        width: layout.width,
                        height: height,
                        radius: 0,
                        "f-sand"
                    )
                )
            }
            drawReference(from: band.lowerBound, to: band.upperBound)
            draw(row, lines, height: height, heaviest: heaviest, total: total)
        }
        guard let summary = group.summary else { return }
        if case .pooled(let pooled) = summary {
            let x: Double = layout.scale(pooled.estimate)
            for band in bands {
                ground.append(
                    .vertical(x, from: band.lowerBound, to: band.upperBound, "s-coral w-hair d-dash")
                )
            }
        }
        if !layout.isCompact { drawReference(from: y, to: y + 4) }
        y += 4
        draw(summary)
    }

    private mutating func draw(
        _ row: ForestPlot.Row,
        _ lines: [String],
        height: Double,
        heaviest: Double,
        total: Double
    ) {
        let role: String = layout.textRole
        let text: String = NumberText.estimate(
            row.estimate,
            row.interval.lower,
            row.interval.upper,
            decimals: plot.decimals
        )
        let middle: Double = layout.isCompact ? y + height - 11 : y + height / 2
        let base: Double = layout.isCompact ? y + 16 : middle + 4.5
        marks.append(label(row, lines, base: base, role))
        marks.append(.text(text, Place(x: layout.estimateEdge, y: base), .end, role))
        if !layout.isCompact {
            for (cell, edge) in zip(row.columns, layout.columnEdges) {
                let short: String = TextMeasure.truncate(cell, width: 110, size: layout.textSize)
                marks.append(.text(short, Place(x: edge, y: base), .end, role))
            }
            if let edge = layout.weightEdge, let weight = row.weight, total > 0 {
                let share: String = NumberText.fixed(weight / total * 100, decimals: 1) + "%"
                marks.append(.text(share, Place(x: edge, y: base), .end, role))
            }
        }
        if layout.scale.domain.contains(row.estimate) {
            let largest: Double = layout.isCompact ? 13 : min(15, layout.rowHeight * 0.68)
            let share: Double = row.weight.map { heaviest > 0 ? $0 / heaviest : 0 } ?? 0.3
            let side: Double = max(3, largest * share.squareRoot())
            let x: Double = layout.scale(row.estimate)
            marks.append(
                .rect(x: x - side / 2, y: middle - side / 2, width: side, height: side, radius: 0, "f-sea")
            )
        }
        draw(interval: row.interval, at: middle)
        y += height
    }

    /// The name of a row; all of it appears when a pointer rests on one that was cut.
    private func label(_ row: ForestPlot.Row, _ lines: [String], base: Double, _ role: String) -> Mark {
        let texts: [Mark] = lines.enumerated().map { index, line in
            .text(line, Place(x: 0, y: base + Double(index) * ForestLayout.lineHeight), .start, role)
        }
        if let link = row.link { return .link(address: link, label: row.label, texts) }
        if texts.count == 1, lines[0] == row.label { return texts[0] }
        let isWhole: Bool = lines.joined(separator: " ") == row.label
        return .group(texts, "", tooltip: isWhole ? nil : row.label)
    }

    /// The line of an interval; an end beyond the axis becomes an arrow.
    private mutating func draw(interval: Interval, at middle: Double) {
        let domain: ClosedRange<Double> = layout.scale.domain
        guard interval.upper >= domain.lowerBound, interval.lower <= domain.upperBound else {
            let isLeft: Bool = interval.upper < domain.lowerBound
            arrow(at: isLeft ? layout.scale.start : layout.scale.end, middle, isLeft: isLeft)
            return
        }
        let left: Double = layout.scale(interval.lower)
        let right: Double = layout.scale(interval.upper)
        marks.append(.horizontal(middle, from: left, to: right, "s-ink w-thin"))
        if interval.lower < domain.lowerBound { arrow(at: left, middle, isLeft: true) }
        if interval.upper > domain.upperBound { arrow(at: right, middle, isLeft: false) }
    }

    private mutating func arrow(at x: Double, _ middle: Double, isLeft: Bool) {
        let back: Double = isLeft ? 6 : -6
        let tip: Double = isLeft ? x - 1 : x + 1
        marks.append(
            .polygon(
                [
                    Place(x: tip, y: middle), Place(x: x + back, y: middle - 4),
                    Place(x: x + back, y: middle + 4),
                ],
                "f-ink"
            )
        )
    }
}
