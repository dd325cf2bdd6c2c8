import CPostgres
import Database

/// One connection to the server. Used by one thread at a time: the pool hands it to one transaction and takes
/// it back.
@safe
final class PostgresConnection: @unchecked Sendable {
    // @unchecked: the pool's checkout is the lock; see PostgresPool.
    private let pointer: OpaquePointer
    private var prepared: [PreparedKey: String] = [:]
    private(set) var isBroken = false

    private struct PreparedKey: Hashable {
        let text: String
        let types: [UInt32]
    }

    /// Connects. Notices of the server are not printed.
    ///
    /// - Parameters:
    ///   - address: A connection string, `postgres://…` or libpq's `key=value` form.
    ///   - settings: Session settings, applied at the start.
    /// - Throws: ``DatabaseError/unavailable(_:)``
    init(address: String, settings: [String]) throws(DatabaseError) {
        guard let pointer = unsafe PQconnectdb(address) else { throw .unavailable("out of memory") }
        guard unsafe PQstatus(pointer) == CONNECTION_OK else {
            let message = unsafe lastMessage(of: pointer)
            unsafe PQfinish(pointer)
            throw .unavailable(message)
        }
        unsafe self.pointer = unsafe pointer
        _ = unsafe PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        for setting in settings { try run(setting) }
    }

    deinit {
        unsafe PQfinish(pointer)
    }

    /// Marks the connection as not to be used again: its session has a state that nobody knows.
    func discard() {
        isBroken = true
    }

    var backendProcess: Int32 { unsafe PQbackendPID(pointer) }

    /// Runs statements without values, several if they are separated by semicolons.
    func run(_ script: String) throws(DatabaseError) {
        _ = try checked { () throws(DatabaseError) in
            try unsafe PostgresResult(PQexec(pointer, script), connection: pointer)
        }
    }

    /// Runs one statement, prepared once for its text and the types of its values.
    ///
    /// - Throws: ``DatabaseError/connectionLost(_:)`` also when a migration has changed the columns of a statement that was
    ///   prepared before: the server refuses it from then on, and a new connection prepares it anew.
    func query(_ text: String, _ values: [SQLValue]) throws(DatabaseError) -> PostgresResult {
        let (name, isNew) = try preparedName(text, values)
        let parameters = PostgresParameters(values)
        do throws(DatabaseError) {
            return try checked { () throws(DatabaseError) in
                let answer = unsafe parameters.withArrays { contents, lengths, formats in
                    unsafe PQexecPrepared(pointer, name, Int32(values.count), contents, lengths, formats, 0)
                }
                return try unsafe PostgresResult(answer, connection: pointer)
            }
        } catch {
            guard !isNew, case .statement(let detail) = error, detail.hasPrefix(Self.featureNotSupported)
            else { throw error }
            isBroken = true
            throw .connectionLost(detail)
        }
    }

    /// The state of "cached plan must not change result type", whose words depend on the server's language.
    private static let featureNotSupported = "0A000"

    /// Runs one statement that is not worth preparing, such as a batch of inserts. The server infers the
    /// types.
    func runOnce(_ text: String, _ values: [SQLValue]) throws(DatabaseError) {
        let parameters = PostgresParameters(values)
        _ = try checked { () throws(DatabaseError) in
            let answer = unsafe parameters.withArrays { contents, lengths, formats in
                unsafe PQexecParams(pointer, text, Int32(values.count), nil, contents, lengths, formats, 0)
            }
            return try unsafe PostgresResult(answer, connection: pointer)
        }
    }

    /// Notifications that have arrived, waiting up to `milliseconds` for the first.
    ///
    /// - Returns: Payloads with the process that sent them.
    func notifications(waitingUpTo milliseconds: Int32) throws(DatabaseError) -> [(
        payload: String, sender: Int32
    )] {
        unsafe wait(forSocket: PQsocket(pointer), milliseconds: milliseconds)
        guard unsafe PQconsumeInput(pointer) == 1 else {
            isBroken = true
            throw .connectionLost(unsafe lastMessage(of: pointer))
        }
        var received: [(payload: String, sender: Int32)] = []
        while let notification = unsafe PQnotifies(pointer) {
            let payload = unsafe String(cString: notification.pointee.extra)
            unsafe received.append((payload, notification.pointee.be_pid))
            unsafe PQfreemem(notification)
        }
        return received
    }

    private func preparedName(_ text: String, _ values: [SQLValue]) throws(DatabaseError) -> (
        name: String, isNew: Bool
    ) {
        let key = PreparedKey(text: text, types: values.map(\.postgresType.rawValue))
        if let name = prepared[key] { return (name, false) }
        if prepared.count >= 512 {
            try run("DEALLOCATE ALL")
            prepared.removeAll(keepingCapacity: true)
        }
        let name = "s\(prepared.count)"
        _ = try checked { () throws(DatabaseError) in
            let answer = unsafe PQprepare(pointer, name, text, Int32(values.count), key.types)
            return try unsafe PostgresResult(answer, connection: pointer)
        }
        prepared[key] = name
        return (name, true)
    }

    private func checked(
        _ body: () throws(DatabaseError) -> PostgresResult
    ) throws(DatabaseError) -> PostgresResult {
        do throws(DatabaseError) {
            return try body()
        } catch {
            if unsafe PQstatus(pointer) == CONNECTION_BAD { isBroken = true }
            if case .connectionLost = error { isBroken = true }
            throw error
        }
    }
}
