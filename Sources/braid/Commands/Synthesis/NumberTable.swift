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
        do throws(CSVError) {
            let reader = try CSVReader(path: path)
            let missing = required.filter { reader.header.position(of: $0) == nil }
            guard missing.isEmpty else { throw CSVError.missingColumns(missing) }
            var positions: [(name: String, position: Int)] = []
            for name in required { positions.append((name, try reader.header.require(name))) }
            var columns: [String: [String]] = [:]
            var lines: [Int] = []
            var dropped: [Int] = []
            var broken: (line: Int, problem: CSVRowProblem)?
            while let row = try reader.next() {
                if let problem = row.problem, broken == nil { broken = (row.line, problem) }
                var cells: [String: String] = [:]
                for (name, position) in positions { cells[name] = row.trimmed(position) }
                guard complete.allSatisfy({ !Self.isMissing(cells[$0] ?? "") }) else {
                    dropped.append(row.line)
                    continue
                }
                lines.append(row.line)
                for (name, cell) in cells { columns[name, default: []].append(cell) }
            }
            self.lines = lines
            self.columns = columns
            self.dropped = dropped
            self.broken = broken
        } catch {
            switch error {
            case .unreadable: throw CommandFailure.noInput("\(error)")
            default: throw CommandFailure.data("\(error)")
            }
        }
        if let broken { throw CommandFailure.data("Line \(broken.line): \(broken.problem).") }
        guard !lines.isEmpty else {
            throw CommandFailure.data(
                "No row has a value in every one of: \(complete.joined(separator: ", "))."
            )
        }
    }

    /// Lines left out because a needed cell is empty.
    let dropped: [Int]
    private let broken: (line: Int, problem: CSVRowProblem)?

    private static func isMissing(_ cell: String) -> Bool { cell.isEmpty || cell == "NA" }

    /// A column as text.
    func text(_ column: String) -> [String] { columns[column] ?? [] }

    /// A column as numbers.
    func numbers(_ column: String) throws -> [Double] {
        try zip(text(column), lines).map { cell, line in
            guard let number = Double(cell), number.isFinite else {
                throw CommandFailure.data("Column “\(column)”, line \(line): “\(cell)” is not a number.")
            }
            return number
        }
    }

    /// A column as whole numbers.
    func wholeNumbers(_ column: String) throws -> [Int] {
        try zip(text(column), lines).map { cell, line in
            guard let number = Double(cell), let whole = Int(exactly: number) else {
                throw CommandFailure.data(
                    "Column “\(column)”, line \(line): “\(cell)” is not a whole number."
                )
            }
            return whole
        }
    }

    /// Whether every cell of a column is a number.
    func isNumeric(_ column: String) -> Bool { text(column).allSatisfy { Double($0)?.isFinite == true } }
}
