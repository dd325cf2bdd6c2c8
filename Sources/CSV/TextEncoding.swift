/// How a file's bytes stand for characters.
///
/// The rule, in this order: a byte-order mark decides; else zero bytes in every second place of the first 4
/// KiB mean UTF-16; else a file that is valid UTF-8 **from its first byte to its last** is UTF-8, also one that was
/// cut off inside its last character; else it is Windows-1252, which is what the register's official downloads and Excel's
/// plain "CSV" are.
package enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "UTF-8"
    case windows1252 = "Windows-1252"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
}

extension TextEncoding {
    /// The encoding that the file's beginning gives away, and the length of its byte-order mark.
    /// `nil` where only the whole file can tell UTF-8 from Windows-1252.
    static func declared(by head: [UInt8]) -> (encoding: TextEncoding, markLength: Int)? {
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        if head.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        if head.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        let sample = head.prefix(4096)
        guard sample.count >= 4 else { return nil }
        let zeros = sample.enumerated().reduce(into: (even: 0, odd: 0)) { count, element in
            guard element.element == 0 else { return }
            if element.offset.isMultiple(of: 2) { count.even += 1 } else { count.odd += 1 }
        }
        let pairs = sample.count / 2
        if zeros.odd * 10 >= pairs * 7, zeros.even * 10 <= pairs { return (.utf16LittleEndian, 0) }
        if zeros.even * 10 >= pairs * 7, zeros.odd * 10 <= pairs { return (.utf16BigEndian, 0) }
        return nil
    }
}

/// Checks, piece by piece, that bytes are UTF-8 as Unicode table 3-7 has it: no surrogates, no overlong
/// forms.
struct UTF8Check {
    private var missing = 0
    private var lower: UInt8 = 0x80
    private var upper: UInt8 = 0xBF

    /// Whether everything seen so far can be the beginning of valid UTF-8.
    private(set) var isValid = true
    /// Whether it is valid and does not stop inside a character.
    var isComplete: Bool { isValid && missing == 0 }
    /// Whether it stops inside a character after whole ones of several bytes: UTF-8 that was cut off, which no text in
    /// Windows-1252 looks like.
    var isCutOff: Bool { isValid && missing > 0 && hasWide }
    private var hasWide = false

    mutating func look(at bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { look(at: $0) }
    }

    private mutating func look(at bytes: UnsafeBufferPointer<UInt8>) {
        let raw = UnsafeRawBufferPointer(bytes)
        var position = 0
        while position < bytes.count {
            if missing == 0 {
                // Eight ASCII characters at a time: nearly all of any file.
                while position + 8 <= bytes.count,
                    raw.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
                {
                    position += 8
                }
                guard position < bytes.count else { return }
            }
            take(bytes[position])
            guard isValid else { return }
            position += 1
        }
    }

    private mutating func take(_ byte: UInt8) {
        if missing > 0 {
            guard byte >= lower, byte <= upper else { return isValid = false }
            missing -= 1
            if missing == 0 { hasWide = true }
            (lower, upper) = (0x80, 0xBF)
            return
        }
        switch byte {
        case 0x00...0x7F: break
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, lower) = (2, 0xA0)
        case 0xED: (missing, upper) = (2, 0x9F)
        case 0xE1...0xEF: missing = 2
        case 0xF0: (missing, lower) = (3, 0x90)
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, upper) = (3, 0x8F)
        default: return isValid = false
        }
    }
}
