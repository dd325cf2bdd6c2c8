/// Reads references handed over in pieces of a chosen size: what fuzzers and checks of the parsers drive.
package enum ReferencePieces {
    /// The entries of a text, its parser fed with pieces of `pieceSize` bytes; none for spreadsheets.
    package static func entries(_ bytes: [UInt8], as form: ReferenceForm? = nil, pieceSize: Int)
        -> [ReadEntry]
    {
        guard let parser = (form ?? ReferenceForm.told(by: bytes))?.parser() else { return [] }
        var entries: [ReadEntry] = []
        for start in stride(from: 0, to: bytes.count, by: max(1, pieceSize)) {
            entries += parser.feed(Array(bytes[start..<min(start + max(1, pieceSize), bytes.count)]))
        }
        return entries + parser.finish()
    }
}
