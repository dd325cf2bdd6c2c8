extension CurvePlot {
    func draw(_ width: FigureWidth) -> (marks: [Mark], height: Double) {
        let isCompact: Bool = width.isCompact
        let names: [String] = lines.map { $0.name }
        let widest: Double = TextMeasure.widest(names, size: 13, isBold: true)
        // Names stand at the ends of their curves; on a phone there is no room for that.
        let isDirect: Bool = !isCompact && lines.count > 1 && widest < width.points * 0.28
        let keys: [Legend.Key] = lines.enumerated().map { Legend.line($1.name, Series.at($0)) }
        let legend: Legend = Legend(
            isDirect || lines.count == 1 ? [] : keys,
            left: 0,
            top: 0,
            width: width.points
        )
        let flags: Double = positions.isEmpty ? 0 : 20
        let chart: Chart = Chart(
            width: width.points,
            top: legend.height,
            frameHeight: Chart.frameHeight(width) + flags,
            across: Chart.Axis(name: xName, domain: xDomain, isCount: isCount),
            up: Chart.Axis(name: yName, domain: yDomain),
            roomRight: isDirect ? widest.rounded(.up) + 14 : 12
        )
        var marks: [Mark] = legend.marks + chart.ground
        for reference in references { marks += draw(reference, chart) }
        for position in positions where chart.x.domain.contains(position.x) {
            let x: Double = chart.x(position.x)
            marks.append(.vertical(x, from: chart.top, to: chart.bottom, "s-soft w-hair d-dot"))
        }
        for (index, line) in lines.enumerated() {
            let series: Series = Series.at(index)
            for piece in pieces(of: line, chart) {
                marks.append(.polyline(piece, "s-\(series.tone.rawValue) w-line joined\(series.dash)"))
            }
        }
        if isDirect { marks += endNames(chart) }
        marks += labels(chart)
        return (marks, chart.height)
    }

    private var xDomain: ClosedRange<Double> {
        let values: [Double] = lines.flatMap { $0.points.map { $0.x } }
        let range: ClosedRange<Double> = ClosedRange(holding: values) ?? 0...1
        return range.padded(range.lowerBound == range.upperBound ? 0.05 : 0)
    }

    private var yDomain: ClosedRange<Double> {
        let values: [Double] = lines.flatMap { $0.points.map { $0.y } } + references.map { $0.value }
        var range: ClosedRange<Double> = ClosedRange(holding: values) ?? 0...1
        if beginsAtZero { range = range.holding(0) }
        if let greatest {
            return range.lowerBound...max(greatest, references.map { $0.value }.max() ?? greatest)
        }
        let room: Double = max((range.upperBound - range.lowerBound) * 0.06, 1e-9)
        let low: Double = beginsAtZero && range.lowerBound == 0 ? 0 : range.lowerBound - room
        return low...(range.upperBound + room)
    }

    /// The parts of a curve inside the frame, cut exactly where they cross its upper edge.
    private func pieces(of line: Line, _ chart: Chart) -> [[Place]] {
        let top: Double = chart.y.domain.upperBound
        var pieces: [[Place]] = []
        var piece: [Place] = []
        for (index, point) in line.points.enumerated() {
            if index > 0 {
                let before: Point = line.points[index - 1]
                if (before.y > top) != (point.y > top) {
                    let share: Double = (top - before.y) / (point.y - before.y)
                    piece.append(chart.place(before.x + share * (point.x - before.x), top))
                    if point.y > top {
                        pieces.append(piece)
                        piece = []
                    }
                }
            }
            if point.y <= top { piece.append(chart.place(point.x, point.y)) }
        }
        if !piece.isEmpty { pieces.append(piece) }
        return pieces
    }

    private func endNames(_ chart: Chart) -> [Mark] {
        let wishes: [Double] = lines.map { line in line.points.last.map { chart.y($0.y) } ?? chart.top }
        let places: [Double] = LabelPlacement.spread(
            wishes,
            apart: 17,
            within: (chart.top + 6)...(chart.bottom - 4)
        )
        var marks: [Mark] = []
        for (index, line) in lines.enumerated() {
            let tone: String = Series.at(index).tone.rawValue
            marks.append(
                .text(line.name, Place(x: chart.right + 8, y: places[index] + 4), .start, "t-head f-\(tone)")
            )
        }
        return marks
    }

    private func draw(_ reference: Reference, _ chart: Chart) -> [Mark] {
        guard chart.y.domain.contains(reference.value) else { return [] }
        let y: Double = chart.y(reference.value)
        return [.horizontal(y, from: chart.left, to: chart.right, "s-ink w-thin d-dash")]
    }

    /// Names of references and positions, and a dot where each position meets each curve.
    private func labels(_ chart: Chart) -> [Mark] {
        var marks: [Mark] = []
        var obstacles: [(place: Place, radius: Double)] = []
        for line in lines {
            for piece in pieces(of: line, chart) {
                obstacles += LineSamples.along(piece, every: 6).map { ($0, 3) }
            }
        }
        var taken: LabelPlacement = LabelPlacement(
            left: chart.left,
            top: chart.top - 4,
            right: chart.right,
            bottom: chart.bottom,
            points: obstacles
        )
        for position in positions where chart.x.domain.contains(position.x) {
            let x: Double = chart.x(position.x)
            let flag: Place = Place(x: x, y: chart.top + 8)
            if let text = taken.place(position.label, beside: flag, radius: 2, role: "t-small t-halo") {
                marks.append(text)
            }
            for (index, line) in lines.enumerated() {
                guard let y = value(of: line, at: position.x), chart.y.domain.contains(y) else { continue }
                marks.append(
                    .circle(
                        chart.place(position.x, y),
                        radius: 4.5,
                        "f-\(Series.at(index).tone.rawValue) ringed"
                    )
                )
            }
        }
        for reference in references where chart.y.domain.contains(reference.value) {
            let y: Double = chart.y(reference.value)
            let width: Double = TextMeasure.width(reference.label, size: 12)
            let left: Double = max(min(chart.right - width - 4, chart.right), chart.left)
            var placed: Mark? = nil
            // Along the line, above or below it, wherever no curve passes.
            for step in 0..<12 where placed == nil {
                let x: Double = left - Double(step) * (left - chart.left) / 11
                placed =
                    taken.place(
                        reference.label,
                        at: Place(x: x, y: y - 5),
                        size: 12,
                        role: "t-small f-ink t-halo"
                    )
                    ?? taken.place(
                        reference.label,
                        at: Place(x: x, y: y + 14),
                        size: 12,
                        role: "t-small f-ink t-halo"
                    )
            }
            marks.append(
                placed ?? .text(reference.label, Place(x: left, y: y - 5), .start, "t-small f-ink t-halo")
            )
        }
        return marks
    }

    /// The curve's value between its points, by a straight line.
    func value(of line: Line, at x: Double) -> Double? {
        guard let next = line.points.firstIndex(where: { $0.x >= x }) else { return nil }
        let right: Point = line.points[next]
        if right.x == x { return right.y }
        guard next > 0 else { return nil }
        let left: Point = line.points[next - 1]
        return left.y + (x - left.x) / (right.x - left.x) * (right.y - left.y)
    }
}
