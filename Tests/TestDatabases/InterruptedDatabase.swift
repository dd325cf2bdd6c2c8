package import Database
import Synchronization

/// A database that does something else before its next write: what another request did after a verb had read, and before
/// it writes.
package final class InterruptedDatabase: Database {
    package typealias Interruption = @Sendable () async throws -> Void

    private let database: any Database
    private let interruption: Mutex<Interruption?>

    package init(_ database: any Database, _ interruption: @escaping Interruption) {
        self.database = database
        self.interruption = Mutex(interruption)
    }

    package var dialect: Dialect { database.dialect }
    package var topics: TopicEpochs { database.topics }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await database.read(body)
    }

    @discardableResult
    package func write<Result: Sendable>(
        exclusively key: String?,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        let interrupt: Interruption? = interruption.withLock { waiting in
            let next = waiting
            waiting = nil
            return next
        }
        if let interrupt { try await interrupt() }
        return try await database.write(exclusively: key, body)
    }

    package func diagnosis() async throws -> [DiagnosisLine] { try await database.diagnosis() }
    package func backUp(to path: String) async throws { try await database.backUp(to: path) }
    package func close() async { await database.close() }
}
