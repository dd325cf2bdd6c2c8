import Statistics

/// How what the model leaves over compares with what it assumes: quantiles and bands of many pupils, never a
/// pupil's own residual.
package struct ResidualCheck: Sendable, Equatable, Codable {
    package let quantiles: [Quantile]
    /// From the lowest fifth of what the model expects to the highest.
    package let bands: [Band]
    /// Predicted effects of schools (or classes) over their standard deviation, in order; for analysts.
    package let clusterEffects: [Double]

    package struct Quantile: Sendable, Equatable, Codable {
        /// Expected of a normal distribution.
        package let expected: Double
        /// Of the residuals, over their standard deviation.
        package let found: Double
    }

    package struct Band: Sendable, Equatable, Codable {
        package let pupils: Int
        /// The standard deviation of residuals in the band over that of all.
        package let relativeDeviation: Double
    }

    /// As many pupils lie beyond the outermost quantiles.
    static let fewestBeyond = 10
    private static let ends = [0.01, 0.02, 0.05, 0.1, 0.2]

    static func found(_ frame: ModelFrame, _ fit: PrimaryFit) -> Secondary<ResidualCheck> {
        let fitted: [Double] = zip(frame.outcome, fit.residuals).map { $0 - $1 }
        var residuals = fit.residuals
        var effects: [Double] = []
        if let multilevel = fit.multilevel, multilevel.clusters.count == 1 {
            let isClass = multilevel.components[0].name == "class"
            let clusters = Clusters(isClass ? frame.classGroup : frame.school)
            let predicted = multilevel.randomEffects.map { $0[0] }
            for (row, cluster) in clusters.index.enumerated() { residuals[row] -= predicted[cluster] }
            let deviation = multilevel.components[0].estimate.squareRoot()
            if deviation > 0 { effects = predicted.map { $0 / deviation }.sorted() }
        }
        guard residuals.count >= 5 * fewestBeyond,
            let all = try? ArmSummary(name: "", values: residuals), all.standardDeviation > 0
        else { return .left("There are too few pupils to look at residuals together.") }
        let sorted = residuals.map { ($0 - all.mean) / all.standardDeviation }.sorted()
        let least = Double(fewestBeyond) / Double(sorted.count)
        // In steps: where the outermost quantiles stand would tell how many pupils there are.
        let end = ends.first { $0 >= least } ?? 0.2
        let quantiles: [Quantile] = (0...20).compactMap { step in
            let level = end + (1 - 2 * end) * Double(step) / 20
            guard let expected = try? StandardNormal().quantile(level) else { return nil }
            return Quantile(expected: expected, found: sampleQuantile(level, of: sorted))
        }
        return .found(
            ResidualCheck(
                quantiles: quantiles,
                bands: bands(fitted, residuals, deviation: all.standardDeviation),
                clusterEffects: effects
            )
        )
    }

    private static func bands(_ fitted: [Double], _ residuals: [Double], deviation: Double) -> [Band] {
        let order = fitted.indices.sorted { (fitted[$0], $0) < (fitted[$1], $1) }
        return (0..<5).compactMap { band in
            let part = order[(band * order.count / 5)..<((band + 1) * order.count / 5)]
            guard let spread = try? ArmSummary(name: "", values: part.map { residuals[$0] }) else {
                return nil
            }
            return Band(pupils: part.count, relativeDeviation: spread.standardDeviation / deviation)
        }
    }
}
