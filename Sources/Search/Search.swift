package import Database

/// One index over everything: the front door of this module.
///
/// The index is a file on every node, whichever engine the database is, so ranking, the query language and
/// facets are the same everywhere (docs/search.md). It is a projection: features announce in their own
/// transactions which records changed (``Transaction/announce(_:_:)``), and the index reads those records
/// again through their ``SearchSource``. It can be thrown away and rebuilt at any time.
///
/// Everything in it is public: a source leaves out what not everybody may read.
package struct Search: Sendable {
    package let database: any Database
    package let sources: [SearchSource]
    let index: SearchIndex
    let follower: ChangeFollower

    /// Opens the index file, or makes it.
    ///
    /// - Parameter path: On a local disk of this node; its folder must be there.
    /// - Throws: ``SearchError/unavailable(_:)``.
    package init(database: any Database, sources: [SearchSource], path: String) throws {
        precondition(Set(sources.map(\.kind)).count == sources.count, "two sources have the same kind")
        self.database = database
        self.sources = sources
        index = try SearchIndex(path: path)
        follower = ChangeFollower(database: database, sources: sources, index: index)
    }

    /// Reads what was announced since the last time. Cheap when nothing was.
    package func catchUp() async throws {
        try await follower.catchUp()
    }

    /// Throws the index away and reads every record again.
    package func rebuild(_ progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }) async throws {
        try await follower.rebuild(progress)
    }

    /// How many records of each kind are in the index.
    package func counts() async throws -> [RecordKind: Int] {
        try await index.read { $0.facts.countByKind() }
    }

    package func close() {
        index.close()
    }
}

package enum SearchError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The index file cannot be opened, read or written.
    case unavailable(String)
    /// A defect in the program: the index refused a statement.
    case refused(String)

    package var description: String {
        switch self {
        case .unavailable(let detail): "the search index cannot be used: \(detail)"
        case .refused(let detail): "the search index refused a statement: \(detail)"
        }
    }
}
