/// How far missing outcomes would have to differ from what the data predict before a conclusion changed.
///
/// Imputed values of one variable are shifted by an amount δ in some rows, for a range of amounts, and the
/// analysis is pooled again for each.
///
/// - Note: The pattern-mixture approach of White et al. (2011), BMJ 342, d40; van Buuren (2018), 9.2.
public struct DeltaSensitivity: Sendable {
    /// The pooled analysis under one shift.
    public struct Point: Sendable {
        /// What was added to imputed values.
        public let delta: Double
        /// The analysis pooled over imputations.
        public let pooled: PooledEstimate
    }

    /// In the order of the shifts.
    public let points: [Point]

    /// Imputes and analyses under each shift, always with the same draws.
    /// - Parameters:
    ///   - variables: All that the analysis uses, and what tells more about missing values.
    ///   - variable: The name of the variable whose imputed values are shifted.
    ///   - deltas: The amounts, in units of the variable.
    ///   - rows: Where imputed values are shifted: often the treated arm, whose losses may be the weaker.
    ///   - clusters: The cluster of each row, for methods that use it.
    ///   - imputations: How many completed tables.
    ///   - seed: Of the generator; the same seed gives the same digits.
    ///   - level: The coverage of intervals, in 0…1.
    ///   - analyse: The estimate, standard error and complete-data degrees of freedom of one completed table.
    /// - Throws: ``ResamplingError``; what `analyse` throws, too.
    public init(
        variables: [MultipleImputation.Variable],
        shifting variable: String,
        by deltas: [Double],
        in rows: [Bool],
        clusters: Clusters? = nil,
        imputations: Int = 20,
        seed: UInt64,
        level: Double = 0.95,
        analyse: ([[Double]]) throws(ResamplingError) -> CoefficientTest
    ) throws(ResamplingError) {
        guard variables.contains(where: { $0.name == variable }) else {
            throw .invalidArgument("no variable called \(variable)")
        }
        var points: [Point] = []
        for delta in deltas {
            let imputed = try MultipleImputation(
                variables: variables,
                clusters: clusters,
                imputations: imputations,
                seed: seed,
                shift: (variable: variable, amount: delta, rows: rows)
            )
            var tests: [CoefficientTest] = []
            for table in imputed.completed { tests.append(try analyse(table)) }
            let pooled = try PooledEstimate(
                name: tests.first?.name ?? variable,
                estimates: tests.map(\.estimate),
                standardErrors: tests.map(\.standardError),
                completeDegreesOfFreedom: tests.map(\.degreesOfFreedom).min() ?? .infinity,
                level: level
            )
            points.append(Point(delta: delta, pooled: pooled))
        }
        self.points = points
    }

    /// The shift nearest to zero at which the interval begins or ceases to hold zero, by a straight line between the
    /// shifts looked at; `nil` when the conclusion is the same for all of them.
    public var tippingPoint: Double? {
        var found: [Double] = []
        for (left, right) in zip(points, points.dropFirst()) {
            for end in [\CoefficientTest.lower, \CoefficientTest.upper] {
                let a: Double = left.pooled.test[keyPath: end]
                let b: Double = right.pooled.test[keyPath: end]
                if (a > 0) != (b > 0) {
                    found.append(left.delta + (right.delta - left.delta) * a / (a - b))
                }
            }
        }
        return found.min { $0.magnitude < $1.magnitude }
    }
}
