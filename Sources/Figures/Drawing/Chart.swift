/// A frame with two axes: horizontal hairlines, labels outside, the name of the upright axis above it rather
/// than on its side, where nobody reads it.
struct Chart: Sendable {
    let x: LinearScale
    let y: LinearScale
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
    /// The whole drawing's height.
    let height: Double
    /// Drawn beneath the data.
    let ground: [Mark]

    struct Axis: Sendable {
        var name: String
        var domain: ClosedRange<Double>
        /// Widen the domain so that it begins and ends on a tick.
        var isRounded: Bool = false
        /// Ticks of the caller's own, for axes that are not numbers.
        var ticks: [(value: Double, label: String)]?
        /// Greatest value at the bottom.
        var isReversed: Bool = false
        /// No hairlines across the frame.
        var isBare: Bool = false
        /// Ticks at whole numbers only.
        var isCount: Bool = false
    }

    /// - Parameters:
    ///   - top: Where the frame's headings may begin, below a legend.
    ///   - roomRight: Room for labels to the right of the frame.
    init(
        width: Double,
        top: Double,
        frameHeight: Double,
        across: Axis,
        up: Axis,
        roomRight: Double = 12
    ) {
        let name: [String] = up.name.isEmpty ? [] : TextMeasure.wrap(up.name, width: width, size: 12)
        let frameTop: Double = top + Double(name.count) * 16 + 10
        let frameBottom: Double = frameTop + frameHeight
        let vertical: AxisTicks = AxisTicks(up, wanted: max(3, Int(frameHeight / 52)))
        let labels: Double = TextMeasure.widest(vertical.ticks.map { $0.label }, size: 12)
        let frameLeft: Double = labels.rounded(.up) + 8
        let frameRight: Double = width - roomRight
        let sample: AxisTicks = AxisTicks(across, wanted: 5)
        let label: Double = TextMeasure.widest(sample.ticks.map { $0.label }, size: 12)
        let room: Int = Int((frameRight - frameLeft) / max(label + 24, 56))
        let horizontal: AxisTicks = AxisTicks(across, wanted: min(max(room, 2), 9))
        let xScale: LinearScale = LinearScale(horizontal.domain, from: frameLeft, to: frameRight)
        let yScale: LinearScale = LinearScale(
            vertical.domain,
            from: up.isReversed ? frameTop : frameBottom,
            to: up.isReversed ? frameBottom : frameTop
        )

        var marks: [Mark] = []
        for (index, line) in name.enumerated() {
            marks.append(.text(line, Place(x: 0, y: top + 12 + Double(index) * 16), .start, "t-small"))
        }
        for tick in vertical.ticks {
            let place: Double = yScale(tick.value)
            if !up.isBare {
                marks.append(.horizontal(place, from: frameLeft, to: frameRight, "s-grid w-hair"))
            }
            marks.append(.text(tick.label, Place(x: frameLeft - 6, y: place + 4), .end, "t-small"))
        }
        marks.append(.horizontal(frameBottom, from: frameLeft, to: frameRight, "s-soft w-hair"))
        var reached: Double = -.infinity
        for tick in horizontal.ticks {
            let place: Double = xScale(tick.value)
            let half: Double = TextMeasure.width(tick.label, size: 12) / 2
            let centre: Double = min(max(place, half), width - half)
            marks.append(.vertical(place, from: frameBottom, to: frameBottom + 5, "s-soft w-hair"))
            if centre - half < reached + 6 { continue }
            reached = centre + half
            marks.append(.text(tick.label, Place(x: centre, y: frameBottom + 18), .middle, "t-small"))
        }
        var foot: Double = frameBottom + (horizontal.ticks.isEmpty ? 4 : 24)
        let across: [String] = TextMeasure.wrap(across.name, width: width, size: 12)
        for line in across {
            let half: Double = TextMeasure.width(line, size: 12) / 2
            let centre: Double = max((frameLeft + frameRight) / 2, half)
            marks.append(.text(line, Place(x: min(centre, width - half), y: foot + 14), .middle, "t-small"))
            foot += 16
        }
        (x, y, left, right, self.top, bottom) = (xScale, yScale, frameLeft, frameRight, frameTop, frameBottom)
        height = foot + 6
        ground = marks
    }

    func place(_ xValue: Double, _ yValue: Double) -> Place {
        Place(x: x(xValue), y: y(yValue))
    }

    /// A width over height that suits the room.
    static func frameHeight(_ width: FigureWidth) -> Double {
        (width.isCompact ? width.points * 0.78 : width.points * 0.46).rounded()
    }
}

/// The ticks of one axis and the domain they ask for.
struct AxisTicks: Sendable {
    let domain: ClosedRange<Double>
    let ticks: [(value: Double, label: String)]

    init(_ axis: Chart.Axis, wanted: Int) {
        if let own = axis.ticks {
            domain = axis.domain
            ticks = own
            return
        }
        let found: Ticks = Ticks(
            axis.domain,
            wanted: wanted,
            isInside: !axis.isRounded,
            isCount: axis.isCount
        )
        var range: ClosedRange<Double> = axis.domain
        if axis.isRounded, let first = found.values.first, let last = found.values.last,
            found.values.count > 1
        {
            // The search may stop just short of the data; whole steps close the gap.
            let step: Double = found.values[1] - found.values[0]
            let low: Double = range.lowerBound < first - step * 1e-6 ? first - step : first
            let high: Double = range.upperBound > last + step * 1e-6 ? last + step : last
            range = range.holding(low).holding(high)
            var values: [Double] = found.values
            if low < first { values.insert(low, at: 0) }
            if high > last { values.append(high) }
            domain = range
            ticks = values.map { ($0, NumberText.fixed($0, decimals: found.decimals)) }
            return
        }
        domain = range
        ticks = zip(found.values, found.labels).map { ($0, $1) }
    }
}
