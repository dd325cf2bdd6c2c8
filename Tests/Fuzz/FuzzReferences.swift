import CSV
import Foundation

// Driven by libFuzzer through scripts/fuzz, which compiles it together with the sources of the parsers.

/// Which parser the run is about: an entry of `ReferenceForm`, or `csv`.
private let wanted = ProcessInfo.processInfo.environment["BRAID_FUZZ_PARSER"] ?? "ris"
private let form = ReferenceForm(rawValue: wanted)

/// One input. What must hold: no crash, no hang, the same entries however the bytes are cut into pieces, and
/// every reference in its one form, readable from what the library keeps of it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let form else {
        readTable(bytes)
        return 0
    }
    let whole = ReferencePieces.entries(bytes, as: form, pieceSize: 1 << 20)
    precondition(
        ReferencePieces.entries(bytes, as: form, pieceSize: 7) == whole,
        "pieces change what is read"
    )
    for reference in whole.compactMap(\.reference) {
        precondition(reference == reference.tidied(), "not tidy")
        precondition(Reference(json: reference.json) == reference, "not kept")
    }
    return 0
}

/// Spreadsheets: every row is read, good or not.
private func readTable(_ bytes: [UInt8]) {
    guard let reader = try? CSVReader(bytes: bytes) else { return }
    while let row = try? reader.next() { precondition(row.line >= 1) }
    _ = try? ImportedFile.bytes(bytes).entries()
}
