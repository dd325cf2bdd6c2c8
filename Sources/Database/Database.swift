/// The seam between features and the two engines.
///
/// ## The contract of a transaction
/// * The closure is synchronous. It runs on a thread of the database's own pool, never on the cooperative
///   pool.
/// * **It may be run again**: after a serialization conflict, a deadlock, or a connection lost before the
///   commit was sent. So it has no effect outside the transaction: mail and jobs are rows; times, identifiers
///   and secrets are drawn before; nothing outside is appended to or counted.
/// * `read` sees one snapshot from its first statement to its end, and cannot write.
/// * `write` is serializable: what it read still holds when it commits, on both engines. When it returns, the
///   change is on disk; when it throws, nothing has changed. One exception is documented at
///   ``DatabaseError/commitUnknown(_:)``: the answer to a COMMIT can be lost. Every form therefore carries an
///   idempotency key (``Transaction/once(_:at:_:)``).
/// * A statement that fails ends the transaction, on both engines: nothing may be asked afterwards, and
///   `write` throws even when the closure caught the error. Look before inserting, or use `ON CONFLICT`.
/// * Mutable rows carry a `version` (``Transaction/update(_:)`` in an optimistic `WHERE … AND version = …`).
///
/// Writers of one hot row (a session's places) name it in `exclusively`: they then queue instead of
/// conflicting.
package protocol Database: Sendable {
    var dialect: Dialect { get }

    /// Runs a closure over one consistent snapshot.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result

    /// Runs a closure that changes the database, whole or not at all.
    ///
    /// - Parameter exclusively: A key; writers with the same key run one after the other, across processes.
    @discardableResult
    func write<Result: Sendable>(
        exclusively key: String?,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result

    /// Facts for `braid doctor` and `/readyz`: engine version, durability settings, pool sizes.
    func diagnosis() async throws -> [DiagnosisLine]

    /// A consistent copy of the whole database into a file, taken while others read and write.
    func backUp(to path: String) async throws

    /// How often each topic has changed; what a page cache compares.
    var topics: TopicEpochs { get }

    /// Ends every connection. Nothing may be asked afterwards.
    func close() async
}

extension Database {
    @discardableResult
    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await write(exclusively: nil, body)
    }
}

/// One line of a diagnosis: what was looked at, what was found, and what to do if it is not right.
package struct DiagnosisLine: Sendable, Equatable {
    package let subject: String
    package let finding: String
    /// What to do; `nil` when all is well.
    package let advice: String?

    package init(subject: String, finding: String, advice: String? = nil) {
        self.subject = subject
        self.finding = finding
        self.advice = advice
    }
}

/// The statements of one transaction. Valid only inside the closure it was handed to.
package protocol Transaction {
    var dialect: Dialect { get }

    /// All rows of an answer.
    func rows(_ sql: SQL) throws -> [Row]

    /// The rows of an answer one by one, for answers that do not fit in memory. Return `false` to stop.
    func forEachRow(_ sql: SQL, _ body: (Row) throws -> Bool) throws

    /// Runs a statement; returns the number of rows it changed.
    @discardableResult
    func execute(_ sql: SQL) throws -> Int

    /// Names what this transaction changes; announced when it commits. See ``TopicEpochs``.
    func touch(_ topics: [Topic]) throws

    /// Runs several statements with no values, as migrations do.
    func executeScript(_ script: String) throws

    /// Inserts many rows fast. Columns and table are from the source; values are bound.
    func insert(into table: StaticString, columns: [StaticString], rows: [[SQLValue]]) throws
}
