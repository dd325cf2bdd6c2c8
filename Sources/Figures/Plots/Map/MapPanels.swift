/// The same map several times over, small, on one scale: which places each of several groups holds.
///
/// What lies under every panel is written once and shown again in each, so ten maps of a country are hardly
/// larger than one.
public struct MapPanels: Plot, WordedPlot, Equatable {
    public var title: String
    public var alternative: String?
    /// Drawn under every panel: every place there is.
    public var ground: DotMap.Layer
    /// What the dots of a panel are, from the least to the most important; later ones lie on top.
    public var keys: [Key]
    public var panels: [Panel]
    /// What a panel is, for the table: "Hub".
    public var panelName: String = "Name"
    /// What a dot is: "school".
    public var unitName: String = "school"

    public init(title: String, ground: DotMap.Layer, keys: [Key], panels: [Panel]) {
        self.title = title
        self.ground = ground
        self.keys = keys
        self.panels = panels
    }

    /// One kind of dots.
    public struct Key: Sendable, Equatable {
        public var name: String
        public var tone: Tone
        public var size: DotMap.Size

        public init(name: String, tone: Tone, size: DotMap.Size) {
            self.name = name
            self.tone = tone
            self.size = size
        }
    }

    /// One map.
    public struct Panel: Sendable, Equatable {
        public var name: String
        /// Under the name, such as "120 schools".
        public var note: String
        /// One list for each key, in the keys' order.
        public var points: [[DotMap.GridPoint]]
        public var link: String?

        public init(name: String, note: String, points: [[DotMap.GridPoint]], link: String? = nil) {
            self.name = name
            self.note = note
            self.points = points
            self.link = link
        }
    }

    public static let mostPanels = 24

    public func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure {
        try Checks.identifier(id)
        try check()
        return figure(id: id, width: width, drawing: draw(width, id: id))
    }

    private func check() throws(FigureError) {
        guard !panels.isEmpty else { throw .empty(what: "panels") }
        guard panels.count <= Self.mostPanels else {
            throw .tooMany(what: "panels", limit: Self.mostPanels, found: panels.count)
        }
        guard !keys.isEmpty else { throw .empty(what: "keys") }
        guard keys.count <= 4 else { throw .tooMany(what: "keys", limit: 4, found: keys.count) }
        for panel in panels {
            guard panel.points.count == keys.count else {
                throw .unequalLengths(what: "points", expected: keys.count, found: panel.points.count)
            }
            for points in panel.points {
                for (index, point) in points.enumerated() { try point.check(panel.name, at: index) }
            }
            if let link = panel.link { try Checks.link(link) }
        }
        for (index, point) in ground.points.enumerated() { try point.check(ground.name, at: index) }
        guard !ground.points.isEmpty || panels.contains(where: { !$0.points.joined().isEmpty }) else {
            throw .empty(what: "places")
        }
    }

    var words: String {
        let parts: [String] = panels.map { panel in
            let counts: [String] = zip(keys, panel.points).map { key, points in
                "\(key.name): \(NumberText.grouped(points.count))"
            }
            return "\(panel.name): \(counts.joined(separator: ", "))."
        }
        let maps: String = NumberText.count(panels.count, "map", "maps")
        return "\(maps) on one scale, each over \(NumberText.count(ground.points.count, unitName)). "
            + parts.joined(separator: " ")
    }

    /// One row for each panel.
    var table: FigureTable {
        FigureTable(
            caption: title,
            headings: [panelName] + keys.map { $0.name },
            rows: panels.map { panel in
                [.text(panel.name)] + panel.points.map { .number(Double($0.count), decimals: 0) }
            }
        )
    }
}
