extension ForestPlot {
    func check() throws(FigureError) {
        guard groups.contains(where: { !$0.rows.isEmpty }) else { throw .empty(what: "results") }
        try Checks.value(reference, "reference", at: 0)
        if let range {
            try Checks.interval(range.lower, range.lower, range.upper, "axis", at: 0)
            guard range.upper > range.lower else { throw .disorderedInterval(what: "axis", index: 0) }
        }
        var index: Int = 0
        for group in groups {
            for row in group.rows {
                try check(row, at: index)
                index += 1
            }
            if let summary = group.summary { try check(summary) }
        }
        if let overall { try check(overall) }
    }

    private func check(_ row: Row, at index: Int) throws(FigureError) {
        try Checks.interval(row.interval.lower, row.estimate, row.interval.upper, "result", at: index)
        if let weight = row.weight { try Checks.notNegative(weight, "weight", at: index) }
        guard row.columns.count == columnNames.count || row.columns.isEmpty else {
            throw .unequalLengths(what: "columns", expected: columnNames.count, found: row.columns.count)
        }
        if let link = row.link { try Checks.link(link) }
    }

    private func check(_ summary: Summary) throws(FigureError) {
        guard case .pooled(let pooled) = summary else { return }
        try Checks.interval(
            pooled.interval.lower,
            pooled.estimate,
            pooled.interval.upper,
            "pooled result",
            at: 0
        )
        if let prediction = pooled.prediction {
            try Checks.interval(prediction.lower, pooled.estimate, prediction.upper, "prediction", at: 0)
        }
    }

    /// The pooled results that are drawn, in order.
    var pools: [Pooled] {
        (groups.map { $0.summary } + [overall]).compactMap { summary in
            guard case .pooled(let pooled)? = summary else { return nil }
            return pooled
        }
    }
}
