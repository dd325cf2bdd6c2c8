package import Access
import Database
package import Services

/// Everything that is public of a protocol.
package struct PublishedProtocol: Sendable, Equatable {
    package let record: TrialProtocol
    package let publication: TrialProtocol.Publication
    /// As the registry has it.
    package let trial: Trial
    package let amendments: [ProtocolAmendment]
    package let receipts: [ProtocolReceipt]
    package let course: TrialCourse

    package var slug: String { trial.slug }
}

extension Trials {
    /// A protocol, for those who write it.
    ///
    /// - Throws: ``AccessError``: a draft of another hub is not found.
    package func protocolRecord(_ id: ID<Trial>, by actor: Actor) async throws -> TrialProtocol {
        try actor.signedInUnlessSystem()
        return try await database.read { try $0.protocolRecord(id, for: actor, .registerTrial) }
    }

    /// The protocols of a hub, drafts and public ones, the newest first.
    package func protocols(of organisation: ID<Organisation>, by actor: Actor) async throws -> [TrialProtocol]
    {
        try actor.require(.registerTrial, on: .of(organisation))
        return try await database.read { transaction in
            try transaction.all(
                """
                SELECT * FROM trial_protocol WHERE organisation_id = \(organisation)
                ORDER BY created_at DESC, trial_id
                """
            )
        }
    }

    /// The public protocol of a trial; `nil` where only its summary is registered.
    ///
    /// - Throws: ``AccessError/notFound`` where there is no such trial.
    package func publishedProtocol(slug: String) async throws -> PublishedProtocol? {
        try await database.read { transaction in
            let id: ID<Trial>? = try transaction.value("SELECT id FROM trial WHERE slug = \(slug)")
            return try transaction.publishedProtocol(try id.orNotFound())
        }
    }

    package func publishedProtocol(_ id: ID<Trial>) async throws -> PublishedProtocol? {
        try await database.read { try $0.publishedProtocol(id) }
    }
}

extension Transaction {
    func publishedProtocol(_ id: ID<Trial>) throws -> PublishedProtocol? {
        let record: TrialProtocol? = try first("SELECT * FROM trial_protocol WHERE trial_id = \(id)")
        guard let record, let publication = record.publication else { return nil }
        return PublishedProtocol(
            record: record,
            publication: publication,
            trial: try trial(id),
            amendments: try all("SELECT * FROM trial_amendment WHERE trial_id = \(id) ORDER BY number"),
            receipts: try all("SELECT * FROM trial_receipt WHERE trial_id = \(id) ORDER BY attached_at, id"),
            course: try trialCourse(id)
        )
    }
}
