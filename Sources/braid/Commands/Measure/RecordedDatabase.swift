import Database
import Synchronization

/// The statements of one transaction.
struct RecordedTransaction: Sendable {
    let isWrite: Bool
    let exclusively: String?
    var statements: [SQL] = []
    /// Identifiers that its answers held: what is inserted and not among them was drawn for it.
    var known: Set<Int64> = []
}

/// A database that notes what is asked of it while it is told to.
final class RecordedDatabase: Database {
    private let database: any Database
    private let recording = Mutex<[RecordedTransaction]?>(nil)

    /// Identifiers that the answers so far have held.
    private var known: Set<Int64> {
        recording.withLock { $0?.reduce(into: []) { $0.formUnion($1.known) } ?? [] }
    }

    init(_ database: any Database) { self.database = database }

    var dialect: Dialect { database.dialect }
    var topics: TopicEpochs { database.topics }

    func start() { recording.withLock { $0 = [] } }

    func stop() -> [RecordedTransaction] {
        recording.withLock { recorded in
            defer { recorded = nil }
            return recorded ?? []
        }
    }

    private var isRecording: Bool { recording.withLock { $0 != nil } }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        guard isRecording else { return try await database.read(body) }
        let (result, recorded) = try await database.read { transaction in
            let noting = NotingTransaction(transaction, RecordedTransaction(isWrite: false, exclusively: nil))
            return (try body(noting), noting.recorded)
        }
        recording.withLock { $0?.append(recorded) }
        return result
    }

    @discardableResult
    func write<Result: Sendable>(
        exclusively key: String?,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        guard isRecording else { return try await database.write(exclusively: key, body) }
        let begun = RecordedTransaction(isWrite: true, exclusively: key, known: known)
        let (result, recorded) = try await database.write(exclusively: key) { transaction in
            let noting = NotingTransaction(transaction, begun)
            return (try body(noting), noting.recorded)
        }
        recording.withLock { $0?.append(recorded) }
        return result
    }

    func diagnosis() async throws -> [DiagnosisLine] { try await database.diagnosis() }
    func backUp(to path: String) async throws { try await database.backUp(to: path) }
    func close() async { await database.close() }
}

/// Hands every statement on and notes it.
private final class NotingTransaction: Transaction {
    private let transaction: any Transaction
    private(set) var recorded: RecordedTransaction
    /// Identifiers that were written before any answer held them: read again afterwards, they are still its own.
    private var drawn: Set<Int64> = []

    init(_ transaction: any Transaction, _ recorded: RecordedTransaction) {
        self.transaction = transaction
        self.recorded = recorded
    }

    var dialect: Dialect { transaction.dialect }

    func rows(_ sql: SQL) throws -> [Row] {
        recorded.statements.append(sql)
        let rows = try transaction.rows(sql)
        for row in rows {
            for case .integer(let value) in row.values where value > 1 << 40 && !drawn.contains(value) {
                recorded.known.insert(value)
            }
        }
        return rows
    }

    func forEachRow(_ sql: SQL, _ body: (Row) throws -> Bool) throws {
        recorded.statements.append(sql)
        try transaction.forEachRow(sql, body)
    }

    func execute(_ sql: SQL) throws -> Int {
        recorded.statements.append(sql)
        for case .integer(let value) in sql.rendered(for: dialect).values
        where !recorded.known.contains(value) { drawn.insert(value) }
        return try transaction.execute(sql)
    }

    func touch(_ topics: [Topic]) throws { try transaction.touch(topics) }
    func executeScript(_ script: String) throws { try transaction.executeScript(script) }

    func insert(into table: StaticString, columns: [StaticString], rows: [[SQLValue]]) throws {
        try transaction.insert(into: table, columns: columns, rows: rows)
    }
}
