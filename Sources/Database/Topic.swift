import Synchronization

/// Something a public page shows and a write can change, such as `strands` or `offer/3v8kx2p9q4m1z`.
///
/// A write names the topics it changes with ``Transaction/touch(_:)-(Topic...)``; a cached page carries the epochs of the topics it was
/// made from. See ``TopicEpochs``.
package struct Topic: Hashable, Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
    package let name: String

    package init(_ name: String) {
        self.name = name
    }

    package init(stringLiteral name: String) {
        self.name = name
    }

    package var description: String { name }
}

/// How often each topic has changed, as this process knows.
///
/// * A write in this process raises its topics before it returns, so nobody reads an older page after an acknowledged change.
/// * On PostgreSQL another process's write arrives by `NOTIFY`, milliseconds after its commit; when the listening connection
///   was away, everything is raised at once.
/// * On SQLite a write by another process (an import from the command line) is noticed by the file's data version, and
///   everything is raised at once.
///
/// Topics share 16,384 counters: two topics on one counter cost a needless redraw, never a stale page.
package final class TopicEpochs: Sendable {
    private let counters: Mutex<[UInt64]>

    package init() {
        counters = Mutex(Array(repeating: 0, count: 16_384))
    }

    /// The state of some topics, to compare with a later one.
    package struct Snapshot: Equatable, Sendable {
        fileprivate let counters: [UInt64]
    }

    /// Taken *before* a page reads the database: a change in between then makes the page stale, never the reverse.
    package func snapshot(of topics: [Topic]) -> Snapshot {
        counters.withLock { counters in Snapshot(counters: topics.map { counters[Self.slot(of: $0)] }) }
    }

    package func raise(_ topics: some Sequence<Topic>) {
        counters.withLock { counters in
            for topic in topics { counters[Self.slot(of: topic)] += 1 }
        }
    }

    package func raiseAll() {
        counters.withLock { counters in
            for slot in counters.indices { counters[slot] += 1 }
        }
    }

    /// FNV-1a, folded to the number of counters.
    private static func slot(of topic: Topic) -> Int {
        Int(truncatingIfNeeded: stableHash(topic.name) % 16_384)
    }
}

/// FNV-1a (Fowler, Noll & Vo), 64 bits: the same in every process, unlike `Hasher`.
package func stableHash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}

extension Transaction {
    /// Names what this transaction changes; see ``TopicEpochs``.
    package func touch(_ topics: Topic...) throws {
        try touch(topics)
    }
}
