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
/// is broken ends with its line.
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

    mutating func cut(_ piece: [UInt8], _ take: (JSONCut) -> Void) {
        for byte in piece { step(byte, take) }
    }

    mutating func finish(_ take: (JSONCut) -> Void) {
        if isRecording { end("it is not closed before the end of the file", take) }
    }

    private mutating func step(_ byte: UInt8, _ take: (JSONCut) -> Void) {
        if byte == 0x0A {
            if isRecording, isLines, case .outermost = place {
                end("the line ends before the record does", take)
            }
            line += 1
            if !isRecording { return }
        }
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
        if !isRecording, depth == startDepth {
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
        record.removeAll(keepingCapacity: true)
        isRecording = false
        isInString = false
        isEscaped = false
        depth = recordDepth
    }
}
