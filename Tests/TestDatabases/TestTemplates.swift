package import Database
import Foundation
import Logging
import PostgresDatabase
import SQLiteDatabase
import Services

/// What a database holds besides its tables before a test begins: made once, and copied for each test.
package struct TestContents: Sendable {
    /// Names everything that the contents depend on.
    package let name: String
    package let fill: @Sendable (any Database) async throws -> Void

    package init(_ name: String, _ fill: @escaping @Sendable (any Database) async throws -> Void) {
        self.name = name
        self.fill = fill
    }
}

/// Migrated databases that fresh ones are copied from: migrating once for each set of migrations, not for
/// each test.
actor TestTemplates {
    static let shared = TestTemplates()

    private var templates: [String: Task<TestPlace, any Error>] = [:]
    private var count = 0
    private let run = "\(ProcessInfo.processInfo.processIdentifier)"
    private let folder: URL = FileManager.default.temporaryDirectory
        .appendingPathComponent("braid-tests-\(ProcessInfo.processInfo.processIdentifier)")

    func newDatabase(_ engine: TestEngine, migrations: [Migration], contents: TestContents? = nil)
        async throws
        -> TestPlace
    {
        let description = migrations.map { $0.name + $0.script }.joined() + (contents?.name ?? "")
        let key = engine.rawValue + String(stableHash(description), radix: 36)
        let making =
            templates[key]
            ?? Task {
                try await self.makeTemplate(engine, migrations: migrations, contents: contents, key: key)
            }
        templates[key] = making
        let template = try await making.value
        count += 1
        let name = "braid_test_\(run)_\(count)"
        switch engine {
        case .sqlite:
            let path = folder.appendingPathComponent("\(name).sqlite").path
            try FileManager.default.copyItem(atPath: template.address, toPath: path)
            return TestPlace(engine: .sqlite, address: path)
        case .postgres:
            let templateName = template.address.split(separator: "/").last.map(String.init) ?? ""
            try await administer("CREATE DATABASE \(name) TEMPLATE \(templateName)")
            return TestPlace(engine: .postgres, address: try Self.address(named: name))
        }
    }

    func drop(_ address: String) async {
        guard let name = address.split(separator: "/").last else { return }
        try? await administer("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }

    private func makeTemplate(
        _ engine: TestEngine,
        migrations: [Migration],
        contents: TestContents?,
        key: String
    ) async throws -> TestPlace {
        let place: TestPlace
        switch engine {
        case .sqlite:
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            place = TestPlace(engine: .sqlite, address: folder.appendingPathComponent("\(key).sqlite").path)
        case .postgres:
            let name = "braid_template_\(run)_\(key)"
            try await administer("CREATE DATABASE \(name)")
            place = TestPlace(engine: .postgres, address: try Self.address(named: name))
        }
        let database = try await place.open(connections: 1)
        try await Migrator(migrations).migrate(database, at: Date(milliseconds: 1_750_000_000_000))
        if let contents { try await contents.fill(database) }
        if engine == .sqlite {
            // A copy takes the file alone, and what was written last may still stand beside it.
            let whole = place.address + ".whole"
            try await database.backUp(to: whole)
            await database.close()
            return TestPlace(engine: .sqlite, address: whole)
        }
        await database.close()
        // The listening connection ends a moment after closing, and a template must have none.
        let name = place.address.split(separator: "/").last.map(String.init) ?? ""
        try await administer(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'"
        )
        return place
    }

    private func administer(_ statement: String) async throws {
        try await PostgresAdministration.run(statement, at: Self.address(named: "postgres"))
    }

    private static func address(named name: String) throws -> String {
        guard let address = TestEngine.postgresAddress, let slash = address.lastIndex(of: "/") else {
            throw DatabaseError.unavailable("BRAID_TEST_POSTGRES names no server")
        }
        return address[...slash] + name
    }
}
