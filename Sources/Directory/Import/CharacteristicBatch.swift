import Database
import Services

/// Numbers of schools that wait to be written.
struct CharacteristicBatch {
    /// The rows of the file in their order: which row each number came from decides what that row counts as.
    private(set) var rows: [(urn: URN, year: Int, numbers: [(Measure, Characteristic)], without: [Measure])] =
        []
    private var years: Set<Int> = []
    private var measures: Set<Measure> = []

    /// - Parameter without: What is no longer known with these numbers, though it may be stored.
    mutating func add(
        _ urn: URN,
        _ year: AcademicYear,
        _ numbers: [(Measure, Characteristic)],
        without: [Measure] = []
    ) {
        rows.append((urn, year.startYear, numbers, without))
        years.insert(year.startYear)
        for (measure, _) in numbers { measures.insert(measure) }
    }

    private struct Key: Hashable {
        let urn: Int
        let year: Int
        let measure: String
    }

    /// How each row stands to what is stored.
    enum Outcome {
        case new, changed, unchanged
    }

    /// Writes what is new or different, and forgets the rows.
    /// - Returns: One outcome for each row, in order.
    mutating func flush(_ transaction: any Transaction) throws -> [Outcome] {
        guard !rows.isEmpty else { return [] }
        let stored = try storedNumbers(transaction)
        var fresh: [[SQLValue]] = []
        var outcomes: [Outcome] = []
        for row in rows {
            var known = 0
            var different = 0
            for (measure, characteristic) in row.numbers {
                let key = Key(urn: row.urn.rawValue, year: row.year, measure: measure.rawValue)
                let columns = characteristic.columns
                if let old = stored[key] {
                    known += 1
                    guard old != columns else { continue }
                    different += 1
                    try transaction.execute(
                        """
                        UPDATE characteristic SET value = \(columns[0]), pence = \(columns[1]), missing = \(columns[2])
                        WHERE urn = \(key.urn) AND academic_year = \(key.year) AND measure = \(key.measure)
                        """
                    )
                } else {
                    fresh.append([key.urn.sqlValue, key.year.sqlValue, key.measure.sqlValue] + columns)
                    different += 1
                }
            }
            for measure in row.without {
                let key = Key(urn: row.urn.rawValue, year: row.year, measure: measure.rawValue)
                guard stored[key] != nil else { continue }
                known += 1
                different += 1
                try transaction.execute(
                    """
                    DELETE FROM characteristic
                    WHERE urn = \(key.urn) AND academic_year = \(key.year) AND measure = \(key.measure)
                    """
                )
            }
            outcomes.append(known == 0 && different > 0 ? .new : different > 0 ? .changed : .unchanged)
        }
        try transaction.insert(
            into: "characteristic",
            columns: ["urn", "academic_year", "measure", "value", "pence", "missing"],
            rows: fresh
        )
        rows.removeAll(keepingCapacity: true)
        return outcomes
    }

    private func storedNumbers(_ transaction: any Transaction) throws -> [Key: [SQLValue]] {
        let sql: SQL = """
            SELECT urn, academic_year, measure, value, pence, missing FROM characteristic
            WHERE urn IN (\(SQL.list(rows.map(\.urn))))
                AND academic_year IN (\(SQL.list(years.sorted())))
            """
        var stored: [Key: [SQLValue]] = [:]
        for row in try transaction.rows(sql) {
            let key = Key(urn: try row.get(0), year: try row.get(1), measure: try row.get(2))
            stored[key] = Array(row.values[3...5])
        }
        return stored
    }

    /// Notes which years each measure is known for, so that "the latest" is found without reading every
    /// school.
    func recordYears(_ transaction: any Transaction) throws {
        for measure in measures.sorted(by: { $0.rawValue < $1.rawValue }) {
            for year in years.sorted() {
                try transaction.execute(
                    """
                    INSERT INTO measure_year (measure, academic_year) VALUES (\(measure), \(year))
                    ON CONFLICT (measure, academic_year) DO NOTHING
                    """
                )
            }
        }
    }
}
