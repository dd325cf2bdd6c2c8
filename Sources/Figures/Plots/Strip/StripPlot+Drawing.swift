extension StripPlot {
    func draw(_ width: FigureWidth) -> (marks: [Mark], height: Double) {
        let values: [Double] = groups.flatMap {
            $0.values + [$0.meanInterval?.lower, $0.meanInterval?.upper].compactMap { $0 }
        }
        let range: ClosedRange<Double> = (ClosedRange(holding: values) ?? 0...1).padded(0.03)
        let left: Double = 14
        let right: Double = width.points - 14
        let scale: LinearScale = LinearScale(range, from: left, to: right)
        let largest: Int = groups.map { $0.values.count }.max() ?? 0
        let radius: Double = largest > 150 ? 2.4 : (largest > 60 ? 3.2 : 4)
        let step: Double = radius * 2 + 0.8
        let room: Double = width.isCompact ? 84 : 104
        var binWidth: Double = StripBins.width(atLeast: step, scale)
        var counts: [[Int: Int]] = groups.map { StripBins.count($0.values, width: binWidth) }
        let highest: Int = counts.flatMap { $0.values }.max() ?? 1
        let isDotted: Bool = Double(highest) * step <= room
        if !isDotted {
            binWidth = StripBins.width(atLeast: 9, scale)
            counts = groups.map { StripBins.count($0.values, width: binWidth) }
        }
        let column: Double = scale(scale.domain.lowerBound + binWidth) - scale.start
        var marks: [Mark] = []
        var y: Double = 0
        for (index, group) in groups.enumerated() {
            let series: Series = Series.at(index)
            let tone: String = series.tone.rawValue
            let count: String = NumberText.count(group.values.count, unitName)
            let name: String = TextMeasure.truncate(
                group.name,
                width: width.points * 0.62,
                size: 13,
                isBold: true
            )
            marks.append(.text(name, Place(x: 0, y: y + 14), .start, "t-head f-\(tone)"))
            marks.append(.text(count, Place(x: width.points, y: y + 14), .end, "t-small"))
            let most: Int = counts[index].values.max() ?? 1
            let height: Double = isDotted ? Double(most) * step : room
            let base: Double = y + 24 + height
            let cells: [(key: Int, value: Int)] = counts[index].sorted { $0.key < $1.key }
            var drawn: [Mark] = []
            for (bin, number) in cells {
                let x: Double = scale(Double(bin) * binWidth)
                if isDotted {
                    for level in 0..<number {
                        let centre: Place = Place(x: x, y: base - (Double(level) + 0.5) * step)
                        drawn.append(series.shape.mark(at: centre, radius: radius, ""))
                    }
                } else {
                    let share: Double = Double(number) / Double(group.values.count)
                    let tall: Double = max(share / tallest(counts) * room, 1)
                    let side: Double = max(column - 1, 1)
                    drawn.append(
                        .rect(x: x - side / 2, y: base - tall, width: side, height: tall, radius: 0, "")
                    )
                }
            }
            marks.append(.group(drawn, "f-\(tone) f-veil", tooltip: nil))
            marks.append(.horizontal(base + 1, from: left, to: right, "s-grid w-hair"))
            marks += mean(of: group, series, scale, at: base + 15, width.points)
            y = base + 34
        }
        let note: String =
            isDotted ? "Each mark is one \(unitName)." : "Height shows the share of each group."
        return axis(marks, scale, y, note: note, width)
    }

    private func tallest(_ counts: [[Int: Int]]) -> Double {
        zip(groups, counts).map { Double($1.values.max() ?? 0) / Double($0.values.count) }.max() ?? 1
    }

    private func mean(
        of group: Group,
        _ series: Series,
        _ scale: LinearScale,
        at y: Double,
        _ width: Double
    ) -> [Mark] {
        var marks: [Mark] = []
        let x: Double = scale(group.mean)
        var end: Double = x + 5
        if let interval = group.meanInterval {
            marks.append(
                .horizontal(y, from: scale(interval.lower), to: scale(interval.upper), "s-ink w-line")
            )
            end = max(end, scale(interval.upper))
        }
        marks.append(series.shape.mark(at: Place(x: x, y: y), radius: 5, "f-\(series.tone.rawValue) ringed"))
        let text: String = "mean " + NumberText.fixed(group.mean, decimals: decimals)
        let room: Double = TextMeasure.width(text, size: 12)
        let isRight: Bool = end + 6 + room <= width
        let start: Double = group.meanInterval.map { scale($0.lower) } ?? x - 5
        let place: Double = isRight ? end + 6 : start - 6
        marks.append(.text(text, Place(x: place, y: y + 4), isRight ? .start : .end, "t-small"))
        return marks
    }

    private func axis(
        _ marks: [Mark],
        _ scale: LinearScale,
        _ top: Double,
        note: String,
        _ width: FigureWidth
    ) -> (marks: [Mark], height: Double) {
        var marks: [Mark] = marks
        let y: Double = top + 2
        let ticks: Ticks = Ticks(scale.domain, wanted: width.isCompact ? 4 : 8)
        marks.append(.horizontal(y, from: scale.start, to: scale.end, "s-soft w-hair"))
        for (value, label) in zip(ticks.values, ticks.labels) {
            let x: Double = scale(value)
            let half: Double = TextMeasure.width(label, size: 12) / 2
            let centre: Double = min(max(x, half), width.points - half)
            marks.append(.vertical(x, from: y, to: y + 5, "s-soft w-hair"))
            marks.append(.text(label, Place(x: centre, y: y + 18), .middle, "t-small"))
        }
        var foot: Double = y + 24
        for line in TextMeasure.wrap("\(valueName). \(note)", width: width.points, size: 12) {
            marks.append(.text(line, Place(x: width.points / 2, y: foot + 14), .middle, "t-small"))
            foot += 16
        }
        return (marks, foot + 6)
    }
}
