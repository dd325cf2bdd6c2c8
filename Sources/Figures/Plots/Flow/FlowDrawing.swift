/// Lays a flow diagram out from the top; boxes of one row share a height.
struct FlowDrawing {
    let width: Double
    let isCompact: Bool
    var y: Double = 1
    var marks: [Mark] = []

    private let gap: Double = 26
    private let padding: Double = 10
    private let line: Double = 17

    init(width: FigureWidth) {
        self.width = width.points
        isCompact = width.isCompact
    }

    mutating func draw(_ diagram: FlowDiagram) {
        for (index, stage) in diagram.stages.enumerated() {
            let isLast: Bool = index == diagram.stages.count - 1 && diagram.arms.isEmpty
            draw(stage, isLast: isLast)
        }
        guard !diagram.arms.isEmpty else { return }
        if isCompact && diagram.arms.count > 2 {
            drawStacked(diagram.arms, joined: !diagram.stages.isEmpty)
        } else {
            drawColumns(diagram.arms, joined: !diagram.stages.isEmpty)
        }
    }

    /// A box of the trunk with, to its right, those who leave on the way down.
    private mutating func draw(_ stage: FlowDiagram.Stage, isLast: Bool) {
        let boxWidth: Double = isCompact ? width * 0.62 : min(300, width * 0.44)
        let left: Double = isCompact ? 0.5 : (width - boxWidth) / 2
        let trunk: Double = isCompact ? 24 : width / 2
        draw(stage.box, left: left, width: boxWidth, height: height(stage.box, boxWidth), "f-sand s-flow")
        let bottom: Double = y + height(stage.box, boxWidth)
        var next: Double = bottom + (isLast ? 0 : gap)
        if let leaving = stage.leaving {
            let sideLeft: Double = isCompact ? trunk + 34 : width / 2 + 40
            let sideWidth: Double = width - 0.5 - sideLeft
            let tall: Double = height(leaving, sideWidth)
            let top: Double = bottom + 14
            let middle: Double = top + tall / 2
            y = top
            draw(leaving, left: sideLeft, width: sideWidth, height: tall, "f-paper s-flow")
            marks.append(.horizontal(middle, from: trunk, to: sideLeft, "s-soft w-thin"))
            marks.append(arrow(to: Place(x: sideLeft, y: middle), isDown: false))
            next = top + tall + (isLast ? 0 : gap - 6)
        }
        if !isLast {
            marks.append(.vertical(trunk, from: bottom, to: next, "s-soft w-thin"))
        }
        y = next
        // Where arms follow, they take this arrow away and draw their own.
        if !isLast { marks.append(arrow(to: Place(x: trunk, y: next), isDown: true)) }
    }

    private mutating func drawColumns(_ arms: [FlowDiagram.Arm], joined: Bool) {
        let count: Double = Double(arms.count)
        let space: Double = isCompact ? 10 : 22
        let boxWidth: Double =
            arms.count == 1 ? min(width - 1, 340) : (width - 1 - space * (count - 1)) / count
        let start: Double = arms.count == 1 && !isCompact ? (width - boxWidth) / 2 : 0.5
        let lefts: [Double] = arms.indices.map { start + Double($0) * (boxWidth + space) }
        let centres: [Double] = lefts.map { isCompact ? $0 + min(24, boxWidth / 2) : $0 + boxWidth / 2 }
        if joined, arms.count > 1, let first = centres.first, let last = centres.last {
            // The last arrow of the trunk becomes a bar from which the arms hang.
            marks.removeLast()
            marks.append(.horizontal(y, from: first, to: last, "s-soft w-thin"))
            for centre in centres {
                marks.append(.vertical(centre, from: y, to: y + 20, "s-soft w-thin"))
                marks.append(arrow(to: Place(x: centre, y: y + 20), isDown: true))
            }
            y += 20
        }
        let columns: [[FlowDiagram.Box]] = arms.map { named($0) }
        let depth: Int = columns.map(\.count).max() ?? 0
        for row in 0..<depth {
            let tall: Double =
                columns.map { row < $0.count ? height($0[row], boxWidth) : 0 }.max() ?? 0
            for (index, boxes) in columns.enumerated() where row < boxes.count {
                if row > 0 {
                    marks.append(.vertical(centres[index], from: y - gap, to: y, "s-soft w-thin"))
                    marks.append(arrow(to: Place(x: centres[index], y: y), isDown: true))
                }
                draw(
                    boxes[row],
                    left: lefts[index],
                    width: boxWidth,
                    height: tall,
                    role(row, boxes.count)
                )
            }
            y += tall + (row == depth - 1 ? 0 : gap)
        }
    }

