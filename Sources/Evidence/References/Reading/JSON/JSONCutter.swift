/// One object of a JSON file, not yet read.
struct JSONCut {
    var bytes: [UInt8]
    var line: Int
    var problem: String?
}

/// Cuts a JSON file into the objects that are its records, in memory of one record.
///
/// The records are: each object of a file of objects (JSON lines), each object of the outermost array, or each
/// object of the array under one of the names in ``wrappers``, as databases answer. A record in JSON lines that
/// is broken ends with its line, also one whose beginning is missing.
struct JSONCutter {
    /// Names of the arrays that hold records within an answer.
    private static let wrappers: Set<String> = ["docs", "results", "items"]

    private enum Place {
        /// Objects of the outermost level are records, or the answer that wraps them.
        case outermost
        /// Objects at this depth are records.
        case array(depth: Int)
        /// The records are over; the rest of the answer is passed over.
        case after
    }

    private var place = Place.outermost
    private var record: [UInt8] = []
    private var isRecording = false
    private var recordDepth = 0
    private var depth = 0
    private var line = 1
    private var startLine = 1
    private var isInString = false
    private var isEscaped = false
    private var isTooLong = false
    private var string: [UInt8] = []
    /// The last byte outside texts that is no blank.
    private var lastMark: UInt8 = 0
    /// The last string of the outer levels: the name of an array that opens after it.
    private var lastName: [UInt8] = []
    private var recordCount = 0
    /// Whether the first record ended on the line that it began on.
    private var isLines = false
    /// What stands on a line of JSON lines outside records: the line is a record whose beginning is missing, unless it has
    /// another.
    private var stray: [UInt8] = []
    private var hasRecordOnLine = false

    mutating func cut(_ piece: [UInt8], _ take: (JSONCut) -> Void) {
        for byte in piece { step(byte, take) }
    }

    mutating func finish(_ take: (JSONCut) -> Void) {
        if isRecording { end("it is not closed before the end of the file", take) }
        endStray(take)
    }

    private mutating func step(_ byte: UInt8, _ take: (JSONCut) -> Void) {
        if byte == 0x0A {
            if isRecording, isBrokenAtLineEnd { end("the line ends before the record does", take) }
            endStray(take)
            hasRecordOnLine = false
            line += 1
            if !isRecording { return }
        }
        if !isRecording { noteStray(byte) }
        if isRecording {
            if record.count < ParserLimit.entryBytes { record.append(byte) } else { isTooLong = true }
        }
        if isInString { return readString(byte) }
        switch byte {
        case 0x22:
            isInString = true
            string.removeAll(keepingCapacity: true)
        case 0x7B:
            // Directly within an object another one stands after a colon only: else the record was never closed.
            if isRecording, case .outermost = place, depth == recordDepth + 1, lastMark != 0x3A {
                if record.last == byte { record.removeLast() }
                end("the next record begins before it is closed", take)
            }
            openObject()
        case 0x5B: openArray()
        case 0x7D, 0x5D: close(byte, take)
        default: break
        }
        if byte > 0x20 { lastMark = byte }
    }

    /// Whether no record may go on in the next line. No text of JSON holds a line end as it is.
    private var isBrokenAtLineEnd: Bool {
        if isLines, case .outermost = place { return true }
        return isInString && startLine == line && (isLines || recordCount == 0)
    }

    /// Whether an object that begins here is a value of a record whose beginning is missing.
    private var isWithinStray: Bool { !stray.isEmpty && lastMark == 0x3A }

    /// The beginning of a record is none, nor is what parts records.
    private mutating func noteStray(_ byte: UInt8) {
        guard isLines, case .outermost = place else { return }
        let beginsRecord = byte == 0x7B && depth == 0 && !isInString && !isWithinStray
        // Files that were put together have a byte-order mark within.
        let isNothing = byte <= 0x20 || [0x2C, 0xEF, 0xBB, 0xBF].contains(byte)
        guard !beginsRecord, !(stray.isEmpty && isNothing) else { return }
        if stray.count < ReadEntry.mostText { stray.append(byte) }
    }

    private mutating func endStray(_ take: (JSONCut) -> Void) {
        guard !isRecording, !stray.isEmpty else { return }
        if !hasRecordOnLine {
            while let last = stray.last, last <= 0x20 { stray.removeLast() }
            recordCount += 1
            take(JSONCut(bytes: stray, line: line, problem: "it does not begin with a brace"))
        }
        stray.removeAll(keepingCapacity: true)
        (isInString, isEscaped, depth) = (false, false, 0)
    }

    private mutating func readString(_ byte: UInt8) {
        if isEscaped {
            isEscaped = false
        } else if byte == 0x5C {
            isEscaped = true
        } else if byte == 0x22 {
            isInString = false
            if depth <= 3 { lastName = string }
        } else if depth <= 3, string.count < 64 {
            string.append(byte)
        }
    }

    private mutating func openObject() {
        if !isRecording, depth == startDepth, !isWithinStray {
            isRecording = true
            recordDepth = depth
            record = [0x7B]
            startLine = line
            isTooLong = false
        }
        depth += 1
    }

    /// The depth at which an object is a record; −1 where none is.
    private var startDepth: Int {
        switch place {
        case .outermost: 0
        case .array(let depth): depth
        case .after: -1
        }
    }

    private mutating func openArray() {
        depth += 1
        guard case .outermost = place, recordCount == 0 else { return }
        if depth == 1 {
            place = .array(depth: 1)
        } else if depth <= 3, isRecording, Self.wrappers.contains(String(decoding: lastName, as: UTF8.self)) {
            place = .array(depth: depth)
            isRecording = false
            record = []
        }
    }

    private mutating func close(_ byte: UInt8, _ take: (JSONCut) -> Void) {
        guard depth > 0 else { return }
        depth -= 1
        if isRecording {
            if depth <= recordDepth { end(nil, take) }
            return
        }
        if case .array(let start) = place, depth < start { place = .after }
        if depth == 0, case .after = place { place = .outermost }
    }

    private mutating func end(_ problem: String?, _ take: (JSONCut) -> Void) {
        let tooLong = isTooLong ? "it is longer than \(ParserLimit.entryBytes >> 20) MB" : nil
        take(JSONCut(bytes: record, line: startLine, problem: tooLong ?? problem))
        if recordCount == 0 { isLines = startLine == line }
        recordCount += 1
        hasRecordOnLine = true
        record.removeAll(keepingCapacity: true)
        isRecording = false
        isInString = false
        isEscaped = false
        depth = recordDepth
    }
}
