import Foundation
import Testing

@testable import CSV

@Suite struct `Broken input` {
    /// Beginnings that have been troublesome in readers of CSV: each is cut, joined and changed below.
    static let corpus: [[UInt8]] = [
        Array("a,b\n1,2\n".utf8), Array("\"".utf8), Array("\"\"\"".utf8), Array("a\r\r\n\n\r".utf8),
        Array(",,,\n\"\n".utf8),
        [0xEF, 0xBB, 0xBF, 0x22], [0xEF, 0xBB], [0xFF, 0xFE, 0x22, 0x00, 0x0A], [0xFE, 0xFF, 0xD8],
        Array("a;b\tc,d\n".utf8),
        [0x61, 0x0A, 0xC3], [0x61, 0x0A, 0xF0, 0x9F, 0x98], Array("x\n\"a\"b\"c\"\n".utf8),
        Array("\u{FEFF}\u{FEFF}a\n".utf8),
        Array("=1,-2,@x\n'=1,'',\"'\"\n".utf8), [0x61, 0x2C, 0x00, 0x0A, 0x80, 0x81, 0xFF],
    ]

    @Test(arguments: 0..<200) func `never crashes the reader, and every record has text`(seed: UInt64) {
        var random = SplitMix(state: seed)
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let piece = Self.corpus.randomElement(using: &random) ?? []
            bytes += piece.prefix(Int.random(in: 0...piece.count, using: &random))
            if Bool.random(using: &random) { bytes.append(UInt8.random(in: 0...255, using: &random)) }
        }
        do {
            let all = try records(bytes, limits: .init(fieldBytes: 64, fields: 8))
            #expect(all.allSatisfy { !$0.isEmpty && $0.count <= 8 })
        } catch is CSVError {
        } catch {
            Issue.record("another kind of error: \(error)")
        }
    }

    @Test func `every cut of a file reads as a beginning of its records`() throws {
        let text = Array("name,note\nA,\"x\ny\"\n\"B \"\"b\"\"\",2\nC,3\n".utf8)
        let whole = try records(text)
        for cut in 10..<text.count {
            let part = try records(Array(text[..<cut]))
            #expect(part.count <= whole.count)
            for (read, full) in zip(part.dropLast(), whole) { #expect(read == full) }
        }
    }
}
