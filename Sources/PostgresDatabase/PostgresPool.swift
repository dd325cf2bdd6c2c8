import Database
import NIOPosix
import Synchronization

/// As many threads as connections: work waits for a thread, and a thread always has a connection.
final class PostgresPool: Sendable {
    private let address: String
    private let settings: [String]
    private let threads: NIOThreadPool
    private let state = Mutex(State())

    private struct State {
        var idle: [PostgresConnection] = []
        var backendProcesses: Set<Int32> = []
    }

    init(address: String, settings: [String], size: Int) {
        self.address = address
        self.settings = settings
        threads = NIOThreadPool(numberOfThreads: size)
        threads.start()
    }

    /// Runs a closure on one of the pool's threads with a connection of its own; again, on a new connection,
    /// if that was lost before a commit was sent.
    func withConnection<Result: Sendable>(
        _ body: @escaping @Sendable (PostgresConnection) throws -> Result
    ) async throws -> Result {
        try await threads.runIfActive {
            do {
                return try self.withConnectionOnce(body)
            } catch DatabaseError.connectionLost {
                return try self.withConnectionOnce(body)
            }
        }
    }

    private func withConnectionOnce<Result>(_ body: (PostgresConnection) throws -> Result) throws -> Result {
        let connection = try checkOut()
        defer { checkIn(connection) }
        return try body(connection)
    }

    /// Whether a process of the server serves this pool: its notifications are our own echo.
    func owns(backendProcess: Int32) -> Bool {
        state.withLock { $0.backendProcesses.contains(backendProcess) }
    }

    func close() async {
        try? await threads.shutdownGracefully()
        state.withLock { $0.idle.removeAll() }
    }

    private func checkOut() throws -> PostgresConnection {
        if let idle = state.withLock({ $0.idle.popLast() }) { return idle }
        let connection = try Backoff.reconnecting.run { () throws(DatabaseError) in
            try PostgresConnection(address: address, settings: settings)
        }
        state.withLock { _ = $0.backendProcesses.insert(connection.backendProcess) }
        return connection
    }

    private func checkIn(_ connection: PostgresConnection) {
        state.withLock { state in
            if connection.isBroken {
                // A server that restarted has dropped the idle ones too.
                state.backendProcesses.removeAll()
                state.idle.removeAll()
            } else {
                state.backendProcesses.insert(connection.backendProcess)
                state.idle.append(connection)
            }
        }
    }
}
