import Synchronization

/// Lets writers of one key through one at a time, in the order in which they came.
///
/// They wait here rather than on the server's lock, where each would hold a connection of the pool: a thousand who
/// want the last places of one run leave the other connections to everybody else, and nobody's wait counts as a
/// statement that takes too long.
final class WriterQueues: Sendable {
    /// Those who wait behind whoever writes now. A key without an entry is free.
    private let waiting = Mutex<[String: [CheckedContinuation<Void, Never>]]>([:])

    /// Runs `body` when everyone who asked before with the same key is done. Without a key, at once.
    func run<Result>(_ key: String?, _ body: () async throws -> Result) async rethrows -> Result {
        guard let key else { return try await body() }
        await enter(key)
        defer { leave(key) }
        return try await body()
    }

    private func enter(_ key: String) async {
        await withCheckedContinuation { turn in
            let isFree = waiting.withLock { queues in
                guard queues[key] == nil else {
                    queues[key]?.append(turn)
                    return false
                }
                queues[key] = []
                return true
            }
            if isFree { turn.resume() }
        }
    }

    private func leave(_ key: String) {
        let next: CheckedContinuation<Void, Never>? = waiting.withLock { queues in
            guard queues[key]?.isEmpty == false else {
                queues[key] = nil
                return nil
            }
            return queues[key]?.removeFirst()
        }
        next?.resume()
    }
}
