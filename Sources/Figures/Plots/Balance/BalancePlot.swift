/// How alike two groups are on each characteristic: standardised differences, with the bounds that reviewers
/// use.
///
/// It shows one set of differences (a randomised trial) or two (a matched comparison, before and after
/// matching).
///
/// - Note: Love (2004); bounds as the caller gives them, for example 0.05 and 0.25 of the What Works
///   Clearinghouse.
public struct BalancePlot: Plot, WordedPlot, Equatable {
    public var title: String
    public var alternative: String?
    public var valueName: String = "Standardised difference (SD)"
    public var rows: [Row]
    /// The name of the differences, and of those before matching where there are any.
    public var name: String = "Difference"
    public var beforeName: String = "Before matching"
    /// Distances from zero that are marked on both sides, rising, each above zero.
    public var bounds: [Double] = [0.05, 0.25]
    public var decimals: Int = 2

    public init(title: String, rows: [Row]) {
        self.title = title
        self.rows = rows
    }

    public struct Row: Sendable, Equatable {
        public var label: String
        public var difference: Double
        public var before: Double?

        public init(label: String, difference: Double, before: Double? = nil) {
            self.label = label
            self.difference = difference
            self.before = before
        }
    }

    public func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure {
        try Checks.identifier(id)
        guard !rows.isEmpty else { throw .empty(what: "characteristics") }
        for (index, row) in rows.enumerated() {
            try Checks.value(row.difference, "difference", at: index)
            if let before = row.before { try Checks.value(before, "difference before", at: index) }
        }
        for (index, bound) in bounds.enumerated() {
            try Checks.positive(bound, "bound", at: index)
            guard index == 0 || bound > bounds[index - 1] else {
                throw .outOfRange(what: "bound", index: index, value: bound)
            }
        }
        return figure(id: id, width: width, drawing: draw(width))
    }

    var hasBefore: Bool { rows.contains { $0.before != nil } }

    var words: String {
        let sizes: [Double] = rows.map { $0.difference.magnitude }
        guard let largest = sizes.indices.max(by: { (sizes[$0], -$0) < (sizes[$1], -$1) }) else { return "" }
        var sentences: [String] = [
            "\(valueName) on \(NumberText.count(rows.count, "characteristic", "characteristics")). Largest: "
                + "\(rows[largest].label), \(NumberText.fixed(rows[largest].difference, decimals: decimals))."
        ]
        for bound in bounds {
            let inside: Int = sizes.filter { $0 <= bound }.count
            sentences.append("\(inside) within \(NumberText.short(bound, atMost: 3)) of zero.")
        }
        return sentences.joined(separator: " ")
    }

    var table: FigureTable {
        let cells: [[FigureTable.Cell]] = rows.map { row in
            let difference: FigureTable.Cell = .number(row.difference, decimals: decimals + 1)
            return [.text(row.label)] + (hasBefore ? [.optional(row.before, decimals: decimals + 1)] : []) + [
                difference
            ]
        }
        return FigureTable(
            caption: title,
            headings: ["Characteristic"] + (hasBefore ? [beforeName] : []) + [name],
            rows: cells
        )
    }
}
