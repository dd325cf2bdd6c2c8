import Database
package import Logging
import ServiceLifecycle

/// Keeps the index up beside the server: what others announce is in it before somebody asks, and changes that
/// every node has read long ago are forgotten.
package struct SearchFollowing: Service {
    private let search: Search
    private let logger: Logger

    package init(_ search: Search, logger: Logger) {
        self.search = search
        self.logger = logger
    }

    /// How many changes are kept for nodes that were away.
    static let keptChanges = 200_000

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var looks = 0
            while !Task.isCancelled {
                do {
                    try await search.catchUp()
                    if looks.isMultiple(of: 600) {
                        try await search.database.write(exclusively: "search/purge") {
                            try $0.purgeRecordChanges(keeping: Self.keptChanges)
                        }
                    }
                } catch is CancellationError {
                    // The site ends: nothing is wrong.
                } catch {
                    logger.error("the search index could not be brought up", metadata: ["error": "\(error)"])
                }
                looks += 1
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}
