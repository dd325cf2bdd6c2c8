extension TrendPlot {
    func draw(_ width: FigureWidth) -> (marks: [Mark], height: Double) {
        let columns: Int = min(panels.count, width.isCompact ? 2 : 4)
        let space: Double = width.isCompact ? 20 : 26
        let panelWidth: Double = (width.points - space * Double(columns - 1)) / Double(columns)
        let range: ClosedRange<Double> = domain
        var marks: [Mark] = []
        var top: Double = 0
        for line in TextMeasure.wrap(valueName, width: width.points, size: 12) {
            marks.append(.text(line, Place(x: 0, y: top + 12), .start, "t-small"))
            top += 16
        }
        if let referenceName, reference != nil {
            let legend: Legend = Legend(
                [
                    Legend.Key(name: referenceName) {
                        [.horizontal($0.y, from: $0.x - 10, to: $0.x + 10, "s-ink w-thin d-dash")]
                    }
                ],
                left: 0,
                top: top + 2,
                width: width.points
            )
            marks += legend.marks
            top += legend.height
        }
        top += 8
        let names: [[String]] = panels.map {
            TextMeasure.wrap($0.name, width: panelWidth, size: 13, isBold: true, lines: 4)
        }
        let nameHeight: Double = Double(names.map { $0.count }.max() ?? 1) * 16
        let plotHeight: Double = width.isCompact ? 56 : 64
        let rowHeight: Double = plotHeight + nameHeight + 44
        for (index, panel) in panels.enumerated() {
            let left: Double = Double(index % columns) * (panelWidth + space)
            let from: Double = top + Double(index / columns) * rowHeight
            marks += Mark.panelName(panel.name, in: names[index], link: panel.link, left: left, top: from)
            marks += draw(
                panel,
                left: left,
                top: from + nameHeight - 16,
                width: panelWidth,
                height: plotHeight,
                range
            )
        }
        let rows: Int = (panels.count + columns - 1) / columns
        return (marks, top + Double(rows) * rowHeight - 14)
    }

    private var domain: ClosedRange<Double> {
        let values: [Double] = panels.flatMap { $0.values.compactMap { $0 } } + [reference].compactMap { $0 }
        var range: ClosedRange<Double> = ClosedRange(holding: values) ?? 0...1
        if beginsAtZero { range = range.holding(0) }
        return range.lowerBound == range.upperBound ? range.padded(0.1) : range
    }

    private func draw(
        _ panel: Panel,
        left: Double,
        top: Double,
        width: Double,
        height: Double,
        _ range: ClosedRange<Double>
    ) -> [Mark] {
        var marks: [Mark] = []
        let last: (index: Int, value: Double)? = panel.values.indices.reversed().lazy
            .compactMap { index in panel.values[index].map { (index, $0) } }.first
        let text: String = last.map { NumberText.fixed($0.value, decimals: decimals) } ?? "no values"
        let room: Double = TextMeasure.widest(
            panels.flatMap { $0.values.compactMap { $0 } }.map { NumberText.fixed($0, decimals: decimals) },
            size: 13,
            isBold: true
        )
        let right: Double = left + max(width - room - 10, width * 0.4)
        let bottom: Double = top + 26 + height
        let y: LinearScale = LinearScale(range, from: bottom, to: top + 26)
        let x: LinearScale = LinearScale(0...Double(max(positions.count - 1, 1)), from: left + 3, to: right)
        marks.append(.horizontal(bottom, from: left, to: right, "s-soft w-hair"))
        if let reference {
            marks.append(.horizontal(y(reference), from: left, to: right, "s-ink w-thin d-dash"))
        }
        for run in TrendPlot.runs(panel.values) {
            let places: [Place] = run.map { Place(x: x(Double($0.index)), y: y($0.value)) }
            if places.count == 1 {
                marks.append(.circle(places[0], radius: 2, "f-sea"))
            } else {
                marks.append(.polyline(places, "s-sea w-line joined"))
            }
        }
        if let last {
            let place: Place = Place(x: x(Double(last.index)), y: y(last.value))
            marks.append(.circle(place, radius: 4, "f-sea ringed"))
            let base: Double = min(max(place.y + 4.5, top + 30), bottom)
            marks.append(
                .text(text, Place(x: min(place.x + 8, left + width - room), y: base), .start, "t-head t-halo")
            )
        } else {
            marks.append(.text(text, Place(x: left, y: bottom - 8), .start, "t-note t-halo"))
        }
        if let first = positions.first {
            marks.append(.text(first, Place(x: left, y: bottom + 15), .start, "t-tiny"))
            let end: String = positions[positions.count - 1]
            let both: Double = TextMeasure.width(first + end, size: 11) + 8
            if positions.count > 1 && both <= right - left + 6 {
                marks.append(.text(end, Place(x: right + 3, y: bottom + 15), .end, "t-tiny"))
            }
        }
        return marks
    }

    /// Stretches of known values.
    static func runs(_ values: [Double?]) -> [[(index: Int, value: Double)]] {
        var runs: [[(index: Int, value: Double)]] = []
        var run: [(index: Int, value: Double)] = []
        for (index, value) in values.enumerated() {
            if let value {
                run.append((index, value))
            } else if !run.isEmpty {
                runs.append(run)
                run = []
            }
        }
        if !run.isEmpty { runs.append(run) }
        return runs
    }
}
