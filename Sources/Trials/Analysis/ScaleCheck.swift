import Statistics

/// Whether pupils scored at the ends of a test, where it cannot tell them apart.
package struct ScaleCheck: Sendable, Equatable, Codable {
    package let name: String
    /// Shares of pupils at the lowest and at the highest score, in 0…1.
    package let floor: Double
    package let ceiling: Double
    package let skewness: Double

    /// At an end above this share a scale is said to have a floor or ceiling.
    ///
    /// - Note: Terwee et al. (2007), J. Clin. Epidemiol. 60, 34.
    package static let threshold = 0.15

    /// A score of two values, such as passed or not, has everyone at an end, and that is no fault of it.
    package var isConcern: Bool {
        (floor > Self.threshold || ceiling > Self.threshold) && floor + ceiling < 1 - 1e-9
    }

    static func all(_ table: AnalysisTable, arm: Int) -> [ScaleCheck] {
        let rows = table.analysed(arm: arm)
        let outcome = table.plan.outcome
        var range: ClosedRange<Double>?
        if let lowest = outcome.lowest, let highest = outcome.highest, lowest < highest {
            range = lowest...highest
        }
        let columns = [
            (outcome.name, rows.map { table.outcome[$0] }, range),
            (table.plan.baselineName, rows.map { table.baseline[$0] }.filter { !$0.isNaN }, nil),
        ]
        return columns.compactMap { name, scores, range in
            guard let ends = try? ScaleEnds(scores: scores, range: range) else { return nil }
            return ScaleCheck(name: name, floor: ends.floor, ceiling: ends.ceiling, skewness: ends.skewness)
        }
    }
}
