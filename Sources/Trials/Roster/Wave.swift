import Database

/// A block of pupil rows that a school sends or that a draw makes.
package enum Wave: String, Sendable, SQLStorable, CaseIterable {
    /// Codes, classes, baseline, FSM: before allocation.
    case roster
    /// Scores after delivery.
    case outcome
    /// Who was allocated to which arm, where arms lie within schools.
    case allocation

    package var title: String {
        switch self {
        case .roster: "Roster and baseline"
        case .outcome: "Outcomes"
        case .allocation: "Allocation"
        }
    }
}

/// What a column of a roster or outcome file can be.
package enum RosterColumn: String, CaseIterable, Sendable, Codable {
    case code, className, baseline, fsm, score, group, outcome, sessions

    /// The columns that a wave has under a protocol, in the order of the template.
    package static func columns(of wave: Wave, _ text: ProtocolText) -> [RosterColumn] {
        switch wave {
        case .roster:
            var columns: [RosterColumn] = [.code, .className, .baseline, .fsm]
            if text.design == .regressionDiscontinuity { columns.append(.score) }
            if text.design == .matchedComparison { columns.append(.group) }
            return columns
        case .outcome: return [.code, .outcome] + (text.dosage == .pupilSessions ? [.sessions] : [])
        case .allocation: return []
        }
    }

    /// Columns without which a file is no use. Baseline and FSM may have empty cells, but not be missing.
    package func isRequired(_ text: ProtocolText) -> Bool {
        switch self {
        case .className: text.unit == .classGroup || text.strata.contains(.classGroup)
        case .fsm: text.hasFSMSubgroup || text.strata.contains(.fsm) || text.matchedOn.contains(.fsm)
        default: true
        }
    }

    package var title: String {
        switch self {
        case .code: "Pupil code"
        case .className: "Class"
        case .baseline: "Baseline"
        case .fsm: "FSM"
        case .score: "Deciding score"
        case .group: "Group"
        case .outcome: "Outcome"
        case .sessions: "Sessions"
        }
    }

    /// What may stand in it.
    package func allowed(_ text: ProtocolText) -> String {
        switch self {
        case .code: "a code of up to 40 letters and digits with at least one digit, such as P017, used once"
        case .className:
            isRequired(text) ? "a short code such as 7A" : "a short code such as 7A, or empty"
        case .baseline: "a number such as 34 or 101.5, or empty where the pupil has no score"
        case .fsm: "yes or no (eligible in the last six years), or empty where it is not known"
        case .score: "a number: it decides who is offered the intervention"
        case .group: "“\(text.arms.map(\.name).joined(separator: "” or “"))”"
        case .outcome:
            if let low = text.number(.lowestScore), let high = text.number(.highestScore) {
                "a number from \(PlainNumber.text(low)) to \(PlainNumber.text(high)), or empty where the pupil was not tested"
            } else {
                "a number such as 34 or 101.5, or empty where the pupil was not tested"
            }
        case .sessions: "a number of 0 or more, or empty where it is not known"
        }
    }

    /// Headings that are recognised, in lower case; the earlier one wins.
    package var spellings: [String] {
        switch self {
        case .code: PupilColumn.pseudonym.spellings
        case .className: PupilColumn.className.spellings + ["class code", "classid", "class_id"]
        case .baseline: PupilColumn.pre.spellings
        case .fsm: PupilColumn.fsm.spellings + ["everfsm-6", "ever6", "fsm6"]
        case .score: ["deciding score", "score", "cut-off score", "cutoff score"]
        case .group: PupilColumn.group.spellings
        case .outcome: ["outcome", "score after"] + PupilColumn.post.spellings + ["score", "mark", "result"]
        case .sessions: ["sessions", "sessions attended", "attended", "dosage", "dose"]
        }
    }
}

/// Which heading of a school's files is which column: remembered, so that it is asked once.
package struct RosterMatch: Sendable, Equatable, Codable {
    package private(set) var headings: [RosterColumn: String] = [:]

    /// Finds columns by their headings. `chosen` wins where the file has that heading; an empty one there
    /// means "none".
    package init(headings all: [String], for columns: [RosterColumn], chosen: [RosterColumn: String] = [:]) {
        let keys = all.map { $0.lowercased() }
        var taken: Set<Int> = []
        for column in columns {
            guard let heading = chosen[column], let position = keys.firstIndex(of: heading.lowercased())
            else {
                continue
            }
            headings[column] = all[position]
            taken.insert(position)
        }
        for column in columns where headings[column] == nil && chosen[column] != "" {
            let position = ([column.title.lowercased()] + column.spellings).lazy
                .compactMap { keys.firstIndex(of: $0) }.first { !taken.contains($0) }
            guard let position else { continue }
            headings[column] = all[position]
            taken.insert(position)
        }
    }

    package func missing(_ columns: [RosterColumn], _ text: ProtocolText) -> [RosterColumn] {
        columns.filter { $0.isRequired(text) && headings[$0] == nil }
    }

    package var hasClash: Bool { Set(headings.values).count != headings.count }
}
