import Crypto
import Database
import Foundation

/// How often something may be tried in a window of time. Stored, so that it holds across processes and
/// restarts.
///
/// A window ends by itself: nobody can be locked out for longer than one window by somebody else's failures,
/// and a browser where the person signed in before (see ``Client/device``) has a bucket of its own, so a
/// stranger's failures do not reach it.
package struct AttemptLimit: Sendable {
    let name: String
    let attempts: Int
    let windowSeconds: Double

    package static let account = AttemptLimit(name: "account", attempts: 10, windowSeconds: 15 * 60)
    package static let device = AttemptLimit(name: "device", attempts: 10, windowSeconds: 15 * 60)
    /// A whole school may stand behind one address.
    package static let address = AttemptLimit(name: "address", attempts: 60, windowSeconds: 15 * 60)
    package static let code = AttemptLimit(name: "code", attempts: 5, windowSeconds: 15 * 60)
    package static let mailTo = AttemptLimit(name: "mail-to", attempts: 4, windowSeconds: 3600)
    package static let mailFrom = AttemptLimit(name: "mail-from", attempts: 30, windowSeconds: 3600)
    package static let invitations = AttemptLimit(name: "invitations", attempts: 200, windowSeconds: 86_400)

    /// The bucket of one account, address or person. Hashed: the table is no list of who tried to sign in.
    func bucket(_ key: String) -> String {
        let digest = SHA256.hash(data: Data("\(name) \(key)".utf8))
        return "\(name):" + digest.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension Transaction {
    /// Counts an attempt *before* it is made, so that simultaneous guesses cannot pass together.
    ///
    /// - Returns: When to come back, if the limit was reached; then nothing was counted.
    func attempt(_ limit: AttemptLimit, _ key: String, at now: Date) throws -> Date? {
        let bucket = limit.bucket(key)
        let ends = now.addingTimeInterval(limit.windowSeconds)
        let granted: Int = try execute(
            """
            INSERT INTO attempt_limit (bucket, attempts, window_ends_at) VALUES (\(bucket), 1, \(ends))
            ON CONFLICT (bucket) DO UPDATE SET
                attempts = CASE WHEN attempt_limit.window_ends_at <= \(now) THEN 1 ELSE attempt_limit.attempts + 1 END,
                window_ends_at =
                    CASE WHEN attempt_limit.window_ends_at <= \(now) THEN \(ends) ELSE attempt_limit.window_ends_at END
            WHERE attempt_limit.attempts < \(limit.attempts) OR attempt_limit.window_ends_at <= \(now)
            """
        )
        guard granted == 0 else { return nil }
        return try value("SELECT window_ends_at FROM attempt_limit WHERE bucket = \(bucket)") ?? ends
    }

    /// Gives an attempt back: it succeeded, and only failures are to count.
    func takeBackAttempt(_ limit: AttemptLimit, _ key: String) throws {
        let bucket = limit.bucket(key)
        try execute(
            "UPDATE attempt_limit SET attempts = attempts - 1 WHERE bucket = \(bucket) AND attempts > 0"
        )
    }

    func clearAttempts(_ limit: AttemptLimit, _ key: String) throws {
        try execute("DELETE FROM attempt_limit WHERE bucket = \(limit.bucket(key))")
    }
}
