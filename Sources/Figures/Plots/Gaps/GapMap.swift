/// Where evidence lies and where none does: a bubble for each crossing of two lists, its size the number of
/// findings and its filling their strength. An empty crossing is drawn as a gap, because gaps are what the
/// picture is for.
///
/// - Note: Snilstveit, Vojtkova, Bhavsar, Stevenson & Gaarder (2016), "Evidence & Gap Maps: A tool for
///   promoting evidence informed policy and strategic research agendas", Journal of Clinical Epidemiology 79.
public struct GapMap: Plot, WordedPlot, Equatable {
    public var title: String
    public var alternative: String?
    /// What rows and columns are: "Strand", "Outcome".
    public var rowName: String
    public var columnName: String
    public var rows: [String]
    public var columns: [String]
    /// Crossings with findings; those not named are gaps.
    public var cells: [Cell]
    /// Names of strengths from the weakest; at most five.
    public var strengths: [String]
    /// What is counted: "finding".
    public var unitName: String = "finding"

    public init(
        title: String,
        rowName: String,
        columnName: String,
        rows: [String],
        columns: [String],
        cells: [Cell],
        strengths: [String]
    ) {
        self.title = title
        self.rowName = rowName
        self.columnName = columnName
        self.rows = rows
        self.columns = columns
        self.cells = cells
        self.strengths = strengths
    }

    /// One crossing; each is named at most once.
    public struct Cell: Sendable, Equatable {
        public var row: Int
        public var column: Int
        /// One or more.
        public var count: Int
        /// A position in ``GapMap/strengths``.
        public var strength: Int
        public var link: String?

        public init(row: Int, column: Int, count: Int, strength: Int, link: String? = nil) {
            self.row = row
            self.column = column
            self.count = count
            self.strength = strength
            self.link = link
        }
    }

    public func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure {
        try Checks.identifier(id)
        try check()
        return figure(id: id, width: width, drawing: draw(width))
    }

    private func check() throws(FigureError) {
        guard !rows.isEmpty, !columns.isEmpty else { throw .empty(what: "rows or columns") }
        guard !strengths.isEmpty else { throw .empty(what: "strengths") }
        guard strengths.count <= 5 else {
            throw .tooMany(what: "strengths", limit: 5, found: strengths.count)
        }
        guard columns.count <= 14 else { throw .tooMany(what: "columns", limit: 14, found: columns.count) }
        for (index, cell) in cells.enumerated() {
            func require(_ isRight: Bool, _ what: String, _ value: Int) throws(FigureError) {
                if !isRight { throw .outOfRange(what: what, index: index, value: Double(value)) }
            }
            try require(rows.indices.contains(cell.row), "row", cell.row)
            try require(columns.indices.contains(cell.column), "column", cell.column)
            try require(strengths.indices.contains(cell.strength), "strength", cell.strength)
            try require(cell.count >= 1 && cell.count <= 1_000_000, "count", cell.count)
            if let link = cell.link { try Checks.link(link) }
            let same: Int = cells.filter { $0.row == cell.row && $0.column == cell.column }.count
            guard same == 1 else { throw .tooMany(what: "cells at one crossing", limit: 1, found: same) }
        }
    }

    var words: String {
        let crossings: Int = rows.count * columns.count
        let filled: Int = Set(cells.map { $0.row * columns.count + $0.column }).count
        let total: Int = cells.reduce(0) { $0 + $1.count }
        var sentences: [String] = [
            "Evidence gap map of \(rows.count) by \(columns.count): \(rowName.lowercased()) by "
                + "\(columnName.lowercased()). \(NumberText.count(total, unitName)) in \(filled) of "
                + "\(crossings) crossings; \(crossings - filled) are empty."
        ]
        if let most = cells.max(by: { $0.count < $1.count }) {
            sentences.append(
                "Most: \(rows[most.row]), \(columns[most.column]), \(NumberText.grouped(most.count))."
            )
        }
        let bare: [String] = rows.indices.filter { row in !cells.contains { $0.row == row } }.map { rows[$0] }
        if !bare.isEmpty { sentences.append("Nothing for " + bare.joined(separator: ", ") + ".") }
        return sentences.joined(separator: " ")
    }

    var table: FigureTable {
        let table: [[FigureTable.Cell]] = rows.indices.map { row in
            [.text(rows[row])]
                + columns.indices.map { column in
                    let found: Cell? = cells.first { $0.row == row && $0.column == column }
                    guard let cell = found else { return .number(0, text: "none") }
                    return .number(
                        Double(cell.count),
                        text: "\(NumberText.grouped(cell.count)) (\(strengths[cell.strength].lowercased()))"
                    )
                }
        }
        return FigureTable(caption: title, headings: [rowName] + columns, rows: table)
    }
}
