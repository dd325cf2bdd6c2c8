import QRCodes
import Testing

@Suite("QR codes")
struct QRCodeTests {
    /// The seven by seven squares in three corners that a camera looks for (ISO/IEC 18004, §6.3.3).
    static let finder = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]

    @Test("have their finder patterns in three corners and not in the fourth")
    func finders() throws {
        let code = try #require(QRCode("https://braid.test/tickets/3v8kx2p9q4m1z"))
        #expect(code.isDark.count == code.size * code.size)
        #expect((code.size - 17).isMultiple(of: 4))
        func square(_ row: Int, _ column: Int) -> [String] {
            (0..<7).map { down in
                String(
                    (0..<7).map { right in code.isDark[(row + down) * code.size + column + right] ? "#" : "."
                    }
                )
            }
        }
        let far = code.size - 7
        #expect(square(0, 0) == Self.finder)
        #expect(square(0, far) == Self.finder)
        #expect(square(far, 0) == Self.finder)
        #expect(square(far, far) != Self.finder)
    }

    @Test("are the same for the same text, and differ for another")
    func deterministic() throws {
        let first = try #require(QRCode("one"))
        #expect(QRCode("one") == first)
        #expect(QRCode("two") != first)
    }

    @Test("are refused for nothing, for a zero byte and for too much")
    func refused() {
        #expect(QRCode("") == nil)
        #expect(QRCode("a\0b") == nil)
        #expect(QRCode(String(repeating: "x", count: 4000)) == nil)
    }

    @Test("are drawn with a quiet zone of four, each dark module once")
    func drawn() throws {
        let code = try #require(QRCode("https://braid.test"))
        let svg = code.svg(label: "A <b> & \"c\"")
        #expect(svg.contains("viewBox=\"0 0 \(code.size + 8) \(code.size + 8)\""))
        #expect(svg.contains("aria-label=\"A b>  c\""))
        let drawn = svg.matches(of: /h(\d+)v1h-/).compactMap { Int($0.1) }.reduce(0, +)
        #expect(drawn == code.isDark.count { $0 })
    }
}
