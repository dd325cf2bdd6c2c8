/// A dot for every place, from eastings and northings in metres: tens of thousands of points in a few dozen
/// kilobytes.
///
/// Each layer is one path on a grid of half a pixel; points that fall on the same cell are drawn once, and a
/// cell that a later layer holds is not drawn in an earlier one. No outline is drawn: the coast shows by
/// where the dots end.
public struct DotMap: Plot, WordedPlot, Equatable {
    public var title: String
    public var alternative: String?
    /// From the least to the most important; later layers lie on top.
    public var layers: [Layer]
    /// Places to name, for example hubs.
    public var markers: [Marker] = []
    /// What the markers are, for the legend.
    public var markerName: String = "Named places"
    /// Places that stand out and may be links, for example a school's own.
    public var highlights: [Marker] = []
    /// What a dot is: "school".
    public var unitName: String = "school"
    /// The frame in metres; chosen from the points where nil. Points outside it are not drawn, and counted as
    /// such.
    public var frame: Frame?
    public var showsLegend: Bool = true
    public var showsScaleBar: Bool = true

    public init(title: String, layers: [Layer]) {
        self.title = title
        self.layers = layers
    }

    /// Places of one kind.
    public struct Layer: Sendable, Equatable {
        public var name: String
        public var tone: Tone
        public var size: Size
        public var points: [GridPoint]

        public init(name: String, tone: Tone, size: Size = .small, points: [GridPoint]) {
            self.name = name
            self.tone = tone
            self.size = size
            self.points = points
        }
    }

    /// A dot's size, before the whole map is scaled to the number of its dots. Layers differ in size as well
    /// as colour, so that no one depends on telling colours apart.
    public enum Size: Int, Sendable, CaseIterable {
        case small = 1
        case medium = 2
        case large = 3
    }

    /// A place on a national grid, in metres.
    public struct GridPoint: Sendable, Hashable {
        public var easting: Double
        public var northing: Double

        public init(easting: Double, northing: Double) {
            self.easting = easting
            self.northing = northing
        }
    }

    /// A named place.
    public struct Marker: Sendable, Equatable {
        public var label: String
        public var point: GridPoint
        public var tone: Tone
        public var link: String?

        public init(label: String, point: GridPoint, tone: Tone = .ink, link: String? = nil) {
            self.label = label
            self.point = point
            self.tone = tone
            self.link = link
        }
    }

    /// A rectangle on the grid, in metres.
    public struct Frame: Sendable, Equatable {
        public var west: Double
        public var south: Double
        public var east: Double
        public var north: Double

        public init(west: Double, south: Double, east: Double, north: Double) {
            self.west = west
            self.south = south
            self.east = east
            self.north = north
        }

        /// The least frame around some points; nil for none.
        public init?(around points: some Sequence<GridPoint>) {
            var found: Frame?
            for point in points {
                let old: Frame =
                    found
                    ?? Frame(
                        west: point.easting,
                        south: point.northing,
                        east: point.easting,
                        north: point.northing
                    )
                found = Frame(
                    west: min(old.west, point.easting),
                    south: min(old.south, point.northing),
                    east: max(old.east, point.easting),
                    north: max(old.north, point.northing)
                )
            }
            guard let found else { return nil }
            self = found
        }

        func holds(_ point: GridPoint) -> Bool {
            point.easting >= west && point.easting <= east && point.northing >= south
                && point.northing <= north
        }
    }

    public func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure {
        try Checks.identifier(id)
        try check()
        return figure(id: id, width: width, drawing: draw(width))
    }
}
