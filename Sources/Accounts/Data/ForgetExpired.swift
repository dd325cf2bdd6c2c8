import Services
import Database
import Foundation

extension Accounts {
    /// Deletes what has run out: sessions, links, unanswered invitations, attempts, devices unused for half a
    /// year, two-step set-ups that were never confirmed and addresses to which the outbox has no letter any more.
    /// The site runs it every six hours; safe to run twice.
    ///
    /// - Returns: How many rows were deleted.
    @discardableResult
    package func forgetExpired() async throws -> Int {
        let now = services.now()
        let halfYearAgo = now.addingTimeInterval(-180 * 86_400)
        let idle = now.addingTimeInterval(-max(settings.sessions.idle, settings.sessions.administratorIdle))
        return try await database.write { transaction in
            var rows = 0
            rows += try transaction.execute(
                "DELETE FROM session WHERE expires_at <= \(now) OR last_used_at <= \(idle)"
            )
            rows += try transaction.execute("DELETE FROM access_link WHERE expires_at <= \(now)")
            rows += try transaction.execute("DELETE FROM address_link WHERE expires_at <= \(now)")
            rows += try transaction.execute(
                """
                DELETE FROM written_address
                WHERE NOT EXISTS (SELECT 1 FROM mail WHERE mail.to_address = written_address.email)
                """
            )
            // An unanswered invitation holds a name and an address of someone who did not come.
            rows += try transaction.execute(
                "DELETE FROM invitation WHERE expires_at <= \(now) AND accepted_at IS NULL"
            )
            rows += try transaction.execute("DELETE FROM attempt_limit WHERE window_ends_at <= \(now)")
            rows += try transaction.execute("DELETE FROM known_device WHERE last_used_at <= \(halfYearAgo)")
            rows += try transaction.execute(
                "DELETE FROM second_step WHERE confirmed_at IS NULL AND NOT EXISTS "
                    + "(SELECT 1 FROM session WHERE session.person_id = second_step.person_id)"
            )
            return rows
        }
    }
}
