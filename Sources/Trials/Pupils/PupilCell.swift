import CSV
import Evidence

/// What schools write in the cells of a file of pupils, read in one way in every file.
enum PupilCell {
    /// How people and spreadsheets write that there is nothing.
    private static let missing: Set<String> = [
        "na", "n/a", "#n/a", "x", "-", "\u{2013}", "\u{2014}", ".", "absent", "abs", "missing", "none",
        "null",
        "nan", "no score", "not tested", "not taken", "did not sit",
    ]

    /// Whether a cell says that there is no score.
    static func isMissing(_ cell: String) -> Bool { missing.contains(cell.lowercased()) }

    /// What a cell says; empty where it says that there is nothing. A cross is a mark in a column of scores, where nobody
    /// would write it for a number, and a name in one of classes and groups.
    static func plain(_ cell: String, isScore: Bool) -> String {
        if !isScore, cell.lowercased() == "x" { return cell }
        // What a comma-separated export of a neutralised cell looks like.
        return isMissing(cell) ? "" : CSVCell.restored(cell)
    }

    /// A number, with a point or with a comma before its decimals: `34.5`, `34,5`. A comma before three digits may stand
    /// between thousands, and is no number.
    static func score(_ cell: String) -> Double? {
        let parts = cell.split(separator: ",", omittingEmptySubsequences: false)
        let isDecimal = parts.count == 2 && !cell.contains(".") && [1, 2].contains(parts[1].utf8.count)
        let text = isDecimal ? "\(parts[0]).\(parts[1])" : cell
        guard let value = DecimalText.value(of: text), value.magnitude <= 1_000_000 else { return nil }
        return value
    }

    /// What is wrong with a cell of scores that is no number, without what stands there: it may be in the wrong column.
    /// A word there is no name, whatever it looks like.
    static func whyNoScore(_ cell: String) -> String {
        guard let trait = PersonalDataScreen.trait(of: cell), trait != .name else {
            return "It is not a number"
        }
        return trait.explanation
    }

    /// Whether a pupil is eligible for free school meals.
    enum FSM: Equatable {
        case eligible, other, unknown, unreadable
    }

    static func fsm(_ cell: String) -> FSM {
        switch cell.lowercased() {
        case "yes", "y", "1", "true", "t", "fsm", "pp", "eligible": .eligible
        case "no", "n", "0", "false", "f", "not eligible", "non-fsm": .other
        // A cross may say that a pupil is eligible, or that one is not.
        case "x": .unreadable
        case let text where text.isEmpty || isMissing(text): .unknown
        default: .unreadable
        }
    }
}
