import Database
import Foundation

/// A reproducible sequence of random choices: SplitMix64 (Steele, Lea & Flood 2014).
///
/// Each part of the example draws from a stream of its own, named by a label, so that a change to one part
/// leaves the others as they were.
struct Draws {
    private var state: UInt64

    init(seed: UInt64, _ label: String) {
        state = stableHash(label) ^ (seed &* 0x9E37_79B9_7F4A_7C15)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

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
