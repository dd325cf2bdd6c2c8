package import Database
package import Foundation

/// A message that the server of its recipient refused for good or six times, or that came back.
package struct UndeliveredMail: RowReadable, Sendable, Equatable {
    package let address: String
    package let writtenAt: Date
    /// What the server said.
    package let reason: String

    package init(row: Row) throws {
        address = try row.get("to_address")
        writtenAt = try row.get("created_at")
        reason = try row.get("last_error", as: String?.self) ?? ""
    }
}

extension Transaction {
    /// The addresses, among those that a query names, whose newest failed message was followed by none that
    /// arrived; by address.
    ///
    /// Refusals by the server to which a message was handed are known at once; a notice that a later server sends back to
    /// the sender's mailbox when it is handed to `braid mail bounce`.
    /// - Parameter addresses: A query of one column.
    package func undelivered(among addresses: SQL) throws -> [UndeliveredMail] {
        let failures: [UndeliveredMail] = try all(
            """
            SELECT to_address, created_at, last_error FROM mail AS failure
            WHERE state = 'failed' AND to_address IN (\(addresses)) AND NOT EXISTS (
                SELECT 1 FROM mail AS later WHERE later.to_address = failure.to_address AND later.state = 'sent'
                    AND later.created_at > failure.created_at)
            ORDER BY \(dialect.byteOrder("to_address")), created_at DESC, id
            """
        )
        return failures.reduce(into: []) { newest, failure in
            if newest.last?.address != failure.address { newest.append(failure) }
        }
    }
}
