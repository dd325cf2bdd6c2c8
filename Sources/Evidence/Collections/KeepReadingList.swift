package import Access
package import Database
package import Services

extension Evidence {
    /// Starts a reading list of a hub.
    ///
    /// - Throws: ``Faults``; ``AccessError``.
    @discardableResult
    package func startReadingList(
        _ draft: ReadingListDraft,
        for organisation: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey
    ) async throws -> String {
        try actor.signedInPerson()
        try actor.require(.keepReadingList, on: .of(organisation))
        let checked = try Self.checked(draft)
        let act = services.act(by: actor)
        let id: ID<ReadingList> = services.newID()
        return try await database.write { transaction in
            try transaction.once(key, by: act, "reading-list.start") {
                let slug = try Slug.free(Slug.made(from: checked.title)) { candidate in
                    try transaction.exists("SELECT 1 FROM collection WHERE slug = \(candidate)")
                }
                try transaction.execute(
                    """
                    INSERT INTO collection (id, slug, organisation_id, title, description, is_shared, changed_at, version)
                    VALUES (\(id), \(slug), \(organisation), \(checked.title), \(checked.description),
                        \(checked.isShared), \(act.at), 1)
                    """
                )
                try transaction.audit(act, .keepReadingList, of: id, in: organisation, ["new": .flag(true)])
                try transaction.touch([.readingLists])
                return slug
            }
        }
    }

    /// Changes the title, the description, and whether everyone may read a list.
    package func changeReadingList(
        _ list: ReadingList,
        version: Int,
        _ draft: ReadingListDraft,
        by actor: Actor
    ) async throws {
        try actor.require(.keepReadingList, on: .of(list.organisation))
        let checked = try Self.checked(draft)
        let act = services.act(by: actor)
        try await database.write { transaction in
            try transaction.update(
                """
                UPDATE collection SET title = \(checked.title), description = \(checked.description),
                    is_shared = \(checked.isShared), changed_at = \(act.at), version = version + 1
                WHERE id = \(list.id) AND version = \(version)
                """
            )
            try transaction.audit(
                act,
                .keepReadingList,
                of: list.id,
                in: list.organisation,
                ["new": .flag(false)]
            )
            try transaction.touch([.readingLists])
        }
    }

    /// Puts something at the end of a list, with why it is worth reading; there already, the note is replaced.
    package func add(_ item: LibraryItem, note: String, to list: ReadingList, by actor: Actor) async throws {
        try actor.require(.keepReadingList, on: .of(list.organisation))
        var reader = FieldReader()
        let text = reader.optional(note, "note", named: "why it is worth reading", most: 1000)
        try reader.finish()
        let act = services.act(by: actor)
        try await database.write { transaction in
            guard let kept = try transaction.listed([(item, "")]).first?.item else {
                throw AccessError.notFound
            }
            let same = SQL.list(try transaction.rawIDs(of: kept))
            // A full list still takes another note on what is on it.
            let count = try transaction.count(
                """
                SELECT count(*) FROM collection_item
                WHERE collection_id = \(list.id) AND NOT (kind = \(kept.kind) AND object_id IN (\(same)))
                """
            )
            guard count < 200 else {
                throw Faults([Fault("note", "A reading list holds 200 things: start another")])
            }
            let last: Int? = try transaction.value(
                "SELECT max(position) FROM collection_item WHERE collection_id = \(list.id)"
            )
            // A duplicate of it that was listed keeps its place on the list, and gets the note.
            let listed: Int64? = try transaction.value(
                """
                SELECT object_id FROM collection_item
                WHERE collection_id = \(list.id) AND kind = \(kept.kind) AND object_id IN (\(same))
                ORDER BY position, object_id LIMIT 1
                """
            )
            try transaction.execute(
                """
                DELETE FROM collection_item WHERE collection_id = \(list.id) AND kind = \(kept.kind)
                    AND object_id IN (\(same)) AND object_id <> \(listed ?? kept.rawID)
                """
            )
            try transaction.execute(
                """
                INSERT INTO collection_item (collection_id, kind, object_id, position, note)
                VALUES (\(list.id), \(kept.kind), \(listed ?? kept.rawID), \((last ?? 0) + 1), \(text))
                ON CONFLICT (collection_id, kind, object_id) DO UPDATE SET note = excluded.note
                """
            )
            try transaction.listChanged(list, act)
        }
    }

    package func remove(_ item: LibraryItem, from list: ReadingList, by actor: Actor) async throws {
        try actor.require(.keepReadingList, on: .of(list.organisation))
        let act = services.act(by: actor)
        try await database.write { transaction in
            let same = SQL.list(try transaction.rawIDs(of: item))
            try transaction.execute(
                """
                DELETE FROM collection_item
                WHERE collection_id = \(list.id) AND kind = \(item.kind) AND object_id IN (\(same))
                """
            )
            try transaction.listChanged(list, act)
        }
    }

    private static func checked(_ draft: ReadingListDraft) throws(Faults) -> ReadingListDraft {
        var reader = FieldReader()
        var checked = draft
        checked.title = reader.required(draft.title, "title", named: "a title", most: 200)
        checked.description = reader.optional(
            draft.description,
            "description",
            named: "the description",
            most: 2000
        )
        try reader.finish()
        return checked
    }
}

extension Transaction {
    fileprivate func listChanged(_ list: ReadingList, _ act: Act) throws {
        try execute("UPDATE collection SET changed_at = \(act.at) WHERE id = \(list.id)")
        try audit(act, .keepReadingList, of: list.id, in: list.organisation, ["new": .flag(false)])
        try touch([.readingLists])
    }
}
