import ArgumentParser

/// The command. Each subcommand has a file in `Commands`.
@main
struct Braid: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "braid",
        abstract: "Find what the evidence says, plan it, train for it, test it, share what came of it.",
        discussion: """
            Start with an example network:   braid example && braid serve --example
            Settings come from flags, then BRAID_… variables, then the file given by --config (JSON).
            """,
        version: BraidVersion.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Site",
                subcommands: [
                    Serve.self, Migrate.self, Example.self, Doctor.self, MailCommand.self, Measure.self,
                ]
            ),
            CommandGroup(
                name: "Statistics",
                subcommands: [
                    Effect.self, Synthesise.self, Analyse.self, Reproduce.self, Power.self, Randomise.self,
                ]
            ),
            CommandGroup(name: "Data", subcommands: [Import.self, Export.self, SearchCommand.self]),
            CommandGroup(name: "People", subcommands: [PersonCommand.self]),
            CommandGroup(name: "Safety", subcommands: [Backup.self, Restore.self]),
        ]
    )

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            CommandFailure.end(with: error, of: Self.self)
        }
    }
}

/// The version of the program, shown by `--version`, on reports and in the metrics.
enum BraidVersion {
    static let text = "0.1.0"
}
