extension CurvePlot {
    var words: String {
        var sentences: [String] = ["\(yName) against \(xName)."]
        for line in lines {
            guard let first = line.points.first, let last = line.points.last else { continue }
            sentences.append("\(line.name): \(words(first)), \(words(last)).")
            for position in positions {
                guard let y = value(of: line, at: position.x) else { continue }
                sentences.append("\(position.label), \(NumberText.fixed(y, decimals: decimals)).")
            }
        }
        for reference in references {
            let value: String = NumberText.fixed(reference.value, decimals: decimals)
            let isNamed: Bool = reference.label.contains(value)
            sentences.append("A line marks " + (isNamed ? "" : value + ", ") + reference.label + ".")
        }
        return sentences.joined(separator: " ")
    }

    private func words(_ point: Point) -> String {
        "\(NumberText.fixed(point.y, decimals: decimals)) at \(NumberText.fixed(point.x, decimals: xDecimals))"
    }

    var table: FigureTable {
        let xs: [Double] = Set(lines.flatMap { $0.points.map { $0.x } }).sorted()
        let rows: [[FigureTable.Cell]] = xs.map { x in
            [.number(x, decimals: xDecimals)]
                + lines.map { line in
                    .optional(line.points.first { $0.x == x }?.y, decimals: decimals + 1)
                }
        }
        return FigureTable(caption: title, headings: [xName] + lines.map { $0.name }, rows: rows)
    }
}
