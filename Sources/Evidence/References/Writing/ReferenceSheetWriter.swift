import CSV

/// Writes references as CSV that a spreadsheet opens and that ``ReferenceSheet`` reads back whole.
struct ReferenceSheetWriter: ReferenceWriter {
    private var writer = CSVWriter()

    init() {
        writer.write(ReferenceSheet.Column.allCases.map(\.rawValue))
    }

    mutating func write(_ reference: Reference, key: String) {
        writer.write(ReferenceSheet.cells(reference))
    }

    mutating func take() -> [UInt8] { writer.take() }
    mutating func finish() -> [UInt8] { [] }
}
