extension ForestPlot {
    /// The picture in words, for those who do not see it.
    var words: String {
        let rows: [Row] = groups.flatMap { $0.rows }
        let count: String = NumberText.count(rows.count, "result", "results")
        var sentences: [String] = ["Forest plot of \(count); \(effectName)."]
        if let low = rows.map({ $0.estimate }).min(), let high = rows.map({ $0.estimate }).max() {
            if rows.count > 1 {
                sentences.append("Estimates run from \(NumberText.interval(low, high, decimals: decimals)).")
            }
        }
        for group in groups {
            guard let summary = group.summary else { continue }
            let subject: String = group.heading.map { $0 + ": " } ?? ""
            sentences.append(subject + words(summary))
        }
        if let overall { sentences.append(words(overall)) }
        return sentences.joined(separator: " ")
    }

    private func words(_ summary: Summary) -> String {
        switch summary {
        case .withheld(let reason): return reason
        case .pooled(let pooled):
            let interval: String = NumberText.interval(
                pooled.interval.lower,
                pooled.interval.upper,
                decimals: decimals
            )
            var text: String =
                "\(pooled.label) \(NumberText.fixed(pooled.estimate, decimals: decimals)), "
                + "\(intervalName) \(interval)."
            if let prediction = pooled.prediction {
                let range: String = NumberText.interval(
                    prediction.lower,
                    prediction.upper,
                    decimals: decimals
                )
                text += " \(pooled.predictionLabel): \(range)."
            }
            return text
        }
    }

    var table: FigureTable {
        let isGrouped: Bool = groups.contains { $0.heading != nil }
        let headings: [String] =
            (isGrouped ? ["Group"] : []) + [rowName] + columnNames
            + [effectName, "Lower end, \(intervalName)", "Upper end, \(intervalName)", "Weight (%)"]
        var rows: [[FigureTable.Cell]] = []
        for group in groups {
            let total: Double = group.rows.reduce(0) { $0 + ($1.weight ?? 0) }
            let prefix: [FigureTable.Cell] = isGrouped ? [.text(group.heading ?? "")] : []
            for row in group.rows {
                let share: Double? = row.weight.flatMap { total > 0 ? $0 / total * 100 : nil }
                let columns: [String] =
                    row.columns.isEmpty ? Array(repeating: "", count: columnNames.count) : row.columns
                rows.append(
                    prefix + [.text(row.label)] + columns.map { .text($0) }
                        + cells(row.estimate, row.interval) + [.optional(share, decimals: 1)]
                )
            }
            if case .pooled(let pooled)? = group.summary { rows += tableRows(pooled, prefix) }
        }
        if case .pooled(let pooled)? = overall { rows += tableRows(pooled, isGrouped ? [.text("")] : []) }
        return FigureTable(caption: title, headings: headings, rows: rows)
    }

    private func tableRows(_ pooled: Pooled, _ prefix: [FigureTable.Cell]) -> [[FigureTable.Cell]] {
        let blanks: [FigureTable.Cell] = columnNames.map { _ in .text("") }
        let first: [FigureTable.Cell] =
            prefix + [.text(pooled.label)] + blanks + cells(pooled.estimate, pooled.interval) + [.text("")]
        guard let prediction = pooled.prediction else { return [first] }
        let ends: [FigureTable.Cell] = [
            .text(""), .number(prediction.lower, decimals: decimals + 1),
            .number(prediction.upper, decimals: decimals + 1), .text(""),
        ]
        return [first, prefix + [.text(pooled.predictionLabel)] + blanks + ends]
    }

    /// One decimal more than the picture shows, so that the table can be checked against the source.
    private func cells(_ estimate: Double, _ interval: Interval) -> [FigureTable.Cell] {
        [
            .number(estimate, decimals: decimals + 1), .number(interval.lower, decimals: decimals + 1),
            .number(interval.upper, decimals: decimals + 1),
        ]
    }
}
