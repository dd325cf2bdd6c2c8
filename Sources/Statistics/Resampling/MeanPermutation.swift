extension PermutationTest {
    /// Tests the difference of the means of two groups of units by rearranging the groups.
    ///
    /// With clusters give one value for each: its mean, or the mean of the residuals of a model without
    /// treatment. All allocations are enumerated when there are at most `limit` of them; otherwise `limit`
    /// are drawn.
    ///
    /// - Throws: ``ResamplingError/tooFewUnits(_:)`` with an empty group.
    /// - Complexity: O(allocations) with a running sum.
    public static func differenceInMeans(
        _ values: [Double],
        treated: [Bool],
        limit: Int = 1_000_000,
        seed: UInt64 = 1
    ) throws(ResamplingError) -> PermutationTest {
        precondition(values.count == treated.count, "Every value has a group.")
        guard values.allSatisfy(\.isFinite) else { throw .invalidArgument("values") }
        let n: Int = values.count
        let k: Int = treated.count { $0 }
        guard k > 0, k < n else { throw .tooFewUnits(min(k, n - k)) }
        let mean: Double = values.reduce(0, +) / Double(n)
        let centred: [Double] = values.map { $0 - mean }
        // With the grand mean at zero a difference is the treated sum times a constant.
        let scale: Double = 1 / Double(k) + 1 / Double(n - k)
        let sum: Double = zip(centred, treated).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
        let bound: Double = sum.magnitude - 1e-12 * centred.reduce(0) { $0 + $1.magnitude }
        guard let total = combinations(n, k, limit: limit) else {
            let design = try PermutationDesign(treatment: treated.map { $0 ? 1 : 0 })
            let replicates = Replication.run(limit, seed: seed) { _, generator in
                scale * dot(centred, design.permuted(&generator))
            }
            return try PermutationTest(observed: scale * sum, replicates: replicates)
        }
        var chosen: [Int] = Array(0..<k)
        var running: Double = chosen.reduce(0) { $0 + centred[$1] }
        var beyond: Int = running.magnitude >= bound ? 1 : 0
        while let place = (0..<k).last(where: { chosen[$0] < n - k + $0 }) {
            for index in place..<k { running -= centred[chosen[index]] }
            let first: Int = chosen[place] + 1
            for index in place..<k {
                chosen[index] = first + index - place
                running += centred[chosen[index]]
            }
            if running.magnitude >= bound { beyond += 1 }
        }
        return PermutationTest(observed: scale * sum, beyond: beyond, of: total)
    }

    /// *n* over *k*, or `nil` above the limit.
    private static func combinations(_ n: Int, _ k: Int, limit: Int) -> Int? {
        var result: Int = 1
        for step in 1...min(k, n - k) {
            let (product, overflow) = result.multipliedReportingOverflow(by: n - step + 1)
            if overflow { return nil }
            result = product / step
            if result > limit { return nil }
        }
        return k == 0 || k == n ? 1 : result
    }
}
