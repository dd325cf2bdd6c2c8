import Directory
import HTML
import Services

/// The figures of a school of which more than one year is kept, year by year.
struct SchoolHistory: Renderable {
    let urn: URN
    private let years: [AcademicYear]
    private let lines: [(measure: Measure, numbers: [AcademicYear: SchoolRecord.YearNumber])]

    private static let measures: [Measure] =
        [.pupils, .fsmPercentage, .premiumPercentage, .premiumAllocation] + SchoolPage.resultMeasures

    init(_ record: SchoolRecord) {
        urn = record.school.urn
        lines = Self.measures.compactMap { measure in
            let found = record.numbers.filter { $0.measure == measure }
            // Of one year the school's own number comes before its predecessor's.
            let numbers = Dictionary(found.map { ($0.year, $0) }) { first, _ in first }
            return numbers.count > 1 ? (measure: measure, numbers: numbers) : nil
        }
        years = Set(lines.flatMap { $0.numbers.keys }).sorted(by: >)
    }

    var isEmpty: Bool { lines.isEmpty }

    var markup: Markup {
        DataTable(
            "Figures by school year, the newest first",
            columns: [.init("Figure")] + years.map { DataTable.Column("\($0)", isNumber: true) },
            rows: lines.map { line in
                [.text(line.measure.name)] + years.map { Markup.text(cell(line.numbers[$0])) }
            }
        ).markup
    }

    /// A predecessor's number says so.
    private func cell(_ number: SchoolRecord.YearNumber?) -> String {
        guard let number else { return "–" }
        let value = PlainWords.value(number.value, of: number.measure)
        return number.urn == urn ? value : "\(value) (URN \(number.urn))"
    }
}
