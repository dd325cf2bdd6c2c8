/// Reads the fields of one entry: `name = {value} # macro # "value"`, commas between them; a comma too few or too
/// many is forgiven.
struct BibTeXFieldReader {
    private let bytes: [UInt8]
    private let strings: [String: String]
    private var position = 0
    /// What is left of ``ParserLimit/namedBytes``.
    private var allowance = ParserLimit.namedBytes

    init(_ bytes: [UInt8], strings: [String: String]) {
        self.bytes = bytes
        self.strings = strings
    }

    /// What stands before the first comma.
    mutating func key() -> String {
        let start = position
        while let byte = peek, byte != 0x2C, byte != 0x3D { position += 1 }
        guard peek == 0x2C || peek == nil else {
            // There is no key: the first thing is a field.
            position = start
            return ""
        }
        let key = String(decoding: bytes[start..<position], as: UTF8.self).trimmed
        position += 1
        return key
    }

    /// Each field with its value as LaTeX, in order; the names in lower case.
    mutating func fields() -> [(String, String)] {
        var fields: [(String, String)] = []
        while let name = nextName() {
            let value = value()
            if fields.count < 500 { fields.append((name, value)) }
        }
        return fields
    }

    /// The first value of each name counts, but for keywords, which gather.
    mutating func fieldsByName() -> [String: String] {
        var byName: [String: String] = [:]
        for (name, value) in fields() {
            if let earlier = byName[name] {
                if name == "keywords" { byName[name] = earlier + ", " + value }
            } else {
                byName[name] = value
            }
        }
        return byName
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = peek, byte <= 0x20 { position += 1 }
    }

    /// The name before the next equals sign; `nil` at the end.
    private mutating func nextName() -> String? {
        while position < bytes.count {
            while let byte = peek, byte <= 0x20 || byte == 0x2C { position += 1 }
            let start = position
            while let byte = peek, byte != 0x3D, byte != 0x2C { position += 1 }
            guard peek == 0x3D else { continue }
            let name = String(decoding: bytes[start..<position], as: UTF8.self).trimmed.lowercased()
            position += 1
            // A comma was forgotten after a value: only the last word is the name.
            if let last = name.split(whereSeparator: { $0.isWhitespace }).last { return String(last) }
        }
        return nil
    }

    private mutating func value() -> String {
        var text: [UInt8] = []
        repeat {
            skipBlanks()
            switch peek {
            case 0x7B: text += delimited(closing: 0x7D)
            case 0x22: text += delimited(closing: 0x22)
            default: text += Array(macro().utf8)
            }
            skipBlanks()
        } while advance(past: 0x23)
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func advance(past byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    /// What stands between the delimiters, with its inner braces.
    private mutating func delimited(closing: UInt8) -> ArraySlice<UInt8> {
        position += 1
        let start = position
        var depth = 0
        var isEscaped = false
        while let byte = peek {
            if isEscaped {
                isEscaped = false
            } else if byte == 0x5C {
                isEscaped = true
            } else if byte == closing, depth == 0 {
                break
            } else if byte == 0x7B {
                depth += 1
            } else if byte == 0x7D {
                depth = max(0, depth - 1)
            }
            position += 1
        }
        let value = bytes[start..<min(position, bytes.count)]
        position += 1
        return value
    }

    /// A number, or the text that `@string` gave a name; the name itself where that would be too much.
    private mutating func macro() -> String {
        let start = position
        while let byte = peek, byte > 0x20, byte != 0x2C, byte != 0x23, byte != 0x3D { position += 1 }
        if position == start, peek != nil, peek != 0x2C { position += 1 }
        let word = String(decoding: bytes[start..<position], as: UTF8.self).trimmed
        guard let text = strings[word.lowercased()], text.utf8.count <= allowance else { return word }
        allowance -= text.utf8.count
        return text
    }
}
