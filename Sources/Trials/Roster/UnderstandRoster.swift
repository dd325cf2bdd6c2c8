import CSV
import Evidence

/// What was understood of a roster or outcome file: rows that enter, and why the others do not.
package struct UnderstoodRoster: Sendable, Equatable {
    package let match: RosterMatch
    package let block: RosterBlock
    /// In the order of the file. Never what stood in a cell.
    package let faults: [PupilFault]
}

/// Reads the rows of a file for one school and wave. A row with a wrong cell does not enter; the others do.
struct RosterReading {
    let text: ProtocolText
    let columns: [RosterColumn]
    let match: RosterMatch
    /// The codes of the roster, for outcomes: others are refused.
    let known: Set<String>?
    /// With which names of classes are made into codes.
    let salt: RosterSalt
    /// Codes that begin with zeros, as they are after a spreadsheet has taken them for numbers.
    private let knownWithoutZeros: Set<String>

    init(
        text: ProtocolText,
        columns: [RosterColumn],
        match: RosterMatch,
        known: Set<String>?,
        salt: RosterSalt
    ) {
        self.text = text
        self.columns = columns
        self.match = match
        self.known = known
        self.salt = salt
        let withZeros = (known ?? []).filter { $0.hasPrefix("0") }
        knownWithoutZeros = Set(withZeros.map { code in String(code.drop { $0 == "0" }) })
    }

    func understood(_ file: PupilFile) -> UnderstoodRoster {
        let positions = match.headings.compactMapValues { file.headings.firstIndex(of: $0) }
        let suspected = positions[.code].map { file.rowsWithWordsOfTheirOwn(in: $0) } ?? []
        var block = RosterBlock()
        var faults = file.leftOutFaults + file.unreadable
        var lineOfCode: [String: Int] = [:]
        for row in file.rows {
            var cells = Cells(row: row, positions: positions, match: match, text: text, salt: salt)
            let read = read(&cells, isSuspected: suspected.contains(row.line), lineOfCode)
            if cells.faults.isEmpty, let read {
                lineOfCode[read.code.lowercased()] = row.line
                block.append(read)
            } else {
                faults += cells.faults
            }
        }
        return UnderstoodRoster(match: match, block: block, faults: faults.sorted { $0.line < $1.line })
    }

    /// Whether every pupil of a file has a code, and the roster has none of them: probably another school's.
    func knowsNone(of file: PupilFile) -> Bool {
        guard let known, let heading = match.headings[.code],
            let position = file.headings.firstIndex(of: heading)
        else { return false }
        return file.rows.allSatisfy { row in
            let code = row.cells[position].lowercased()
            return Cells.isCode(code) && !known.contains(code) && !knownWithoutZeros.contains(code)
        }
    }

    private func read(_ cells: inout Cells, isSuspected: Bool, _ lineOfCode: [String: Int]) -> RosterBlock
        .Row?
    {
        guard let code = cells.code(isSuspected: isSuspected) else { return nil }
        if let earlier = lineOfCode[code.lowercased()] {
            cells.report(.code, "The code was used before, on line \(earlier)")
        }
        if let known, !known.contains(code.lowercased()) {
            // The code may be well formed, so what is allowed says nothing here.
            cells.refuse(
                .code,
                knownWithoutZeros.contains(code.lowercased())
                    ? "The roster has this code with zeros in front, which a spreadsheet has dropped"
                    : "The code is not in this school’s roster"
            )
        }
        var row = RosterBlock.Row(code: code)
        for column in columns {
            switch column {
            case .code: break
            case .className: row.className = cells.className() ?? ""
            case .baseline: row.baseline = cells.number(.baseline)
            case .fsm: row.isFSM = cells.fsm()
            case .score: row.score = cells.required(.score)
            case .group: row.arm = cells.arm()
            case .outcome: row.outcome = cells.outcome()
            case .sessions: row.sessions = cells.sessions()
            }
        }
        return row
    }
}

extension RosterReading {
    /// The cells of one row, and what is wrong with them.
    struct Cells {
        let row: PupilFile.Row
        let positions: [RosterColumn: Int]
        let match: RosterMatch
        let text: ProtocolText
        let salt: RosterSalt
        var faults: [PupilFault] = []

