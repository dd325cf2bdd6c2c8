internal import CXlsxWriter
import Foundation

/// Writes an Excel workbook of one sheet with headings, row by row: libxlsxwriter keeps the rows in a temporary
/// file, so memory does not grow with them.
///
/// Text is text: a cell that begins with an equals sign is not a formula. The file is read back as bytes by
/// ``finish()``; a workbook that is not finished leaves nothing behind.
@safe package final class Workbook {
    package enum Cell: Sendable, Equatable {
        case text(String)
        case number(Double)
        case empty
    }

    private let path: URL
    private var book: UnsafeMutablePointer<lxw_workbook>?
    private let sheet: UnsafeMutablePointer<lxw_worksheet>
    private let headingFormat: UnsafeMutablePointer<lxw_format>?
    private var row: UInt32 = 0

    /// Excel's own limits.
    private static let mostRows: UInt32 = 1_048_576
    private static let mostColumns = 16_384
    private static let mostCharacters = 32_767

    /// - Throws: ``WorkbookError`` when no temporary file can be written.
    package init(sheet name: String) throws(WorkbookError) {
        path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "braid-\(UUID().uuidString).xlsx"
        )
        var options = unsafe lxw_workbook_options()
        unsafe options.constant_memory = 1
        guard let book = unsafe workbook_new_opt(path.path, &options),
            let sheet = unsafe workbook_add_worksheet(book, String(name.prefix(31)))
        else { throw .cannotWrite }
        unsafe self.book = book
        unsafe self.sheet = sheet
        unsafe headingFormat = workbook_add_format(book)
        if let format = unsafe headingFormat { unsafe format_set_bold(format) }
        unsafe worksheet_freeze_panes(sheet, 1, 0)
    }

    deinit {
        if let book = unsafe book { _ = unsafe workbook_close(book) }
        try? FileManager.default.removeItem(at: path)
    }

    /// The first row, in bold; it stays in sight.
    package func write(heading: [String]) {
        for (column, text) in heading.prefix(Self.mostColumns).enumerated() {
            _ = unsafe worksheet_write_string(sheet, row, UInt16(column), text, headingFormat)
        }
        row += 1
    }

    /// Adds a row. Rows beyond what Excel can hold are left out.
    package func write(_ cells: [Cell]) {
        guard row < Self.mostRows else { return }
        for (column, cell) in cells.prefix(Self.mostColumns).enumerated() {
            switch cell {
            case .text(let text) where !text.isEmpty:
                let short = text.utf16.count > Self.mostCharacters ? Self.cut(text) : text
                _ = unsafe worksheet_write_string(sheet, row, UInt16(column), short, nil)
            case .number(let number) where number.isFinite:
                _ = unsafe worksheet_write_number(sheet, row, UInt16(column), number, nil)
            default: break
            }
        }
        row += 1
    }

    private static func cut(_ text: String) -> String {
        var short = String(text.prefix(mostCharacters - 1))
        while short.utf16.count >= mostCharacters { short.removeLast() }
        return short + "…"
    }

    /// Ends the workbook; nothing may be written afterwards.
    package func finish() throws(WorkbookError) -> [UInt8] {
        guard let book = unsafe book else { throw .cannotWrite }
        unsafe self.book = nil
        guard unsafe workbook_close(book) == LXW_NO_ERROR else { throw .cannotWrite }
        guard let data = try? Data(contentsOf: path) else { throw .cannotWrite }
        return [UInt8](data)
    }
}

package enum WorkbookError: Error, Sendable {
    /// The temporary folder is full or not writable.
    case cannotWrite
}

extension Workbook.Cell {
    /// As a file of text has it: numbers with every digit; whole ones without a point.
    package var plain: String {
        switch self {
        case .text(let text): text
        case .number(let number):
            number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"
        case .empty: ""
        }
    }
}
