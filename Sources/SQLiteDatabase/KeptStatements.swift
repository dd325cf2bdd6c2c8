import GRDB
import Synchronization

/// The statements that connections keep compiled, by their text.
///
/// GRDB keeps every statement that it is asked to cache for as long as the connection lasts, and a program's texts have
/// no end: a list of values has one for each length, and each combination of filters is one. So the first texts of a
/// process are kept, as many as the program has without lists and filters, and others are compiled each time, which
/// takes some ten microseconds. Nothing is let go to make room: GRDB lets go of all of a connection's statements or of
/// none.
final class KeptStatements: Sendable {
    private let limit: Int
    private let texts = Mutex<Set<String>>([])

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { texts.withLock { $0.count } }

    /// A statement on a connection, kept or made for this once.
    func statement(_ text: String, on connection: GRDB.Database) throws -> Statement {
        try keeps(text) ? connection.cachedStatement(sql: text) : connection.makeStatement(sql: text)
    }

    private func keeps(_ text: String) -> Bool {
        texts.withLock { texts in
            if texts.contains(text) { return true }
            guard texts.count < limit else { return false }
            texts.insert(text)
            return true
        }
    }
}
