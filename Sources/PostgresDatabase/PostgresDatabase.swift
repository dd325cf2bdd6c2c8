package import Database
package import Logging
import Services

/// The engine past one machine: a PostgreSQL server that several processes of Braid share.
///
/// Writes run SERIALIZABLE and are run again when they lose against another; reads run in one REPEATABLE READ
/// snapshot. `synchronous_commit` is on: a commit is on the server's disk before it is acknowledged.
package final class PostgresDatabase: Database {
    package let topics = TopicEpochs()
    package var dialect: Dialect { .postgres }
    let address: String
    private let pool: PostgresPool
    private let queues = WriterQueues()
    private let listener: TopicListener

    /// Prepares the pool and connects once, so that a wrong address is found at the start.
    ///
    /// - Parameters:
    ///   - address: `postgres://user:password@host:port/name`.
    ///   - connections: Threads and connections of the pool; one more connection listens.
    ///   - statementTimeoutSeconds: A statement that takes longer is ended by the server.
    ///   - lockTimeoutSeconds: A statement that waits longer for another's lock is ended by the server.
    ///   - idleTimeoutSeconds: A transaction that asks nothing for longer is ended by the server.
    package init(
        address: String,
        connections: Int = 16,
        statementTimeoutSeconds: Int = 30,
        lockTimeoutSeconds: Int = 10,
        idleTimeoutSeconds: Int = 60,
        logger: Logger
    ) async throws {
        self.address = address
        let settings = [
            "SET statement_timeout = '\(statementTimeoutSeconds)s'",
            "SET lock_timeout = '\(lockTimeoutSeconds)s'",
            "SET idle_in_transaction_session_timeout = '\(idleTimeoutSeconds)s'",
            "SET synchronous_commit = on",
            "SET bytea_output = hex",
            "SET client_encoding = 'UTF8'",
            "SET TIME ZONE 'UTC'",
            "SET application_name = 'braid'",
        ]
        let pool = PostgresPool(address: address, settings: settings, size: connections)
        self.pool = pool
        listener = TopicListener(address: address, topics: topics, logger: logger) {
            pool.owns(backendProcess: $0)
        }
        do {
            try await pool.withConnection { try $0.run("SELECT 1") }
        } catch {
            await pool.close()
            throw error
        }
        await listener.start()
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await pool.withConnection { connection in
            try Attempts(connection).run(begin: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
                .result
        }
    }

    @discardableResult
    package func write<Result: Sendable>(
        exclusively key: String?,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        let (result, touched) = try await queues.run(key) {
            try await pool.withConnection { connection in
                // The lock is for other processes. It is taken before the transaction's snapshot, so whoever
                // waited for it sees the last one's change.
                let lock = key.map { Int64(bitPattern: stableHash($0)) }
                if let lock { _ = try connection.query("SELECT pg_advisory_lock($1)", [.integer(lock)]) }
                defer {
                    if let lock { Self.release(lock, on: connection) }
                }
                return try Attempts(connection).run(begin: "BEGIN ISOLATION LEVEL SERIALIZABLE", body)
            }
        }
        topics.raise(touched)
        return result
    }

    private static func release(_ lock: Int64, on connection: PostgresConnection) {
        do {
            _ = try connection.query("SELECT pg_advisory_unlock($1)", [.integer(lock)])
        } catch {
            // The server releases the lock when the session ends.
            connection.discard()
        }
    }

    package func diagnosis() async throws -> [DiagnosisLine] {
        try await read { transaction in
            let version: String =
                try transaction.value("SELECT current_setting('server_version')") ?? "unknown"
            let commit: String =
                try transaction.value("SELECT current_setting('synchronous_commit')") ?? "unknown"
            let fsync: String = try transaction.value("SELECT current_setting('fsync')") ?? "unknown"
            let encoding: String =
                try transaction.value("SELECT current_setting('server_encoding')") ?? "unknown"
            return [
                DiagnosisLine(subject: "engine", finding: "PostgreSQL \(version)"),
                DiagnosisLine(
                    subject: "synchronous_commit",
                    finding: commit,
                    advice: commit == "on" ? nil : "It must be on, or a power cut can lose bookings."
                ),
                DiagnosisLine(
                    subject: "fsync",
                    finding: fsync,
                    advice: fsync == "on" ? nil : "Set fsync = on in postgresql.conf."
                ),
                DiagnosisLine(
                    subject: "encoding",
                    finding: encoding,
                    advice: encoding == "UTF8" ? nil : "Create the database with ENCODING 'UTF8'."
                ),
            ]
        }
    }

    package func close() async {
        listener.stop()
        await pool.close()
    }
}
