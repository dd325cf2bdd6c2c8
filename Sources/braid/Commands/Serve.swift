import ArgumentParser
import Foundation

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the site.")

    @OptionGroup var common: CommonOptions

    @Option(help: "Address to listen on.")
    var host: String?

    @Option(help: "Port to listen on; 0 chooses a free one.")
    var port: Int?

    func run() async throws {}
}
