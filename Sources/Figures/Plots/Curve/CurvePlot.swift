/// Lines that a quantity follows, against horizontal references that give it meaning: the smallest detectable
/// effect as schools join, with the average of large trials as a line.
public struct CurvePlot: Plot, WordedPlot, Equatable {
    public var title: String
    public var alternative: String?
    public var xName: String
    public var yName: String
    public var lines: [Line]
    public var references: [Reference] = []
    /// Where things stand: "now: 14 schools", "target: 60 schools".
    public var positions: [Position] = []
    /// The upright axis begins at zero; right for sizes and shares.
    public var beginsAtZero: Bool = true
    /// The greatest value shown. Curves that rise above it are cut at the frame; nil shows everything.
    public var greatest: Double?
    public var xDecimals: Int = 0
    /// The horizontal axis counts something, so that it carries whole numbers only.
    public var isCount: Bool = false
    public var decimals: Int = 2

    public init(title: String, xName: String, yName: String, lines: [Line]) {
        self.title = title
        self.xName = xName
        self.yName = yName
        self.lines = lines
    }

    /// One curve, through points in rising order of x.
    public struct Line: Sendable, Equatable {
        public var name: String
        public var points: [Point]

        public init(name: String, points: [Point]) {
            self.name = name
            self.points = points
        }
    }

    public struct Point: Sendable, Equatable {
        public var x: Double
        public var y: Double

        public init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// A horizontal line with its name.
    public struct Reference: Sendable, Equatable {
        public var value: Double
        public var label: String

        public init(value: Double, label: String) {
            self.value = value
            self.label = label
        }
    }

    /// A place along the horizontal axis with its name.
    public struct Position: Sendable, Equatable {
        public var x: Double
        public var label: String

        public init(x: Double, label: String) {
            self.x = x
            self.label = label
        }
    }

    public func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure {
        try Checks.identifier(id)
        try check()
        return figure(id: id, width: width, drawing: draw(width))
    }

    private func check() throws(FigureError) {
        guard lines.contains(where: { !$0.points.isEmpty }) else { throw .empty(what: "curves") }
        try Series.check(lines.count, "curves")
        for line in lines {
            for (index, point) in line.points.enumerated() {
                try Checks.value(point.x, "x", at: index)
                try Checks.value(point.y, "y", at: index)
                guard index == 0 || point.x > line.points[index - 1].x else {
                    throw .outOfRange(what: "x", index: index, value: point.x)
                }
            }
        }
        for (index, reference) in references.enumerated() {
            try Checks.value(reference.value, "reference", at: index)
        }
        for (index, position) in positions.enumerated() {
            try Checks.value(position.x, "position", at: index)
        }
        if let greatest {
            let values: [Double] = lines.flatMap { $0.points.map { $0.y } }
            let least: Double = beginsAtZero ? min(0, values.min() ?? 0) : (values.min() ?? 0)
            try Checks.value(greatest, "greatest value", at: 0)
            guard greatest > least else {
                throw .outOfRange(what: "greatest value", index: 0, value: greatest)
            }
        }
    }
}
