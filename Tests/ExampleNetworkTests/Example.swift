import Access
import Accounts
import Database
import Directory
import Evidence
import ExampleNetwork
import Foundation
import Jobs
import Mail
import Pathways
import Plans
import Profiles
import Programmes
import Reach
import Sealing
import Services
import TestDatabases
import Trials
import Website

/// An example network on a fresh database, for tests.
enum Example {
    static let today = LocalDate("2026-11-23") ?? LocalDate(daysSinceEpoch: 0)
    static let migrations = Migration.everything
    static let key = SealingKey(Services.seeded(5, at: Date(milliseconds: 0)))

    static var options: ExampleOptions {
        var options = ExampleOptions(today: today)
        options.schools = 180
        options.offers = 30
        options.bookings = 280
        return options
    }

    static func network(_ options: ExampleOptions, _ database: any Database) throws -> ExampleNetwork {
        ExampleNetwork(
            options,
            database: database,
            accounts: AccountsSettings(baseURL: "https://example.test", isExample: true),
            profiles: try .carried(),
            masterKey: key,
            coachingKey: key.derived(for: "pathways/coaching"),
            codeVersion: "test-1"
        )
    }

    /// A database with the example network: made once for each set of options, and copied for each test.
    static func made(
        _ options: ExampleOptions = options,
        on engine: TestEngine,
        _ body: (any Database) async throws -> Void
    ) async throws {
        let contents = TestContents("\(options)") { try await network(options, $0).make() }
        try await engine.withDatabase(migrations, contents: contents, rehearses: false, body)
    }

    /// A network made for this test alone.
    static func remade(
        _ options: ExampleOptions = options,
        on engine: TestEngine,
        rehearses: Bool = false,
        progress: @escaping (ExampleProgress) -> Void = { _ in },
        _ body: (any Database) async throws -> Void
    ) async throws {
        try await engine.withDatabase(migrations, rehearses: rehearses) { database in
            try await network(options, database).make(progress: progress)
            try await body(database)
        }
    }
}

extension Database {
    func number(_ sql: SQL) async throws -> Int { try await read { try $0.count(sql) } }

    /// Every row of a table as text, in the order of its text.
    func dump(_ table: String) async throws -> [String] {
        try await read { transaction in
            try transaction.rows(SQL(trusted: "SELECT * FROM \(table)")).map { "\($0.values)" }.sorted()
        }
    }
}
