/// The same numbers on every run and every machine: SplitMix64 (Steele, Lea & Flood 2014).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed: UInt64 = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &self) }

    /// A value of any size and sign that a figure accepts, small and large alike.
    mutating func wild() -> Double {
        var magnitude: Double = number(0.1...1)
        for _ in 0..<Int.random(in: 0...10, using: &self) { magnitude *= 10 }
        for _ in 0..<Int.random(in: 0...10, using: &self) { magnitude /= 10 }
        return Bool.random(using: &self) ? magnitude : -magnitude
    }
}
