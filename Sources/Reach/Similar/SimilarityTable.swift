/// The figures of the schools of a phase and the scale of each: made once, then asked for the schools nearest to any of them.
package struct SimilarityTable: Sendable {
    package let count: Int
    /// By variable; `nil` for one that does not vary.
    let columns: [Column?]

    struct Column: Sendable {
        /// By school; NaN for what is not published. Not in standard deviations: schools as far above one as others are
        /// below it would then differ by a rounding, and no longer come in their order.
        let values: [Double]
        /// Among the schools that have the figure.
        let variance: Double
    }

    /// - Complexity: O(*n*).
    package init(_ schools: [Similarity.Figures]) {
        count = schools.count
        columns = SimilarityVariable.allCases.indices.map { variable in
            let values = schools.compactMap { $0[variable] }
            guard values.count > 1 else { return nil }
            let mean = values.reduce(0, +) / Double(values.count)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            guard squares > 0 else { return nil }
            return Column(
                values: schools.map { $0[variable] ?? .nan },
                variance: squares / Double(values.count - 1)
            )
        }
    }
}

/// The nearest of many, found in one pass.
struct NearestSelection {
    private let most: Int
    /// The nearest so far, nearest first, ties by position.
    private(set) var nearest: [Similarity.Neighbour] = []

    init(most: Int) {
        self.most = most
        nearest.reserveCapacity(most + 1)
    }

    /// - Parameter index: Greater than any before.
    mutating func offer(_ index: Int, _ distance: Double) {
        if nearest.count == most {
            guard let last = nearest.last, distance < last.distance else { return }
            nearest.removeLast()
        }
        var low = 0
        var high = nearest.count
        while low < high {
            let middle = (low + high) / 2
            if nearest[middle].distance <= distance { low = middle + 1 } else { high = middle }
        }
        nearest.insert(Similarity.Neighbour(index: index, distance: distance), at: low)
    }
}
