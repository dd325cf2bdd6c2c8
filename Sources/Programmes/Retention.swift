import Access
import Database
import Foundation
import Services

extension AuditVerb {
    static let keepRetention: AuditVerb = "retention.remove"
}

/// What this module keeps about people beyond the day, and for how long after the run. The daily job keeps to it, and
/// docs/data-protection.md prints it. Needs and proposals have jobs of their own, which know the day exactly.
package enum ProgrammesRetention: String, CaseIterable, Sendable {
    /// Who waited for places.
    case waiting
    /// What hubs wrote to those who held a place or waited for one.
    case messages
    /// What those who came said in words; their ratings stay.
    case feedbackWords = "feedback-words"
    /// The name and address at a place and on its certificate. The place, its school, whether it was taken up and the
    /// certificate’s number stay.
    case attenders
    /// The same of those whom a hub brought along in a file.
    case pastAttenders = "past-attenders"

    /// What stands in the place of a name.
    static let removedName = "Name removed"

    static var isNamed: SQL { "name NOT IN (\(removedName), \(ProgrammesPersonalData.erasedName))" }

    package var days: Int {
        switch self {
        case .waiting, .messages: 365
        case .feedbackWords: 3 * 365
        case .attenders, .pastAttenders: 6 * 365
        }
    }
}

extension Programmes {
    /// Removes what is older than its period allows. Run daily; safe to run twice.
    ///
    /// - Returns: How many records were removed or emptied.
    @discardableResult
    package func keepRetention() async throws -> Int {
        let act = services.act(by: .system("job \(Self.dailyJob)"))
        let today = services.today()
        var count = 0
        // A write each: the first night may find years, and bookings wait meanwhile.
        for (line, kind) in ProgrammesRetention.allCases.enumerated() {
            count += try await database.write(exclusively: "programmes/retention") { transaction in
                let removed = try transaction.remove(kind, before: today.adding(days: -kind.days))
                if removed > 0 {
                    try transaction.audit(
                        act,
                        .keepRetention,
                        ["kind": .word(kind), "records": .count(removed)],
                        line: line
                    )
                }
                return removed
            }
        }
        return count
    }
}

extension Transaction {
    fileprivate func remove(_ kind: ProgrammesRetention, before limit: LocalDate) throws -> Int {
        let over: SQL = "SELECT id FROM run WHERE ends_on < \(limit)"
        switch kind {
        case .waiting: return try execute("DELETE FROM waiting_entry WHERE run_id IN (\(over))")
        case .messages: return try execute("DELETE FROM participant_message WHERE run_id IN (\(over))")
        case .feedbackWords: return try forgetWords(before: limit)
        case .attenders: return try forgetAttenders(in: over, before: limit)
        case .pastAttenders:
            return try execute(
                """
                UPDATE past_attendance SET name = \(ProgrammesRetention.removedName), email = 'erased-' || id
                WHERE held_on < \(limit) AND \(ProgrammesRetention.isNamed)
                """
            )
        }
    }

    private func forgetWords(before limit: LocalDate) throws -> Int {
        var rows = try execute(
            """
            UPDATE feedback SET most_useful = '', improve = ''
            WHERE given_on < \(limit) AND (most_useful <> '' OR improve <> '')
            """
        )
        rows += try execute("UPDATE follow_up SET words = '' WHERE given_on < \(limit) AND words <> ''")
        rows += try execute(
            "UPDATE session_feedback SET words = '' WHERE given_on < \(limit) AND words <> ''"
        )
        rows += try execute(
            """
            DELETE FROM feedback_answer
            WHERE scale IS NULL AND feedback_id IN (SELECT id FROM feedback WHERE given_on < \(limit))
            """
        )
        return rows
    }

    /// In self-study without an end the day of completing counts, or of booking where nobody completed.
    private func forgetAttenders(in over: SQL, before limit: LocalDate) throws -> Int {
        let start = Date(limit, .midnight, in: .london)
        let old: SQL = """
            (run_id IN (\(over)) OR (run_id IN (SELECT id FROM run WHERE ends_on = \(Run.noEnd))
                AND CASE WHEN EXISTS (SELECT 1 FROM study_completion s WHERE s.place_id = place.id)
                    THEN EXISTS (SELECT 1 FROM study_completion s WHERE s.place_id = place.id
                        AND s.completed_on < \(limit))
                    ELSE changed_at < \(start) END))
            """
        let certificates = try execute(
            """
            UPDATE certificate SET name = \(ProgrammesRetention.removedName)
            WHERE \(ProgrammesRetention.isNamed) AND place_id IN (SELECT id FROM place WHERE \(old))
            """
        )
        return try certificates
            + execute(
                """
                UPDATE place SET name = \(ProgrammesRetention.removedName), email = NULL
                WHERE \(ProgrammesRetention.isNamed) AND \(old)
                """
            )
    }
}
