import CSV
import Database
import Workbooks

/// Records as a file to take away. They are read a page at a time, so that memory does not grow with them.
package struct FileExport: Sendable {
    let database: any Database
    /// What the sheet of the workbook is called.
    let sheet: String
    let headings: [String]
    /// What finds the records.
    let condition: SQL
    /// How many records are read at once.
    package var pageLength = 500
    /// The rows of so many records that a condition finds, and the condition that finds those after them; `nil` where
    /// there are none.
    let page: @Sendable (any Transaction, SQL, Int) throws -> (rows: [[FileCell]], rest: SQL)?

    /// Amounts are in pounds with a point.
    ///
    /// - Parameter write: Handed each piece of the file.
    package func csv(write: @concurrent ([UInt8]) async throws -> Void) async throws {
        var writer = CSVWriter()
        writer.write(headings)
        try await forEachPage { rows in
            for row in rows { writer.write(row.map(\.text)) }
            try await write(writer.take())
        }
        try await write(writer.take())
    }

    /// Amounts are in pounds, as numbers that a spreadsheet adds up.
    package func workbook(write: @concurrent ([UInt8]) async throws -> Void) async throws {
        let workbook = try Workbook(sheet: sheet)
        workbook.write(heading: headings)
        try await forEachPage { rows in
            for row in rows { workbook.write(row.map(\.inWorkbook)) }
        }
        try await write(try workbook.finish())
    }

    private func forEachPage(_ body: ([[FileCell]]) async throws -> Void) async throws {
        let page = page
        let limit = pageLength
        var rest = condition
        while true {
            let condition = rest
            let found = try await database.read { transaction in try page(transaction, condition, limit) }
            guard let found else { return }
            rest = found.rest
            try await body(found.rows)
        }
    }
}
