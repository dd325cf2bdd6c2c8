import Accounts
import ArgumentParser
import Database
import Directory
import ExampleNetwork
import Foundation
import Hummingbird
import Logging
import Mail
import NIOCore
import Pathways
import Programmes
import Reach
import ServiceLifecycle
import Services
import Website

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the site.",
        discussion: """
            An empty database gets its schema at the start; an older one is left alone until braid migrate. Ends gracefully on SIGTERM.
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(help: "Address to listen on.")
    var host: String?

    @Option(help: "Port to listen on; 0 chooses a free one.")
    var port: Int?

    @Flag(help: "Let anyone continue as a person of the example network. Never on a real site.")
    var example = false

    func run() async throws {
        let settings = try common.settings([
            "host": host, "port": port.map(String.init), "example": example ? "true" : nil,
        ])
        let logger = Logger.braid(level: settings.logLevel)
        try await settings.withDatabase(creates: true) { database in
            try await prepare(database)
            if settings.isExample { try await requireExample(database) }
            let composition = try Composition(settings, database: database, services: .live, logger: logger)
            try await composition.reach.ensureScheduled()
            try await composition.site.programmes.planDaily()
            try await composition.site.pathways.planDaily()
            try await serve(composition)
        }
    }

    private func prepare(_ database: any Database) async throws {
        let status = try await Migrator.braid.status(of: database)
        if status.applied.isEmpty && status.unknown.isEmpty {
            try await Migrator.braid.migrate(database, at: Services.live.now())
        }
        try await Migrator.braid.requireCurrent(database)
    }

    /// A click signs in only where everybody is made up.
    private func requireExample(_ database: any Database) async throws {
        guard try await ExampleNetwork.isMade(in: database) else {
            throw CommandFailure.configuration(
                "this database is not a whole example network: serve it without --example and BRAID_EXAMPLE, or make one in an empty database with braid example"
            )
        }
    }

    private func serve(_ composition: Composition) async throws {
        let settings = composition.settings
        let application = Application(
            responder: composition.site.responder(),
            configuration: .init(address: .hostname(settings.host, port: settings.port), serverName: "Braid"),
            services: composition.backgroundServices,
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                print("Braid serves http://\(settings.host):\(port)")
                if settings.isExample { print("Sign in at /sign-in as a person of the example network.") }
                fflush(nil)
            },
            logger: composition.logger
        )
        do {
            try await application.runService()
        } catch let error as IOError {
            if let failure = Self.failure(of: error, settings) { throw failure }
            throw error
        } catch is SocketAddressError.UnknownHost {
            throw Self.noAddress(settings)
        }
    }

    /// Why the site cannot listen where it should; `nil` for what has no words here.
    private static func failure(of error: IOError, _ settings: Settings) -> CommandFailure? {
        switch error.errnoCode {
        case EADDRINUSE:
            CommandFailure.unavailable("port \(settings.port) is in use: choose another with --port")
        case EADDRNOTAVAIL: noAddress(settings)
        case EACCES:
            CommandFailure.configuration(
                "port \(settings.port) is kept for the machine’s administrator: choose one from 1024 with --port, and a proxy for the other"
            )
        default: nil
        }
    }

    private static func noAddress(_ settings: Settings) -> CommandFailure {
        .configuration(
            "\(settings.host) is no address of this machine: choose another with --host, such as 127.0.0.1, or 0.0.0.0 for all"
        )
    }
}
