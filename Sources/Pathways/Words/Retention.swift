import Access
import Database
import Services

/// What this module keeps about people, and for how long. The job keeps to it, and docs/data-protection.md
/// prints it.
package enum Retention: String, CaseIterable, Sendable {
    /// What coach and coached wrote, after the relationship ended.
    case coachingContent = "coaching-content"
    /// That it happened: who, when, how long.
    case coachingRecord = "coaching-record"
    /// Notes of conversations with schools.
    case contactNotes = "contact-notes"
    /// Texts of newsletters that were sent.
    case newsletters
    /// A participant’s periods, milestones and outcome, after they left the pathway.
    case participants
    /// What a school in difficulty said, what was found and reviewed, after the case was closed.
    case supportTexts = "support-texts"
    /// A placement with its days, project and uplift, after its last day, whether or not somebody said that it ended.
    case placements
    /// Candidates who left without a placement.
    case candidates
    /// Applications that were withdrawn or not awarded: what was written, scores and comments.
    case applications
    /// Awards with their payments, after the decision.
    case awards

    package var days: Int {
        switch self {
        case .coachingContent: 365
        case .coachingRecord, .participants, .placements, .awards: 6 * 365
        case .contactNotes, .supportTexts: 3 * 365
        case .newsletters, .candidates, .applications: 365
        }
    }
}

extension Pathways {
    /// Destroys what is older than its period allows. Run daily; safe to run twice.
    ///
    /// - Returns: How many records were removed or emptied.
    @discardableResult
    package func keepRetention() async throws -> Int {
        let act = services.act(by: .system("job \(Self.dailyJob)"))
        let today = services.today()
        return try await database.write(exclusively: "pathways/retention") { transaction in
            var count = 0
            for kind in Retention.allCases {
                let limit = today.adding(days: -kind.days)
                let removed = try transaction.remove(kind, before: limit, act)
                if removed > 0 {
                    try transaction.audit(
                        act,
                        "retention.remove",
                        ["kind": .word(kind), "records": .count(removed)],
                        line: Retention.allCases.firstIndex(of: kind) ?? 0
                    )
                }
                count += removed
            }
            return count
        }
    }
}
