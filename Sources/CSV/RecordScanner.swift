/// The state machine that cuts UTF-8 bytes into records and cells.
final class RecordScanner {
    let row: CSVRow
    var expectedCount = 0
    private(set) var bytesTaken = 0

    private let storage = RowStorage()
    private let source: ByteSource
    private var transcoder: Transcoder
    private let delimiter: UInt8
    private let limits: CSVReader.Limits

    private var piece: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    private var line: Int
    private var fieldStart = 0
    private var openingLine: Int
    private var state = State.fieldStart
    /// A CR ended the last line: an LF right behind it belongs to it.
    private var followsCR = false
    /// The same inside a quoted cell.
    private var quotedCR = false

    private enum State {
        case fieldStart
        case unquoted
        case quoted
        /// After a quotation mark inside a quoted cell: the first of two, or the closing one.
        case quotationMark
    }

    init(
        source: ByteSource,
        encoding: TextEncoding,
        delimiter: UInt8,
        limits: CSVReader.Limits,
        linesAbove: Int
    ) {
        line = linesAbove + 1
        openingLine = linesAbove + 1
        self.source = source
        self.delimiter = delimiter
        self.limits = limits
        transcoder = Transcoder(encoding)
        row = CSVRow(storage: storage)
    }

    /// Fills the storage with the next record that is not an empty line. `false` at the end.
    func advance() throws(CSVError) -> Bool {
        while true {
            storage.clear(atLine: line)
            fieldStart = 0
            state = .fieldStart
            guard try scanRecord() else { return false }
            let isBlankLine = storage.cells.count == 1 && storage.bytes.isEmpty && !storage.sawQuotation
            if isBlankLine { continue }
            judge()
            return true
        }
    }

    private func scanRecord() throws(CSVError) -> Bool {
        while true {
            if position == piece.count {
                guard try refill() else { return endOfFile() }
            }
            if try scanPiece() { return true }
        }
    }

    private func refill() throws(CSVError) -> Bool {
        while !isAtEnd {
            let raw = try source.next()
            bytesTaken += raw.count
            isAtEnd = raw.isEmpty
            piece = isAtEnd ? transcoder.finish() : transcoder.utf8(of: raw)
            position = 0
            if !piece.isEmpty { return true }
        }
        return false
    }

    /// The last record may have no line end.
    private func endOfFile() -> Bool {
        if state == .quoted { storage.problem = .unclosedQuotation }
        let isNothing = state == .fieldStart && storage.cells.isEmpty
        if isNothing { return false }
        storage.cells.append(fieldStart..<storage.bytes.count)
        state = .fieldStart
        return true
    }

    private func judge() {
        guard storage.problem == nil else { return }
        let found = storage.cells.count
        // First, because a reader may tolerate the others, and no database takes this.
        if storage.bytes.contains(0) {
            storage.problem = .containsNUL
        } else if expectedCount > 0, found < expectedCount {
            storage.problem = .tooFewCells(found: found, expected: expectedCount)
        } else if expectedCount > 0, found > expectedCount {
            storage.problem = .tooManyCells(found: found, expected: expectedCount)
        }
    }

    /// Scans from `position` to the end of the record or of the piece. `true` when the record is complete.
    private func scanPiece() throws(CSVError) -> Bool {
        let piece = piece
        // Taken out of the class for the time of the scan: a local array is appended to much faster.
        var cells: [Range<Int>] = []
        swap(&cells, &storage.cells)
        defer { swap(&cells, &storage.cells) }
        // `withUnsafeBufferPointer` forgets the error's type, hence the Result.
        let outcome: Result<Bool, CSVError> = piece.withUnsafeBufferPointer { bytes in
            do throws(CSVError) { return .success(try scan(bytes, into: &cells)) } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    /// Cells are copied in long runs, delimiters and all; a run ends at a quotation mark, a line end or the
    /// end of the piece.
    private func scan(
        _ bytes: UnsafeBufferPointer<UInt8>,
        into cells: inout [Range<Int>]
    ) throws(CSVError) -> Bool {
        let quote = UInt8(ascii: "\"")
        let delimiter = delimiter
        let count = bytes.count
        var position = position
        if followsCR, position < count {
            followsCR = false
            if bytes[position] == 0x0A { position += 1 }
        }
        var run = position
        // What the place of a byte in the piece is in the storage.
        var offset = storage.bytes.count - run
        defer { self.position = position }

        while position < count {
            if state == .quoted {
                while position < count, bytes[position] != quote { position += 1 }
                countLines(bytes[run..<position])
                try copy(bytes[run..<position])
                guard position < count else { return false }
                state = .quotationMark
                position += 1
                (run, offset) = (position, storage.bytes.count - position)
                continue
            }
            let byte = bytes[position]
            if state == .quotationMark, byte == quote {
                // The second of two: it stays, as the first byte of the next run.
                state = .quoted
                position += 1
                continue
            }
            if state == .fieldStart, byte == quote {
                try copy(bytes[run..<position])
                fieldStart = storage.bytes.count
                state = .quoted
                storage.sawQuotation = true
                openingLine = line
                quotedCR = false
                position += 1
                (run, offset) = (position, storage.bytes.count - position)
                continue
            }
            if state == .quotationMark, byte != delimiter, byte != 0x0A, byte != 0x0D {
                storage.problem = storage.problem ?? .textAfterQuotation
            }
            state = .unquoted
            while position < count, bytes[position] != delimiter, bytes[position] != 0x0A,
                bytes[position] != 0x0D
            {
                position += 1
            }
            guard position < count else { break }
            let end = position + offset
            if end - fieldStart > limits.fieldBytes { throw tooLong() }
            cells.append(fieldStart..<end)
            if cells.count > limits.fields { throw .tooManyFields(line: storage.line, limit: limits.fields) }
            state = .fieldStart
            if bytes[position] == delimiter {
                position += 1
                fieldStart = end + 1
                continue
            }
            try copy(bytes[run..<position])
            endLine(bytes, &position)
            return true
        }
        try copy(bytes[run..<position])
        return false
    }

    private func copy(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) throws(CSVError) {
        guard !bytes.isEmpty else { return }
        storage.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: bytes))
        if storage.bytes.count - fieldStart > limits.fieldBytes, state != .fieldStart {
            throw tooLong()
        }
        if storage.bytes.count > limits.recordBytes {
            throw .recordTooLong(line: storage.line, limitBytes: limits.recordBytes)
        }
    }

    private func tooLong() -> CSVError {
        let isQuoted = state == .quoted || state == .quotationMark
        return .fieldTooLong(
            line: isQuoted ? openingLine : storage.line,
            limitBytes: limits.fieldBytes,
            isQuoted: isQuoted
        )
    }

    private func endLine(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) {
        line += 1
        let isCR = bytes[position] == 0x0D
        position += 1
        guard isCR else { return }
        if position < bytes.count {
            if bytes[position] == 0x0A { position += 1 }
        } else {
            followsCR = true
        }
    }

    /// Counts the line ends inside a quoted cell: CRLF, LF or CR.
    private func countLines(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        for byte in bytes {
            if byte == 0x0D || (byte == 0x0A && !quotedCR) { line += 1 }
            quotedCR = byte == 0x0D
        }
    }
}
