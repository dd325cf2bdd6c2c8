import Database
import Dispatch
import GRDB
import Synchronization

/// Notices within half a second that another process wrote to the file, an import from the command line for
/// one, and raises every topic.
///
/// SQLite has no notifications, but `PRAGMA data_version` on a connection changes when *another* connection
/// commits. It is asked on this process's only writing connection, so this process's own commits do not
/// count.
final class DataVersionWatch: Sendable {
    private let pool: DatabasePool
    private let topics: TopicEpochs
    private let queue = DispatchQueue(label: "braid.data-version")
    private let state = Mutex(State())

    private struct State {
        var version: Int64?
        var isStopped = false
    }

    init(_ pool: DatabasePool, topics: TopicEpochs) {
        self.pool = pool
        self.topics = topics
    }

    func start() {
        queue.asyncAfter(deadline: .now() + 0.5) { [weak self] in
            guard let self, !self.state.withLock({ $0.isStopped }) else { return }
            self.look()
            self.start()
        }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
    }

    /// One look.
    func look() {
        let version = try? pool.writeWithoutTransaction { try Int64.fetchOne($0, sql: "PRAGMA data_version") }
        guard let version else { return }
        let isForeign = state.withLock { state in
            defer { state.version = version }
            return state.version != nil && state.version != version
        }
        if isForeign { topics.raiseAll() }
    }
}
