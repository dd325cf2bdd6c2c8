import CNumerics

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

    /// The key in four words, least significant byte first.
    private let key: InlineArray<4, UInt64>
    private let stream: UInt64
    private var counter: UInt32 = 0
    /// Eight blocks of the keystream, one after another.
    private var blocks = InlineArray<64, UInt64>(repeating: 0)
    private var position: Int = 64

    /// A generator from a 256-bit key.
    /// - Parameters:
    ///   - key: Thirty-two bytes.
    ///   - stream: Streams of one key do not overlap; work divided among them gives one result in any order.
    public init(key: [UInt8], stream: UInt64 = 0) {
        precondition(key.count == 32, "A key has 32 bytes.")
        self.key = InlineArray<4, UInt64> { word in
            (0..<8).reduce(UInt64(0)) { $0 | UInt64(key[word * 8 + $1]) << UInt64(8 * $1) }
        }
        self.stream = stream
    }

    /// A generator from a number: the key is its eight bytes, least significant first, and 24 zeros.
    public init(seed: UInt64, stream: UInt64 = 0) {
        key = [seed, 0, 0, 0]
        self.stream = stream
    }

    /// The next 64 bits of the stream.
    public mutating func next() -> UInt64 {
        if position == 64 {
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

    /// The next 512 bytes of keystream, in one call, whose vectors have a lane for each block.
    private mutating func refill() {
        precondition(counter < .max - 8, "A stream holds 256 GB.")
        unsafe withUnsafeMutableBytes(of: &blocks) { [key, counter, stream] words in
            unsafe braid_keystream(
                key[0],
                key[1],
                key[2],
                key[3],
                counter,
                stream,
                words.assumingMemoryBound(to: UInt64.self).baseAddress
            )
        }
        counter += 8
    }
}
