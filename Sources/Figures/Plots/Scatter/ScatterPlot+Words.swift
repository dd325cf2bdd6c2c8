extension ScatterPlot {
    var words: String {
        let points: [Point] = groups.flatMap { $0.points }
        var sentences: [String] = [
            "Scatter plot of \(NumberText.count(points.count, "point", "points")): \(yName) against \(xName)."
        ]
        if let x = ClosedRange(holding: points.map { $0.x }),
            let y = ClosedRange(holding: points.map { $0.y })
        {
            sentences.append(
                "Across from \(NumberText.interval(x.lowerBound, x.upperBound, decimals: decimals)), "
                    + "up from \(NumberText.interval(y.lowerBound, y.upperBound, decimals: decimals))."
            )
        }
        if groups.count > 1 {
            let parts: [String] = groups.map { "\($0.name) \(NumberText.grouped($0.points.count))" }
            sentences.append("Groups: " + parts.joined(separator: ", ") + ".")
        }
        for point in points where point.isHighlighted {
            guard let label = point.label else { continue }
            sentences.append(
                "\(label): \(NumberText.fixed(point.x, decimals: decimals)) across, "
                    + "\(NumberText.fixed(point.y, decimals: decimals)) up."
            )
        }
        return sentences.joined(separator: " ")
    }

    var table: FigureTable {
        let isNamed: Bool = groups.contains { $0.points.contains { $0.label != nil } }
        let isGrouped: Bool = groups.count > 1
        var rows: [[FigureTable.Cell]] = []
        for group in groups {
            for point in group.points {
                var row: [FigureTable.Cell] = []
                if isNamed { row.append(.text(point.label ?? "")) }
                if isGrouped { row.append(.text(group.name)) }
                row.append(.number(point.x, decimals: decimals))
                row.append(.number(point.y, decimals: decimals))
                rows.append(row)
            }
        }
        let headings: [String] = (isNamed ? [pointName] : []) + (isGrouped ? ["Group"] : []) + [xName, yName]
        return FigureTable(caption: title, headings: headings, rows: rows)
    }
}
