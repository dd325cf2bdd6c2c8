import CXlsxWriter
import Foundation

/// An Excel workbook of several sheets with formulas, as a value: what a person fills in and Excel computes.
///
/// Formulas are the program's own; text that a person typed goes into text cells only.
package struct FormulaWorkbook: Sendable {
    package var sheets: [Sheet] = []

    package init() {}

    package struct Sheet: Sendable {
        package let name: String
        /// In characters, from the first column.
        package var widths: [Double] = []
        package var cells: [Cell] = []
        /// Only cells of the style ``Style/input`` can be changed. Without a password: it keeps people from
        /// mistakes, not from looking.
        package var isProtected = false
        package var frozenRows = 0

        package init(_ name: String) {
            self.name = name
        }

        package mutating func write(_ content: Content, row: Int, column: Int, _ style: Style = .plain) {
            cells.append(Cell(row: row, column: column, content: content, style: style))
        }
    }

    package struct Cell: Sendable {
        package let row: Int
        package let column: Int
        package let content: Content
        package let style: Style
    }

    package enum Content: Sendable, Equatable {
        case text(String)
        case number(Double)
        /// With its equals sign.
        case formula(String)
        case blank
    }

    package enum Style: Sendable, CaseIterable {
        case plain, heading, note
        /// To be filled in; kept as text, so that leading zeros stay.
        case input
        case inputNumber
    }

    /// The file.
    ///
    /// - Throws: ``FormulaWorkbookError`` when no temporary file can be written.
    package func bytes() throws(FormulaWorkbookError) -> [UInt8] {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "braid-\(UUID().uuidString).xlsx"
        )
        defer { try? FileManager.default.removeItem(at: path) }
        guard let book = unsafe workbook_new(path.path) else { throw .cannotWrite }
        var formats: [Style: UnsafeMutablePointer<lxw_format>] = unsafe [:]
        for style in Style.allCases { unsafe formats[style] = Self.format(style, book) }
        for sheet in sheets {
            guard let place = unsafe workbook_add_worksheet(book, String(sheet.name.prefix(31))) else {
                _ = unsafe workbook_close(book)
                throw .cannotWrite
            }
            unsafe sheet.write(to: place, formats)
        }
        guard unsafe workbook_close(book) == LXW_NO_ERROR, let data = try? Data(contentsOf: path) else {
            throw .cannotWrite
        }
        return [UInt8](data)
    }

    private static func format(_ style: Style, _ book: UnsafeMutablePointer<lxw_workbook>)
        -> UnsafeMutablePointer<lxw_format>?
    {
        guard let format = unsafe workbook_add_format(book) else { return nil }
        switch style {
        case .plain: break
        case .heading:
            unsafe format_set_bold(format)
            unsafe format_set_bottom(format, 1)
        case .note: unsafe format_set_text_wrap(format)
        case .input, .inputNumber:
            unsafe format_set_unlocked(format)
            unsafe format_set_bg_color(format, 0xF6F1E7)
            if style == .input { unsafe format_set_num_format(format, "@") }
        }
        return unsafe format
    }
}

extension FormulaWorkbook.Sheet {
    fileprivate func write(
        to place: UnsafeMutablePointer<lxw_worksheet>,
        _ formats: [FormulaWorkbook.Style: UnsafeMutablePointer<lxw_format>]
    ) {
        for (column, width) in widths.enumerated() {
            _ = unsafe worksheet_set_column(place, UInt16(column), UInt16(column), width, nil)
        }
        for cell in cells {
            let (row, column) = (UInt32(cell.row), UInt16(cell.column))
            let format = unsafe formats[cell.style]
            switch cell.content {
            case .text(let text): _ = unsafe worksheet_write_string(place, row, column, text, format)
            case .number(let number): _ = unsafe worksheet_write_number(place, row, column, number, format)
            case .formula(let formula):
                // Empty until a spreadsheet computes it, not 0.
                _ = unsafe worksheet_write_formula_str(place, row, column, formula, format, "")
            case .blank: _ = unsafe worksheet_write_blank(place, row, column, format)
            }
        }
        if frozenRows > 0 { unsafe worksheet_freeze_panes(place, UInt32(frozenRows), 0) }
        if isProtected { unsafe worksheet_protect(place, nil, nil) }
    }
}

package enum FormulaWorkbookError: Error, Sendable {
    /// The temporary folder is full or not writable.
    case cannotWrite
}
