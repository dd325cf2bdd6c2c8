import Foundation
import Testing

@testable import CSV

@Suite struct `The encoding of a file` {
    static let text = "name,price\nÉcole St André – “A”,£5 €\n日本 𝄞,7\n"
    static let expected = [["name", "price"], ["École St André – “A”", "£5 €"], ["日本 𝄞", "7"]]

    static let written: [(name: String, bytes: [UInt8], encoding: TextEncoding)] = [
        ("UTF-8", Array(text.utf8), .utf8),
        ("UTF-8 with a mark", [0xEF, 0xBB, 0xBF] + Array(text.utf8), .utf8),
        (
            "UTF-16 little end first with a mark", [0xFF, 0xFE] + utf16(text, bigEndian: false),
            .utf16LittleEndian
        ),
        ("UTF-16 big end first with a mark", [0xFE, 0xFF] + utf16(text, bigEndian: true), .utf16BigEndian),
    ]

    @Test(arguments: written) func `is recognised`(name: String, bytes: [UInt8], encoding: TextEncoding)
        throws
    {
        #expect(try CSVReader(bytes: bytes).encoding == encoding)
        #expect(try records(bytes) == Self.expected)
    }

    @Test(arguments: [false, true]) func `UTF-16 is recognised without a mark by its zero bytes`(
        bigEndian: Bool
    ) throws {
        let bytes = Self.utf16("name,town\nAda,York\n", bigEndian: bigEndian)
        #expect(try records(bytes) == [["name", "town"], ["Ada", "York"]])
    }

    @Test func `Windows-1252 is what is not valid UTF-8, even when the first such byte comes late`() throws {
        var bytes = Array("name\n".utf8)
        for _ in 0..<40_000 { bytes += Array("an ordinary line\n".utf8) }
        bytes += [0x53, 0x74, 0x20, 0x41, 0x6E, 0x64, 0x72, 0xE9, 0x20, 0x96, 0x20, 0xA3, 0x35, 0x0A]
        #expect(bytes.count > ByteSource.pieceLength)
        let all = try records(bytes)
        #expect(all.last == ["St André – £5"])
        #expect(try CSVReader(bytes: bytes).encoding == .windows1252)
    }

    @Test func `every byte of Windows-1252 has its character`() throws {
        var transcoder = Transcoder(.windows1252)
        let all = (0x80...0xFF).map { UInt8($0) }
        let decoded = String(decoding: transcoder.utf8(of: all), as: UTF8.self)
        for (byte, scalar) in zip(all, decoded.unicodeScalars) {
            let known = String(bytes: [byte], encoding: .windowsCP1252)
            let isUndefined = [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte)
            #expect(isUndefined ? scalar.value == UInt32(byte) : known == String(scalar), "byte \(byte)")
        }
    }

    static let broken: [[UInt8]] = [
        [0x80], [0xC0, 0xAF], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        [0xF5, 0x80], [0xE2, 0x82],
    ]

    @Test(arguments: broken) func `overlong forms, surrogates and torn characters are not UTF-8`(
        _ bytes: [UInt8]
    ) {
        var check = UTF8Check()
        check.look(at: Array("abc".utf8) + bytes)
        #expect(!check.isComplete)
    }

    @Test func `UTF-8 that was cut off inside its last character is UTF-8, one such byte alone is not`()
        throws
    {
        let text = "name,town\nZoë,Ålesund é"
        let reader = try CSVReader(bytes: Array(text.utf8.dropLast()))
        #expect(reader.encoding == .utf8)
        #expect(try reader.next()?.cells.first == "Zoë")
        #expect(try CSVReader(bytes: Array("name,town\nZo,Vall".utf8) + [0xE9]).encoding == .windows1252)
    }

    @Test func `a character torn between two pieces is still UTF-8`() {
        for scalar in ["é", "€", "𝄞"] {
            let bytes = Array(scalar.utf8)
            for cut in 0...bytes.count {
                var check = UTF8Check()
                check.look(at: Array(bytes[..<cut]))
                check.look(at: Array(bytes[cut...]))
                #expect(check.isComplete)
            }
        }
    }

    @Test func `half a UTF-16 pair becomes a replacement character, not a crash`() throws {
        let lone: [UInt8] = [0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x34, 0xD8, 0x62, 0, 0x0A, 0, 0x1E, 0xDD, 0x41]
        #expect(try records(lone) == [["a"], ["\u{FFFD}b"], ["\u{FFFD}\u{FFFD}"]])
    }

    static func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { unit -> [UInt8] in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            return bigEndian ? [high, low] : [low, high]
        }
    }
}
