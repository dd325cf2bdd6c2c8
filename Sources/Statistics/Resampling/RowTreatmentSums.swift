/// The sums of a random-intercept model when treatment is exchanged between single rows within strata.
///
/// Only the smaller arm of each stratum is drawn and summed; the other follows from the stratum's totals.
struct RowTreatmentSums: Sendable {
    private let base: TreatmentSums
    private let design: PermutationDesign
    private let clusterOfRow: [Int]
    /// Deviations from cluster means, row after row, padded to whole groups of four.
    private let deviations: [SIMD4<Double>]
    /// Groups of four in a row.
    private let width: Int
    /// The sum of the deviations of each stratum.
    private let totals: [SIMD4<Double>]
    /// Treated rows of each cluster, where no exchange can change them because strata lie within clusters.
    private let fixedCounts: [Double]?

    /// `nil` where units are larger than rows.
    init?(_ base: TreatmentSums, clusters: Clusters, design: PermutationDesign) {
        guard design.individual, !base.deviations.isEmpty else { return nil }
        let q: Int = base.sums.q
        let rows: Int = clusters.index.count
        let width: Int = (q + 3) / 4
        var packed: [SIMD4<Double>] = Array(repeating: .zero, count: rows * width)
        for row in 0..<rows {
            for column in 0..<q {
                packed[row * width + column / 4][column % 4] = base.deviations[row * q + column]
            }
        }
        var totals: [SIMD4<Double>] = Array(repeating: .zero, count: design.ends.count * width)
        var isWithin: Bool = true
        var counts: [Double] = Array(repeating: 0, count: clusters.count)
        var start: Int = 0
        for (stratum, end) in design.ends.enumerated() {
            for place in start..<end {
                let row: Int = design.order[place]
                isWithin = isWithin && clusters.index[row] == clusters.index[design.order[start]]
                if design.treatment[row] == 1 { counts[clusters.index[row]] += 1 }
                for part in 0..<width { totals[stratum * width + part] += packed[row * width + part] }
            }
            start = end
        }
        self.base = base
        self.design = design
        clusterOfRow = clusters.index
        deviations = packed
        self.width = width
        self.totals = totals
        fixedCounts = isWithin ? counts : nil
    }

    /// Means and within-cluster products for a fresh draw.
    func drawn(_ generator: inout SeededGenerator) -> (means: [Double], within: [Double]) {
        var order: [Int] = design.order
        var draws = SmallDraws()
        var products: [SIMD4<Double>] = Array(repeating: .zero, count: width)
        var counts: [Double] = fixedCounts ?? Array(repeating: 0, count: base.sums.clusters)
        var start: Int = 0
        for (stratum, end) in design.ends.enumerated() {
            let treated: Int = design.treatedCounts[stratum]
            let chosen: Int = min(treated, end - start - treated)
            unsafe order.withUnsafeMutableBufferPointer { order in
                for place in start..<(start + chosen) {
                    let other: Int = place + draws.next(below: UInt32(end - place), using: &generator)
                    unsafe order.swapAt(place, other)
                }
            }
            let isTreated: Bool = chosen == treated
            for part in 0..<width {
                var sum: SIMD4<Double> = .zero
                unsafe order.withUnsafeBufferPointer { order in
                    unsafe deviations.withUnsafeBufferPointer { deviations in
                        for place in start..<(start + chosen) {
                            sum += unsafe deviations[order[place] * width + part]
                        }
                    }
                }
                products[part] += isTreated ? sum : totals[stratum * width + part] - sum
            }
            if fixedCounts == nil {
                let range: Range<Int> = isTreated ? start..<(start + chosen) : (start + chosen)..<end
                for place in range { counts[clusterOfRow[order[place]]] += 1 }
            }
            start = end
        }
        return base.replacing(counts: counts) { products[$0 / 4][$0 % 4] }
    }
}

/// Bounded draws of 16 or 32 bits, so that one word of the generator serves four or two of them.
///
/// - Note: Lemire (2019), ACM Trans. Model. Comput. Simul. 29, 3: a multiplication, and a rejection that makes
///   it exact.
struct SmallDraws {
    private var word: UInt64 = 0
    private var bitsLeft: Int = 0

    mutating func next(below bound: UInt32, using generator: inout SeededGenerator) -> Int {
        // Bounds of a school's size need few bits, and 16 are rejected less than once in sixteen times.
        let bits: Int = bound <= 4096 ? 16 : 32
        let mask: UInt64 = (1 << UInt64(bits)) - 1
        let size = UInt64(bound)
        while true {
            if bitsLeft < bits {
                word = generator.next()
                bitsLeft = 64
            }
            let product: UInt64 = (word & mask) &* size
            word >>= UInt64(bits)
            bitsLeft -= bits
            let low: UInt64 = product & mask
            // Only a low part below the bound can belong to an incomplete interval.
            if low >= size || low >= (mask &+ 1) % size { return Int(product >> UInt64(bits)) }
        }
    }
}
