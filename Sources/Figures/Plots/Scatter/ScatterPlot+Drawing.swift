extension ScatterPlot {
    func draw(_ width: FigureWidth) -> (marks: [Mark], height: Double) {
        let keys: [Legend.Key] = groups.enumerated().map { Legend.point($1.name, Series.at($0)) }
        let legend: Legend = Legend(groups.count > 1 ? keys : [], left: 0, top: 0, width: width.points)
        let chart: Chart = Chart(
            width: width.points,
            top: legend.height,
            frameHeight: Chart.frameHeight(width),
            across: Chart.Axis(
                name: xName,
                domain: domain(\.x, lines.flatMap { [$0.fromX, $0.toX] }, xReference)
            ),
            up: Chart.Axis(
                name: yName,
                domain: domain(\.y, lines.flatMap { [$0.fromY, $0.toY] }, yReference)
            )
        )
        var marks: [Mark] = legend.marks + chart.ground
        if let xReference {
            marks.append(
                .vertical(chart.x(xReference), from: chart.top, to: chart.bottom, "s-soft w-hair d-dash")
            )
        }
        if let yReference {
            marks.append(
                .horizontal(chart.y(yReference), from: chart.left, to: chart.right, "s-soft w-hair d-dash")
            )
        }
        for (index, group) in groups.enumerated() { marks += draw(group, Series.at(index), chart) }
        for line in lines {
            let series: Series? = line.group.map { Series.at($0) }
            let role: String = "s-\(series?.tone.rawValue ?? "ink") w-bold\(series?.dash ?? "")"
            let ends: [Place] = [chart.place(line.fromX, line.fromY), chart.place(line.toX, line.toY)]
            marks.append(.line(from: ends[0], to: ends[1], role))
        }
        marks += highlights(chart)
        return (marks, chart.height)
    }

    private func domain(
        _ axis: KeyPath<Point, Double>,
        _ ends: [Double],
        _ reference: Double?
    ) -> ClosedRange<Double> {
        let values: [Double] = groups.flatMap { $0.points.map { $0[keyPath: axis] } }
        var range: ClosedRange<Double> = ClosedRange(holding: values) ?? 0...1
        for end in ends { range = range.holding(end) }
        if let reference { range = range.holding(reference) }
        return range.padded(0.04)
    }

    private func draw(_ group: Group, _ series: Series, _ chart: Chart) -> [Mark] {
        let isCrowded: Bool = group.points.count > 400
        let radius: Double = isCrowded ? 2.2 : (group.points.count > 120 ? 3 : 4)
        let role: String = "f-\(series.tone.rawValue) \(isCrowded ? "f-half" : "f-veil")"
        var plain: [Mark] = []
        var rich: [Mark] = []
        for point in group.points where !point.isHighlighted {
            let mark: Mark = series.shape.mark(at: chart.place(point.x, point.y), radius: radius, "")
            if let link = point.link {
                rich.append(.link(address: link, label: point.label ?? link, [mark]))
            } else if let label = point.label {
                rich.append(.group([mark], "", tooltip: label))
            } else {
                plain.append(mark)
            }
        }
        return [.group(plain + rich, role, tooltip: nil)]
    }

    private func highlights(_ chart: Chart) -> [Mark] {
        let points: [(place: Place, radius: Double)] = groups.flatMap { group in
            group.points.map { (chart.place($0.x, $0.y), $0.isHighlighted ? 7 : 3) }
        }
        var labels: LabelPlacement = LabelPlacement(
            left: chart.left,
            top: chart.top,
            right: chart.right + 10,
            bottom: chart.bottom,
            points: points
        )
        var marks: [Mark] = []
        // The smallest group is the one that a reader looks for; its labels find room first.
        let order: [Int] = groups.indices.sorted {
            (groups[$0].points.count, $0) < (groups[$1].points.count, $1)
        }
        for index in order {
            let group: Group = groups[index]
            let series: Series = Series.at(index)
            for point in group.points where point.isHighlighted {
                let place: Place = chart.place(point.x, point.y)
                let mark: Mark = series.shape.mark(at: place, radius: 6.5, "f-\(series.tone.rawValue) ringed")
                var drawn: [Mark] = [mark]
                if let label = point.label {
                    let short: String = TextMeasure.truncate(label, width: 180, size: 13)
                    // Its own box is already taken, which the gap to the label clears.
                    if let text = labels.place(
                        short,
                        beside: place,
                        radius: 7.5,
                        size: 13,
                        role: "t-head t-halo"
                    ) {
                        drawn.append(text)
                    } else if group.points.count == 1, groups.count == 1 || group.name != label {
                        // The one that the figure is about is named even over others, unless the legend names it.
                        let isLeft: Bool = place.x > (chart.left + chart.right) / 2
                        let at: Place = Place(x: place.x + (isLeft ? -11 : 11), y: place.y + 5)
                        let room: Double = isLeft ? at.x - chart.left : chart.right + 10 - at.x
                        let fitting: String = TextMeasure.truncate(label, width: min(180, room), size: 13)
                        drawn.append(.text(fitting, at, isLeft ? .end : .start, "t-head t-halo"))
                    }
                }
                if let link = point.link {
                    marks.append(.link(address: link, label: point.label ?? link, drawn))
                } else {
                    marks.append(.group(drawn, "", tooltip: point.label))
                }
            }
        }
        return marks
    }
}
