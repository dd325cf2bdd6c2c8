/// Whether units crowd on one side of a cutoff, as they would if somebody could choose a place there.
///
/// Close to the cutoff a smooth density puts about as many units just below it as just above. The window is the
/// smallest that holds a given number of units on each side, and the test is exact: of the units in it, the
/// number above is binomial with one half.
///
/// - Note: Cattaneo, Frandsen & Titiunik (2015), J. Causal Inference 3, 1, section 3.3: the window of units as good
///   as drawn. A density that rises steeply across the window makes the test reject without anybody's choice, so it
///   is one look among others; McCrary (2008), J. Econom. 142, 698 smooths the density instead.
public struct CutoffCounts: Sendable, Equatable {
    /// Half the width of the window, in units of the running variable: [cutoff − width, cutoff + width).
    public let width: Double
    /// Units in the window below the cutoff.
    public let below: Int
    /// Units in the window at or above it.
    public let above: Int
    /// Two-sided: twice the smaller tail, one at most.
    public let pValue: Double

    /// Counts units in the smallest window with enough on each side.
    /// - Parameters:
    ///   - running: The score that decides, finite, for each unit.
    ///   - cutoff: Units at or above it belong above.
    ///   - fewest: Units that the window holds on each side at least.
    /// - Throws: ``TrialError/tooFewUnits(arm:count:)`` where a side has fewer.
    /// - Complexity: O(*n* log *n*).
    public init(running: [Double], cutoff: Double, fewest: Int = 20) throws(TrialError) {
        precondition(fewest >= 1, "A window holds somebody.")
        if let row = running.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(column: "running variable", row: row)
        }
        let below: [Double] = running.filter { $0 < cutoff }.map { cutoff - $0 }.sorted()
        let above: [Double] = running.filter { $0 >= cutoff }.map { $0 - cutoff }.sorted()
        guard below.count >= fewest else { throw .tooFewUnits(arm: "below the cutoff", count: below.count) }
        guard above.count >= fewest else { throw .tooFewUnits(arm: "above the cutoff", count: above.count) }
        // Below, the farthest unit belongs to the window; above, the window ends before the next distance that
        // occurs, so that whole scores are as many on either side.
        let reach: Double = below[fewest - 1]
        let far: Double = above[fewest - 1]
        let next: Double = min(
            below.first { $0 > far } ?? .infinity,
            above.first { $0 > far } ?? .infinity
        )
        let width: Double = max(reach, next.isFinite ? next : far.nextUp)
        let counts: (Int, Int) = (below.count { $0 <= width }, above.count { $0 < width })
        do {
            let chance = try BinomialDistribution(trials: counts.0 + counts.1, probability: 0.5)
            pValue = min(1, 2 * (try chance.cumulative(Double(min(counts.0, counts.1)))))
        } catch {
            throw .distribution(error)
        }
        self.width = width
        self.below = counts.0
        self.above = counts.1
    }
}
