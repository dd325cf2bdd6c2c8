import Database
import Foundation
import GRDB

/// The statements of one transaction on one SQLite connection.
final class SQLiteTransaction: Transaction {
    let dialect = Dialect.sqlite
    private let connection: GRDB.Database
    private let kept: KeptStatements
    private(set) var touched: Set<Topic> = []
    private var hasFailed = false

    init(_ connection: GRDB.Database, keeping kept: KeptStatements) {
        self.connection = connection
        self.kept = kept
    }

    func rows(_ sql: SeamSQL) throws -> [SeamRow] {
        try statement {
            let (text, values) = sql.rendered(for: .sqlite)
            let statement = try kept.statement(text, on: connection)
            let columns = SeamRow.Columns(statement.columnNames)
            let cursor = try GRDB.Row.fetchCursor(
                statement,
                arguments: StatementArguments(values.map(\.databaseValue))
            )
            var rows: [SeamRow] = []
            while let row = try cursor.next() {
                rows.append(SeamRow(columns: columns, values: row.sqlValues))
            }
            return rows
        }
    }

    func forEachRow(_ sql: SeamSQL, _ body: (SeamRow) throws -> Bool) throws {
        // A statement of its own: the body may ask the same question again while this answer is being read.
        let (text, values) = sql.rendered(for: .sqlite)
        let cursor = try statement {
            let statement = try connection.makeStatement(sql: text)
            return try GRDB.Row.fetchCursor(
                statement,
                arguments: StatementArguments(values.map(\.databaseValue))
            )
        }
        var columns: SeamRow.Columns?
        while let row = try statement({ try cursor.next() }) {
            let names = columns ?? SeamRow.Columns(Array(row.columnNames))
            columns = names
            guard try body(SeamRow(columns: names, values: row.sqlValues)) else { return }
        }
    }

    func execute(_ sql: SeamSQL) throws -> Int {
        try statement {
            let (text, values) = sql.rendered(for: .sqlite)
            let statement = try kept.statement(text, on: connection)
            try statement.execute(arguments: StatementArguments(values.map(\.databaseValue)))
            return connection.changesCount
        }
    }

    func executeScript(_ script: String) throws {
        try statement { try connection.execute(sql: script) }
    }

    func insert(into table: StaticString, columns: [StaticString], rows: [[SQLValue]]) throws {
        guard !rows.isEmpty else { return }
        let names = columns.map(\.description).joined(separator: ", ")
        let places = (1...columns.count).map { "?\($0)" }.joined(separator: ", ")
        try statement {
            let text = "INSERT INTO \(table) (\(names)) VALUES (\(places))"
            let statement = try kept.statement(text, on: connection)
            for row in rows {
                try statement.execute(arguments: StatementArguments(row.map(\.databaseValue)))
            }
        }
    }

    func touch(_ topics: [Topic]) throws {
        touched.formUnion(topics)
    }

    /// SQLite would go on after a failed statement; PostgreSQL does not. The seam promises the stricter of
    /// the two.
    func refuseIfFailed() throws {
        if hasFailed { throw SeamError.statement("the transaction goes on after a statement that failed") }
    }

    private func statement<Result>(_ body: () throws -> Result) throws -> Result {
        try refuseIfFailed()
        do {
            return try body()
        } catch let error as GRDB.DatabaseError {
            hasFailed = true
            throw SeamError(error)
        }
    }
}

extension SQLValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .blob(let value): Data(value).databaseValue
        }
    }
}

extension GRDB.Row {
    fileprivate var sqlValues: [SQLValue] {
        var values: [SQLValue] = []
        values.reserveCapacity(count)
        for position in 0..<count {
            let stored: DatabaseValue = self[position]
            switch stored.storage {
            case .null: values.append(.null)
            case .int64(let value): values.append(.integer(value))
            case .double(let value): values.append(.real(value))
            case .string(let value): values.append(.text(value))
            case .blob(let value): values.append(.blob(Array(value)))
            }
        }
        return values
    }
}

extension SeamError {
    init(_ error: GRDB.DatabaseError) {
        let detail = error.message ?? "\(error.resultCode)"
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
            self = .constraint(.unique, detail: detail)
        case .SQLITE_CONSTRAINT_FOREIGNKEY: self = .constraint(.foreignKey, detail: detail)
        case .SQLITE_CONSTRAINT_CHECK: self = .constraint(.check, detail: detail)
        case .SQLITE_CONSTRAINT_NOTNULL: self = .constraint(.notNull, detail: detail)
        default:
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: self = .timedOut
            case .SQLITE_CANTOPEN, .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_FULL, .SQLITE_IOERR,
                .SQLITE_READONLY:
                self = .unavailable(detail)
            default: self = .statement(detail)
            }
        }
    }
}
