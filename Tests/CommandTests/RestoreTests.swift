import Database
import Foundation
import Services
import TestDatabases
import Testing
import Website

@Suite("Backup and restore")
struct RestoreTests {
    /// What a version after this one might add: a table that holds on to one of today's.
    static let later = Migration(
        "later-001-things",
        "CREATE TABLE later_thing (id BIGINT NOT NULL PRIMARY KEY, organisation_id BIGINT REFERENCES organisation (id));"
    )

    @Test(
        "a copy of an older version replaces a newer database, and can be migrated",
        arguments: TestEngine.available
    )
    func older(on engine: TestEngine) async throws {
        try await Command.inFolder { command in
            let origin = try await engine.withPlace(Migration.everything.dropLast(2)) { place in
                let database = try await place.open()
                let origin = try await database.write { transaction in
                    try transaction.execute(
                        "INSERT INTO organisation (id, kind, name) VALUES (7, 'hub', 'Kept Hub')"
                    )
                    try transaction.announce("hub", [7])
                    return try transaction.recordChanges(from: 0, limit: 1).origin
                }
                await database.close()
                let copied = try await command.run("backup", "copy", "--database", place.address)
                #expect(copied.code == 0, "\(copied.errors)")
                let attributes = try FileManager.default.attributesOfItem(
                    atPath: command.folder.appending(path: "copy").path
                )
                let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue
                #expect(mode == 0o600, "everybody's data is for the program's account alone")
                return origin
            }
            try await engine.withPlace(Migration.everything + [Self.later]) { place in
                let address = ["--database", place.address]
                let restored = try await command.run(["restore", "copy"] + address)
                #expect(restored.code == 0, "\(restored.errors)")
                let check = try await command.run(["migrate", "--check"] + address)
                #expect(check.code == 1)
                #expect(check.output.split(separator: "\n").count == 2, "\(check.output)")
                let migrated = try await command.run(["migrate"] + address)
                #expect(migrated.code == 0, "\(migrated.errors)")

                let database = try await place.open()
                try await database.read { transaction in
                    let name: String? = try transaction.value("SELECT name FROM organisation WHERE id = 7")
                    #expect(name == "Kept Hub")
                    let changes = try transaction.recordChanges(from: 0, limit: 10)
                    #expect(changes.changes.isEmpty)
                    #expect(changes.floor == 0)
                    #expect(changes.origin != origin)
                }
                // The audit says what was done with the database, and is append-only again: triggers came with the copy.
                let entries: [String] = try await database.read {
                    try $0.column(
                        "SELECT verb || ' by ' || system_name FROM audit_entry ORDER BY happened_at, verb"
                    )
                }
                #expect(
                    entries == [
                        "database.back-up by braid backup", "database.restore by braid restore",
                        "database.migrate by braid migrate",
                    ]
                )
                await #expect(throws: DatabaseError.self) {
                    try await database.write { try $0.execute("DELETE FROM audit_entry") }
                }
                await database.close()
            }
        }
    }

    @Test("a copy of a newer version, or of something else, changes nothing", arguments: TestEngine.available)
    func refused(on engine: TestEngine) async throws {
        try await Command.inFolder { command in
            try await engine.withPlace(Migration.everything + [Self.later]) { place in
                try await Self.copy(place, to: command.folder.appending(path: "newer"))
            }
            try await engine.withPlace { place in
                let database = try await place.open()
                try await database.write { transaction in
                    try transaction.executeScript(
                        "DROP TABLE schema_migration; CREATE TABLE thing (id BIGINT);"
                    )
                }
                await database.close()
                try await Self.copy(place, to: command.folder.appending(path: "foreign"))
                let backup = try await command.run("backup", "mine", "--database", place.address)
                #expect(backup.code == 65)
                #expect(backup.errors.contains("not a copy of a Braid database"), "\(backup.errors)")
                #expect(!FileManager.default.fileExists(atPath: command.folder.appending(path: "mine").path))
            }
            try await engine.withPlace(Migration.everything) { place in
                let whole = command.folder.appending(path: "whole")
                try await Self.copy(place, to: whole)
                let bytes = try Data(contentsOf: whole)
                try bytes.prefix(bytes.count / 2).write(to: command.folder.appending(path: "torn"))
                for (copy, reason) in [
                    ("newer", "newer version"), ("foreign", "not a copy of a Braid database"),
                    ("torn", "not a whole"),
                ] {
                    let result = try await command.run("restore", copy, "--database", place.address)
                    #expect(result.code == 65, "\(copy)")
                    #expect(result.errors.contains(reason), "\(result.errors)")
                    #expect(result.errors.contains("nothing was changed"))
                }
                let check = try await command.run("migrate", "--check", "--database", place.address)
                #expect(check.code == 0)
            }
        }
    }

    @Test("a database that a site has open is left alone", arguments: TestEngine.available)
    func running(on engine: TestEngine) async throws {
        try await Command.inFolder { command in
            try await engine.withPlace(Migration.everything) { place in
                try await Self.copy(place, to: command.folder.appending(path: "copy"))
                let site = try await place.open()
                _ = try await site.read { try $0.count("SELECT count(*) FROM person") }
                let refused = try await command.run("restore", "copy", "--database", place.address)
                #expect(refused.code == 69)
                #expect(refused.errors.contains("stop the site first"), "\(refused.errors)")
                #expect(try await site.read { try $0.count("SELECT count(*) FROM person") } == 0)
                await site.close()
                let restored = try await command.run("restore", "copy", "--database", place.address)
                #expect(restored.code == 0, "\(restored.errors)")
            }
        }
    }

    @Test(
        "a server's database that holds something else is left alone",
        .enabled(if: TestEngine.available.contains(.postgres))
    )
    func foreignTarget() async throws {
        try await Command.inFolder { command in
            try await TestEngine.postgres.withPlace(Migration.everything) { place in
                try await Self.copy(place, to: command.folder.appending(path: "copy"))
            }
            try await TestEngine.postgres.withPlace { place in
                let database = try await place.open()
                try await database.write { try $0.executeScript("DROP TABLE schema_migration;") }
                let result = try await command.run("restore", "copy", "--database", place.address)
                #expect(result.code == 69)
                await database.close()
                let refused = try await command.run("restore", "copy", "--database", place.address)
                #expect(refused.code == 69)
                #expect(refused.errors.contains("not of Braid"), "\(refused.errors)")
            }
        }
    }

    @Test("a name that was mistyped makes no database", arguments: ["backup", "doctor", "migrate"])
    func mistyped(_ name: String) async throws {
        try await Command.inFolder { command in
            let arguments = ["backup": ["copy"], "doctor": [], "migrate": ["--check"]][name] ?? []
            let result = try await command.run([name] + arguments + ["--database", "there-is-none.sqlite"])
            #expect(result.code == (name == "backup" ? 66 : 1))
            #expect((result.output + result.errors).contains("there-is-none.sqlite does not exist"))
            let files = try FileManager.default.contentsOfDirectory(atPath: command.folder.path)
            #expect(files.isEmpty, "\(files)")
        }
    }

    private static func copy(_ place: TestPlace, to file: URL) async throws {
        let database = try await place.open()
        try await database.backUp(to: file.path)
        await database.close()
    }
}
