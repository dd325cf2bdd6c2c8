/// One `@type{…}` of a file, not yet read.
struct BibTeXCut {
    /// In lower case.
    var type: String
    /// What stands between the delimiters.
    var body: [UInt8]
    var line: Int
    var problem: String?

    var string: String {
        "@\(type){" + String(decoding: body.prefix(ReadEntry.mostText), as: UTF8.self) + "}"
    }
}

/// Cuts a BibTeX file into its entries. Between entries everything is comment, as BibTeX has it.
///
/// Only braces are counted: within quotation marks they must balance too. An entry that is never closed ends
/// where the next one begins at the start of a line, so that it does not swallow the rest of the file.
struct BibTeXCutter {
    private enum State {
        case outside
        case type
        case body
    }

    private var state = State.outside
    private var type: [UInt8] = []
    private var body: [UInt8] = []
    private var depth = 0
    private var closing: UInt8 = 0x7D
    private var isEscaped = false
    /// Within quotation marks a parenthesis does not end an entry in parentheses.
    private var isQuoted = false
    private var isAtLineStart = true
    private var line = 1
    private var startLine = 1
    private var isTooLong = false

    mutating func cut(_ piece: [UInt8], _ take: (BibTeXCut) -> Void) {
        for byte in piece { step(byte, take) }
    }

    mutating func finish(_ take: (BibTeXCut) -> Void) {
        if state == .body { end("it is not closed before the end of the file", take) }
        state = .outside
    }

    private mutating func step(_ byte: UInt8, _ take: (BibTeXCut) -> Void) {
        switch state {
        case .outside:
            if byte == 0x40 { begin() }
        case .type: readType(byte)
        case .body: readBody(byte, take)
        }
        if byte == 0x0A {
            line += 1
            isAtLineStart = true
        } else if byte != 0x20, byte != 0x09, byte != 0x0D {
            isAtLineStart = false
        }
    }

    private mutating func begin() {
        state = .type
        type.removeAll(keepingCapacity: true)
        body.removeAll(keepingCapacity: true)
        startLine = line
        isTooLong = false
    }

    private mutating func readType(_ byte: UInt8) {
        switch byte {
        case 65...90, 97...122: type.append(byte | 0x20)
        case 0x20, 0x09, 0x0A, 0x0D: break
        case 0x7B, 0x28:
            state = type.isEmpty ? .outside : .body
            closing = byte == 0x7B ? 0x7D : 0x29
            depth = 0
            isEscaped = false
            isQuoted = false
        case 0x40: type.removeAll(keepingCapacity: true)
        default: state = .outside
        }
        if type.count > 40 { state = .outside }
    }

    private mutating func readBody(_ byte: UInt8, _ take: (BibTeXCut) -> Void) {
        if byte == 0x40, isAtLineStart, depth > 0 || body.last == 0x0A, !isEscaped, looksLikeField == false {
            end("the entry after it begins before it is closed", take)
            begin()
            return
        }
        if isEscaped {
            isEscaped = false
        } else if byte == 0x5C {
            isEscaped = true
        } else if byte == 0x7B {
            depth += 1
        } else if byte == 0x7D {
            if depth == 0, closing == 0x7D { return end(nil, take) }
            depth = max(0, depth - 1)
        } else if byte == 0x22, depth == 0 {
            isQuoted.toggle()
        } else if byte == closing, depth == 0, !isQuoted {
            return end(nil, take)
        }
        if body.count < ParserLimit.entryBytes { body.append(byte) } else { isTooLong = true }
    }

    /// Whether the text before is a value that may well hold an `@` at the start of a line, such as an address.
    private var looksLikeField: Bool {
        let tail = body.suffix(200)
        guard let brace = tail.lastIndex(of: 0x7B) else { return false }
        let head = String(decoding: tail[..<brace].suffix(24), as: UTF8.self).lowercased()
        return ["email", "annote", "file"].contains { head.contains($0) }
    }

    private mutating func end(_ problem: String?, _ take: (BibTeXCut) -> Void) {
        let tooLong = isTooLong ? "it is longer than \(ParserLimit.entryBytes >> 20) MB" : nil
        take(
            BibTeXCut(
                type: String(decoding: type, as: UTF8.self),
                body: body,
                line: startLine,
                problem: tooLong ?? problem
            )
        )
        state = .outside
        body.removeAll(keepingCapacity: true)
    }
}
