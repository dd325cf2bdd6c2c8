#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Where an axis carries labels, and with how many decimals.
///
/// The search is that of Talbot, Lin & Hanrahan (2010), "An Extension of Wilkinson's Algorithm for
/// Positioning Tick Labels on Axes", IEEE Transactions on Visualization and Computer Graphics 16(6):
/// simplicity, coverage and density are weighed as in the paper (0.25, 0.2, 0.5, and 0.05 for legibility,
/// which is the same for every candidate here because all labels share one format). Heckbert's "nice numbers"
/// were refused: they can leave half an axis without labels.
struct Ticks: Sendable, Equatable {
    /// In rising order.
    let values: [Double]
    let decimals: Int

    var labels: [String] { values.map { NumberText.fixed($0, decimals: decimals) } }

    /// The step preferences of the paper, from most to least simple.
    private static let steps: [Double] = [1, 5, 2, 2.5, 4, 3]

    /// - Parameters:
    ///   - domain: Wider than nothing.
    ///   - wanted: About how many labels there is room for, two or more.
    ///   - isInside: True to keep every tick within the domain.
    ///   - isCount: True to have whole numbers only, where the domain holds two of them.
    init(_ domain: ClosedRange<Double>, wanted: Int, isInside: Bool = true, isCount: Bool = false) {
        let holdsTwo: Bool = domain.upperBound.rounded(.down) - domain.lowerBound.rounded(.up) >= 1
        let search: TickSearch = TickSearch(
            domain: domain,
            wanted: max(wanted, 2),
            isInside: isInside,
            isCount: isCount && holdsTwo
        )
        let best: TickSearch.Candidate = search.best(steps: Ticks.steps)
        decimals = best.decimals
        values = best.values
    }
}

private struct TickSearch {
    let domain: ClosedRange<Double>
    let wanted: Int
    let isInside: Bool
    let isCount: Bool

    struct Candidate {
        var score: Double = -2
        /// The first tick in whole steps, and how many there are.
        var first: Int = 0
        var count: Int = 2
        /// A step is `multiple` tenths of ten to the `power`.
        var multiple: Double = 10
        var power: Int = 0

        /// Values are made from whole numbers so that 0.3 is 0.3 and not 0.30000000000000004.
        var values: [Double] {
            (0..<count).map { index in
                let tenths: Double = Double(first + index) * multiple
                return power - 1 >= 0
                    ? tenths * pow(10, Double(power - 1)) : tenths / pow(10, Double(1 - power))
            }
        }

        var decimals: Int {
            var places: Int = 1 - power
            var rest: Double = multiple
            while rest.truncatingRemainder(dividingBy: 10) == 0 {
                rest /= 10
                places -= 1
            }
            return min(max(places, 0), 9)
        }
    }

    func best(steps: [Double]) -> Candidate {
        var best: Candidate = Candidate()
        var skip: Int = 1
        while skip <= 4 {
            for (rank, step) in steps.enumerated() {
                let simplest: Double = simplicity(rank: rank, of: steps.count, skip: skip, holdsZero: true)
                if weigh(simplest, 1, 1) < best.score { continue }
                for count in 2...(wanted * 2 + 2) {
                    if weigh(simplest, 1, density(bound: count)) < best.score { continue }
                    consider(step: step, rank: rank, of: steps.count, skip: skip, count: count, &best)
                }
            }
            skip += 1
        }
        return best
    }

    private func consider(
        step: Double,
        rank: Int,
        of ranks: Int,
        skip: Int,
        count: Int,
        _ best: inout Candidate
    ) {
        let low: Double = domain.lowerBound
        let high: Double = domain.upperBound
        let ideal: Double = (high - low) / Double(count + 1) / (Double(skip) * step)
        var power: Int = Int(log10(ideal).rounded(.up)) - 1
        // Three powers reach from too many ticks to too few.
        for _ in 0..<3 {
            let width: Double = Double(skip) * step * pow(10, Double(power))
            if isCount && (width < 1 || width != width.rounded()) {
                power += 1
                continue
            }
            let firstLeast: Int = Int((low / width).rounded(.down)) - (isInside ? 0 : 1)
            let firstMost: Int = Int((high / width).rounded(.up))
            if firstMost - firstLeast <= 200 {
                for first in firstLeast...firstMost {
                    let from: Double = Double(first) * width
                    let to: Double = from + Double(count - 1) * width
                    let slack: Double = (high - low) * 1e-9
                    if isInside && (from < low - slack || to > high + slack) { continue }
                    let holdsZero: Bool = first <= 0 && first + count - 1 >= 0
                    let score: Double = weigh(
                        simplicity(rank: rank, of: ranks, skip: skip, holdsZero: holdsZero),
                        coverage(from, to),
                        density(count: count, from, to)
                    )
                    if score > best.score {
                        best = Candidate(
                            score: score,
                            first: first,
                            count: count,
                            multiple: Double(skip) * step * 10,
                            power: power
                        )
                    }
                }
            }
            power += 1
        }
    }

    private func weigh(_ simplicity: Double, _ coverage: Double, _ density: Double) -> Double {
        0.25 * simplicity + 0.2 * coverage + 0.5 * density + 0.05
    }

    private func simplicity(rank: Int, of ranks: Int, skip: Int, holdsZero: Bool) -> Double {
        1 - Double(rank) / Double(ranks - 1) - Double(skip) + 1 + (holdsZero ? 1 : 0)
    }

    private func coverage(_ from: Double, _ to: Double) -> Double {
        let span: Double = domain.upperBound - domain.lowerBound
        let above: Double = domain.upperBound - to
        let below: Double = domain.lowerBound - from
        return 1 - 0.5 * (above * above + below * below) / (0.01 * span * span)
    }

    private func density(count: Int, _ from: Double, _ to: Double) -> Double {
        let actual: Double = Double(count - 1) / (to - from)
        let high: Double = max(to, domain.upperBound)
        let low: Double = min(from, domain.lowerBound)
        let target: Double = Double(wanted - 1) / (high - low)
        return 2 - max(actual / target, target / actual)
    }

    private func density(bound count: Int) -> Double {
        count >= wanted ? 2 - Double(count - 1) / Double(wanted - 1) : 1
    }
}
