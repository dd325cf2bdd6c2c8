package import Access
import Database
import Services

extension Evidence {
    /// Saves something for oneself, with a note that nobody else sees; saved again, the note is replaced.
    ///
    /// - Throws: ``Faults``; ``AccessError``.
    package func save(_ item: LibraryItem, note: String, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        var reader = FieldReader()
        let text = reader.optional(note, "note", named: "the note", most: 2000)
        try reader.finish()
        let now = services.now()
        try await database.write { transaction in
            guard let kept = try transaction.listed([(item, "")]).first?.item else {
                throw AccessError.notFound
            }
            let same = SQL.list(try transaction.rawIDs(of: kept))
            let saved = try transaction.count(
                """
                SELECT count(*) FROM saved_item
                WHERE person_id = \(person.id) AND NOT (kind = \(kept.kind) AND object_id IN (\(same)))
                """
            )
            guard saved < 2000 else {
                throw Faults([Fault("note", "You have saved 2000 things. Remove some before you save more")])
            }
            // The note that was shown had those on its duplicates in it: this one replaces them.
            try transaction.execute(
                """
                DELETE FROM saved_item WHERE person_id = \(person.id) AND kind = \(kept.kind)
                    AND object_id IN (\(same)) AND object_id <> \(kept.rawID)
                """
            )
            try transaction.execute(
                """
                INSERT INTO saved_item (person_id, kind, object_id, note, saved_at)
                VALUES (\(person.id), \(kept.kind), \(kept.rawID), \(text), \(now))
                ON CONFLICT (person_id, kind, object_id) DO UPDATE SET note = excluded.note
                """
            )
        }
    }

    package func unsave(_ item: LibraryItem, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        try await database.write { transaction in
            let same = SQL.list(try transaction.rawIDs(of: item))
            try transaction.execute(
                """
                DELETE FROM saved_item
                WHERE person_id = \(person.id) AND kind = \(item.kind) AND object_id IN (\(same))
                """
            )
        }
    }

    /// What a person noted on something; `nil` where it is not saved.
    package func savedNote(on item: LibraryItem, by actor: Actor) async throws -> String? {
        let person = try actor.signedInPerson()
        return try await database.read { transaction in
            let same = SQL.list(try transaction.rawIDs(of: item))
            let rows = try transaction.rows(
                """
                SELECT kind, object_id, note FROM saved_item
                WHERE person_id = \(person.id) AND kind = \(item.kind) AND object_id IN (\(same))
                ORDER BY saved_at DESC, object_id
                """
            )
            return try transaction.listed(
                rows.map { (LibraryItem(try $0.get(0), try $0.get(1)), try $0.get(2)) }
            ).first?.note
        }
    }

    /// What a person saved, newest first.
    package func savedItems(by actor: Actor) async throws -> [ListedItem] {
        let person = try actor.signedInPerson()
        return try await database.read { transaction in
            let rows = try transaction.rows(
                """
                SELECT kind, object_id, note FROM saved_item WHERE person_id = \(person.id)
                ORDER BY saved_at DESC, kind, object_id
                """
            )
            return try transaction.listed(
                rows.map { (LibraryItem(try $0.get(0), try $0.get(1)), try $0.get(2)) }
            )
        }
    }
}
