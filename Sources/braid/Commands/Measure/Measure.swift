import ArgumentParser
import Database
import Foundation
import Hummingbird
import Logging
import NIOCore
import Services
import Website

/// `braid measure`: what scripts/bench-site and bench-similar run. Hidden, because it answers anyone's SQL timings.
struct Measure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the site beside bare routes, for make bench.",
        shouldDisplay: false
    )

    @OptionGroup var common: CommonOptions

    @Option(
        help: "A CSV file of schools' figures: find the nearest to each instead, and say how long it took."
    )
    var nearest: String?

    func run() async throws {
        if let nearest {
            print(try MeasureNearest(path: nearest, count: 50).answer())
            return
        }
        let settings = try common.settings([
            "host": "127.0.0.1", "port": "0", "example": "true", "writes_per_minute": "0",
            "log_level": "error",
        ])
        let logger = Logger.braid(level: settings.logLevel)
        try await settings.withCurrentDatabase { database in
            let recorded = RecordedDatabase(database)
            let composition = try Composition(settings, database: recorded, services: .live, logger: logger)
            let application = Application(
                responder: MeasuringResponder(
                    site: composition.site.responder(),
                    reach: composition.reach,
                    database: recorded
                ),
                configuration: .init(
                    address: .hostname(settings.host, port: settings.port),
                    serverName: "Braid"
                ),
                onServerRunning: { channel in
                    print("Braid is measured at http://\(settings.host):\(channel.localAddress?.port ?? 0)")
                    fflush(nil)
                },
                logger: logger
            )
            try await application.runService()
        }
    }
}
