import Access
package import Database
import Foundation
package import Services

extension Migration {
    /// Answers come into the results some at a time: see ``FeedbackWindow``.
    static let feedbackSteps = """
        ALTER TABLE feedback ADD COLUMN is_shown SMALLINT NOT NULL DEFAULT 0 CHECK (is_shown IN (0, 1));
        ALTER TABLE follow_up ADD COLUMN is_shown SMALLINT NOT NULL DEFAULT 0 CHECK (is_shown IN (0, 1));
        ALTER TABLE session_feedback ADD COLUMN is_shown SMALLINT NOT NULL DEFAULT 0 CHECK (is_shown IN (0, 1));
        UPDATE session_feedback SET is_shown = 1
            WHERE session_id IN (SELECT session_id FROM session_feedback GROUP BY session_id HAVING count(*) >= 5);
        UPDATE feedback SET is_shown = 1
            WHERE run_id IN (SELECT run_id FROM feedback GROUP BY run_id HAVING count(*) >= 5);
        UPDATE follow_up SET is_shown = 1
            WHERE run_id IN (SELECT run_id FROM follow_up GROUP BY run_id HAVING count(*) >= 5);
        """
}

/// When answers can be given, and which are shown.
///
/// Whoever reads results before and after one answer learns what that person said, and who has not answered tells
/// who it was. So answers come into the results five at a time while more can come, and names of those who have not
/// answered are shown only when none can come any more. Then all answers are shown.
package enum FeedbackWindow {
    /// How long after the first were asked answers are taken; for self-study after its last day, for a session of a
    /// conference after its end.
    package static let openDays = 28
    /// How long after they were asked those who have not answered are reminded, once.
    package static let reminderDays = 5
    /// How long after their certificate people are asked whether they used it.
    package static let followUpDays = 42

    static var openSeconds: TimeInterval { Double(openDays) * 86_400 }
}

/// Which rows of a table of answers the results hold now.
struct ShownAnswers {
    let filter: SQL
    let given: Int
    let shown: Int
    let isClosed: Bool

    var areEnough: Bool { shown >= FeedbackResults.fewest }
}

extension Transaction {
    /// - Parameters:
    ///   - condition: Which answers belong together, such as those of a run.
    ///   - isClosed: Whether answers are taken no longer: then all are shown.
    func shownAnswers(in table: SQL, where condition: SQL, isClosed: Bool) throws -> ShownAnswers {
        let filter: SQL = isClosed ? condition : "\(condition) AND \(table).is_shown = 1"
        return ShownAnswers(
            filter: filter,
            given: try count("SELECT count(*) FROM \(table) WHERE \(condition)"),
            shown: try count("SELECT count(*) FROM \(table) WHERE \(filter)"),
            isClosed: isClosed
        )
    }

    /// Whether answers of a kind are taken no longer: 28 days after the first were asked, or after the last day of
    /// self-study, where each is asked on a day of their own.
    func isFeedbackClosed(_ kind: FeedbackInvitation.Kind, of run: Run, at now: Date) throws -> Bool {
        let first: Date? = try value(
            "SELECT min(sent_at) FROM feedback_invitation WHERE run_id = \(run.id) AND kind = \(kind)"
        )
        guard let first else { return false }
        if run.study != nil, run.endsAt.addingTimeInterval(FeedbackWindow.openSeconds) > now { return false }
        return first.addingTimeInterval(FeedbackWindow.openSeconds) <= now
    }

    /// Lets what was answered since the last time into the results, when it is enough.
    ///
    /// - Parameter condition: Which answers belong together, such as those of a run.
    func showAnswers(in table: SQL, where condition: SQL) throws {
        let hidden = try count("SELECT count(*) FROM \(table) WHERE \(condition) AND is_shown = 0")
        guard hidden >= FeedbackResults.fewest else { return }
        try execute("UPDATE \(table) SET is_shown = 1 WHERE \(condition) AND is_shown = 0")
    }
}

extension FeedbackResults {
    /// In SQL: an answer in `feedback` beside its `run` that may be told of on a day outside the results of the run:
    /// the results hold it already, or the time for answers is over.
    package static func mayBeTold(on today: LocalDate) -> SQL {
        let closed = today.adding(days: -FeedbackWindow.openDays)
        return """
            (feedback.is_shown = 1 OR (feedback.given_on < \(closed)
                AND (run.study_minutes IS NULL OR run.ends_on < \(closed))))
            """
    }
}
