extension Transaction {
    /// Every row as a value.
    package func all<Value: RowReadable>(_ sql: SQL, as type: Value.Type = Value.self) throws -> [Value] {
        try rows(sql).map { try Value(row: $0) }
    }

    /// The first row as a value, or `nil` when there is none.
    package func first<Value: RowReadable>(_ sql: SQL, as type: Value.Type = Value.self) throws -> Value? {
        try rows(sql).first.map { try Value(row: $0) }
    }

    /// The first column of every row.
    package func column<Value: SQLReadable>(_ sql: SQL, as type: Value.Type = Value.self) throws -> [Value] {
        try rows(sql).map { try $0.get(0) }
    }

    /// The first column of the first row, or `nil` when there is no row or it holds NULL.
    package func value<Value: SQLReadable>(_ sql: SQL, as type: Value.Type = Value.self) throws -> Value? {
        guard let row = try rows(sql).first else { return nil }
        return try row.get(0, as: Value?.self)
    }

    /// The number that a `SELECT count(*)` answers.
    package func count(_ sql: SQL) throws -> Int {
        try value(sql) ?? 0
    }

    /// Whether the query has a row.
    package func exists(_ sql: SQL) throws -> Bool {
        try !rows("SELECT 1 WHERE EXISTS (\(sql))").isEmpty
    }

    /// Runs an `UPDATE … WHERE id = … AND version = …`, which must change one row.
    ///
    /// - Throws: ``DatabaseError/staleVersion`` when it changes none: someone else was first.
    package func update(_ sql: SQL) throws {
        guard try execute(sql) == 1 else { throw DatabaseError.staleVersion }
    }
}
