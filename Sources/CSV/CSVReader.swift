/// Reads CSV record by record in bounded memory: never more than one record and one piece of the file.
///
/// ```swift
/// let reader = try CSVReader(path: "schools.csv")
/// let urn = try reader.header.require("URN")
/// while let row = try reader.next() { print(row.line, row[urn]) }
/// ```
/// RFC 4180, and what people have: quoted line breaks; CRLF, LF or CR; a byte-order mark; `,` `;` or tab,
/// whichever the first record has most of; four encodings (``TextEncoding``). A quotation mark inside an
/// unquoted cell stands for itself. Empty lines are passed over. A record that is ragged or badly quoted is
/// handed out with a ``CSVRow/problem``. What is longer than ``Limits`` is no CSV, and is refused without being read to
/// its end.
///
/// - Complexity: O(bytes); about 300 MB a second in a release build (docs/decisions on the CSV reader).
package final class CSVReader {
    package let encoding: TextEncoding
    package let delimiter: UInt8
    package let header: CSVHeader
    /// The length of the file in bytes, and how many of them have been taken: for showing progress.
    package let byteCount: Int
    package var bytesTaken: Int { scanner.bytesTaken }

    private let scanner: RecordScanner

    /// The longest cell, the most cells in a record and the longest record that are not taken for a mistake.
    package struct Limits: Sendable {
        package var fieldBytes = 1 << 20
        package var fields = 16_384
        package var recordBytes = 16 << 20

        package init(fieldBytes: Int = 1 << 20, fields: Int = 16_384, recordBytes: Int = 16 << 20) {
            self.fieldBytes = fieldBytes
            self.fields = fields
            self.recordBytes = recordBytes
        }
    }

    package convenience init(path: String, limits: Limits = Limits()) throws(CSVError) {
        try self.init(source: ByteSource(path: path), limits: limits)
    }

    package convenience init(bytes: [UInt8], limits: Limits = Limits()) throws(CSVError) {
        try self.init(source: ByteSource(bytes), limits: limits)
    }

    /// Reads a file in which a title or empty rows may stand above the headings (``HeadingLine``). Lines are still those of
    /// the file.
    ///
    /// - Parameter isHeading: Whether a cell, in lower case and with single blanks, is a heading that the reader looks for.
    package convenience init(
        bytes: [UInt8],
        limits: Limits = Limits(),
        belowTitle isHeading: (String) -> Bool
    ) throws(CSVError) {
        let (headed, linesAbove) = HeadingLine.headed(bytes, isHeading)
        try self.init(source: ByteSource(headed), limits: limits, linesAbove: linesAbove)
    }

    private init(source: ByteSource, limits: Limits, linesAbove: Int = 0) throws(CSVError) {
        let head = try source.next()
        guard !head.isEmpty else { throw .empty }
        if let kind = CSVError.FileKind.recognised(in: head) { throw .notText(kind) }
        // Before the whole file is read to tell its encoding: what is no text may be of any length.
        let declared = TextEncoding.declared(by: head)?.encoding
        let hasZeros = declared == .utf16LittleEndian || declared == .utf16BigEndian
        if !hasZeros, Self.looksBinary(head) { throw .notText(.binary) }
        let (encoding, markLength) = try Self.encoding(
            of: source,
            head: head,
            most: limits.recordBytes,
            linesAbove: linesAbove
        )
        try source.rewind(to: markLength)
        var transcoder = Transcoder(encoding)
        let sample = transcoder.utf8(of: Array(head.dropFirst(markLength).prefix(65_536)))
        let delimiter = Self.delimiter(in: sample)
        let scanner = RecordScanner(
            source: source,
            encoding: encoding,
            delimiter: delimiter,
            limits: limits,
            linesAbove: linesAbove
        )
        guard try scanner.advance() else { throw .empty }
        let header = CSVHeader(scanner.row.cells)
        scanner.expectedCount = header.names.count
        self.encoding = encoding
        self.delimiter = delimiter
        self.header = header
        self.scanner = scanner
        byteCount = source.count
    }

    /// The next record below the headings, or `nil` at the end.
    package func next() throws(CSVError) -> CSVRow? {
        try scanner.advance() ? scanner.row : nil
    }

    /// - Parameter lineBytes: The longest line that is not refused at once, so that a file without line ends is not read
    ///   to its end first; `nil` for formats whose lines may be of any length.
    static func encoding(
        of source: ByteSource,
        head: [UInt8],
        most lineBytes: Int? = nil,
        linesAbove: Int = 0
    ) throws(CSVError) -> (TextEncoding, Int) {
        if let declared = TextEncoding.declared(by: head) { return (declared.encoding, declared.markLength) }
        var check = UTF8Check()
        var piece = head
        var taken = 0
        var lineStart = 0
        while !piece.isEmpty, check.isValid {
            check.look(at: piece)
            // Nearly always a few bytes before the end.
            let lineEnd = piece.lastIndex { $0 == 0x0A || $0 == 0x0D }
            if let lineEnd { lineStart = taken + lineEnd + 1 }
            taken += piece.count
            if let lineBytes, taken - lineStart > lineBytes {
                let start = try line(at: lineStart, of: source)
                throw .recordTooLong(line: linesAbove + start, limitBytes: lineBytes)
            }
            piece = try source.next()
        }
        return (check.isComplete || check.isCutOff ? .utf8 : .windows1252, 0)
    }

    /// The number of the line that starts with a byte, counted from 0: looked up only where a line is refused.
    private static func line(at offset: Int, of source: ByteSource) throws(CSVError) -> Int {
        try source.rewind(to: 0)
        var line = 1
        var rest = offset
        var followsCR = false
        while rest > 0 {
            let piece = try source.next()
            guard !piece.isEmpty else { break }
            for byte in piece.prefix(rest) {
                if byte == 0x0D || (byte == 0x0A && !followsCR) { line += 1 }
                followsCR = byte == 0x0D
            }
            rest -= piece.count
        }
        return line
    }

    /// Text has no zero bytes near its beginning and few other control characters.
    private static func looksBinary(_ head: [UInt8]) -> Bool {
        let sample = head.prefix(1024)
        let controls = sample.count { $0 < 0x20 && !$0.isBlank && $0 != 0x0C }
        let zeros = sample.count { $0 == 0 }
        return controls * 20 > sample.count || zeros * 100 > sample.count
    }

    /// The commonest of comma, semicolon and tab in the first record, outside quotation marks; comma when
    /// there is none.
    private static func delimiter(in sample: [UInt8]) -> UInt8 {
        let candidates: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]
        var counts = [0, 0, 0]
        var isQuoted = false
        var hasText = false
        for byte in sample {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 0x0A || byte == 0x0D {
                if hasText { break }
                continue
            }
            hasText = true
            if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        let most = counts.max() ?? 0
        return most == 0 ? candidates[0] : candidates[counts.firstIndex(of: most) ?? 0]
    }
}
