/// A place on the drawing; y grows downwards.
struct Place: Sendable, Equatable {
    var x: Double
    var y: Double
}

/// Where a text stands against its place.
enum Anchor: Sendable, Equatable {
    case start, middle, end
}

/// One drawn thing. Classes are roles of ``FigureStylesheet``, never colours.
indirect enum Mark: Sendable, Equatable {
    case line(from: Place, to: Place, String)
    case rect(x: Double, y: Double, width: Double, height: Double, radius: Double, String)
    case circle(Place, radius: Double, String)
    case polygon([Place], String)
    case polyline([Place], String)
    case text(String, Place, Anchor, String)
    /// Dots on an integer grid, drawn as one path. See ``DotPath``.
    case dots(DotPath, String)
    /// Dots that are written once and shown again at other places, each so far from the first. The identifier
    /// is unique on the page.
    case repeatedDots(DotPath, id: String, offsets: [Place], String)
    /// Marks that share classes, and the words that appear when a pointer rests on them.
    case group([Mark], String, tooltip: String?)
    case link(address: String, label: String, [Mark])

    var holdsLink: Bool {
        switch self {
        case .link: true
        case .group(let marks, _, _): marks.contains { $0.holdsLink }
        default: false
        }
    }
}

extension Mark {
    static func horizontal(_ y: Double, from left: Double, to right: Double, _ role: String) -> Mark {
        .line(from: Place(x: left, y: y), to: Place(x: right, y: y), role)
    }

    static func vertical(_ x: Double, from top: Double, to bottom: Double, _ role: String) -> Mark {
        .line(from: Place(x: x, y: top), to: Place(x: x, y: bottom), role)
    }

    /// The name above a small panel, in the lines that it was wrapped into. A link where there is one; where the
    /// name was cut, all of it appears when a pointer rests on it.
    static func panelName(_ name: String, in lines: [String], link: String?, left: Double, top: Double)
        -> [Mark]
    {
        let texts: [Mark] = lines.enumerated().map { index, line in
            .text(line, Place(x: left, y: top + 13 + Double(index) * 16), .start, "t-head")
        }
        if let link { return [.link(address: link, label: name, texts)] }
        let isCut: Bool = lines.last?.hasSuffix("\u{2026}") ?? false
        return isCut ? [.group(texts, "", tooltip: name)] : texts
    }
}
