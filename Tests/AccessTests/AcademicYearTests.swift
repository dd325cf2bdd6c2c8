import Services
import Testing

@Suite("Academic years")
struct AcademicYearTests {
    static let days: [(day: String, year: String)] = [
        ("2026-08-31", "2025/26"), ("2026-09-01", "2026/27"), ("2026-12-31", "2026/27"),
        ("2027-01-01", "2026/27"), ("2027-08-31", "2026/27"), ("2027-09-01", "2027/28"),
        ("1999-10-01", "1999/00"),
    ]

    @Test("begin on the first of September and end on the last of August", arguments: days)
    func ends(day: String, year: String) throws {
        let date = try #require(LocalDate(day))
        let academic = AcademicYear(containing: date)
        #expect(academic.description == year)
        #expect(academic.firstDay <= date && date <= academic.lastDay)
        #expect(academic.firstDay.description == "\(academic.startYear)-09-01")
        let next = AcademicYear(containing: academic.lastDay.adding(days: 1))
        #expect(next.startYear == academic.startYear + 1)
        #expect(next.firstDay == academic.lastDay.adding(days: 1))
    }
}
