import Access
package import Accounts
package import Database
import Evidence
package import Foundation
package import Services

/// Whether a person gets messages that are not about their places. Its identifier is the key of the link in such a
/// message: whoever has it may choose.
package struct MessageChoice: Sendable, Equatable, RowReadable {
    package let id: ID<MessageChoice>
    package let email: EmailAddress?
    /// `nil` while they get them.
    package let stoppedAt: Date?

    package init(row: Row) throws {
        id = try row.get("id")
        email = try row.get("email")
        stoppedAt = try row.get("stopped_at")
    }
}

extension Programmes {
    /// What the link at the foot of a message leads to.
    package func messageChoice(_ id: ID<MessageChoice>) async throws -> MessageChoice {
        try await database.read { try $0.messageChoice(id).orNotFound() }
    }

    /// Stops messages that are not about a person's places, of every hub, or lets them come again.
    package func chooseMessages(_ id: ID<MessageChoice>, stops: Bool) async throws {
        let act = services.act(by: .anonymous)
        try await database.write { transaction in
            let choice = try transaction.messageChoice(id).orNotFound()
            guard (choice.stoppedAt != nil) != stops else { return }
            try transaction.execute(
                "UPDATE message_choice SET stopped_at = \(stops ? act.at : nil as Date?) WHERE id = \(id)"
            )
            try transaction.audit(act, stops ? .stopMessages : .resumeMessages, of: id)
        }
    }
}

extension Transaction {
    fileprivate func messageChoice(_ id: ID<MessageChoice>) throws -> MessageChoice? {
        try first(
            """
            SELECT message_choice.id, message_choice.stopped_at, person.email FROM message_choice
            JOIN person ON person.id = message_choice.person_id WHERE message_choice.id = \(id)
            """
        )
    }

    /// A person's choice, made when they first get such a message.
    func messageChoice(of person: ID<Person>, newID: ID<MessageChoice>) throws -> ID<MessageChoice> {
        try execute(
            """
            INSERT INTO message_choice (id, person_id) VALUES (\(newID), \(person))
            ON CONFLICT (person_id) DO NOTHING
            """
        )
        return try value("SELECT id FROM message_choice WHERE person_id = \(person)").orNotFound()
    }
}
