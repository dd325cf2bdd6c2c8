import ArgumentParser

@main
struct Braid: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "braid")
}
