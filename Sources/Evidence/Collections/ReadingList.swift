package import Access
package import Database
package import Foundation
package import Services

/// A reading list that a hub curates. Shared, everyone reads it; until then, the hub's editors.
package struct ReadingList: Sendable, Equatable {
    package let id: ID<ReadingList>
    package let slug: String
    package let organisation: ID<Organisation>
    package let organisationName: String
    package let title: String
    package let description: String
    package let isShared: Bool
    package let changedAt: Date
    package let version: Int
    package var items: [ListedItem] = []
}

/// A reading list as it is typed.
package struct ReadingListDraft: Sendable, Equatable {
    package var title = ""
    package var description = ""
    package var isShared = false

    package init() {}
}

extension ReadingList: RowReadable {
    static let selection: SQL = """
        SELECT list.*, organisation.name AS organisation_name FROM collection AS list
        JOIN organisation ON organisation.id = list.organisation_id
        """

    package init(row: Row) throws {
        id = try row.get("id")
        slug = try row.get("slug")
        organisation = try row.get("organisation_id")
        organisationName = try row.get("organisation_name")
        title = try row.get("title")
        description = try row.get("description")
        isShared = try row.get("is_shared")
        changedAt = try row.get("changed_at")
        version = try row.get("version")
    }
}

extension Evidence {
    /// The shared lists by title, and those that the actor may edit.
    package func readingLists(for actor: Actor) async throws -> [ReadingList] {
        let lists: [ReadingList] = try await database.read { transaction in
            try transaction.all("\(ReadingList.selection) ORDER BY list.title, list.id")
        }
        return lists.filter { $0.isShared || actor.may(.keepReadingList, on: .of($0.organisation)) }
    }

    /// The lists that the actor may add to, by title.
    package func readingLists(keptBy actor: Actor) async throws -> [ReadingList] {
        let hubs = actor.organisations(where: .keepReadingList).map(\.id)
        guard !hubs.isEmpty else { return [] }
        return try await database.read { transaction in
            try transaction.all(
                """
                \(ReadingList.selection) WHERE list.organisation_id IN (\(SQL.list(hubs)))
                ORDER BY list.title, list.id
                """
            )
        }
    }

    /// - Throws: ``AccessError/notFound`` unless it is shared or the actor's hub's.
    package func readingList(slug: String, for actor: Actor) async throws -> ReadingList {
        let list = try await database.read { transaction in
            let found: ReadingList? = try transaction.first(
                "\(ReadingList.selection) WHERE list.slug = \(slug)"
            )
            var list = try found.orNotFound()
            let rows = try transaction.rows(
                """
                SELECT kind, object_id, note FROM collection_item WHERE collection_id = \(list.id)
                ORDER BY position, kind, object_id
                """
            )
            list.items = try transaction.listed(
                rows.map { (LibraryItem(try $0.get(0), try $0.get(1)), try $0.get(2)) }
            )
            return list
        }
        guard list.isShared || actor.may(.keepReadingList, on: .of(list.organisation)) else {
            throw AccessError.notFound
        }
        return list
    }
}
