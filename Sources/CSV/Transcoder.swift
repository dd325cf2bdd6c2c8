/// Turns a stream of bytes in some encoding into UTF-8, piece by piece. Holds at most three bytes back.
struct Transcoder {
    let encoding: TextEncoding
    private var rest: [UInt8] = []
    private var highSurrogate: UInt16?

    init(_ encoding: TextEncoding) {
        self.encoding = encoding
    }

    /// The UTF-8 of a piece; what does not yet make a character waits for the next piece.
    mutating func utf8(of piece: [UInt8]) -> [UInt8] {
        switch encoding {
        case .utf8: piece
        case .windows1252: Self.fromWindows1252(piece)
        case .utf16LittleEndian: fromUTF16(piece, low: 0, high: 1)
        case .utf16BigEndian: fromUTF16(piece, low: 1, high: 0)
        }
    }

    /// What the end of the file leaves over: a replacement character for half a character.
    mutating func finish() -> [UInt8] {
        defer {
            rest = []
            highSurrogate = nil
        }
        return rest.isEmpty && highSurrogate == nil ? [] : Self.replacement
    }

    private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

    private static func fromWindows1252(_ piece: [UInt8]) -> [UInt8] {
        guard piece.contains(where: { $0 >= 0x80 }) else { return piece }
        var utf8: [UInt8] = []
        utf8.reserveCapacity(piece.count + 1024)
        var rest = piece[...]
        while let special = rest.firstIndex(where: { $0 >= 0x80 }) {
            utf8.append(contentsOf: rest[..<special])
            let byte = piece[special]
            append(UInt32(byte < 0xA0 ? windows1252Specials[Int(byte) - 0x80] : UInt16(byte)), to: &utf8)
            rest = rest[(special + 1)...]
        }
        utf8.append(contentsOf: rest)
        return utf8
    }

    private mutating func fromUTF16(_ piece: [UInt8], low: Int, high: Int) -> [UInt8] {
        let bytes = rest + piece
        var utf8: [UInt8] = []
        utf8.reserveCapacity(bytes.count)
        var position = 0
        while position + 1 < bytes.count {
            let unit = UInt16(bytes[position + low]) | UInt16(bytes[position + high]) << 8
            position += 2
            take(unit, into: &utf8)
        }
        rest = Array(bytes[position...])
        return utf8
    }

    private mutating func take(_ unit: UInt16, into utf8: inout [UInt8]) {
        if let first = highSurrogate {
            highSurrogate = nil
            if (0xDC00...0xDFFF).contains(unit) {
                let scalar = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
                return Self.append(scalar, to: &utf8)
            }
            utf8 += Self.replacement
        }
        switch unit {
        case 0xD800...0xDBFF: highSurrogate = unit
        case 0xDC00...0xDFFF: utf8 += Self.replacement
        default: Self.append(UInt32(unit), to: &utf8)
        }
    }

    private static func append(_ scalar: UInt32, to utf8: inout [UInt8]) {
        switch scalar {
        case ..<0x80: utf8.append(UInt8(scalar))
        case ..<0x800:
            utf8.append(UInt8(0xC0 | scalar >> 6))
            utf8.append(UInt8(0x80 | scalar & 0x3F))
        case ..<0x10000:
            utf8.append(UInt8(0xE0 | scalar >> 12))
            utf8.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            utf8.append(UInt8(0x80 | scalar & 0x3F))
        default:
            utf8.append(UInt8(0xF0 | scalar >> 18))
            utf8.append(UInt8(0x80 | scalar >> 12 & 0x3F))
            utf8.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            utf8.append(UInt8(0x80 | scalar & 0x3F))
        }
    }

    /// 0x80 to 0x9F; the five bytes that have no character stand for themselves, as in the WHATWG's table.
    private static let windows1252Specials: [UInt16] = [
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
        0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
    ]
}
