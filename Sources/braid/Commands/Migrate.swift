import Access
import ArgumentParser
import Database
import Services

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the database to this version's schema.",
        discussion:
            "Nothing is changed with --check: the exit code is 0 when the schema is current, 1 when it is not."
    )

    @OptionGroup var common: CommonOptions

    @Flag(help: "Only say what would be done.")
    var check = false

    func run() async throws {
        let settings = try common.settings()
        guard settings.hasDatabase || !check else {
            print("\(settings.database) does not exist yet: braid migrate makes it.")
            throw ExitCode(1)
        }
        try await settings.withDatabase(creates: true) { database in
            if check { return try await report(database) }
            let applied = try await Migrator.braid.migrate(database, at: Services.live.now())
            if !applied.isEmpty {
                let facts: KeyValuePairs<StaticString, AuditFact> = ["steps": .count(applied.count)]
                try await CommandAudit.enter(.migrate, by: "braid migrate", in: database, facts)
            }
            for name in applied { print("applied \(name)") }
            print(applied.isEmpty ? "The schema is current." : "The schema is now current.")
        }
    }

    private func report(_ database: any Database) async throws {
        let status = try await Migrator.braid.status(of: database)
        for name in status.pending { print("missing \(name)") }
        for name in status.unknown { print("unknown \(name) (made by a newer version)") }
        guard status.pending.isEmpty, status.unknown.isEmpty else { throw ExitCode(1) }
        print("The schema is current.")
    }
}