    /// The boxes of a column, the first under the arm's name: what is said of both arms is the same words.
    private func named(_ arm: FlowDiagram.Arm) -> [FlowDiagram.Box] {
        guard let first = arm.boxes.first, !arm.name.isEmpty else { return arm.boxes }
        return [FlowDiagram.Box(arm.name, lines: [first.heading] + first.lines)] + arm.boxes.dropFirst()
    }

    /// On a phone three or more arms follow each other along one trunk.
    private mutating func drawStacked(_ arms: [FlowDiagram.Arm], joined: Bool) {
        let trunk: Double = 24
        let left: Double = 44
        let boxWidth: Double = width - left - 0.5
        if joined { marks.removeLast() }
        let top: Double = y
        var lowest: Double = y
        for (index, arm) in arms.enumerated() {
            if index > 0 { y += 10 }
            let name: String = TextMeasure.truncate(arm.name, width: boxWidth, size: 13, isBold: true)
            marks.append(.text(name, Place(x: left, y: y + 14), .start, "t-head"))
            y += 22
            for (row, box) in arm.boxes.enumerated() {
                let tall: Double = height(box, boxWidth)
                let middle: Double = y + tall / 2
                if row == 0 {
                    marks.append(.horizontal(middle, from: trunk, to: left, "s-soft w-thin"))
                    marks.append(arrow(to: Place(x: left, y: middle), isDown: false))
                    lowest = middle
                } else {
                    let x: Double = left + 24
                    marks.append(.vertical(x, from: y - gap, to: y, "s-soft w-thin"))
                    marks.append(arrow(to: Place(x: x, y: y), isDown: true))
                }
                draw(box, left: left, width: boxWidth, height: tall, role(row, arm.boxes.count))
                y += tall + (row == arm.boxes.count - 1 ? 0 : gap)
            }
        }
        if joined { marks.append(.vertical(trunk, from: top - 1, to: lowest, "s-soft w-thin")) }
    }

    /// The last row, the analysis, carries the weight of the picture.
    private func role(_ row: Int, _ depth: Int) -> String {
        row == depth - 1 && depth > 1 ? "f-sea f-tint s-flow" : "f-sand s-flow"
    }

    private func height(_ box: FlowDiagram.Box, _ width: Double) -> Double {
        let texts: [String] = box.lines.flatMap { wrap($0, width) }
        return padding * 2 + Double(wrap(box.heading, width, isBold: true).count + texts.count) * line - 3
    }

    private func wrap(_ text: String, _ width: Double, isBold: Bool = false) -> [String] {
        TextMeasure.wrap(text, width: width - padding * 2, size: 13, isBold: isBold)
    }

    private mutating func draw(
        _ box: FlowDiagram.Box,
        left: Double,
        width: Double,
        height: Double,
        _ role: String
    ) {
        marks.append(.rect(x: left, y: y, width: width, height: height, radius: 4, role))
        var base: Double = y + padding + 11
        for text in wrap(box.heading, width, isBold: true) {
            marks.append(.text(text, Place(x: left + padding, y: base), .start, "t-head"))
            base += line
        }
        for text in box.lines.flatMap({ wrap($0, width) }) {
            marks.append(.text(text, Place(x: left + padding, y: base), .start, ""))
            base += line
        }
    }

    private func arrow(to tip: Place, isDown: Bool) -> Mark {
        let x: Double = tip.x
        let y: Double = tip.y
        let back: [Place] =
            isDown
            ? [Place(x: x - 4.5, y: y - 8), Place(x: x + 4.5, y: y - 8)]
            : [Place(x: x - 8, y: y - 4.5), Place(x: x - 8, y: y + 4.5)]
        return .polygon([tip] + back, "f-soft")
    }
}
