package import Database
import Synchronization

/// A database that does something else once, between what is asked of it: what another request did after a verb had read and
/// before it writes, or between two things that a page reads.
package final class InterruptedDatabase: Database {
    package typealias Interruption = @Sendable () async throws -> Void

    private let database: any Database
    private let waiting: Mutex<Waiting>

    private struct Waiting {
        var interruption: Interruption?
        /// How many reads come before; `nil` where it waits for a write.
        var reads: Int?
    }

    /// - Parameter reads: After how many reads it is interrupted; before the first write unless it is said.
    package init(
        _ database: any Database,
        afterReads reads: Int? = nil,
        _ interruption: @escaping Interruption
    ) {
        self.database = database
        waiting = Mutex(Waiting(interruption: interruption, reads: reads))
    }

    package var dialect: Dialect { database.dialect }
    package var topics: TopicEpochs { database.topics }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        let interruption: Interruption? = waiting.withLock { waiting in
            guard let reads = waiting.reads else { return nil }
            waiting.reads = reads - 1
            guard reads == 0 else { return nil }
            let due = waiting.interruption
            waiting.interruption = nil
            return due
        }
        if let interruption { try await interruption() }
        return try await database.read(body)
    }

    @discardableResult
    package func write<Result: Sendable>(
        exclusively key: String?,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        let interruption: Interruption? = waiting.withLock { waiting in
            guard waiting.reads == nil else { return nil }
            let due = waiting.interruption
            waiting.interruption = nil
            return due
        }
        if let interruption { try await interruption() }
        return try await database.write(exclusively: key, body)
    }

    package func diagnosis() async throws -> [DiagnosisLine] { try await database.diagnosis() }
    package func backUp(to path: String) async throws { try await database.backUp(to: path) }
    package func close() async { await database.close() }
}
