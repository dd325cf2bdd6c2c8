package import Foundation

/// A random key that a form carries, so that a request sent twice is carried out once.
package struct IdempotencyKey: Hashable, Sendable {
    package let text: String

    /// `nil` unless the text has 8 to 100 printable ASCII characters.
    package init?(_ text: String) {
        guard (8...100).contains(text.utf8.count), text.utf8.allSatisfy({ (33...126).contains($0) }) else {
            return nil
        }
        self.text = text
    }
}

extension Transaction {
    /// Runs `body` once for each key. A second call with the same key and scope returns the first one's
    /// answer and changes nothing.
    ///
    /// - Parameters:
    ///   - scope: Who asked for what, such as `person/route`: the key of one person never answers another.
    ///   - now: Drawn before the transaction; old keys are purged by age.
    /// - Returns: The text that the first call returned, and whether this call is a repetition.
    package func once(
        _ key: IdempotencyKey,
        scope: String,
        at now: Date,
        _ body: () throws -> String
    ) throws -> (answer: String, isRepetition: Bool) {
        let stored: String? = try value(
            "SELECT answer FROM idempotency_key WHERE idempotency_key = \(key.text) AND scope = \(scope)"
        )
        if let stored { return (stored, true) }
        let answer = try body()
        try execute(
            """
            INSERT INTO idempotency_key (idempotency_key, scope, answer, created_at)
            VALUES (\(key.text), \(scope), \(answer), \(now))
            """
        )
        return (answer, false)
    }

    /// Forgets keys older than a time. A form left open longer than that is a new request.
    package func purgeIdempotencyKeys(before time: Date) throws {
        try execute("DELETE FROM idempotency_key WHERE created_at < \(time)")
    }
}
