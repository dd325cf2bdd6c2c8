import Access
import Database
package import Services

/// The weekly letters of one person, as the link at their foot names them.
package struct StrandLetters: Sendable, Equatable {
    package let id: ID<StrandLetters>
    /// The strands that they are about, by title; none where they were stopped.
    package let strands: [StrandLink]
}

extension Evidence {
    /// What the link at the foot of a letter is about. Whoever has the letter has the link.
    ///
    /// - Throws: ``AccessError/notFound``.
    package func strandLetters(_ id: ID<StrandLetters>) async throws -> StrandLetters {
        try await database.read { transaction in
            let person: ID<Person> = try transaction.value(
                "SELECT person_id FROM strand_letter WHERE id = \(id)"
            ).orNotFound()
            return StrandLetters(id: id, strands: try transaction.followedStrands(of: person))
        }
    }

    /// Follows no strand any more, so that no letter comes; pressed twice, the second changes nothing.
    ///
    /// - Throws: ``AccessError/notFound``.
    package func stopLetters(_ id: ID<StrandLetters>) async throws {
        let act = services.act(by: .anonymous)
        try await database.write { transaction in
            let person: ID<Person> = try transaction.value(
                "SELECT person_id FROM strand_letter WHERE id = \(id)"
            ).orNotFound()
            let stopped = try transaction.execute("DELETE FROM strand_follow WHERE person_id = \(person)")
            if stopped > 0 { try transaction.audit(act, .stopDigests, of: id, ["strands": .count(stopped)]) }
        }
    }
}
