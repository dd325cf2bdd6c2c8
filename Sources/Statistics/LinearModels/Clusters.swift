/// The division of rows into clusters (schools, classes), numbered in order of first appearance.
public struct Clusters: Sendable {
    /// The number of the cluster of each row, counted from zero.
    public let index: [Int]
    /// The number of rows in each cluster.
    public let sizes: [Int]

    /// The number of clusters.
    public var count: Int { sizes.count }

    /// Groups rows that carry the same label.
    /// - Complexity: O(rows).
    public init<Label: Hashable>(_ labels: [Label]) {
        var number: [Label: Int] = [:]
        var index: [Int] = []
        index.reserveCapacity(labels.count)
        var sizes: [Int] = []
        for label in labels {
            if let known = number[label] {
                index.append(known)
                sizes[known] += 1
            } else {
                number[label] = sizes.count
                index.append(sizes.count)
                sizes.append(1)
            }
        }
        self.index = index
        self.sizes = sizes
    }

    /// Rows whose clusters are numbered already, from zero in order of first appearance.
    /// - Complexity: O(rows), without hashing.
    public init(numbered index: [Int]) {
        var sizes: [Int] = []
        for cluster in index {
            precondition(cluster >= 0 && cluster <= sizes.count, "Clusters are numbered as they appear.")
            if cluster == sizes.count { sizes.append(1) } else { sizes[cluster] += 1 }
        }
        self.index = index
        self.sizes = sizes
    }

    /// Whether as many columns as there are clusters, the constant counted, differ only between clusters.
    ///
    /// A model with an effect drawn for each cluster then has nothing left to judge the variance between clusters by:
    /// where units were drawn within clusters, and strata are the clusters themselves, the clusters stand for both.
    /// - Parameter columns: A value for each row; without the constant.
    /// - Complexity: O(columns × rows).
    public func areUsedUp(by columns: [[Double]]) -> Bool {
        let between: Int = columns.count { column in
            precondition(column.count == index.count, "Every row has a value.")
            var known: [Double?] = Array(repeating: nil, count: count)
            for (row, cluster) in index.enumerated() {
                if let value = known[cluster], value != column[row] { return false }
                known[cluster] = column[row]
            }
            return true
        }
        return between + 1 >= count
    }

    /// The rows of each cluster, in order.
    public var members: [[Int]] {
        var result: [[Int]] = sizes.map { size in
            var rows: [Int] = []
            rows.reserveCapacity(size)
            return rows
        }
        for (row, cluster) in index.enumerated() {
            result[cluster].append(row)
        }
        return result
    }
}
