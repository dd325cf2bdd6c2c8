extension BalancePlot {
    func draw(_ width: FigureWidth) -> (marks: [Mark], height: Double) {
        let keys: [Legend.Key] =
            hasBefore
            ? [Legend.point(beforeName, Series.at(1), isHollow: true), Legend.point(name, Series.at(0))] : []
        let legend: Legend = Legend(keys, left: 0, top: 0, width: width.points)
        let isCompact: Bool = width.isCompact
        let numbers: Double = TextMeasure.widest(
            rows.map { NumberText.fixed($0.difference, decimals: decimals) },
            size: 13
        ).rounded(.up)
        let labels: Double =
            isCompact
            ? width.points - numbers - 12
            : min(TextMeasure.widest(rows.map { $0.label }, size: 13).rounded(.up), width.points * 0.36)
        let left: Double = isCompact ? 10 : labels + 24
        let right: Double = isCompact ? width.points - 10 : width.points - numbers - 22
        let scale: LinearScale = LinearScale(domain, from: left, to: right)
        let top: Double = legend.height + 18
        let rowHeight: Double = isCompact ? 40 : 26
        let bottom: Double = top + Double(rows.count) * rowHeight
        var marks: [Mark] = legend.marks
        let stretches: [ClosedRange<Double>] =
            isCompact
            ? rows.indices.map {
                (top + Double($0) * rowHeight + 21)...(top + Double($0 + 1) * rowHeight - 2)
            }
            : [top...bottom]
        marks += bands(scale, stretches)
        marks += boundNames(scale, above: top)
        for (index, row) in rows.enumerated() {
            let from: Double = top + Double(index) * rowHeight
            let middle: Double = isCompact ? from + 29 : from + rowHeight / 2
            let base: Double = isCompact ? from + 16 : middle + 4.5
            let short: String = TextMeasure.truncate(row.label, width: labels, size: 13)
            let text: Mark = .text(short, Place(x: 0, y: base), .start, "")
            marks.append(short == row.label ? text : .group([text], "", tooltip: row.label))
            let number: String = NumberText.fixed(row.difference, decimals: decimals)
            marks.append(.text(number, Place(x: width.points, y: base), .end, ""))
            marks.append(.horizontal(middle, from: left, to: right, "s-grid w-hair"))
            let x: Double = scale(row.difference)
            if let before = row.before {
                marks.append(.horizontal(middle, from: scale(before), to: x, "s-soft w-thin"))
                let place: Place = Place(x: scale(before), y: middle)
                marks.append(Series.at(1).shape.mark(at: place, radius: 5, "s-coral hollow w-thin"))
            }
            marks.append(.circle(Place(x: x, y: middle), radius: 5, "f-sea ringed"))
        }
        return axis(marks, scale, bottom, width)
    }

    private var domain: ClosedRange<Double> {
        var reach: Double = (bounds.last ?? 0.1) * 1.15
        for row in rows {
            reach = max(reach, row.difference.magnitude * 1.08, (row.before ?? 0).magnitude * 1.08)
        }
        return -reach...reach
    }

    /// The area inside the narrowest bound and a line at each, in stretches that leave words alone.
    private func bands(_ scale: LinearScale, _ stretches: [ClosedRange<Double>]) -> [Mark] {
        var marks: [Mark] = []
        for stretch in stretches {
            let top: Double = stretch.lowerBound
            let bottom: Double = stretch.upperBound
            if let inner = bounds.first {
                let from: Double = scale(-inner)
                let wide: Double = scale(inner) - from
                marks.append(
                    .rect(x: from, y: top, width: wide, height: bottom - top, radius: 0, "f-sea f-pale")
                )
            }
            marks.append(.vertical(scale(0), from: top, to: bottom, "s-ink w-hair"))
            for bound in bounds.map({ -$0 }) + bounds {
                marks.append(.vertical(scale(bound), from: top, to: bottom, "s-soft w-hair d-dash"))
            }
        }
        return marks
    }

    private func boundNames(_ scale: LinearScale, above top: Double) -> [Mark] {
        var marks: [Mark] = []
        var reached: Double = -.infinity
        for bound in bounds.reversed().map({ -$0 }) + bounds {
            let text: String = NumberText.short(bound, atMost: 3)
            let half: Double = TextMeasure.width(text, size: 11) / 2
            let x: Double = scale(bound)
            if x - half < reached + 4 { continue }
            reached = x + half
            marks.append(.text(text, Place(x: x, y: top - 5), .middle, "t-tiny"))
        }
        return marks
    }

    private func axis(
        _ marks: [Mark],
        _ scale: LinearScale,
        _ y: Double,
        _ width: FigureWidth
    ) -> (marks: [Mark], height: Double) {
        var marks: [Mark] = marks
        let ticks: Ticks = Ticks(scale.domain, wanted: 5)
        marks.append(.horizontal(y, from: scale.start, to: scale.end, "s-soft w-hair"))
        for (value, label) in zip(ticks.values, ticks.labels) {
            let x: Double = scale(value)
            let half: Double = TextMeasure.width(label, size: 12) / 2
            marks.append(.vertical(x, from: y, to: y + 5, "s-soft w-hair"))
            let centre: Double = min(max(x, half), width.points - half)
            marks.append(.text(label, Place(x: centre, y: y + 18), .middle, "t-small"))
        }
        var foot: Double = y + 24
        for line in TextMeasure.wrap(valueName, width: width.points, size: 12) {
            let half: Double = TextMeasure.width(line, size: 12) / 2
            let centre: Double = min(max((scale.start + scale.end) / 2, half), width.points - half)
            marks.append(.text(line, Place(x: centre, y: foot + 14), .middle, "t-small"))
            foot += 16
        }
        return (marks, foot + 6)
    }
}
