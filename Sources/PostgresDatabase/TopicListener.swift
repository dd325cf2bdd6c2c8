import Database
import Foundation
import Logging
import Synchronization

/// Hears what other processes changed, on a connection and a thread of its own.
final class TopicListener: Sendable {
    private let address: String
    private let topics: TopicEpochs
    private let logger: Logger
    private let isOwn: @Sendable (Int32) -> Bool
    private let isStopped = Mutex(false)

    init(address: String, topics: TopicEpochs, logger: Logger, isOwn: @escaping @Sendable (Int32) -> Bool) {
        self.address = address
        self.topics = topics
        self.logger = logger
        self.isOwn = isOwn
    }

    /// Returns when it listens for the first time, or when that failed and will be tried again.
    func start() async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                var waiting: CheckedContinuation<Void, Never>? = continuation
                run {
                    waiting?.resume()
                    waiting = nil
                }
            }
        }
    }

    private func run(settled: () -> Void) {
        var attempt = 0
        while !hasStopped {
            do {
                try listen {
                    attempt = 0
                    settled()
                }
            } catch {
                settled()
                topics.raiseAll()
                attempt += 1
                logger.warning("lost the connection that hears of changes", metadata: ["error": "\(error)"])
                Backoff.reconnecting.wait(after: attempt)
            }
        }
    }

    func stop() {
        isStopped.withLock { $0 = true }
    }

    private var hasStopped: Bool { isStopped.withLock { $0 } }

    private func listen(connected: () -> Void) throws(DatabaseError) {
        let connection = try PostgresConnection(address: address, settings: ["LISTEN braid_topic"])
        // Whatever changed while nobody listened was missed.
        topics.raiseAll()
        connected()
        while !hasStopped {
            let received = try connection.notifications(waitingUpTo: 250)
            topics.raise(received.filter { !isOwn($0.sender) }.map { Topic($0.payload) })
        }
    }
}
