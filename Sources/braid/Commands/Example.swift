import Accounts
import ArgumentParser
import Database
import ExampleNetwork
import Foundation
import Profiles
import Sealing
import Services
import Trials

struct Example: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a fictional network to look around in.",
        discussion: """
            Tells a dozen stories: a coast that needs help, hubs, offers with waiting lists, trials that are due, overdue and reported.
            The same seed and day give the same network. It is made only in a database without schools. Then: braid serve --example
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(help: "How many schools; 24000 is about the nation.")
    var schools = 400

    @Option(help: "How many offers.")
    var offers = 60

    @Option(help: "How many bookings.")
    var bookings = 400

    @Option(help: "Another seed makes another network.")
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp("The day the stories are told from; today unless given.", valueName: "yyyy-mm-dd")
    )
    var today: String?

    func run() async throws {
        let settings = try common.settings()
        let options = try options()
        let start = ContinuousClock.now
        let key = try KeyFile.readOrMake(settings.keyFile, services: .live)
        guard let sealingKey = SealingKey(text: key.text) else {
            throw CommandFailure.configuration(
                "\(settings.keyFile) does not hold a key: put the right file back"
            )
        }
        let profiles = try ProfileLibrary.carried()
        try await settings.withDatabase(creates: true) { database in
            try await Migrator.braid.migrate(database, at: Services.live.now())
            let network = ExampleNetwork(
                options,
                database: database,
                accounts: AccountsSettings(baseURL: settings.publicURL, isExample: true),
                profiles: profiles,
                masterKey: sealingKey.derived(for: "trials/pupil-rows"),
                trialKeys: TrialKeyFolder(path: settings.trialKeyFolder),
                coachingKey: sealingKey.derived(for: "pathways/coaching"),
                codeVersion: BraidVersion.text
            )
            let bar = Progress(name: "example")
            do {
                defer { bar.clear() }
                try await network.make {
                    bar.clear()
                    print($0)
                } progress: {
                    bar.show(done: $0.done, of: $0.total, doing: $0.doing)
                }
            } catch let error as ExampleError {
                throw CommandFailure("\(error)", code: 65)
            }
        }
        let seconds = start.duration(to: .now) / .seconds(1)
        print("Made in \((seconds * 10).rounded() / 10) s. Look around: braid serve --example")
    }

    private func options() throws -> ExampleOptions {
        let services = Services.live
        var day = services.today()
        if let today {
            guard let given = LocalDate(today) else {
                throw ValidationError("--today is \(today); write it as 2026-09-14")
            }
            day = given
        }
        var options = ExampleOptions(today: day)
        options.schools = schools
        options.offers = offers
        options.bookings = bookings
        options.seed = seed
        if day == services.today() { options.now = services.now() }
        return options
    }
}
