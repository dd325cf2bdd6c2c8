package import Database
import Synchronization

/// A database that counts the statements asked of it: for tests that a page asks as often for one as for many.
package final class CountingDatabase: Database {
    private let database: any Database
    private let count = Mutex(0)

    package init(_ database: any Database) { self.database = database }

    /// How many statements a piece of work asks.
    package func statements(of work: () async throws -> Void) async throws -> Int {
        let before = count.withLock { $0 }
        try await work()
        return count.withLock { $0 } - before
    }

    package var dialect: Dialect { database.dialect }
    package var topics: TopicEpochs { database.topics }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await database.read { try body(CountedTransaction($0, counting: self)) }
    }

    @discardableResult
    package func write<Result: Sendable>(
        exclusively key: String?,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await database.write(exclusively: key) { try body(CountedTransaction($0, counting: self)) }
    }

    package func diagnosis() async throws -> [DiagnosisLine] { try await database.diagnosis() }
    package func backUp(to path: String) async throws { try await database.backUp(to: path) }
    package func close() async { await database.close() }

    fileprivate func countOne() { count.withLock { $0 += 1 } }
}

/// Hands every statement on and counts it.
private struct CountedTransaction: Transaction {
    private let transaction: any Transaction
    private let counter: CountingDatabase

    init(_ transaction: any Transaction, counting counter: CountingDatabase) {
        self.transaction = transaction
        self.counter = counter
    }

    var dialect: Dialect { transaction.dialect }

    func rows(_ sql: SQL) throws -> [Row] {
        counter.countOne()
        return try transaction.rows(sql)
    }

    func forEachRow(_ sql: SQL, _ body: (Row) throws -> Bool) throws {
        counter.countOne()
        try transaction.forEachRow(sql, body)
    }

    func execute(_ sql: SQL) throws -> Int {
        counter.countOne()
        return try transaction.execute(sql)
    }

    func touch(_ topics: [Topic]) throws { try transaction.touch(topics) }

    func executeScript(_ script: String) throws {
        counter.countOne()
        try transaction.executeScript(script)
    }

    func insert(into table: StaticString, columns: [StaticString], rows: [[SQLValue]]) throws {
        counter.countOne()
        try transaction.insert(into: table, columns: columns, rows: rows)
    }
}
