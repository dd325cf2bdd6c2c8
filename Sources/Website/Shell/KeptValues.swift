import Accounts
import Database
import Foundation
import Services
import Synchronization

/// Values that everybody is shown alike (the numbers of the front page, a map, a page of the catalogue), kept for as
/// long as nothing that they are made from has changed; for pages that also hold something personal, which are drawn
/// for each reader. Docs: decision 0003.
///
/// Readers who ask for the same value at once wait for one of them to make it.
final class KeptValues: Sendable {
    private let topics: TopicEpochs
    private let most: Int
    private let entries = Mutex<[String: Entry]>([:])

    private struct Entry {
        let value: Task<any Sendable, any Error>
        let topics: [Topic]
        /// Before it was made.
        let moment: TopicEpochs.Moment
        let validUntil: Date
    }

    /// - Parameter most: How many values are kept; when there are more, all are made anew.
    init(topics: TopicEpochs, most: Int = 500) {
        self.topics = topics
        self.most = most
    }

    /// The kept value, or a new one.
    ///
    /// - Parameters:
    ///   - key: Names everything that the value depends on, the topics and the day apart. One key has one type.
    ///   - make: Does not depend on who asks.
    /// - Throws: What `make` throws; then nothing is kept.
    func value<Value: Sendable>(
        _ key: String,
        of changing: [Topic],
        now: Date,
        validUntil: Date,
        _ make: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        // Taken before anything is read: see ``TopicEpochs/present``.
        let moment = topics.present
        let task = entries.withLock { entries in
            if let entry = entries[key], now < entry.validUntil,
                !topics.haveChanged(entry.topics, since: entry.moment)
            {
                return entry.value
            }
            if entries.count >= most { entries = [:] }
            let value = Task<any Sendable, any Error> { try await make() }
            entries[key] = Entry(value: value, topics: changing, moment: moment, validUntil: validUntil)
            return value
        }
        do {
            guard let value = try await task.value as? Value else { return try await make() }
            return value
        } catch {
            entries.withLock { entries in
                if entries[key]?.value == task { entries[key] = nil }
            }
            throw error
        }
    }

    /// Lets it be made anew for whoever asks next.
    func drop(_ key: String) { entries.withLock { $0[key] = nil } }
}

extension Visit {
    /// What everybody is shown alike until one of the topics changes, a person is erased or renamed, or the day is over.
    ///
    /// - Parameter values: Where it is kept: those of the whole site unless it is one of very many.
    func kept<Value: Sendable>(
        _ key: String,
        of topics: [Topic],
        in values: KeptValues? = nil,
        _ make: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let now = services.now()
        return try await (values ?? site.keptValues).value(
            key,
            of: topics + [.personNames],
            now: now,
            validUntil: now.nextMidnightInLondon,
            make
        )
    }

    /// A page of one of very many things that every reader is shown alike; it ends when its time comes, too.
    func keptPage(
        _ key: String,
        of topics: [Topic],
        _ draw: @escaping @Sendable () async throws -> DrawnPage
    ) async throws -> DrawnPage {
        let page = try await kept(key, of: topics, in: site.keptPages, draw)
        guard let end = page.validUntil, end <= services.now() else { return page }
        site.keptPages.drop(key)
        return try await kept(key, of: topics, in: site.keptPages, draw)
    }
}
