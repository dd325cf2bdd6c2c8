/// Points on two axes, in up to four groups told apart by shape and colour, with straight lines where a model
/// is drawn.
///
/// It serves similar schools (one highlighted among many), the two arms of an evaluation with their fitted
/// lines, and residual checks. Groups of more than 400 points are drawn smaller and paler.
public struct ScatterPlot: Plot, WordedPlot, Equatable {
    public var title: String
    public var alternative: String?
    public var xName: String
    public var yName: String
    public var groups: [Group]
    /// Straight lines in data units, for example an ANCOVA's line in each group.
    public var lines: [Line] = []
    /// Values of no difference, drawn across the frame.
    public var xReference: Double?
    public var yReference: Double?
    /// What a point is, for the table: "School", "Pupil".
    public var pointName: String = "Point"
    public var decimals: Int = 2

    public init(title: String, xName: String, yName: String, groups: [Group]) {
        self.title = title
        self.xName = xName
        self.yName = yName
        self.groups = groups
    }

    /// Points that share a shape and a colour.
    public struct Group: Sendable, Equatable {
        public var name: String
        public var points: [Point]

        public init(name: String, points: [Point]) {
            self.name = name
            self.points = points
        }
    }

    /// One point.
    public struct Point: Sendable, Equatable {
        public var x: Double
        public var y: Double
        /// Shown when a pointer rests on the point, and in the table.
        public var label: String?
        /// Written beside the point where there is room, and drawn larger.
        public var isHighlighted: Bool
        public var link: String?

        public init(
            x: Double,
            y: Double,
            label: String? = nil,
            isHighlighted: Bool = false,
            link: String? = nil
        ) {
            self.x = x
            self.y = y
            self.label = label
            self.isHighlighted = isHighlighted
            self.link = link
        }
    }

    /// A straight line between two points in data units.
    public struct Line: Sendable, Equatable {
        /// The group whose colour it takes; nil draws it in ink.
        public var group: Int?
        public var fromX: Double
        public var fromY: Double
        public var toX: Double
        public var toY: Double

        public init(group: Int?, fromX: Double, fromY: Double, toX: Double, toY: Double) {
            self.group = group
            self.fromX = fromX
            self.fromY = fromY
            self.toX = toX
            self.toY = toY
        }
    }

    public func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure {
        try Checks.identifier(id)
        try check()
        return figure(id: id, width: width, drawing: draw(width))
    }

    private func check() throws(FigureError) {
        let points: [Point] = groups.flatMap { $0.points }
        guard !points.isEmpty else { throw .empty(what: "points") }
        try Series.check(groups.count, "groups")
        for (index, point) in points.enumerated() {
            try Checks.value(point.x, "x", at: index)
            try Checks.value(point.y, "y", at: index)
            if let link = point.link { try Checks.link(link) }
        }
        for (index, line) in lines.enumerated() {
            for value in [line.fromX, line.fromY, line.toX, line.toY] {
                try Checks.value(value, "line", at: index)
            }
        }
        if let xReference { try Checks.value(xReference, "reference", at: 0) }
        if let yReference { try Checks.value(yReference, "reference", at: 1) }
    }
}
