/// Reads a format of lines with tags: its lines are cut, the fields of an entry gathered, and its length bounded, in one way.
protocol TaggedParser: ReferenceParser {
    associatedtype Value

    var lines: LineCutter { get set }
    var counter: EntryCounter { get set }
    var entry: TaggedEntry<Value> { get set }

    /// Takes a line of the file: it begins an entry, belongs to it, or ends it.
    func take(_ line: ArraySlice<UInt8>, _ number: Int, _ entries: inout [ReadEntry])
    /// A field as the file has it.
    static func line(_ tag: String, _ value: Value) -> String
    static func reference(_ fields: [(tag: String, value: Value)]) -> Reference
}

extension TaggedParser {
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

    /// Ends the entry that has begun, if one has.
    func end(_ entries: inout [ReadEntry]) {
        guard let startLine = entry.startLine else { return }
        let fields = entry.fields
        let isTooLong = entry.isTooLong
        entry = TaggedEntry()
        let text = { fields.map { Self.line($0.tag, $0.value) }.joined(separator: "\n") }
        guard !isTooLong else {
            let reason = "it is longer than \(ParserLimit.entryBytes >> 20) MB"
            entries.append(counter.unreadable(reason, line: startLine, text: text()))
            return
        }
        entries.append(counter.entry(Self.reference(fields), line: startLine, text: text()))
    }
}

extension TaggedParser where Value == String {
    /// A line that belongs to the value before it.
    func goOn(_ text: String) {
        let last = entry.fields.count - 1
        entry.fields[last].value += entry.fields[last].value.isEmpty ? text : " " + text
    }
}

/// The entry that is being read.
struct TaggedEntry<Value> {
    var fields: [(tag: String, value: Value)] = []
    /// Where it began; `nil` between entries.
    private(set) var startLine: Int?
    private var byteCount = 0

    var isTooLong: Bool { byteCount > ParserLimit.entryBytes }

    mutating func start(at line: Int) {
        self = TaggedEntry()
        startLine = line
    }

    /// Counts the bytes of a line.
    /// - Returns: Whether the entry is still within its bound: what goes beyond is not kept.
    mutating func grows(by line: ArraySlice<UInt8>) -> Bool {
        byteCount += line.count
        return !isTooLong
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
