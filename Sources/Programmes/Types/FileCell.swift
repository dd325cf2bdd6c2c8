import Workbooks

/// What stands in a cell of a file that is taken away: as text for CSV, and as a workbook has it.
enum FileCell: Sendable {
    case text(String)
    /// In pounds with a point, or as a number that a spreadsheet adds up.
    case pence(Pence)
    case number(Int)
    case empty

    var text: String {
        switch self {
        case .text(let text): text
        case .pence(let pence):
            (pence.rawValue < 0 ? "-" : "") + Pence(Int(pence.rawValue.magnitude)).plain
        case .number(let number): "\(number)"
        case .empty: ""
        }
    }

    var inWorkbook: Workbook.Cell {
        switch self {
        case .text(let text): .text(text)
        case .pence(let pence): .number(Double(pence.rawValue) / 100)
        case .number(let number): .number(Double(number))
        case .empty: .empty
        }
    }
}
