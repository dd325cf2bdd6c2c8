package import Database

/// A database that runs every write twice, the first time rolled back, to prove what the seam's contract
/// asks: that a closure can be run again.
package struct RehearsingDatabase: Database {
    private let database: any Database

    package init(_ database: any Database) {
        self.database = database
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
        try await database.write(exclusively: key) { transaction in
            try transaction.executeScript("SAVEPOINT rehearsal")
            _ = try body(transaction)
            try transaction.executeScript("ROLLBACK TO SAVEPOINT rehearsal")
            return try body(transaction)
        }
    }

    package func diagnosis() async throws -> [DiagnosisLine] { try await database.diagnosis() }
    package func backUp(to path: String) async throws { try await database.backUp(to: path) }
    package func close() async { await database.close() }
}
