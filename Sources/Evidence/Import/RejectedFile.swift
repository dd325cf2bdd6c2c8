package import Access
package import Database
package import Foundation
package import Services

/// What a file held that was not taken, each with the reason: kept for a day, for the person who sent the file.
package struct RejectedFile: Sendable, Equatable {
    /// Of the file that was sent.
    package let name: String
    /// A spreadsheet (CSV).
    package let bytes: [UInt8]

    /// How long it is kept.
    static let keptSeconds = 86_400.0
}

extension Evidence {
    /// Keeps what was not taken of a file until it is downloaded, for a day.
    ///
    /// - Throws: ``AccessError/forbidden`` for who may import nothing.
    package func keepRejected(_ bytes: [UInt8], of name: String, by actor: Actor) async throws -> ID<
        RejectedFile
    > {
        let person = try actor.signedInPerson()
        guard actor.may(.enterFindings) || actor.may(.curateStudies) else { throw AccessError.forbidden }
        let id: ID<RejectedFile> = services.newID()
        let now = services.now()
        return try await database.write { transaction in
            try transaction.purgeRejectedFiles(at: now)
            try transaction.execute(
                """
                INSERT INTO rejected_file (id, person_id, name, content, made_at)
                VALUES (\(id), \(person.id), \(String(name.prefix(200))), \(bytes), \(now))
                """
            )
            return id
        }
    }

    /// - Throws: ``AccessError/notFound`` for anybody else, and after a day.
    package func rejectedFile(_ id: ID<RejectedFile>, by actor: Actor) async throws -> RejectedFile {
        let person = try actor.signedInPerson()
        let oldest = services.now().addingTimeInterval(-RejectedFile.keptSeconds)
        return try await database.read { transaction in
            let row = try transaction.rows(
                """
                SELECT name, content FROM rejected_file
                WHERE id = \(id) AND person_id = \(person.id) AND made_at > \(oldest)
                """
            ).first.orNotFound()
            return RejectedFile(name: try row.get("name"), bytes: try row.get("content"))
        }
    }
}

extension Transaction {
    /// Deletes what has been kept for its day.
    package func purgeRejectedFiles(at now: Date) throws {
        let oldest = now.addingTimeInterval(-RejectedFile.keptSeconds)
        try execute("DELETE FROM rejected_file WHERE made_at <= \(oldest)")
    }
}
