import Database
package import Evidence
package import Foundation
package import Services

/// What can be corrected of a registered summary. Its raw values are the fields of the form, and are kept.
package enum TrialItem: String, Sendable, SQLStorable, CaseIterable {
    case title, question, intervention, strands
    case outcomeName, protocolSummary, protocolAddress, recruitsFrom, runsFrom, resultsDueOn

    package var isDay: Bool {
        switch self {
        case .recruitsFrom, .runsFrom, .resultsDueOn: true
        default: false
        }
    }

    /// Whether the finding of its result is filed by it.
    var isOfFinding: Bool {
        switch self {
        case .title, .intervention, .strands: true
        default: false
        }
    }

    /// The strands that a form or a correction names by their identifiers.
    static func strandIDs(in text: String) -> [ID<Strand>] {
        text.split(separator: ",").compactMap { ID<Strand>(String($0)) }
    }
}

/// A dated correction of a registered summary, which everyone reads beside what stood there before.
package struct TrialCorrection: Sendable, Equatable {
    package struct Change: Sendable, Equatable {
        package let item: TrialItem
        /// Days as `YYYY-MM-DD`, an intervention and strands as identifiers, which people read by name; empty where nothing
        /// was said.
        package let before: String
        package let after: String

        package init(item: TrialItem, before: String, after: String) {
            self.item = item
            self.before = before
            self.after = after
        }
    }

    /// Counted from 1.
    package let number: Int
    package let madeAt: Date
    /// In the words of its hub.
    package let reason: String
    /// At least one, in the order of the items.
    package let changes: [Change]
}

extension TrialDraft {
    /// What is registered of a trial, as its form has it.
    package init(_ trial: Trial, strands: [ID<Strand>]) {
        self.init()
        title = trial.title
        question = trial.question
        intervention = trial.intervention
        self.strands = strands
        outcomeName = trial.outcomeName
        protocolSummary = trial.protocolSummary
        protocolAddress = trial.protocolAddress
        recruitsFrom = trial.recruitsFrom.description
        runsFrom = trial.runsFrom.description
        resultsDueOn = trial.resultsDueOn.description
    }

    package subscript(item: TrialItem) -> String {
        get {
            switch item {
            case .title: title
            case .question: question
            case .intervention: intervention?.description ?? ""
            case .strands: Set(strands).sorted().map(\.description).joined(separator: ",")
            case .outcomeName: outcomeName
            case .protocolSummary: protocolSummary
            case .protocolAddress: protocolAddress
            case .recruitsFrom: recruitsFrom
            case .runsFrom: runsFrom
            case .resultsDueOn: resultsDueOn
            }
        }
        set {
            switch item {
            case .title: title = newValue
            case .question: question = newValue
            case .intervention: intervention = ID<Intervention>(newValue)
            case .strands: strands = TrialItem.strandIDs(in: newValue)
            case .outcomeName: outcomeName = newValue
            case .protocolSummary: protocolSummary = newValue
            case .protocolAddress: protocolAddress = newValue
            case .recruitsFrom: recruitsFrom = newValue
            case .runsFrom: runsFrom = newValue
            case .resultsDueOn: resultsDueOn = newValue
            }
        }
    }
}

extension Trials {
    /// What was corrected of a trial's registered summary, the first correction first.
    package func corrections(of id: ID<Trial>) async throws -> [TrialCorrection] {
        try await database.read { transaction in
            var changes: [Int: [TrialItem: TrialCorrection.Change]] = [:]
            let items = try transaction.rows(
                "SELECT number, item, said_before, says_now FROM trial_corrected_item WHERE trial_id = \(id)"
            )
            for row in items {
                let number: Int = try row.get("number")
                let item: TrialItem = try row.get("item")
                changes[number, default: [:]][item] = TrialCorrection.Change(
                    item: item,
                    before: try row.get("said_before"),
                    after: try row.get("says_now")
                )
            }
            let rows = try transaction.rows(
                "SELECT number, made_at, reason FROM trial_correction WHERE trial_id = \(id) ORDER BY number"
            )
            return try rows.map { row in
                let number: Int = try row.get("number")
                let changed = changes[number] ?? [:]
                return TrialCorrection(
                    number: number,
                    madeAt: try row.get("made_at"),
                    reason: try row.get("reason"),
                    changes: TrialItem.allCases.compactMap { changed[$0] }
                )
            }
        }
    }
}
