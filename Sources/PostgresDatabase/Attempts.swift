import Database

/// Runs a transaction on one connection, again if it lost against another.
struct Attempts {
    private let connection: PostgresConnection

    init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    func run<Result>(
        begin: String,
        _ body: (any Transaction) throws -> Result
    ) throws -> (result: Result, touched: Set<Topic>) {
        let backoff = Backoff.conflicts
        var attempt = 1
        while true {
            do {
                return try runOnce(begin: begin, body)
            } catch DatabaseError.conflict(let detail) {
                guard attempt < backoff.attempts else { throw DatabaseError.conflict(detail) }
                backoff.wait(after: attempt)
                attempt += 1
            }
        }
    }

    private func runOnce<Result>(
        begin: String,
        _ body: (any Transaction) throws -> Result
    ) throws -> (result: Result, touched: Set<Topic>) {
        try connection.run(begin)
        let transaction = PostgresTransaction(connection)
        let result: Result
        do {
            result = try body(transaction)
        } catch {
            if !connection.isBroken { try? connection.run("ROLLBACK") }
            // A closure may have turned a conflict into an error of its own: it is a conflict all the same.
            if case .conflict = transaction.failure, let failure = transaction.failure { throw failure }
            throw error
        }
        if let failure = transaction.failure {
            if !connection.isBroken { try? connection.run("ROLLBACK") }
            throw failure
        }
        do {
            try connection.run("COMMIT")
        } catch DatabaseError.connectionLost(let detail) {
            throw DatabaseError.commitUnknown(detail)
        }
        return (result, transaction.touched)
    }
}
