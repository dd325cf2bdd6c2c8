/// Which clusters have one size: in schools there are far fewer sizes than clusters.
struct SizeGrouping: Sendable {
    /// The group of each cluster.
    let index: [Int]
    /// The size of the clusters of each group.
    let sizes: [Double]

    init(_ clusterSizes: [Int]) {
        var group: [Int] = Array(repeating: -1, count: (clusterSizes.max() ?? 0) + 1)
        var index: [Int] = []
        index.reserveCapacity(clusterSizes.count)
        var sizes: [Double] = []
        for size in clusterSizes {
            if group[size] < 0 {
                group[size] = sizes.count
                sizes.append(Double(size))
            }
            index.append(group[size])
        }
        self.index = index
        self.sizes = sizes
    }
}

/// Clusters of one size taken together: how many, and Σ *m**m*ᵀ of their means.
///
/// At any θ a cluster enters the likelihood by its size and its means' products alone, with a weight that depends on
/// the size, so that an evaluation costs O(sizes · q²) whatever the number of clusters.
struct SizeGroups: Sendable {
    let sizes: [Double]
    /// Clusters of each group.
    let counts: [Double]
    /// Σ *m**m*ᵀ of each group, packed by rows of the lower triangle.
    let products: [Double]

    /// - Parameter times: How often each cluster is taken; once when `nil`.
    /// - Complexity: O(clusters · q²).
    init(_ grouping: SizeGrouping, means: [Double], q: Int, times: [Double]? = nil) {
        let triangle: Int = q * (q + 1) / 2
        sizes = grouping.sizes
        var counts: [Double] = Array(repeating: 0, count: sizes.count)
        var products: [Double] = Array(repeating: 0, count: sizes.count * triangle)
        unsafe products.withUnsafeMutableBufferPointer { products in
            unsafe means.withUnsafeBufferPointer { means in
                for (cluster, group) in grouping.index.enumerated() {
                    let taken: Double = times?[cluster] ?? 1
                    if taken == 0 { continue }
                    counts[group] += taken
                    let base: Int = cluster * q
                    var place: Int = group * triangle
                    for row in 0..<q {
                        let left: Double = unsafe taken * means[base + row]
                        for column in 0...row {
                            unsafe products[place] += left * means[base + column]
                            place += 1
                        }
                    }
                }
            }
        }
        self.counts = counts
        self.products = products
    }
}
