/// A quantile of a sample, on the straight line between the values on either side of it.
///
/// With *n* ordered values it lies at (*n* − 1) · `proportion` beyond the first.
///
/// - Parameters:
///   - proportion: From 0, the least value, to 1, the greatest.
///   - ordered: At least one value, from the least to the greatest.
/// - Complexity: O(1).
/// - Note: Hyndman & Fan (1996), "Sample Quantiles in Statistical Packages", The American Statistician 50(4), type 7:
///   what R's `quantile` does unless asked otherwise.
public func sampleQuantile(_ proportion: Double, of ordered: [Double]) -> Double {
    precondition((0...1).contains(proportion) && !ordered.isEmpty, "no quantile")
    let place: Double = proportion * Double(ordered.count - 1)
    let below = Int(place)
    let part: Double = place - Double(below)
    guard part > 0 else { return ordered[below] }
    return ordered[below] + part * (ordered[below + 1] - ordered[below])
}
