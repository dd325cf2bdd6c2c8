import CSV
import Services

/// A pupil file as it was uploaded, without anything that says who a pupil is.
///
/// Columns whose heading or cells say who someone is were left out before anything was kept; the rest is kept
/// (sealed) until the person has checked what was understood, so that going back loses nothing.
package struct PupilFile: Sendable, Equatable {
    package let headings: [String]
    package let rows: [Row]
    /// Columns that were not read, and why.
    package let leftOut: [LeftOut]
    /// Rows that could not be read at all.
    package let unreadable: [PupilFault]

    package struct Row: Sendable, Equatable {
        package let line: Int
        package let cells: [String]

        package init(line: Int, cells: [String]) {
            self.line = line
            self.cells = cells
        }
    }

    package struct LeftOut: Sendable, Equatable {
        package let heading: String
        package let trait: PersonalTrait
    }

    init(headings: [String], rows: [Row], leftOut: [LeftOut] = [], unreadable: [PupilFault] = []) {
        self.headings = headings
        self.rows = rows
        self.leftOut = leftOut
        self.unreadable = unreadable
    }

    package static let mostBytes = 8 << 20
    package static let mostRows = 20_000
    package static let mostColumns = 60

    private static let knownHeadings: Set<String> = {
        let spellings: [String] =
            PupilColumn.allCases.flatMap(\.spellings) + RosterColumn.allCases.flatMap(\.spellings)
        let titles: [String] = PupilColumn.allCases.map(\.title) + RosterColumn.allCases.map(\.title)
        return Set(spellings).union(titles.map { $0.lowercased() })
    }()

    /// Reads a file. A title above the headings is passed over, and lines are counted with it.
    ///
    /// - Throws: ``CSVError``; ``PupilFileError``.
    package static func read(_ bytes: [UInt8]) throws -> PupilFile {
        guard bytes.count <= mostBytes else { throw PupilFileError.tooLarge(megabytes: mostBytes >> 20) }
        let limits = CSVReader.Limits(fieldBytes: 4096, fields: mostColumns)
        let reader = try CSVReader(bytes: bytes, limits: limits, belowTitle: knownHeadings.contains)
        var rows: [Row] = []
        var unreadable: [PupilFault] = []
        while let row = try reader.next() {
            guard rows.count < mostRows else { throw PupilFileError.tooManyRows(limit: mostRows) }
            if let problem = row.problem {
                unreadable.append(PupilFault(line: row.line, column: "", reason: problem.description))
                continue
            }
            let cells = (0..<row.count).map { row.trimmed($0) }
            if cells.allSatisfy(\.isEmpty) { continue }
            rows.append(Row(line: row.line, cells: cells))
        }
        if rows.isEmpty, let first = unreadable.first {
            throw PupilFileError.unreadable(line: first.line, reason: first.reason)
        }
        return screened(reader.header.names, rows, unreadable)
    }

    /// Leaves out columns that say who someone is: by heading, or because a third of their cells look so.
    private static func screened(_ headings: [String], _ rows: [Row], _ unreadable: [PupilFault]) -> PupilFile
    {
        var kept: [Int] = []
        var leftOut: [LeftOut] = []
        for position in headings.indices {
            if let trait = PersonalDataScreen.trait(ofHeading: headings[position]) {
                leftOut.append(LeftOut(heading: headings[position], trait: trait))
            } else if let trait = commonTrait(of: rows.map { $0.cells[position] }) {
                leftOut.append(LeftOut(heading: headings[position], trait: trait))
            } else {
                kept.append(position)
            }
        }
        return PupilFile(
            headings: kept.map { headings[$0] },
            rows: rows.map { row in Row(line: row.line, cells: kept.map { row.cells[$0] }) },
            leftOut: leftOut,
            unreadable: unreadable
        )
    }

    /// Whether some column may hold the pupils' codes: cells that are shaped like codes and mostly differ.
    ///
    /// - Parameter taken: Headings that were found to be something else.
    func hasCodes(besides taken: Set<String>) -> Bool {
        headings.indices.contains { position in
            guard !taken.contains(headings[position]) else { return false }
            let cells = rows.map { $0.cells[position] }.filter { !$0.isEmpty }
            let codes = cells.filter(RosterReading.Cells.isCode)
            return codes.count * 2 > cells.count && Set(codes).count * 2 > cells.count
        }
    }

    /// Words that repeat are groups or answers, not names: only columns of mostly different words are
    /// suspected of names.
    private static func commonTrait(of cells: [String]) -> PersonalTrait? {
        let filled = cells.filter { !$0.isEmpty }
        guard filled.count >= 3 else { return nil }
        var counts: [PersonalTrait: Int] = [:]
        // “Yes” and “unknown” are answers, however many ways of writing them a short list has.
        for cell in filled where PupilCell.fsm(cell) == .unreadable {
            if let trait = PersonalDataScreen.trait(of: cell) { counts[trait, default: 0] += 1 }
        }
        let distinct = Set(filled).count
        if distinct <= 3 || distinct * 2 < filled.count { counts[.name] = nil }
        let common = counts.max { $0.value < $1.value }
        guard let common, common.value * 3 >= filled.count else { return nil }
        return common.key
    }
}

/// Why a pupil file cannot be taken at all.
package enum PupilFileError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLarge(megabytes: Int)
    case tooManyRows(limit: Int)
    case noRows
    /// There are rows, and none of them can be read.
    case unreadable(line: Int, reason: String)

    package var description: String {
        switch self {
        case .tooLarge(let megabytes): "The file is larger than \(megabytes) MB. Is it a list of pupils?"
        case .tooManyRows(let limit):
            "The file has more than \(InWords.grouped(limit)) rows. Send the pupils of one school"
        case .noRows: "The file has headings and no rows below them"
        case .unreadable(let line, let reason):
            "No row below the headings can be read. Line \(line): \(reason)"
        }
    }
}

/// A cell or row that was not taken: where it is, and why. Never what stood there.
package struct PupilFault: Sendable, Equatable {
    package let line: Int
    package let column: String
    package let reason: String

    package init(line: Int, column: String, reason: String) {
        self.line = line
        self.column = column
        self.reason = reason
    }
}

/// Which column is what.
package struct PupilColumnMatch: Sendable, Equatable, Codable {
    /// Headings by column; a column that the file does not have is missing.
    package private(set) var headings: [PupilColumn: String] = [:]

    /// Finds columns by their headings; `chosen` wins, and an empty heading there means "none".
    package init(headings all: [String], chosen: [PupilColumn: String] = [:]) {
        let keys: [String] = all.map { $0.lowercased() }
        var taken: Set<Int> = []
        for column in PupilColumn.allCases {
            guard let heading = chosen[column], let position = keys.firstIndex(of: heading.lowercased())
            else {
                continue
            }
            headings[column] = all[position]
            taken.insert(position)
        }
        for column in PupilColumn.allCases where chosen[column] == nil {
            let position = column.spellings.lazy.compactMap { keys.firstIndex(of: $0) }
                .first { !taken.contains($0) }
            guard let position else { continue }
            headings[column] = all[position]
            taken.insert(position)
        }
    }

    /// Columns that must be there and are not.
    package var missing: [PupilColumn] {
        PupilColumn.allCases.filter { $0.isRequired && headings[$0] == nil }
    }

    /// Whether two columns were matched with the same heading.
    package var hasClash: Bool { Set(headings.values).count != headings.count }
}
