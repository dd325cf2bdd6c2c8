import Database
import Dispatch
import Foundation
import Synchronization

extension PostgresDatabase {
    /// A consistent copy by `pg_dump` (custom format), which reads in one snapshot while others write.
    ///
    /// - Throws: ``DatabaseError/unavailable(_:)`` when `pg_dump` is missing or refuses.
    package func backUp(to path: String) async throws {
        let place = PostgresPlace(address)
        try await PostgresTool.run(
            "pg_dump",
            ["--format=custom", "--no-owner", "--file=\(path)", "--dbname=\(place.address)"],
            environment: place.environment
        )
    }

    /// Reads a copy through.
    ///
    /// - Returns: The migrations it says it has; none when it is not of Braid.
    /// - Throws: ``DatabaseError/unavailable(_:)`` when the file is not a whole copy.
    package static func migrations(inCopy path: String) async throws -> [String] {
        try await PostgresTool.run("pg_restore", ["--file=/dev/null", path])
        let script = try await PostgresTool.run(
            "pg_restore",
            ["--data-only", "--table=schema_migration", "--file=-", path]
        )
        // COPY public.schema_migration (name, applied_at) FROM stdin; then a line a row, until \.
        return script.split(separator: "\n")
            .drop { !$0.hasPrefix("COPY ") }.dropFirst()
            .prefix { $0 != "\\." }
            .compactMap { $0.split(separator: "\t").first.map(String.init) }
    }

    /// Replaces what the database holds by a copy, all of it in one transaction: if anything goes wrong, nothing
    /// changes. What a newer version added is gone, too.
    ///
    /// - Parameters:
    ///   - script: Statements that end the transaction's work.
    ///   - progress: Told of each table, its rows, each index and each constraint as the server begins with it.
    /// - Throws: ``DatabaseError/unavailable(_:)`` when Braid is connected, when the database holds something that is
    ///   not Braid's, and when the server refuses.
    package static func restore(
        _ path: String,
        into address: String,
        script: String,
        progress: @escaping @Sendable (RestoreProgress) -> Void = { _ in }
    ) async throws {
        let place = PostgresPlace(address)
        let parts = RestoreParts(total: try await partCount(inCopy: path), progress)
        var environment = place.environment
        environment["BRAID_BEFORE"] = emptying
        environment["BRAID_AFTER"] = "RESET search_path;\n\(script)\nCOMMIT;\n\\echo restored"
        // The last statement is written only when the copy was read to its end: otherwise psql finds no COMMIT, and the
        // server takes all of it back.
        let pipeline = """
            { printf '%s\\n' "$BRAID_BEFORE"; pg_restore --no-owner --exit-on-error --file=- "$1" && printf '%s\\n' "$BRAID_AFTER"; } \
            | psql --no-psqlrc --quiet --echo-queries --output=/dev/null --set=ON_ERROR_STOP=1 --dbname="$2"
            """
        let answer = try await PostgresTool.run(
            "sh",
            ["-c", pipeline, "restore", path, place.address],
            environment: environment,
            telling: { parts.read($0) }
        )
        // What is said before are the statements.
        guard answer.split(separator: "\n").last == "restored" else {
            throw DatabaseError.unavailable("\(path) could not be read to its end")
        }
    }

    /// How many tables, tables' rows, indexes and constraints a copy has.
    private static func partCount(inCopy path: String) async throws -> Int {
        let list = try await PostgresTool.run("pg_restore", ["--list", path])
        // 3349; 0 16392 TABLE DATA public booking braid
        return list.split(separator: "\n").count { line in
            let kind = line.split(separator: " ").dropFirst(3).first ?? ""
            return !line.hasPrefix(";") && ["TABLE", "INDEX", "CONSTRAINT", "FK"].contains(kind)
        }
    }

    /// Begins the transaction and drops all that the schema holds but what belongs to an extension.
    private static let emptying = """
        SET client_min_messages = warning;
        SET statement_timeout = 0;
        SET lock_timeout = '10s';
        BEGIN;
        DO $$
        DECLARE
            statement TEXT;
            looks INTEGER := 0;
        BEGIN
            -- A connection that was closed just now is listed for a moment longer.
            WHILE EXISTS (
                SELECT 1 FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'braid' AND pid <> pg_backend_pid()
            ) LOOP
                looks := looks + 1;
                IF looks > 20 THEN
                    RAISE EXCEPTION 'Braid is connected to this database: stop the site first';
                END IF;
                PERFORM pg_sleep(0.1);
                PERFORM pg_stat_clear_snapshot();
            END LOOP;
            IF to_regclass('schema_migration') IS NULL AND EXISTS (
                SELECT 1 FROM pg_class c
                WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
                    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
            ) THEN
                RAISE EXCEPTION 'this database holds tables that are not of Braid: restore into an empty one';
            END IF;
            -- Named first and dropped afterwards: what is dropped with another has no name any more.
            FOREACH statement IN ARRAY ARRAY(
                SELECT format(
                    'DROP %s IF EXISTS %I.%I CASCADE',
                    CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                        ELSE 'TABLE' END,
                    current_schema(), c.relname
                )
                FROM pg_class c
                WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
                    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
                ORDER BY c.relkind = 'S', c.relname
            ) || ARRAY(
                SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
                FROM pg_proc p
                WHERE p.pronamespace = current_schema()::regnamespace
                    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
            ) LOOP
                EXECUTE statement;
            END LOOP;
        END $$;
        """
}

