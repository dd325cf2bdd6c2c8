/// The text of a file as UTF-8, piece by piece, whatever its encoding: what readers of other formats than CSV
/// start from. See ``TextEncoding`` for how the encoding is told.
package final class TextPieces {
    package let encoding: TextEncoding
    /// The length of the file in bytes, and how many of them have been taken: for showing progress.
    package let byteCount: Int
    package private(set) var bytesTaken = 0

    private let source: ByteSource
    private var transcoder: Transcoder
    private var isAtEnd = false

    package convenience init(path: String) throws(CSVError) {
        try self.init(source: ByteSource(path: path))
    }

    package convenience init(bytes: [UInt8]) throws(CSVError) {
        try self.init(source: ByteSource(bytes))
    }

    private init(source: ByteSource) throws(CSVError) {
        let head = try source.next()
        guard !head.isEmpty else { throw .empty }
        let (encoding, markLength) = try CSVReader.encoding(of: source, head: head)
        try source.rewind(to: markLength)
        self.encoding = encoding
        self.source = source
        transcoder = Transcoder(encoding)
        byteCount = source.count
        bytesTaken = markLength
    }

    /// The next piece; empty at the end.
    package func next() throws(CSVError) -> [UInt8] {
        while !isAtEnd {
            let piece = try source.next()
            bytesTaken += piece.count
            guard !piece.isEmpty else {
                isAtEnd = true
                return transcoder.finish()
            }
            let text = transcoder.utf8(of: piece)
            if !text.isEmpty { return text }
        }
        return []
    }

    /// Goes back to the beginning.
    package func rewind() throws(CSVError) {
        let head = try ByteSource.mark(of: source)
        transcoder = Transcoder(encoding)
        try source.rewind(to: head)
        bytesTaken = head
        isAtEnd = false
    }
}

extension ByteSource {
    /// The length of the byte-order mark that the file starts with.
    fileprivate static func mark(of source: ByteSource) throws(CSVError) -> Int {
        try source.rewind(to: 0)
        return TextEncoding.declared(by: try source.next())?.markLength ?? 0
    }
}
