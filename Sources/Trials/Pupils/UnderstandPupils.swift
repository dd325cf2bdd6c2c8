import CSV
import Evidence

/// What was understood of a pupil file: shown to the person before anything is analysed.
package struct UnderstoodPupils: Sendable, Equatable {
    package let match: PupilColumnMatch
    package let pupils: [PupilRow]
    /// Rows not taken, in the order of the file.
    package let faults: [PupilFault]
    /// The groups with their numbers of pupils, by name.
    package let groups: [(name: String, count: Int)]

    /// How many of those taken have no score, because the cell is empty or says that there is none.
    package var missing: (before: Int, after: Int) {
        (pupils.count { $0.pre == nil }, pupils.count { $0.post == nil })
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.match == right.match && left.pupils == right.pupils && left.faults == right.faults
    }

    /// The rows that were not taken, as a file: where, and what is allowed. What stood there is not repeated.
    package func rejectedCSV() -> [UInt8] { PupilFault.csv(faults) }
}

extension PupilFault {
    package static func csv(_ faults: [PupilFault]) -> [UInt8] {
        var writer = CSVWriter()
        writer.write(["Line", "Column", RejectedPlace.reason])
        for fault in faults { writer.write(["\(fault.line)", fault.column, fault.reason]) }
        return writer.bytes
    }
}

extension PupilFile {
    /// Reads the rows by a match. A row with a wrong cell is not taken; the others are.
    package func understood(_ match: PupilColumnMatch) -> UnderstoodPupils {
        let positions = match.headings.compactMapValues { headings.firstIndex(of: $0) }
        let owners = positions[.pseudonym].map { rowsWithWordsOfTheirOwn(in: $0) } ?? []
        var reader = PupilReader(match: match, positions: positions, suspected: owners)
        var pupils: [PupilRow] = []
        if match.missing.isEmpty, !match.hasClash {
            for row in rows {
                if let pupil = reader.pupil(row) { pupils.append(pupil) }
            }
        }
        var counts: [String: Int] = [:]
        for pupil in pupils { counts[pupil.group, default: 0] += 1 }
        return UnderstoodPupils(
            match: match,
            pupils: pupils,
            faults: (unreadable + reader.faults).sorted { $0.line < $1.line },
            groups: counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        )
    }

    /// Rows whose code holds a word that hardly any other row shares: `anna12`, where `pupil12` is fine. Four letters
    /// are a word in any file of ten rows or more; three, as codes made by chance have them, only where they are many.
    func rowsWithWordsOfTheirOwn(in position: Int) -> Set<Int> {
        func word(_ cell: String) -> String? {
            let words = cell.lowercased().split { !$0.isLetter }
            return words.max { $0.count < $1.count }.flatMap { $0.count >= 3 ? String($0) : nil }
        }
        let words = rows.map { word($0.cells[position]) }
        var counts: [String: Int] = [:]
        for case let word? in words { counts[word, default: 0] += 1 }
        let alone = rows.indices.filter { index in words[index].map { counts[$0] ?? 0 < 3 } ?? false }
        let isMany = alone.count >= 3 && alone.count * 5 >= rows.count
        let isList = rows.count >= 10
        let suspected = isMany ? alone : alone.filter { isList && (words[$0]?.count ?? 0) >= 4 }
        return Set(suspected.map { rows[$0].line })
    }
}

/// Reads rows one after the other, remembering codes that were used.
private struct PupilReader {
    let match: PupilColumnMatch
    let positions: [PupilColumn: Int]
    let suspected: Set<Int>
    var faults: [PupilFault] = []
    private var lineOfCode: [String: Int] = [:]
    private var groups: Set<String> = []

    init(match: PupilColumnMatch, positions: [PupilColumn: Int], suspected: Set<Int>) {
        self.match = match
        self.positions = positions
        self.suspected = suspected
    }

    mutating func pupil(_ row: PupilFile.Row) -> PupilRow? {
        let before = faults.count
        let code = code(row)
        let group = group(row)
        let pre = score(row, .pre)
        let post = score(row, .post)
        let isFSM = fsm(row)
        let className = className(row)
        guard faults.count == before, let code, let group else { return nil }
        lineOfCode[code.lowercased()] = row.line
        return PupilRow(
            pseudonym: code,
            group: group,
            pre: pre,
            post: post,
            isFSM: isFSM,
            className: className
        )
    }

    private func cell(_ row: PupilFile.Row, _ column: PupilColumn) -> String {
        guard let position = positions[column] else { return "" }
        return PupilCell.plain(row.cells[position], isScore: column == .pre || column == .post)
    }

    private mutating func report(_ row: PupilFile.Row, _ column: PupilColumn, _ reason: String) {
        let heading = match.headings[column] ?? column.title
        faults.append(
            PupilFault(line: row.line, column: heading, reason: "\(reason). Allowed: \(column.allowed)")
        )
    }

    private mutating func code(_ row: PupilFile.Row) -> String? {
        guard let position = positions[.pseudonym] else { return nil }
        let text = row.cells[position]
        if text.isEmpty {
            report(row, .pseudonym, "The pupil has no code")
            return nil
        }
        if let trait = PersonalDataScreen.trait(of: text) {
            report(row, .pseudonym, trait.explanation)
            return nil
        }
        if suspected.contains(row.line) {
            report(row, .pseudonym, PersonalTrait.name.explanation)
            return nil
        }
        let isPlain = text.utf8.allSatisfy { byte in
            PersonalDataScreen.isLetter(byte) || PersonalDataScreen.isDigit(byte)
                || [0x2D, 0x5F, 0x2E, 0x2F].contains(byte)
        }
        guard isPlain, text.utf8.count <= 40, text.utf8.contains(where: PersonalDataScreen.isDigit) else {
            report(row, .pseudonym, "It is not a code")
            return nil
        }
        if let earlier = lineOfCode[text.lowercased()] {
            report(row, .pseudonym, "The code was used before, on line \(earlier)")
            return nil
        }
        return text
    }

    private mutating func group(_ row: PupilFile.Row) -> String? {
        let text = cell(row, .group)
        if text.isEmpty {
            report(row, .group, "The pupil has no group")
            return nil
        }
        let trait = PersonalDataScreen.trait(of: text)
        let isPersonal = trait != nil && trait != .name
        let known = groups.first { $0.lowercased() == text.lowercased() }
        if text.count > 40 || isPersonal || (known == nil && groups.count >= 2) {
            report(
                row,
                .group,
                known == nil && groups.count >= 2 ? "It is a third group" : "It is not a group"
            )
            return nil
        }
        groups.insert(known ?? text)
        return known ?? text
    }

    private mutating func score(_ row: PupilFile.Row, _ column: PupilColumn) -> Double? {
        let text = cell(row, column)
        guard !text.isEmpty else { return nil }
        guard let value = PupilCell.score(text) else {
            report(row, column, PupilCell.whyNoScore(text))
            return nil
        }
        return value
    }

    private mutating func fsm(_ row: PupilFile.Row) -> Bool? {
        switch PupilCell.fsm(cell(row, .fsm)) {
        case .unknown: return nil
        case .eligible: return true
        case .other: return false
        case .unreadable:
            report(row, .fsm, "It is neither yes nor no")
            return nil
        }
    }

    private mutating func className(_ row: PupilFile.Row) -> String? {
        let text = cell(row, .className)
        guard !text.isEmpty else { return nil }
        if text.count > 20 || PersonalDataScreen.trait(of: text) != nil {
            report(
                row,
                .className,
                PersonalDataScreen.trait(of: text)?.explanation ?? "It is too long for a class"
            )
            return nil
        }
        return text
    }
}
