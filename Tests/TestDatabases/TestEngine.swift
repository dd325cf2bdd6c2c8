package import Database
import Foundation
import Logging
import PostgresDatabase
import SQLiteDatabase
import Services

/// The engines that a test runs on: SQLite always; PostgreSQL when `BRAID_TEST_POSTGRES` names a server, as
/// `make test` does.
///
/// ```swift
/// @Test(arguments: TestEngine.available)
/// func somethingHolds(on engine: TestEngine) async throws {
///     try await engine.withDatabase(Migration.directory) { database in … }
/// }
/// ```
package enum TestEngine: String, CaseIterable, Sendable {
    case sqlite
    case postgres

    package static let postgresAddress: String? = ProcessInfo.processInfo.environment["BRAID_TEST_POSTGRES"]

    package static var available: [TestEngine] {
        postgresAddress == nil ? [.sqlite] : allCases
    }

    /// A fresh database with the seam's tables and `migrations`, dropped afterwards.
    ///
    /// - Parameters:
    ///   - migrations: In order, without the seam's own.
    ///   - contents: What it holds besides, made once and copied.
    ///   - rehearses: Every write runs twice, the first time rolled back: a closure with an effect outside
    ///     its transaction, or one that depends on having run once, fails its test. Turn off only to measure.
    @discardableResult
    package func withDatabase<Result: Sendable>(
        _ migrations: [Migration] = [],
        contents: TestContents? = nil,
        rehearses: Bool = true,
        _ body: (any Database) async throws -> Result
    ) async throws -> Result {
        let place = try await TestTemplates.shared.newDatabase(
            self,
            migrations: Migration.database + migrations,
            contents: contents
        )
        let database = try await place.open()
        do {
            let result = try await body(rehearses ? RehearsingDatabase(database) : database)
            await database.close()
            await place.remove()
            return result
        } catch {
            await database.close()
            await place.remove()
            throw error
        }
    }

    /// The same, handing over the place, for tests that open it several times, as several processes do.
    @discardableResult
    package func withPlace<Result: Sendable>(
        _ migrations: [Migration] = [],
        _ body: (TestPlace) async throws -> Result
    ) async throws -> Result {
        let place = try await TestTemplates.shared.newDatabase(
            self,
            migrations: Migration.database + migrations
        )
        do {
            let result = try await body(place)
            await place.remove()
            return result
        } catch {
            await place.remove()
            throw error
        }
    }
}

/// Where a test's database is.
package struct TestPlace: Sendable {
    package let engine: TestEngine
    /// A file or a `postgres://` address, as `--database` takes it.
    package let address: String

    package init(engine: TestEngine, address: String) {
        self.engine = engine
        self.address = address
    }

    /// Opens it with limits of time that a slow machine with every suite at once does not reach.
    package func open(connections: Int = 6) async throws -> any Database {
        switch engine {
        case .sqlite: try SQLiteDatabase(path: address, readers: connections, busyTimeoutSeconds: 600)
        case .postgres:
            try await PostgresDatabase(
                address: address,
                connections: connections,
                statementTimeoutSeconds: 600,
                lockTimeoutSeconds: 600,
                idleTimeoutSeconds: 600,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            )
        }
    }

    package func remove() async {
        switch engine {
        case .sqlite:
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: address + suffix)
            }
        case .postgres:
            await TestTemplates.shared.drop(address)
        }
    }
}
