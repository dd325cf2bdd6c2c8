/// The random numbers of allocations and resampling: ChaCha20, portable and documented to the bit.
///
/// The keystream is that of RFC 8439, section 2.3: a 256-bit key (the seed), a 96-bit nonce whose first four
/// bytes are zero and whose last eight are the number of the stream (little-endian), and a 32-bit block
/// counter from zero. Each 64-bit number is eight bytes of keystream, least significant first. Anyone with a
/// ChaCha20 library can reproduce an allocation in any language from ``next(below:)`` and ``shuffle(_:)``
/// alone.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    /// The name that manifests carry.
    public static let name: String = "ChaCha20 (RFC 8439), 64-bit little-endian words"
    /// The version of the rules by which numbers become draws; it changes when any draw would.
    public static let version: Int = 1

    private let low: SIMD4<UInt32>
    private let high: SIMD4<UInt32>
    private let stream: UInt64
    private var counter: UInt32 = 0
    /// Four blocks of the keystream, one after another.
    private var blocks = InlineArray<32, UInt64>(repeating: 0)
    private var position: Int = 32

    /// A generator from a 256-bit key.
    /// - Parameters:
    ///   - key: Thirty-two bytes.
    ///   - stream: Streams of one key do not overlap; work divided among them gives one result in any order.
    public init(key: [UInt8], stream: UInt64 = 0) {
        precondition(key.count == 32, "A key has 32 bytes.")
        let words: [UInt32] = (0..<8).map { word in
            (0..<4).reduce(0) { $0 | UInt32(key[word * 4 + $1]) << UInt32(8 * $1) }
        }
        low = SIMD4(words[0], words[1], words[2], words[3])
        high = SIMD4(words[4], words[5], words[6], words[7])
        self.stream = stream
    }

    /// A generator from a number: the key is its eight bytes, least significant first, and 24 zeros.
    public init(seed: UInt64, stream: UInt64 = 0) {
        low = SIMD4(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32), 0, 0)
        high = SIMD4()
        self.stream = stream
    }

    /// The next 64 bits of the stream.
    public mutating func next() -> UInt64 {
        if position == 32 {
            refill()
            position = 0
        }
        position += 1
        return blocks[position - 1]
    }

    /// A whole number in 0 ..< bound, each equally likely: the largest multiple of the bound that 64 bits
    /// hold is found, numbers not below it are drawn again, and the rest of the division is the answer.
    public mutating func next(below bound: Int) -> Int {
        precondition(bound > 0, "A range has at least one number.")
        let size = UInt64(bound)
        var draw: UInt64 = next()
        // Only the last, incomplete multiple of the bound is refused; most draws need no second division.
        if draw > UInt64.max - size {
            let limit: UInt64 = UInt64.max - (UInt64.max % size + 1) % size
            while draw > limit { draw = next() }
        }
        return Int(draw % size)
    }

    /// A number in 0 ..< 1 with 53 random bits.
    public mutating func uniform() -> Double {
        Double(next() >> 11) / 9_007_199_254_740_992
    }

    /// A standard normal number by Marsaglia's polar method; the second of each pair is not kept.
    public mutating func normal() -> Double {
        while true {
            let x: Double = 2 * uniform() - 1
            let y: Double = 2 * uniform() - 1
            let square: Double = x * x + y * y
            if square > 0, square < 1 { return x * (-2 * ln(square) / square).squareRoot() }
        }
    }

    /// A gamma number with this shape and scale one (Marsaglia & Tsang 2000).
    mutating func gamma(shape: Double) -> Double {
        if shape < 1 {
            let larger: Double = gamma(shape: shape + 1)
            return larger * power(1 - uniform(), 1 / shape)
        }
        let d: Double = shape - 1 / 3
        let c: Double = 1 / (9 * d).squareRoot()
        while true {
            let x: Double = normal()
            let root: Double = 1 + c * x
            guard root > 0 else { continue }
            let v: Double = root * root * root
            if ln(1 - uniform()) < x * x / 2 + d * (1 - v + ln(v)) { return d * v }
        }
    }

    /// A χ² number.
    mutating func chiSquared(degreesOfFreedom: Double) -> Double {
        2 * gamma(shape: degreesOfFreedom / 2)
    }

    /// Puts elements in random order: from the last down to the second, each changes places with one drawn
    /// from those up to and with itself (Fisher–Yates).
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        guard elements.count > 1 else { return }
        for last in stride(from: elements.count - 1, through: 1, by: -1) {
            elements.swapAt(last, next(below: last + 1))
        }
    }

    /// The next 256 bytes of keystream: four blocks side by side, so that no operation waits for the one before.
    /// Each word of the state is a vector with a lane for each block.
    private mutating func refill() {
        precondition(counter < .max - 4, "A stream holds 256 GB.")
        let start = InlineArray<16, SIMD4<UInt32>> { word(of: $0) }
        var state: InlineArray<16, SIMD4<UInt32>> = start
        for _ in 0..<10 {
            SeededGenerator.mix(&state, 0, 4, 8, 12)
            SeededGenerator.mix(&state, 1, 5, 9, 13)
            SeededGenerator.mix(&state, 2, 6, 10, 14)
            SeededGenerator.mix(&state, 3, 7, 11, 15)
            SeededGenerator.mix(&state, 0, 5, 10, 15)
            SeededGenerator.mix(&state, 1, 6, 11, 12)
            SeededGenerator.mix(&state, 2, 7, 8, 13)
            SeededGenerator.mix(&state, 3, 4, 9, 14)
        }
        for pair in 0..<8 {
            let low = SIMD4<UInt64>(truncatingIfNeeded: state[2 * pair] &+ start[2 * pair])
            let high = SIMD4<UInt64>(truncatingIfNeeded: state[2 * pair + 1] &+ start[2 * pair + 1])
            let words: SIMD4<UInt64> = low | high &<< 32
            for number in 0..<4 { blocks[8 * number + pair] = words[number] }
        }
        counter += 4
    }

    /// A word of the state before it is mixed, of the next four blocks.
    private func word(of place: Int) -> SIMD4<UInt32> {
        switch place {
        case 0: SIMD4(repeating: 0x6170_7865)
        case 1: SIMD4(repeating: 0x3320_646e)
        case 2: SIMD4(repeating: 0x7962_2d32)
        case 3: SIMD4(repeating: 0x6b20_6574)
        case 4..<8: SIMD4(repeating: low[place - 4])
        case 8..<12: SIMD4(repeating: high[place - 8])
        case 12: SIMD4(counter, counter + 1, counter + 2, counter + 3)
        case 13: SIMD4(repeating: 0)
        case 14: SIMD4(repeating: UInt32(truncatingIfNeeded: stream))
        default: SIMD4(repeating: UInt32(truncatingIfNeeded: stream >> 32))
        }
    }

    /// The quarter round of the standard, on four words.
    @inline(__always)
    private static func mix(
        _ state: inout InlineArray<16, SIMD4<UInt32>>,
        _ a: Int,
        _ b: Int,
        _ c: Int,
        _ d: Int
    ) {
        state[a] &+= state[b]
        state[d] = rotated(state[d] ^ state[a], 16)
        state[c] &+= state[d]
        state[b] = rotated(state[b] ^ state[c], 12)
        state[a] &+= state[b]
        state[d] = rotated(state[d] ^ state[a], 8)
        state[c] &+= state[d]
        state[b] = rotated(state[b] ^ state[c], 7)
    }

    @inline(__always)
    private static func rotated(_ value: SIMD4<UInt32>, _ bits: UInt32) -> SIMD4<UInt32> {
        value &<< bits | value &>> (32 - bits)
    }
}
