/// The rows of one school in one wave, column by column: what is sealed. Never stored otherwise.
package struct RosterBlock: Sendable, Equatable {
    package var codes: [String] = []
    package var classes: [String] = []
    package var baseline: [Double?] = []
    package var fsm: [Bool?] = []
    /// What decides at a cut-off.
    package var scores: [Double?] = []
    /// Places among the arms: the group of a matched comparison, or the arm that was drawn.
    package var arms: [Int?] = []
    package var outcome: [Double?] = []
    package var sessions: [Double?] = []

    package init() {}

    package var count: Int { codes.count }

    /// One pupil's values.
    package struct Row: Sendable, Equatable {
        package var code: String
        package var className = ""
        package var baseline: Double?
        package var isFSM: Bool?
        package var score: Double?
        package var arm: Int?
        package var outcome: Double?
        package var sessions: Double?

        package init(code: String) {
            self.code = code
        }

        fileprivate mutating func take(_ newer: Row) {
            code = newer.code
            if !newer.className.isEmpty { className = newer.className }
            baseline = newer.baseline ?? baseline
            isFSM = newer.isFSM ?? isFSM
            score = newer.score ?? score
            arm = newer.arm ?? arm
            outcome = newer.outcome ?? outcome
            sessions = newer.sessions ?? sessions
        }
    }

    package subscript(position: Int) -> Row {
        var row = Row(code: codes[position])
        row.className = classes[position]
        row.baseline = baseline[position]
        row.isFSM = fsm[position]
        row.score = scores[position]
        row.arm = arms[position]
        row.outcome = outcome[position]
        row.sessions = sessions[position]
        return row
    }

    package mutating func append(_ row: Row) {
        codes.append(row.code)
        classes.append(row.className)
        baseline.append(row.baseline)
        fsm.append(row.isFSM)
        scores.append(row.score)
        arms.append(row.arm)
        outcome.append(row.outcome)
        sessions.append(row.sessions)
    }

    package var rows: [Row] { (0..<count).map { self[$0] } }

    package init(_ rows: some Sequence<Row>) {
        for row in rows { append(row) }
    }

    /// Where each code stands, in lower case: codes are read whatever their case.
    package var places: [String: Int] {
        Dictionary(codes.enumerated().map { ($1.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Values of a code that is here take the place of the earlier; other rows are added. Where the newer row has nothing
    /// the earlier value stays: a class of which others enter the scores is not emptied by a list of everyone.
    package func merged(with newer: RosterBlock) -> RosterBlock {
        var rows = rows
        let places = places
        for row in newer.rows {
            if let place = places[row.code.lowercased()] {
                rows[place].take(row)
            } else {
                rows.append(row)
            }
        }
        return RosterBlock(rows)
    }

    /// So few pupils, or values, may be as they are by chance.
    private static let fewestTelling = 10
    private static let fewestDistinct = 5

    /// Whether all outcomes are the pupils' own scores before, so many and so different that it is the wrong file.
    func repeatsBaseline(of roster: RosterBlock) -> Bool {
        let places = roster.places
        var seen: Set<Double> = []
        var count = 0
        for (code, value) in zip(codes, outcome) {
            guard let value else { continue }
            guard let place = places[code.lowercased()], roster.baseline[place] == value else { return false }
            seen.insert(value)
            count += 1
        }
        return count >= Self.fewestTelling && seen.count >= Self.fewestDistinct
    }

    /// Whether somebody is eligible for free school meals, nobody is said not to be, and most cells are empty.
    var marksOnlyEligible: Bool {
        let unknown = fsm.count { $0 == nil }
        return count >= Self.fewestTelling && fsm.contains(true) && !fsm.contains(false)
            && unknown * 2 > count
    }

    package func removing(code: String) -> RosterBlock {
        RosterBlock(rows.filter { $0.code.lowercased() != code.lowercased() })
    }

    /// In order of their codes, whatever the order of the file was.
    package var sorted: RosterBlock {
        RosterBlock(rows.sorted { $0.code.utf8.lexicographicallyPrecedes($1.code.utf8) })
    }

    package var bytes: [UInt8] {
        var writer = BlockWriter()
        writer.byte(3)
        writer.number(count)
        for code in codes { writer.text(code) }
        for name in classes { writer.text(name) }
        for column in [baseline, scores, outcome, sessions] { for value in column { writer.score(value) } }
        for value in fsm { writer.byte(value.map { $0 ? 1 : 0 } ?? 2) }
        for arm in arms { writer.byte(arm.map { UInt8($0) } ?? 255) }
        return writer.bytes
    }

    /// `nil` unless the bytes are a block from end to end.
    package init?(_ bytes: [UInt8]) {
        var reader = BlockReader(bytes)
        do throws(BlockReader.Short) {
            guard try reader.byte() == 3 else { return nil }
            let count = try reader.count()
            codes = try reader.texts(count)
            classes = try reader.texts(count)
            baseline = try reader.scores(count)
            scores = try reader.scores(count)
            outcome = try reader.scores(count)
            sessions = try reader.scores(count)
            for _ in 0..<count {
                let value = try reader.byte()
                fsm.append(value == 2 ? nil : value == 1)
            }
            for _ in 0..<count {
                let value = try reader.byte()
                arms.append(value == 255 ? nil : Int(value))
            }
        } catch {
            return nil
        }
        guard reader.isAtEnd else { return nil }
    }
}
