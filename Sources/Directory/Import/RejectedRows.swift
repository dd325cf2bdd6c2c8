import CSV
import Foundation

/// The file of rejected rows: the rows as they were, with a last column that says why. It is begun again each
/// time the transaction is run, and put in its place only after the commit.
final class RejectedRows {
    private let temporary: URL
    private let header: [String]
    private var handle: FileHandle?
    private var writer = CSVWriter()

    init(temporary: URL, header: [String]) {
        self.temporary = temporary
        self.header = header
        try? FileManager.default.removeItem(at: temporary)
    }

    func add(_ row: CSVRow, because reason: String) throws {
        if handle == nil {
            guard FileManager.default.createFile(atPath: temporary.path, contents: nil) else {
                throw ImportError(
                    "The rejected rows cannot be written to \(temporary.path). Name another place with --rejected."
                )
            }
            handle = try FileHandle(forWritingTo: temporary)
            writer.write(header + [RejectedPlace.reason])
        }
        var cells = row.cells
        while cells.count < header.count { cells.append("") }
        writer.write(cells + [reason + "."])
        if writer.bytes.count > 1 << 16 { try flush() }
    }

    func finish() throws {
        guard handle != nil else { return }
        try flush()
        try handle?.close()
        handle = nil
    }

    private func flush() throws {
        try handle?.write(contentsOf: Data(writer.take()))
    }
}
