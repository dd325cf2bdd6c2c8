/// A line the size of a word, for a table's cell. It has the same size whatever the page's width.
public struct Sparkline: Plot, Equatable {
    public var title: String
    public var alternative: String?
    /// In order; nil where a value is not known or hidden, which breaks the line.
    public var values: [Double?]
    public var decimals: Int = 0

    public init(title: String, values: [Double?]) {
        self.title = title
        self.values = values
    }

    public func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure {
        try Checks.identifier(id)
        let known: [Double] = values.compactMap { $0 }
        guard let first = known.first, let last = known.last else { throw .empty(what: "values") }
        for (index, value) in values.enumerated() {
            if let value { try Checks.value(value, "value", at: index) }
        }
        let range: ClosedRange<Double> = (ClosedRange(holding: known) ?? 0...1).holding(0)
        let y: LinearScale = LinearScale(
            range.lowerBound == range.upperBound ? 0...1 : range,
            from: 24,
            to: 4
        )
        let x: LinearScale = LinearScale(0...Double(max(values.count - 1, 1)), from: 3, to: 91)
        var marks: [Mark] = []
        for run in TrendPlot.runs(values) {
            let places: [Place] = run.map { Place(x: x(Double($0.index)), y: y($0.value)) }
            marks.append(
                places.count == 1
                    ? .circle(places[0], radius: 1.5, "f-sea") : .polyline(places, "s-sea w-thin joined")
            )
        }
        if let index = values.lastIndex(where: { $0 != nil }) {
            marks.append(.circle(Place(x: x(Double(index)), y: y(last)), radius: 3, "f-sea"))
        }
        let from: String = NumberText.fixed(first, decimals: decimals)
        let to: String = NumberText.fixed(last, decimals: decimals)
        let rows: [[FigureTable.Cell]] = values.enumerated().map { index, value in
            [.number(Double(index + 1), decimals: 0), .optional(value, decimals: decimals)]
        }
        return Figure(
            id: id,
            title: title,
            description: alternative ?? "\(title): from \(from) to \(to).",
            table: FigureTable(caption: title, headings: ["Position", "Value"], rows: rows),
            width: 96,
            height: 28,
            classes: "fig",
            marks: marks
        )
    }
}
