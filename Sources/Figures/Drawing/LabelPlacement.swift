/// Finds room for a few direct labels beside their points. A label that finds none is left out: it stands in
/// the table, and two labels on top of each other tell nobody anything.
struct LabelPlacement {
    private var taken: [Box]
    private let bounds: Box

    struct Box: Equatable {
        var left: Double
        var top: Double
        var right: Double
        var bottom: Double

        func meets(_ other: Box) -> Bool {
            left < other.right && other.left < right && top < other.bottom && other.top < bottom
        }

        func holds(_ other: Box) -> Bool {
            left <= other.left && right >= other.right && top <= other.top && bottom >= other.bottom
        }
    }

    /// - Parameter points: What labels must not cover.
    init(left: Double, top: Double, right: Double, bottom: Double, points: [(place: Place, radius: Double)]) {
        bounds = Box(left: left, top: top, right: right, bottom: bottom)
        taken = points.map { point in
            Box(
                left: point.place.x - point.radius,
                top: point.place.y - point.radius,
                right: point.place.x + point.radius,
                bottom: point.place.y + point.radius
            )
        }
    }

    /// The label's mark, or nil where there is no room. Right, left, above and below are tried, then the
    /// corners.
    ///
    /// - Complexity: O(*n*) in the points and labels already there.
    mutating func place(
        _ text: String,
        beside point: Place,
        radius: Double,
        size: Double = 12,
        role: String = "t-small t-halo"
    ) -> Mark? {
        let width: Double = TextMeasure.width(text, size: size)
        let gap: Double = radius + 3
        let up: Double = size * 0.36
        let choices: [(x: Double, y: Double, anchor: Anchor)] = [
            (gap, up, .start), (-gap, up, .end), (0, -gap - 1, .middle), (0, gap + size * 0.8, .middle),
            (gap * 0.7, -gap * 0.7, .start), (-gap * 0.7, -gap * 0.7, .end),
            (gap * 0.7, gap * 0.7 + size * 0.7, .start), (-gap * 0.7, gap * 0.7 + size * 0.7, .end),
        ]
        for choice in choices {
            let at: Place = Place(x: point.x + choice.x, y: point.y + choice.y)
            let left: Double =
                switch choice.anchor {
                case .start: at.x
                case .middle: at.x - width / 2
                case .end: at.x - width
                }
            let box: Box = Box(
                left: left,
                top: at.y - size * 0.8,
                right: left + width,
                bottom: at.y + size * 0.25
            )
            if bounds.holds(box) && !taken.contains(where: { $0.meets(box) }) {
                taken.append(box)
                return .text(text, at, choice.anchor, role)
            }
        }
        return nil
    }

    /// The label with its baseline starting at a place, or nil where something is in its way.
    mutating func place(_ text: String, at point: Place, size: Double = 12, role: String) -> Mark? {
        let box: Box = Box(
            left: point.x,
            top: point.y - size * 0.8,
            right: point.x + TextMeasure.width(text, size: size),
            bottom: point.y + size * 0.25
        )
        guard bounds.holds(box), !taken.contains(where: { $0.meets(box) }) else { return nil }
        taken.append(box)
        return .text(text, point, .start, role)
    }

    /// Places along a line moved apart to keep a distance, as little as possible and in the same order.
    ///
    /// Neighbours that would collide form a block which sits at the mean of its wishes (pool adjacent
    /// violators).
    static func spread(_ wishes: [Double], apart: Double, within range: ClosedRange<Double>) -> [Double] {
        let order: [Int] = wishes.indices.sorted { (wishes[$0], $0) < (wishes[$1], $1) }
        var blocks: [(sum: Double, count: Int)] = []
        func start(_ block: (sum: Double, count: Int)) -> Double {
            let ideal: Double = block.sum / Double(block.count)
            let most: Double = range.upperBound - Double(block.count - 1) * apart
            return max(min(ideal, most), range.lowerBound)
        }
        for index in order {
            var block: (sum: Double, count: Int) = (wishes[index], 1)
            while let last = blocks.last, start(last) + Double(last.count) * apart > start(block) {
                blocks.removeLast()
                block = (
                    last.sum + block.sum - Double(block.count * last.count) * apart, last.count + block.count
                )
            }
            blocks.append(block)
        }
        var placed: [Double] = Array(repeating: 0, count: wishes.count)
        var next: Int = 0
        for block in blocks {
            let first: Double = start(block)
            for offset in 0..<block.count {
                placed[order[next]] = first + Double(offset) * apart
                next += 1
            }
        }
        return placed
    }
}
