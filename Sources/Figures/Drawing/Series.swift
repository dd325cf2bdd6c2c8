/// How one group is told from another: by colour, by shape and by dash, never by colour alone.
struct Series: Sendable, Equatable {
    let tone: Tone
    let shape: Shape
    let dash: String

    enum Shape: Sendable { case circle, square, diamond, triangle }

    static let limit = 4

    /// The first four groups of a plot.
    static func at(_ index: Int) -> Series {
        switch index {
        case 0: Series(tone: .sea, shape: .circle, dash: "")
        case 1: Series(tone: .coral, shape: .square, dash: " d-dash")
        case 2: Series(tone: .gold, shape: .diamond, dash: " d-long")
        default: Series(tone: .ink, shape: .triangle, dash: " d-dot")
        }
    }

    static func check(_ count: Int, _ what: String) throws(FigureError) {
        guard count <= limit else { throw .tooMany(what: what, limit: limit, found: count) }
    }
}

/// The colours of the palette that carry meaning.
public enum Tone: String, Sendable, CaseIterable {
    case ink, soft, mist, sea, coral, gold
}

extension Series.Shape {
    /// The shape around a centre, with about the area of a circle of that radius.
    func mark(at centre: Place, radius: Double, _ role: String) -> Mark {
        let x: Double = centre.x
        let y: Double = centre.y
        switch self {
        case .circle:
            return .circle(centre, radius: radius, role)
        case .square:
            let half: Double = radius * 0.89
            return .rect(x: x - half, y: y - half, width: half * 2, height: half * 2, radius: 0, role)
        case .diamond:
            let half: Double = radius * 1.25
            return .polygon(
                [
                    Place(x: x, y: y - half), Place(x: x + half, y: y), Place(x: x, y: y + half),
                    Place(x: x - half, y: y),
                ],
                role
            )
        case .triangle:
            let half: Double = radius * 1.2
            return .polygon(
                [
                    Place(x: x, y: y - half), Place(x: x + half, y: y + half * 0.8),
                    Place(x: x - half, y: y + half * 0.8),
                ],
                role
            )
        }
    }
}