        init(
            row: PupilFile.Row,
            positions: [RosterColumn: Int],
            match: RosterMatch,
            text: ProtocolText,
            salt: RosterSalt
        ) {
            self.salt = salt
            self.row = row
            self.positions = positions
            self.match = match
            self.text = text
        }

        mutating func report(_ column: RosterColumn, _ reason: String) {
            refuse(column, "\(reason). Allowed: \(column.allowed(text))")
        }

        mutating func refuse(_ column: RosterColumn, _ reason: String) {
            let heading = match.headings[column] ?? column.title
            faults.append(PupilFault(line: row.line, column: heading, reason: reason))
        }

        private func cell(_ column: RosterColumn) -> String {
            guard let position = positions[column], position < row.cells.count else { return "" }
            let isScore = [.baseline, .score, .outcome, .sessions].contains(column)
            return PupilCell.plain(row.cells[position], isScore: isScore)
        }

        mutating func code(isSuspected: Bool) -> String? {
            guard let position = positions[.code], position < row.cells.count else { return nil }
            let code = row.cells[position]
            if code.isEmpty {
                report(.code, "The pupil has no code")
            } else if let trait = PersonalDataScreen.trait(of: code) {
                report(.code, trait.explanation)
            } else if isSuspected {
                report(.code, PersonalTrait.name.explanation)
            } else if !Self.isCode(code) {
                report(.code, "It is not a code")
            } else {
                return code
            }
            return nil
        }

        static func isCode(_ code: String) -> Bool {
            code.utf8.count <= 40 && code.utf8.contains(where: PersonalDataScreen.isDigit)
                && code.utf8.allSatisfy { byte in
                    PersonalDataScreen.isLetter(byte) || PersonalDataScreen.isDigit(byte)
                        || byte == 0x2D || byte == 0x5F || byte == 0x2E
                }
        }

        mutating func className() -> String? {
            let name = cell(.className)
            if name.isEmpty {
                if RosterColumn.className.isRequired(text) { report(.className, "The class is missing") }
                return nil
            }
            if let trait = PersonalDataScreen.trait(of: name), name.count > 2 {
                // Classes are called Oak or Mrs Reed: a code stands for the name, the same in every file of the trial.
                if trait == .name, name.count <= 60 { return salt.classCode(name) }
                report(.className, trait.explanation)
            } else if name.count > 20 || name.contains("/") || name.contains(",") {
                report(.className, "It is not a short code")
            } else {
                // `7a` and `7A` are one class.
                return name.uppercased()
            }
            return nil
        }

        mutating func number(_ column: RosterColumn) -> Double? {
            let written = cell(column)
            guard !written.isEmpty else { return nil }
            guard let value = PupilCell.score(written) else {
                report(column, PupilCell.whyNoScore(written))
                return nil
            }
            return value
        }

        mutating func required(_ column: RosterColumn) -> Double? {
            if cell(column).isEmpty { report(column, "It is missing") }
            return number(column)
        }

        mutating func outcome() -> Double? {
            guard let value = number(.outcome) else { return nil }
            let low = text.number(.lowestScore) ?? -.infinity
            let high = text.number(.highestScore) ?? .infinity
            if value < low || value > high { report(.outcome, "It is outside the scale") }
            return value
        }

        mutating func sessions() -> Double? {
            guard let value = number(.sessions) else { return nil }
            if value < 0 || value > 10_000 { report(.sessions, "It is not a number of sessions") }
            return value
        }

        mutating func fsm() -> Bool? {
            switch PupilCell.fsm(cell(.fsm)) {
            case .unknown: return nil
            case .eligible: return true
            case .other: return false
            case .unreadable:
                report(.fsm, "It is neither yes nor no")
                return nil
            }
        }

        mutating func arm() -> Int? {
            let name = cell(.group).lowercased()
            guard let arm = text.arms.firstIndex(where: { $0.name.lowercased() == name }) else {
                report(.group, name.isEmpty ? "The pupil has no group" : "It is not one of the groups")
                return nil
            }
            return arm
        }
    }
}
