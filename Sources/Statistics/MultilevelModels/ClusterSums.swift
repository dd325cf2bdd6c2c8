/// What a random-intercept model needs to know about the rows: sizes, means and pooled cross-products.
///
/// Columns are those of the design with the outcome last, *q* = *p* + 1. Everything is centred twice, about
/// the grand means (where the model has a constant) and about the cluster means, so that no digits are lost
/// to the origin of a scale: Σ over rows splits into **W** within clusters and Σⱼ *n*ⱼ *m*ⱼ*m*ⱼᵀ between
/// them.
struct ClusterSums: Sendable {
    /// Rows.
    let rows: Int
    /// Columns of the design, without the outcome.
    let p: Int
    /// Rows of each cluster.
    let sizes: [Double]
    /// Which clusters have one size.
    let grouping: SizeGrouping
    /// Centred means: cluster *j* at `j * q ..< (j + 1) * q`.
    var means: [Double]
    /// Cross-products about the cluster means, *q* × *q*, lower triangle.
    var within: [Double]
    /// Cross-products about its own means of each cluster, packed by rows of the lower triangle; empty unless
    /// kept.
    var withinByCluster: [Double] = []
    /// What was subtracted from each column.
    let centre: [Double]
    /// The place of the constant, if there is one.
    let intercept: Int?

    var q: Int { p + 1 }
    var clusters: Int { sizes.count }

    /// What the likelihood needs of the clusters.
    var groups: SizeGroups { SizeGroups(grouping, means: means, q: q) }

    /// Two passes over the rows.
    /// - Complexity: O(rows · q²).
    init(design: Matrix, outcome: [Double], clusters: Clusters, keepingClusters: Bool = false) {
        rows = design.rows
        p = design.columns
        let q: Int = design.columns + 1
        let count: Int = clusters.count
        sizes = clusters.sizes.map(Double.init)
        grouping = SizeGrouping(clusters.sizes)
        let intercept: Int? = design.constantColumn
        self.intercept = intercept
        var means: [Double] = Array(repeating: 0, count: count * q)
        var within: [Double] = Array(repeating: 0, count: q * q)
        let triangle: Int = q * (q + 1) / 2
        var separate: [Double] = Array(repeating: 0, count: keepingClusters ? count * triangle : 0)
        let n: Int = design.rows
        let columnOf = { (column: Int) -> ArraySlice<Double> in
            column < q - 1 ? design.elements[(column * n)..<((column + 1) * n)] : outcome[...]
        }
        // The constant has mean one everywhere and no deviations.
        let varying: [Int] = (0..<q).filter { $0 != intercept }
        let shifts: [Double] = (0..<q).map { column in
            intercept != nil && column != intercept ? columnOf(column).first ?? 0 : 0
        }
        let leading: Int = intercept == 0 ? 1 : 0
        // Sums of a row's columns together: additions to one cluster wait for each other, those of its columns do not.
        unsafe design.elements.withUnsafeBufferPointer { elements in
            unsafe outcome.withUnsafeBufferPointer { outcome in
                unsafe shifts.withUnsafeBufferPointer { shifts in
                    unsafe clusters.index.withUnsafeBufferPointer { index in
                        unsafe means.withUnsafeMutableBufferPointer { means in
                            for row in 0..<n {
                                let base: Int = unsafe index[row] * q
                                var place: Int = leading * n + row
                                for column in leading..<(q - 1) {
                                    unsafe means[base + column] += elements[place] - shifts[column]
                                    place += n
                                }
                                unsafe means[base + q - 1] += outcome[row] - shifts[q - 1]
                            }
                        }
                    }
                }
            }
        }
        var centre: [Double] = Array(repeating: 0, count: q)
        for column in varying {
            var sum: Double = 0
            for cluster in 0..<count { sum += means[cluster * q + column] }
            if intercept != nil { centre[column] = shifts[column] + sum / Double(n) }
            let rest: Double = centre[column] - shifts[column]
            for cluster in 0..<count {
                let place: Int = cluster * q + column
                means[place] = means[place] / Double(clusters.sizes[cluster]) - rest
            }
        }
        if let intercept {
            for cluster in 0..<count { means[cluster * q + intercept] = 1 }
        }
        // Deviations of a block of rows at a time, so that the products run over memory in cache.
        let block: Int = 256
        var deviations: [Double] = Array(repeating: 0, count: block * q)
        var start: Int = 0
        while start < n {
            let length: Int = min(block, n - start)
            for column in varying {
                let values: ArraySlice<Double> = columnOf(column)
                let shift: Double = centre[column]
                unsafe values.withUnsafeBufferPointer { values in
                    unsafe clusters.index.withUnsafeBufferPointer { index in
                        unsafe means.withUnsafeBufferPointer { means in
                            unsafe deviations.withUnsafeMutableBufferPointer { deviations in
                                for row in 0..<length {
                                    let place: Int = unsafe index[start + row] * q + column
                                    unsafe deviations[column * block + row] =
                                        values[start + row] - shift - means[place]
                                }
                            }
                        }
                    }
                }
            }
            if keepingClusters {
                for row in 0..<length {
                    var place: Int = clusters.index[start + row] * triangle
                    for first in 0..<q {
                        for second in 0...first {
                            separate[place] +=
                                deviations[first * block + row] * deviations[second * block + row]
                            place += 1
                        }
                    }
                }
            } else {
                unsafe deviations.withUnsafeBytes { deviations in
                    let wide: Int = MemoryLayout<SIMD4<Double>>.stride
                    let narrow: Int = MemoryLayout<Double>.stride
                    for first in varying {
                        for second in varying where second <= first {
                            var even = SIMD4<Double>(repeating: 0)
                            var odd = SIMD4<Double>(repeating: 0)
                            var a: Int = first * block * narrow
                            var b: Int = second * block * narrow
                            for _ in 0..<(length / 8) {
                                unsafe even +=
                                    deviations.loadUnaligned(fromByteOffset: a, as: SIMD4<Double>.self)
                                    * deviations.loadUnaligned(fromByteOffset: b, as: SIMD4<Double>.self)
                                unsafe odd +=
                                    deviations.loadUnaligned(fromByteOffset: a + wide, as: SIMD4<Double>.self)
                                    * deviations.loadUnaligned(
                                        fromByteOffset: b + wide,
                                        as: SIMD4<Double>.self
                                    )
                                a += 2 * wide
                                b += 2 * wide
                            }
                            var rest: Double = (even + odd).sum()
                            for _ in 0..<(length % 8) {
                                rest +=
                                    unsafe deviations.load(fromByteOffset: a, as: Double.self)
                                    * deviations.load(fromByteOffset: b, as: Double.self)
                                a += narrow
                                b += narrow
                            }
                            within[first * q + second] += rest
                        }
                    }
                }
            }
            start += length
        }
        if keepingClusters {
            for cluster in 0..<count {
                var place: Int = cluster * triangle
                for first in 0..<q {
                    for second in 0...first {
                        within[first * q + second] += separate[place]
                        place += 1
                    }
                }
            }
        }
        self.means = means
        self.within = within
        self.centre = centre
        withinByCluster = separate
    }

    /// What was subtracted from the columns and the outcome.
    var origin: ModelOrigin {
        ModelOrigin(constant: intercept, columns: Array(centre.prefix(p)), outcome: centre[p])
    }
}
