import Database
package import Evidence
package import Foundation
package import Services

/// A correction by which a registered trial left a strand or joined it: the strand says so, because a result that is known
/// leaves or joins its pool with the trial.
package struct StrandCorrection: Sendable, Equatable {
    package enum Move: Sendable {
        case left, joined
    }

    package let move: Move
    /// The trial, under the title that it has now.
    package let slug: String
    package let title: String
    /// When it reported, with figures or without; `nil` where it has not.
    package let reportedOn: LocalDate?
    package let madeAt: Date
    /// In the words of its hub.
    package let reason: String

    /// As the weekly letter has it.
    var line: String {
        switch move {
        case .left: "A trial was taken off this strand: \(title)"
        case .joined: "A trial was added to this strand: \(title)"
        }
    }
}

extension Trials {
    /// The corrections by which trials left a strand or joined it, the newest first.
    package func corrections(on strand: ID<Strand>) async throws -> [StrandCorrection] {
        try await database.read { try $0.corrections(on: strand) }
    }
}

extension Transaction {
    /// See ``Trials/corrections(on:)``.
    func corrections(on strand: ID<Strand>) throws -> [StrandCorrection] {
        let rows = try rows(
            """
            SELECT t.slug, t.title, coalesce(t.reported_on, t.withheld_on) AS told_on, c.made_at, c.reason,
                i.said_before, i.says_now
            FROM trial_corrected_item AS i
            JOIN trial_correction AS c ON c.trial_id = i.trial_id AND c.number = i.number
            JOIN trial AS t ON t.id = i.trial_id
            WHERE i.item = \(TrialItem.strands)
            ORDER BY c.made_at DESC, c.trial_id DESC, c.number DESC
            """
        )
        return try rows.compactMap { (row: Row) -> StrandCorrection? in
            let before = TrialItem.strandIDs(in: try row.get("said_before"))
            let after = TrialItem.strandIDs(in: try row.get("says_now"))
            guard before.contains(strand) != after.contains(strand) else { return nil }
            return StrandCorrection(
                move: after.contains(strand) ? .joined : .left,
                slug: try row.get("slug"),
                title: try row.get("title"),
                reportedOn: try row.get("told_on"),
                madeAt: try row.get("made_at"),
                reason: try row.get("reason")
            )
        }
    }
}
