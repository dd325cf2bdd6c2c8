import Database
import Foundation
import Services

/// A reproducible sequence of random choices.
///
/// Each part of the example draws from a stream of its own, named by a label, so that a change to one part
/// leaves the others as they were.
struct Draws {
    private var numbers: SplitMix64

    init(seed: UInt64, _ label: String) {
        numbers = SplitMix64(stableHash(label) ^ (seed &* SplitMix64.step))
    }

    mutating func next() -> UInt64 { numbers.next() }

    /// Between 0 and 1, 1 excluded.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func happens(_ probability: Double) -> Bool { unit() < probability }

    /// A whole number of the range, each as likely (to 1 in 2⁵³).
    mutating func whole(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(unit() * Double(range.count))
    }

    /// An element; the list must not be empty.
    mutating func one<Element>(of list: [Element]) -> Element {
        list[whole(0...(list.count - 1))]
    }

    /// A normal deviate by the method of Box and Muller (1958).
    mutating func normal(mean: Double = 0, deviation: Double = 1) -> Double {
        let radius = (-2 * log(1 - unit())).squareRoot()
        return mean + deviation * radius * cos(2 * Double.pi * unit())
    }

    /// A position of the list of weights, as likely as its weight; they must not all be 0.
    mutating func position(weights: [Double]) -> Int {
        var rest = unit() * weights.reduce(0, +)
        for (position, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return position }
        }
        return weights.count - 1
    }
}
