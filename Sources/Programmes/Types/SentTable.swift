package import CSV
import Evidence
import Workbooks

/// A list that somebody sent, as CSV or in the first sheet of an Excel workbook, with or without a title above its headings.
package enum SentTable {
    /// The most cells without anything in them that rows of a workbook are filled up with, a byte each: 10,000 rows
    /// that say three things under 500 headings are within it.
    private static let mostMissingCells = 8_000_000

    /// The rows of a file as CSV, whichever of the two kinds it is: a line for each row of a workbook, so that lines are
    /// numbered as in Excel.
    ///
    /// - Parameter isHeading: Whether a cell, in lower case and with single blanks, is a heading that the list needs.
    package static func csv(of bytes: [UInt8], _ isHeading: (String) -> Bool) throws(CSVError) -> [UInt8] {
        guard WorkbookSheet.isArchive(bytes) else { return bytes }
        let sheet: [[String]]
        do {
            sheet = try WorkbookSheet.rows(of: bytes)
        } catch {
            throw .notText(.workbook)
        }
        // A row ends with its last cell that says something.
        let rows = sheet.map { row in
            row.prefix((row.lastIndex { !$0.trimmed.isEmpty } ?? -1) + 1)
        }
        let lines = rows.map { $0.map(Self.quoted).joined(separator: ",") }
        let top = Array(lines.prefix(HeadingLine.mostLines).joined(separator: "\n").utf8)
        let above = HeadingLine.headed(top, isHeading).linesAbove
        // Short rows are filled up to the headings. A small file can have many of both.
        let width = rows.dropFirst(above).first { !$0.isEmpty }?.count ?? 0
        let gaps = rows.map { $0.isEmpty ? 0 : max(0, width - $0.count) }
        guard gaps.dropFirst(above).reduce(0, +) <= mostMissingCells else { throw .notText(.workbook) }
        var text = ""
        for (place, (line, gap)) in zip(lines, gaps).enumerated() {
            text += line + String(repeating: ",", count: place < above ? 0 : gap) + "\n"
        }
        return Array(text.utf8)
    }

    /// A cell on one line, whatever line breaks it has: lines are counted as rows.
    private static func quoted(_ cell: String) -> String {
        let line = cell.split(omittingEmptySubsequences: false) { $0.isNewline }.joined(separator: " ")
        return "\"" + line.replacing("\"", with: "\"\"") + "\""
    }
}
