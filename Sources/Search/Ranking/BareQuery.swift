import GRDB

extension Search {
    /// FTS5's own answer over the same index: the best twenty by its own ranking, nothing else. What the time of
    /// ``answer(_:_:)`` is measured against.
    package func bare(_ text: String, anyWord: Bool, limit: Int = 20) async throws -> [Int64] {
        let match = Vocabulary.words(text).map { "\"\($0)\"" }.joined(separator: anyWord ? " OR " : " ")
        guard !match.isEmpty else { return [] }
        return try await index.read { reader in
            try Int64.fetchAll(
                reader.connection.cachedStatement(
                    sql: "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"
                ),
                arguments: [match, limit]
            )
        }
    }
}
