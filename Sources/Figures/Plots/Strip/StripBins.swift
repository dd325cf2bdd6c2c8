#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Bins around round values, so that whole-number scores fall on the middle of a bin and no comb appears.
enum StripBins {
    /// The least of 1, 2, 2.5, 5 times a power of ten that is at least some units wide on the drawing.
    static func width(atLeast room: Double, _ scale: LinearScale) -> Double {
        let span: Double = scale.domain.upperBound - scale.domain.lowerBound
        let least: Double = room * span / (scale.end - scale.start)
        let power: Double = pow(10, log10(least).rounded(.down))
        let steps: [Double] = [1, 2, 2.5, 5, 10]
        for step in steps where step * power >= least * (1 - 1e-12) { return step * power }
        return 10 * power
    }

    /// How many values lie in each bin; bin *i* is centred on *i* times the width.
    static func count(_ values: [Double], width: Double) -> [Int: Int] {
        var counts: [Int: Int] = [:]
        for value in values { counts[Int((value / width).rounded()), default: 0] += 1 }
        return counts
    }
}
