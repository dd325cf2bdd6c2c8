import CPostgres
import Database

/// An answer of the server, freed when it goes out of scope.
@safe
struct PostgresResult: ~Copyable {
    private let pointer: OpaquePointer

    /// - Throws: the server's refusal as a ``DatabaseError``, or a lost connection.
    init(_ pointer: OpaquePointer?, connection: OpaquePointer) throws(DatabaseError) {
        guard let pointer = unsafe pointer else {
            throw .connectionLost(unsafe lastMessage(of: connection))
        }
        switch unsafe PQresultStatus(pointer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY, PGRES_SINGLE_TUPLE:
            unsafe self.pointer = unsafe pointer
        default:
            let error = unsafe Self.error(of: pointer, connection: connection)
            unsafe PQclear(pointer)
            throw error
        }
    }

    deinit {
        unsafe PQclear(pointer)
    }

    var rowCount: Int { Int(unsafe PQntuples(pointer)) }

    /// Rows changed by an INSERT, UPDATE or DELETE.
    var changedCount: Int {
        guard let text = unsafe PQcmdTuples(pointer) else { return 0 }
        return Int(unsafe String(cString: text)) ?? 0
    }

    func columns() -> Row.Columns {
        let columnCount = unsafe PQnfields(pointer)
        return Row.Columns(
            (0..<columnCount).map { position in
                guard let name = unsafe PQfname(pointer, position) else { return "" }
                return unsafe String(cString: name)
            }
        )
    }

    func values(ofRow row: Int) -> [SQLValue] {
        let row = Int32(row)
        let columnCount = unsafe PQnfields(pointer)
        return (0..<columnCount).map { column in
            guard unsafe PQgetisnull(pointer, row, column) == 0,
                let text = unsafe PQgetvalue(pointer, row, column)
            else {
                return .null
            }
            let length = Int(unsafe PQgetlength(pointer, row, column))
            let bytes = unsafe UnsafeRawBufferPointer(start: text, count: length)
            return unsafe PostgresType(rawValue: PQftype(pointer, column)).value(of: bytes)
        }
    }

    private static func error(of result: OpaquePointer, connection: OpaquePointer) -> DatabaseError {
        let state = unsafe field(diagnosticState, of: result)
        let message = unsafe field(diagnosticMessage, of: result) ?? lastMessage(of: connection)
        let name = unsafe field(diagnosticConstraint, of: result)
        if unsafe state == nil || PQstatus(connection) == CONNECTION_BAD { return .connectionLost(message) }
        return DatabaseError(sqlState: state ?? "", message: message, constraint: name)
    }

    private static func field(_ code: Character, of result: OpaquePointer) -> String? {
        guard let value = code.asciiValue, let text = unsafe PQresultErrorField(result, Int32(value)) else {
            return nil
        }
        return unsafe String(cString: text)
    }
}

// libpq's codes of error fields (PG_DIAG_SQLSTATE and so on) are C character macros, which do not import.
private let diagnosticState: Character = "C"
private let diagnosticMessage: Character = "M"
private let diagnosticConstraint: Character = "n"

func lastMessage(of connection: OpaquePointer) -> String {
    guard let text = unsafe PQerrorMessage(connection) else { return "no message" }
    // Its hints stand on lines of their own, indented.
    let lines = unsafe String(cString: text).split(separator: "\n")
    return lines.map { $0.drop(while: \.isWhitespace) }.joined(separator: " ")
}

extension DatabaseError {
    /// - Note: PostgreSQL manual, appendix A, error codes.
    init(sqlState: String, message: String, constraint: String?) {
        let detail = constraint ?? message
        switch sqlState {
        case "23505": self = .constraint(.unique, detail: detail)
        case "23503": self = .constraint(.foreignKey, detail: detail)
        case "23514": self = .constraint(.check, detail: detail)
        case "23502": self = .constraint(.notNull, detail: detail)
        case "40001", "40P01": self = .conflict(message)
        case "57014", "55P03": self = .timedOut
        case "57P01", "57P02", "57P03", "08000", "08003", "08006", "25P03": self = .connectionLost(message)
        case "53300", "53100", "53200": self = .unavailable(message)
        default: self = .statement("\(sqlState) \(message)")
        }
    }
}
