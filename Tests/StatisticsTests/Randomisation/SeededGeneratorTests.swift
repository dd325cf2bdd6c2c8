import Statistics
import Testing

/// The generator against RFC 8439 and the rules by which its numbers become draws.
@Suite struct SeededGeneratorTests {
    static func bytes(_ generator: inout SeededGenerator, _ words: Int) -> [UInt8] {
        (0..<words).flatMap { _ -> [UInt8] in
            let word: UInt64 = generator.next()
            return (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
        }
    }

    @Test func theKeystreamOfTheZeroKeyIsThatOfTheStandard() {
        // RFC 8439, appendix A.1, test vectors 1 and 2: key and nonce zero, counters 0 and 1.
        var generator = SeededGenerator(seed: 0)
        let first: [UInt8] = Self.bytes(&generator, 8)
        let expected: [UInt8] = [
            0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90, 0x40, 0x5d, 0x6a, 0xe5, 0x53, 0x86, 0xbd, 0x28,
        ]
        #expect(Array(first.prefix(16)) == expected)
        let second: [UInt8] = Self.bytes(&generator, 8)
        #expect(Array(second.prefix(8)) == [0x9f, 0x07, 0xe7, 0xbe, 0x55, 0x51, 0x38, 0x7a])
    }

    @Test func blocksFollowEachOtherHoweverManyAreMadeAtOnce() {
        // Key 00 ff 00 …, nonce zero. Block 2 is RFC 8439, appendix A.1, test vector 4; the others are of
        // `openssl enc -chacha20` (OpenSSL 3.0).
        var key: [UInt8] = Array(repeating: 0, count: 32)
        key[1] = 0xff
        var generator = SeededGenerator(key: key)
        let stream: [UInt8] = Self.bytes(&generator, 216)
        let heads: [(block: Int, bytes: [UInt8])] = [
            (2, [0x72, 0xd5, 0x4d, 0xfb, 0xf1, 0x2e, 0xc4, 0x4b]),
            (4, [0x23, 0x30, 0x65, 0x95, 0x5a, 0x21, 0x2b, 0x5c]),
            (6, [0x8c, 0x91, 0xa1, 0xbc, 0x98, 0x4f, 0x7f, 0x77]),
            (7, [0x53, 0xd3, 0xe7, 0x49, 0xe1, 0x1a, 0xd1, 0xbc]),
            (8, [0x18, 0xf7, 0xe6, 0x87, 0x6f, 0xdf, 0x73, 0xbf]),
            (16, [0xbd, 0x87, 0x7d, 0xdd, 0xf6, 0x05, 0x9f, 0x09]),
            (26, [0x9a, 0x3f, 0x98, 0xbb, 0xb9, 0xd1, 0x26, 0xea]),
        ]
        for (block, bytes) in heads {
            #expect(Array(stream[(64 * block)..<(64 * block + 8)]) == bytes)
        }
    }

    @Test func theStreamNumberStandsInTheNonce() {
        // RFC 8439, appendix A.1, test vector 5: key zero, nonce 00…02, counter 0.
        var generator = SeededGenerator(key: Array(repeating: 0, count: 32), stream: 0x0200_0000_0000_0000)
        #expect(Self.bytes(&generator, 1) == [0xc2, 0xc6, 0x4d, 0x37, 0x8c, 0xd5, 0x36, 0x37])
    }

    @Test func numbersBelowABoundAreEvenlySpread() {
        var generator = SeededGenerator(seed: 7)
        var counts: [Int] = Array(repeating: 0, count: 6)
        for _ in 0..<60_000 { counts[generator.next(below: 6)] += 1 }
        // Five degrees of freedom: beyond 20.5 once in a thousand seeds.
        let statistic: Double = counts.reduce(0) { $0 + Double(($1 - 10_000) * ($1 - 10_000)) / 10_000 }
        #expect(statistic < 20.5)
    }

    @Test func normalNumbersHaveTheirMoments() {
        var generator = SeededGenerator(seed: 11)
        let values: [Double] = (0..<20_000).map { _ in generator.normal() }
        let mean: Double = values.reduce(0, +) / 20_000
        let square: Double = values.reduce(0) { $0 + $1 * $1 } / 20_000
        #expect(abs(mean) < 0.03)
        #expect(abs(square - 1) < 0.04)
    }

    @Test func aSeedGivesOneOrderAndAnotherSeedAnother() {
        func order(_ seed: UInt64) -> [Int] {
            var generator = SeededGenerator(seed: seed)
            var items: [Int] = Array(0..<20)
            generator.shuffle(&items)
            return items
        }
        #expect(order(1) == order(1))
        #expect(order(1) != order(2))
        #expect(order(1).sorted() == Array(0..<20))
    }
}
