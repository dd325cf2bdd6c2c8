import Synchronization

/// Something a public page shows and a write can change, such as `strands` or `offer/3v8kx2p9q4m1z`.
///
/// A write names the topics it changes with ``Transaction/touch(_:)-(Topic...)``; a cached page carries the
/// topics it was made from and the moment before it was. See ``TopicEpochs``.
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

/// When each topic last changed, as this process knows.
///
/// * A write in this process raises its topics before it returns, so nobody reads an older page after an
///   acknowledged change.
/// * On PostgreSQL another process's write arrives by `NOTIFY`, milliseconds after its commit; when the
///   listening connection was away, everything is raised at once.
/// * On SQLite a write by another process (an import from the command line) is noticed by the file's data
///   version, and everything is raised at once.
///
/// Topics share 16,384 places: two topics in one place cost a needless redraw, never a stale page.
package final class TopicEpochs: Sendable {
    private let state = Mutex(State())

    private struct State {
        /// Counts changes.
        var present: UInt64 = 0
        /// The count at which something unknown changed: anything may have.
        var everything: UInt64 = 0
        /// The count at which each place last changed.
        var places = [UInt64](repeating: 0, count: 16_384)
    }

    package init() {}

    /// A point in the sequence of changes.
    package struct Moment: Equatable, Sendable {
        fileprivate let count: UInt64
    }

    /// Now. Taken *before* a page reads the database: a change in between then makes the page stale, never
    /// the reverse.
    package var present: Moment {
        state.withLock { Moment(count: $0.present) }
    }

    /// Whether any of the topics changed after a moment.
    package func haveChanged(_ topics: [Topic], since moment: Moment) -> Bool {
        state.withLock { state in
            state.everything > moment.count
                || topics.contains { state.places[Self.place(of: $0)] > moment.count }
        }
    }

    package func raise(_ topics: some Collection<Topic>) {
        guard !topics.isEmpty else { return }
        state.withLock { state in
            state.present += 1
            for topic in topics { state.places[Self.place(of: topic)] = state.present }
        }
    }

    package func raiseAll() {
        state.withLock { state in
            state.present += 1
            state.everything = state.present
        }
    }

    private static func place(of topic: Topic) -> Int {
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
