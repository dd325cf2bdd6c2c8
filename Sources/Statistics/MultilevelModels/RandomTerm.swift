/// A set of effects that vary at random between the clusters of one level.
public struct RandomTerm: Sendable {
    /// The level, such as `school`.
    public let name: String
    /// The cluster of each row.
    public let clusters: Clusters
    /// Whether the constant varies.
    public let intercept: Bool
    /// The columns whose coefficients vary, each with a value for each row.
    public let slopes: [(name: String, values: [Double])]
    /// Whether the effects of one cluster may be correlated.
    public let correlated: Bool

    /// Effects that vary between clusters.
    public init(
        _ name: String,
        clusters: Clusters,
        intercept: Bool = true,
        slopes: [(name: String, values: [Double])] = [],
        correlated: Bool = true
    ) {
        precondition(intercept || !slopes.isEmpty, "A random term holds at least one effect.")
        self.name = name
        self.clusters = clusters
        self.intercept = intercept
        self.slopes = slopes
        self.correlated = correlated
    }

    /// Clusters of a lower level counted separately within each cluster of a higher one, whatever their
    /// labels.
    public static func nested<Lower: Hashable>(_ lower: [Lower], within upper: Clusters) -> Clusters {
        Clusters(zip(upper.index, lower).map { NestedLabel(upper: $0.0, lower: $0.1) })
    }

    /// Effects of one cluster.
    var size: Int { slopes.count + (intercept ? 1 : 0) }

    /// The values that multiply the effects in a row.
    func values(row: Int) -> [Double] {
        (intercept ? [1] : []) + slopes.map { $0.values[row] }
    }

    /// Positions (row ≥ column) of the entries of the effects' covariance that are estimated.
    var entries: [(row: Int, column: Int)] {
        (0..<size).flatMap { column in
            (column..<size).compactMap { row in
                correlated || row == column ? (row, column) : nil
            }
        }
    }

    /// The name of an entry of the covariance.
    func name(of entry: (row: Int, column: Int)) -> String {
        let effects: [String] = (intercept ? [name] : []) + slopes.map { "\(name): \($0.name)" }
        return entry.row == entry.column
            ? effects[entry.row] : "covariance of \(effects[entry.column]) and \(effects[entry.row])"
    }
}

/// A label of a lower level within a cluster of a higher one.
private struct NestedLabel<Lower: Hashable>: Hashable {
    let upper: Int
    let lower: Lower
}