/// How far a restore has come.
package struct RestoreProgress: Sendable, Equatable {
    /// What is being restored, such as `rows of booking`.
    package let part: String
    package let done: Int
    package let total: Int
}

/// Counts along the statements of a restore.
private final class RestoreParts: Sendable {
    private let total: Int
    private let progress: @Sendable (RestoreProgress) -> Void
    private let begun = Mutex(0)

    /// How the statements of a copy begin, and what they restore.
    private static let kinds = [
        ("CREATE TABLE ", "table"), ("COPY ", "rows of"), ("CREATE INDEX ", "index"),
        ("CREATE UNIQUE INDEX ", "index"), ("    ADD CONSTRAINT ", "constraint"),
    ]

    init(total: Int, _ progress: @escaping @Sendable (RestoreProgress) -> Void) {
        self.total = total
        self.progress = progress
    }

    func read(_ line: Substring) {
        guard let (opening, kind) = Self.kinds.first(where: { line.hasPrefix($0.0) }) else { return }
        let name = line.dropFirst(opening.count).prefix { $0 != " " }.replacing("public.", with: "")
        // What begins is not done.
        let done = begun.withLock { begun in
            defer { begun += 1 }
            return min(begun, total)
        }
        progress(RestoreProgress(part: "\(kind) \(name)", done: done, total: total))
    }
}

/// Runs PostgreSQL's own programs.
private enum PostgresTool {
    /// - Parameter telling: Told of each line of standard output as it is written.
    /// - Returns: What it wrote to standard output.
    @discardableResult
    static func run(
        _ name: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        telling: @escaping @Sendable (Substring) -> Void = { _ in }
    ) async throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        let (text, message): (String, String) = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                do {
                    try process.run()
                    // Both are emptied at once: a program waits when one of them is full.
                    let complaints = Complaints()
                    let reader = Thread { complaints.read(errors.fileHandleForReading) }
                    reader.start()
                    let text = Self.lines(of: output.fileHandleForReading, telling)
                    process.waitUntilExit()
                    let message = complaints.text()
                    continuation.resume(
                        returning: (
                            text,
                            process.terminationStatus == 0
                                ? "" : message.isEmpty ? "\(name) failed" : message
                        )
                    )
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
        guard message.isEmpty else {
            let hint =
                message.contains("No such file or directory") && message.hasPrefix("/usr/bin/env")
                    || message.contains("not found")
                ? " Install it: apt-get install postgresql-client" : ""
            throw DatabaseError.unavailable(Self.reason(in: message) + hint)
        }
        return text
    }

    /// All that a program writes, told line by line.
    private static func lines(of handle: FileHandle, _ telling: (Substring) -> Void) -> String {
        var data = Data()
        var told = data.startIndex
        while true {
            let piece = handle.availableData
            guard !piece.isEmpty else { return String(decoding: data, as: UTF8.self) }
            data.append(piece)
            while let end = data[told...].firstIndex(of: UInt8(ascii: "\n")) {
                telling(String(decoding: data[told..<end], as: UTF8.self)[...])
                told = end + 1
            }
        }
    }

    /// The server's own words where it refused; all of it otherwise.
    private static func reason(in message: String) -> String {
        for line in message.split(separator: "\n") {
            if let start = line.range(of: "ERROR:  ")?.upperBound { return String(line[start...]) }
        }
        return message.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// What a program writes to standard error, read on a thread of its own.
private final class Complaints: Sendable {
    private let content = Mutex(Data())
    private let isRead = DispatchSemaphore(value: 0)

    func read(_ handle: FileHandle) {
        let data = handle.readDataToEndOfFile()
        content.withLock { $0 = data }
        isRead.signal()
    }

    func text() -> String {
        isRead.wait()
        return content.withLock { String(decoding: $0, as: UTF8.self) }
    }
}
