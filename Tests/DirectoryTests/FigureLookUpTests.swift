import Database
import TestDatabases
import Testing

@testable import Directory

@Suite("Looking up figures of schools")
struct FigureLookUpTests {
    /// What SQLite means to do for a query, on a database without statistics as every new one is.
    private func plan(_ sql: SQL, in transaction: any Transaction) throws -> String {
        let rows = try transaction.rows("EXPLAIN QUERY PLAN \(sql)")
        return try rows.map { row -> String in try row.get("detail") }.joined(separator: "\n")
    }

    @Test("a school's figures are found by its URN, never by reading one figure of every school")
    func ofOneSchool() async throws {
        try await Bench.run(on: .sqlite) { bench in
            let urn = 100_001
            let (measure, year) = (Measure.premiumPercentage, 2025)
            let plans: [String] = try await bench.database.read { transaction in
                [
                    try plan(
                        "SELECT value FROM characteristic WHERE urn = \(urn) AND measure = \(measure)",
                        in: transaction
                    ),
                    // As reach asks for each school: with any index on every measure, all schools were read for each of them.
                    try plan(
                        """
                        SELECT max(c.value) FROM lineage_member AS m JOIN characteristic AS c ON c.urn = m.urn
                        WHERE m.lineage_id = \(1) AND c.academic_year = \(year) AND c.measure = \(measure)
                        """,
                        in: transaction
                    ),
                ]
            }
            for found in plans { #expect(found.contains("(urn=?"), "\(found)") }
        }
    }
}
