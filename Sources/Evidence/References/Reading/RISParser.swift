/// Reads RIS: a tag, two blanks, a hyphen and a value on each line; `TY` starts an entry, `ER` ends it.
///
/// As files are: text before, between and after entries, tags without the blanks, values that go on in the next
/// line, entries that are not ended.
final class RISParser: ReferenceParser {
    private var lines = LineCutter()
    private var counter = EntryCounter()
    private var fields: [(tag: String, value: String)] = []
    private var startLine: Int?
    private var byteCount = 0

    func feed(_ piece: [UInt8]) -> [ReadEntry] {
        var entries: [ReadEntry] = []
        lines.cut(piece) { line, number in take(line, number, &entries) }
        return entries
    }

    func finish() -> [ReadEntry] {
        var entries: [ReadEntry] = []
        lines.finish { line, number in take(line, number, &entries) }
        end(&entries)
        return entries
    }

    private func take(_ line: ArraySlice<UInt8>, _ number: Int, _ entries: inout [ReadEntry]) {
        guard let (tag, value) = Self.field(line) else { return continueLast(line) }
        switch tag {
        case "TY":
            end(&entries)
            startLine = number
            fields = [(tag, value)]
            byteCount = line.count
        case "ER": end(&entries)
        default:
            guard startLine != nil else { return }
            byteCount += line.count
            if byteCount <= ParserLimit.entryBytes { fields.append((tag, value)) }
        }
    }

    /// A line without a tag belongs to the value before it.
    private func continueLast(_ line: ArraySlice<UInt8>) {
        guard startLine != nil, !fields.isEmpty else { return }
        let text = String(decoding: line, as: UTF8.self).trimmed
        byteCount += line.count
        guard !text.isEmpty, byteCount <= ParserLimit.entryBytes else { return }
        // Reference managers write one tag before a list of subjects, each on its line. A line that is set in goes on.
        if let last = fields.last, last.tag == "KW", !last.value.isEmpty, let byte = line.first, byte > 0x20 {
            fields.append((last.tag, text))
            return
        }
        fields[fields.count - 1].value += fields[fields.count - 1].value.isEmpty ? text : " " + text
    }

    private func end(_ entries: inout [ReadEntry]) {
        guard let startLine else { return }
        self.startLine = nil
        defer { fields = [] }
        let text = { [fields] in fields.map { "\($0.tag)  - \($0.value)" }.joined(separator: "\n") }
        guard byteCount <= ParserLimit.entryBytes else {
            let reason = "it is longer than \(ParserLimit.entryBytes >> 20) MB"
            entries.append(counter.unreadable(reason, line: startLine, text: text()))
            return
        }
        entries.append(counter.entry(RISFields.reference(fields), line: startLine, text: text()))
    }

    /// `TY  - JOUR`: two capitals or digits, blanks, a hyphen. `nil` for any other line.
    private static func field(_ line: ArraySlice<UInt8>) -> (String, String)? {
        guard line.count >= 4 else { return nil }
        let first = line[line.startIndex]
        let second = line[line.startIndex + 1]
        guard (65...90).contains(first), (65...90).contains(second) || (48...57).contains(second) else {
            return nil
        }
        var rest = line.dropFirst(2)
        let blanks = rest.prefix { $0 == 0x20 || $0 == 0x09 }.count
        rest = rest.dropFirst(blanks)
        guard (1...3).contains(blanks), rest.first == 0x2D else { return nil }
        rest = rest.dropFirst()
        guard rest.isEmpty || rest.first == 0x20 || rest.first == 0x09 else { return nil }
        return (
            String(decoding: [first, second], as: UTF8.self), String(decoding: rest, as: UTF8.self).trimmed
        )
    }
}

/// Cuts pieces into lines; LF, CRLF and CR end one.
struct LineCutter {
    private var rest: [UInt8] = []
    private var lineNumber = 1
    private var skipsLineFeed = false

    mutating func cut(_ piece: [UInt8], _ take: (ArraySlice<UInt8>, Int) -> Void) {
        var start = piece.startIndex
        if skipsLineFeed, piece.first == 0x0A { start += 1 }
        if !piece.isEmpty { skipsLineFeed = false }
        var position = start
        while position < piece.endIndex {
            let byte = piece[position]
            guard byte == 0x0A || byte == 0x0D else {
                position += 1
                continue
            }
            emit(piece[start..<position], take)
            if byte == 0x0D {
                if position + 1 < piece.endIndex {
                    if piece[position + 1] == 0x0A { position += 1 }
                } else {
                    skipsLineFeed = true
                }
            }
            position += 1
            start = position
        }
        hold(piece[start...])
    }

    mutating func finish(_ take: (ArraySlice<UInt8>, Int) -> Void) {
        if !rest.isEmpty { emit([], take) }
    }

    private mutating func hold(_ bytes: ArraySlice<UInt8>) {
        // A line longer than any entry may be is cut: its entry is refused for its length anyway.
        guard rest.count + bytes.count <= ParserLimit.entryBytes + 1024 else {
            rest.append(contentsOf: bytes.prefix(max(0, ParserLimit.entryBytes + 1024 - rest.count)))
            return
        }
        rest.append(contentsOf: bytes)
    }

    private mutating func emit(_ bytes: ArraySlice<UInt8>, _ take: (ArraySlice<UInt8>, Int) -> Void) {
        if rest.isEmpty {
            take(bytes, lineNumber)
        } else {
            hold(bytes)
            take(rest[...], lineNumber)
            rest.removeAll(keepingCapacity: true)
        }
        lineNumber += 1
    }
}
