/// A row of keys that wraps: a small mark, then its name.
struct Legend: Sendable {
    struct Key: Sendable {
        let name: String
        /// Draws the key's mark centred on a place, within 20 units of width.
        let mark: @Sendable (Place) -> [Mark]
    }

    let marks: [Mark]
    let height: Double

    init(_ keys: [Key], left: Double, top: Double, width: Double) {
        guard !keys.isEmpty else {
            (marks, height) = ([], 0)
            return
        }
        let swatch: Double = 28
        let line: Double = 20
        var drawn: [Mark] = []
        var x: Double = left
        var y: Double = top + 12
        for key in keys {
            let name: String = TextMeasure.truncate(key.name, width: width - swatch, size: 13)
            let room: Double = swatch + TextMeasure.width(name, size: 13) + 18
            if x > left && x + room - 18 > left + width {
                x = left
                y += line
            }
            drawn.append(contentsOf: key.mark(Place(x: x + 10, y: y - 4)))
            drawn.append(.text(name, Place(x: x + swatch - 4, y: y), .start, ""))
            x += room
        }
        marks = drawn
        height = y - top + 10
    }

    /// The key of a group drawn by points.
    static func point(_ name: String, _ series: Series, isHollow: Bool = false) -> Key {
        let role: String = isHollow ? "s-\(series.tone.rawValue) hollow w-thin" : "f-\(series.tone.rawValue)"
        return Key(name: name) { centre in [series.shape.mark(at: centre, radius: 5, role)] }
    }

    /// The key of a group drawn by a line.
    static func line(_ name: String, _ series: Series) -> Key {
        Key(name: name) { centre in
            [
                .horizontal(
                    centre.y,
                    from: centre.x - 10,
                    to: centre.x + 10,
                    "s-\(series.tone.rawValue) w-line\(series.dash)"
                )
            ]
        }
    }

    /// The key of an area or a bar.
    static func area(_ name: String, _ role: String) -> Key {
        Key(name: name) { centre in
            [.rect(x: centre.x - 10, y: centre.y - 6, width: 20, height: 12, radius: 0, role)]
        }
    }
}
