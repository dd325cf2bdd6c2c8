/// One small line for each thing, all on the same scale, so that paths can be compared at a glance.
public struct TrendPlot: Plot, WordedPlot, Equatable {
    public var title: String
    public var alternative: String?
    public var valueName: String
    /// What the positions are, in order: "2019/20", "2020/21".
    public var positions: [String]
    public var panels: [Panel]
    /// A line across every panel, for example the network's share.
    public var reference: Double?
    public var referenceName: String?
    public var beginsAtZero: Bool = true
    public var decimals: Int = 0

    public init(title: String, valueName: String, positions: [String], panels: [Panel]) {
        self.title = title
        self.valueName = valueName
        self.positions = positions
        self.panels = panels
    }

    /// One line.
    public struct Panel: Sendable, Equatable {
        public var name: String
        /// One for each position; nil where it is not known or hidden, which breaks the line.
        public var values: [Double?]
        public var link: String?

        public init(name: String, values: [Double?], link: String? = nil) {
            self.name = name
            self.values = values
            self.link = link
        }
    }

    public func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure {
        try Checks.identifier(id)
        try check()
        return figure(id: id, width: width, drawing: draw(width))
    }

    private func check() throws(FigureError) {
        guard panels.contains(where: { $0.values.contains { $0 != nil } }) else {
            throw .empty(what: "values")
        }
        for panel in panels {
            guard panel.values.count == positions.count else {
                throw .unequalLengths(what: "values", expected: positions.count, found: panel.values.count)
            }
            for (index, value) in panel.values.enumerated() {
                if let value { try Checks.value(value, panel.name, at: index) }
            }
            if let link = panel.link { try Checks.link(link) }
        }
        if let reference { try Checks.value(reference, "reference", at: 0) }
    }

    var words: String {
        var sentences: [String] = ["\(valueName), \(NumberText.count(panels.count, "line", "lines"))."]
        for panel in panels {
            let known: [(offset: Int, element: Double)] = panel.values.enumerated().compactMap {
                index,
                value in
                value.map { (index, $0) }
            }
            guard let first = known.first, let last = known.last else {
                sentences.append("\(panel.name): no values.")
                continue
            }
            let from: String = NumberText.fixed(first.element, decimals: decimals)
            let to: String = NumberText.fixed(last.element, decimals: decimals)
            sentences.append(
                first.offset == last.offset
                    ? "\(panel.name): \(from) in \(positions[first.offset])."
                    : "\(panel.name): \(from) in \(positions[first.offset]), \(to) in \(positions[last.offset])."
            )
        }
        return sentences.joined(separator: " ")
    }

    var table: FigureTable {
        let rows: [[FigureTable.Cell]] = panels.map { panel in
            [.text(panel.name)] + panel.values.map { .optional($0, decimals: decimals) }
        }
        return FigureTable(caption: title, headings: ["Name"] + positions, rows: rows)
    }
}
