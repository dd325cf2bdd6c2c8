/// What can go wrong between a feature and the database. Texts are for logs and for the operator, never for a
/// page.
package enum DatabaseError: Error, Equatable, Sendable {
    /// A constraint of the schema refused the change. `name` is the constraint's name where the engine tells
    /// it.
    case constraint(Constraint, detail: String)
    /// The transaction lost against another and may be run again; the seam already did, several times.
    case conflict(String)
    /// The connection was lost before a commit was sent: nothing has changed.
    case connectionLost(String)
    /// The connection was lost after a commit was sent: it may or may not have happened. The same idempotency
    /// key tells which, so the person may simply send the form again.
    case commitUnknown(String)
    /// The database cannot be reached or opened.
    case unavailable(String)
    /// A statement took longer than allowed.
    case timedOut
    /// The engine refused the statement: a defect in the program.
    case statement(String)
    /// A column and the type that reads it disagree: a defect in the program.
    case unreadable(column: String, reason: String)
    /// A row that was changed by someone else since it was read.
    case staleVersion
    /// The schema is not the one this program was built for.
    case schema(String)

    package enum Constraint: Sendable {
        case unique
        case foreignKey
        case check
        case notNull
    }
}

extension DatabaseError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .constraint(let kind, let detail): "constraint (\(kind)): \(detail)"
        case .conflict(let detail): "conflict with another transaction: \(detail)"
        case .connectionLost(let detail): "connection lost: \(detail)"
        case .commitUnknown(let detail): "connection lost while committing: \(detail)"
        case .unavailable(let detail): "database unavailable: \(detail)"
        case .timedOut: "the statement took too long"
        case .statement(let detail): "statement refused: \(detail)"
        case .unreadable(let column, let reason): "cannot read column \(column): \(reason)"
        case .staleVersion: "the row was changed since it was read"
        case .schema(let detail): detail
        }
    }
}
