import Testing

@testable import CSV

@Suite struct `The CSV writer` {
    @Test func `writes a mark, CRLF and quotation marks where they are needed`() {
        var writer = CSVWriter()
        writer.write(["name", "note"])
        writer.write(["St Mary's, Ely", "said \"yes\"\nand left"])
        let text = String(decoding: writer.bytes.dropFirst(3), as: UTF8.self)
        #expect(Array(writer.bytes.prefix(3)) == [0xEF, 0xBB, 0xBF])
        #expect(text == "name,note\r\n\"St Mary's, Ely\",\"said \"\"yes\"\"\nand left\"\r\n")
    }

    static let cells: [(cell: String, written: String)] = [
        ("=1+1", "'=1+1"), ("+44 20 7946 0000", "'+44 20 7946 0000"), ("-cmd", "'-cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"), ("\rx", "'\rx"), ("-3.5", "-3.5"), ("+7", "+7"), ("-1.2e-5", "-1.2e-5"), ("-", "'-"),
        ("-.5", "-.5"),
        ("-1-1", "'-1-1"), ("−3", "−3"), ("plain", "plain"), ("", ""), ("O'Brien", "O'Brien"),
        ("'quoted'", "'quoted'"),
        ("'=x", "''=x"), ("-1e", "'-1e"), ("1=1", "1=1"),
    ]

    @Test(arguments: cells) func `lets no cell run as a formula, and numbers stay numbers`(
        cell: String,
        written: String
    ) {
        #expect(CSVCell.neutralised(cell) == written)
        #expect(CSVCell.restored(written) == cell)
    }

    @Test func `hands out what has gathered once`() {
        var writer = CSVWriter(byteOrderMark: false)
        writer.write(["a"])
        #expect(writer.take() == Array("a\r\n".utf8))
        writer.write(["b"])
        #expect(writer.take() == Array("b\r\n".utf8))
        #expect(writer.bytes.isEmpty)
    }

    @Test(arguments: 0..<40) func `what is written is read back, whatever it is`(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let pieces = [
            "a", "é", "\"", ",", ";", "\t", "\n", "\r\n", "\r", " ", "'", "=", "-", "3.5", "日本", "£", "",
            "\u{A0}",
        ]
        let width = Int.random(in: 1...6, using: &random)
        let rows = (0..<Int.random(in: 1...20, using: &random)).map { _ in
            (0..<width).map { _ in
                (0..<Int.random(in: 0...5, using: &random)).map { _ in
                    pieces.randomElement(using: &random) ?? ""
                }.joined()
            }
        }
        var writer = CSVWriter()
        writer.write((0..<width).map { "column\($0)" })
        for row in rows { writer.write(row) }
        let read = try records(writer.bytes).dropFirst().map { $0.map(CSVCell.restored) }
        #expect(read == rows)
    }
}

/// A small generator for tests (Steele, Lea & Flood 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
