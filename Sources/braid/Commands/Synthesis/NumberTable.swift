import CSV

/// The columns of a CSV file that a calculation needs, with errors that name column and line.
struct NumberTable {
    /// Line numbers of the rows that were kept.
    let lines: [Int]
    private let columns: [String: [String]]

    /// Reads the named columns.
    ///
    /// - Parameters:
    ///   - required: Columns that must exist.
    ///   - complete: Columns in which an empty cell (or NA) leaves the row out; reported by `dropped`.
    init(path: String, required: [String], complete: [String]) throws {
        var columns: [[String]] = required.map { _ in [] }
        var lines: [Int] = []
        var dropped: [Int] = []
        do {
            let reader = try CSVReader(path: path)
            let places = try reader.header.places(of: required)
            let needed = required.map(complete.contains)
            while let row = try reader.next() {
                if let problem = row.problem { throw CommandFailure.data("Line \(row.line): \(problem).") }
                let cells = places.map { row.trimmed($0.position) }
                if let index = cells.firstIndex(where: MissingMark.isOne) {
                    throw MissingMark.failure(column: places[index].name, line: row.line, cell: cells[index])
                }
                guard !zip(cells, needed).contains(where: { $0.1 && Self.isMissing($0.0) }) else {
                    dropped.append(row.line)
                    continue
                }
                lines.append(row.line)
                for index in cells.indices { columns[index].append(cells[index]) }
            }
        } catch let error as CSVError {
            if case .unreadable = error { throw CommandFailure.noInput("\(error)") }
            throw CommandFailure.data("\(error)")
        }
        guard !lines.isEmpty else {
            throw CommandFailure.data(
                "No row has a value in every one of: \(complete.joined(separator: ", "))."
            )
        }
        self.lines = lines
        self.dropped = dropped
        self.columns = Dictionary(uniqueKeysWithValues: zip(required, columns))
    }

    /// Lines left out because a needed cell is empty.
    let dropped: [Int]

    private static func isMissing(_ cell: String) -> Bool { cell.isEmpty || cell == "NA" }

    /// A column as text.
    func text(_ column: String) -> [String] { columns[column] ?? [] }

    /// A column as numbers.
    func numbers(_ column: String) throws -> [Double] {
        try zip(text(column), lines).map { cell, line in
            guard let number = DecimalText.value(cell) else {
                throw CommandFailure.data("Column “\(column)”, line \(line): \(DecimalText.problem(cell)).")
            }
            return number
        }
    }

    /// A column as whole numbers.
    func wholeNumbers(_ column: String) throws -> [Int] {
        try zip(text(column), lines).map { cell, line in
            guard let number = DecimalText.value(cell), let whole = Int(exactly: number) else {
                throw CommandFailure.data(
                    "Column “\(column)”, line \(line): “\(cell)” is not a whole number."
                )
            }
            return whole
        }
    }

    /// Whether every cell of a column is a number.
    func isNumeric(_ column: String) -> Bool { text(column).allSatisfy { DecimalText.value($0) != nil } }
}
