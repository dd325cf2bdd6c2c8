import Evidence
import Figures
import Foundation
import HTML
import Profiles
import Services

/// Numbers of the library as pages write them.
enum EvidenceText {
    /// `0.12` or `−0.03`: two decimals and a true minus sign.
    static func effect(_ value: Double) -> String { fixed(value, decimals: 2) }

    /// `0.04 to 0.20`.
    static func range(_ lower: Double, _ upper: Double) -> String { "\(effect(lower)) to \(effect(upper))" }

    static func fixed(_ value: Double, decimals: Int) -> String {
        FigureTable.Cell.number(value, decimals: decimals).text
    }

    /// `6 months`, `1 month`, `−2 months`.
    static func months(_ months: Int) -> String {
        "\(months < 0 ? "\u{2212}" : "")\(months.magnitude) \(months.magnitude == 1 ? "month" : "months")"
    }

    /// `About 1 month (EEF trial scale); range 0 to 3.`
    static func sentence(_ months: MonthsOfProgress) -> String {
        let low = "\(months.lowerMonths < 0 ? "\u{2212}" : "")\(months.lowerMonths.magnitude)"
        let high = "\(months.upperMonths < 0 ? "\u{2212}" : "")\(months.upperMonths.magnitude)"
        return "About \(Self.months(months.months)) (\(months.scale.title)); range \(low) to \(high)."
    }

    static func rating(_ rating: MonthsOfProgress.Rating) -> String {
        switch rating {
        case .strength(let level): "evidence strength \(level) of 5"
        case .padlocks(let count): "security \(count) of 5"
        case .notRated: "not rated"
        }
    }

    /// `p = 0.034`; `p < 0.001` below that.
    static func pValue(_ value: Double) -> String {
        value < 0.001 ? "p < 0.001" : "p = \(fixed(value, decimals: 3))"
    }

    /// `1 finding`, `3 findings`.
    static func findings(_ count: Int) -> String { count == 1 ? "1 finding" : "\(count) findings" }

    /// `14 March 2026`.
    static func day(_ day: LocalDate) -> String { day.spelledShort }

    static func day(_ instant: Date) -> String { day(LocalDate(instant, in: .london)) }

    /// Paragraphs of a text that a person typed: blank lines part them.
    static func paragraphs(_ text: String) -> Markup {
        .group(
            text.components(separatedBy: "\n\n").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
                .filter { !$0.isEmpty }.map { part in p { part } }
        )
    }

    static let notRated = "Not rated yet"

    /// What stands in the place of an average that a strand does not give: evidence may be strong of what is no attainment,
    /// or of effects that nobody averaged.
    static func noAverage(_ strength: Int?) -> String {
        switch strength {
        case .none: notRated
        case .some(0): "Insufficient evidence"
        case .some: "No average given"
        }
    }

    static func strength(_ level: Int?, _ scale: StrengthScale) -> String {
        guard let level else { return notRated }
        return "\(level) of 5" + (scale.level(level).map { ": \($0.name)" } ?? "")
    }

    static func cost(_ band: Int?, _ scale: CostScale) -> String {
        guard let band, let found = scale.band(band) else { return "Not known" }
        let limit =
            found.upToPounds.map { "up to £\(PlainWords.grouped($0)) a pupil a year" }
            ?? "above the other bands"
        return "\(found.name.capitalisedFirst): \(limit)"
    }
}

extension DataTable {
    /// The table behind a figure.
    init(_ table: FigureTable) {
        self.init(
            table.caption,
            columns: table.headings.enumerated().map { index, heading in
                Column(
                    heading,
                    isNumber: table.rows.contains { $0.indices.contains(index) && $0[index].value != nil }
                )
            },
            rows: table.rows.map { row in row.map { .text($0.text) } }
        )
    }
}
