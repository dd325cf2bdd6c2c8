import Access
import Database
import Foundation
import Hummingbird
import Services
import Synchronization

/// Pages kept for readers who are not signed in, for as long as nothing that they show has changed.
///
/// A kept page carries its topics and the moment before it was drawn: it is used only while none of them changed since, so an
/// acknowledged change is on the next page that anybody reads.
final class PageCache: Sendable {
    private let topics: TopicEpochs
    private let capacity: Int
    private let pages = Mutex<[String: Kept]>([:])

    private struct Kept: Sendable {
        let drawn: Drawn
        let topics: [Topic]
        let moment: TopicEpochs.Moment
        let validUntil: Date?
    }

    /// - Parameter capacity: How many pages are kept at most; when it is reached all are dropped.
    init(topics: TopicEpochs, capacity: Int = 4000) {
        self.topics = topics
        self.capacity = capacity
    }

    /// The kept page for the address, or a new one.
    func answer(_ visit: Visit, _ draw: @Sendable () async throws -> Answer) async throws -> Drawn {
        let isSharable = !visit.actor.isSignedIn && visit.request.cookies[Notice.name] == nil
        guard isSharable else { return Drawn(answer: try await draw()) }
        let key = visit.request.uri.string
        if let kept = kept(key, now: visit.services.now()) { return kept }
        let moment = topics.present
        let answer = try await draw()
        guard let caching = answer.caching, answer.status == .ok else { return Drawn(answer: answer) }
        var drawn = Drawn(answer: answer).drawn(for: visit)
        // Everyone gets the same, but must ask whether it is still so.
        drawn.headers[.cacheControl] = "no-cache"
        keep(Kept(drawn: drawn, topics: caching.topics, moment: moment, validUntil: caching.validUntil), as: key)
        return drawn
    }

    private func kept(_ key: String, now: Date) -> Drawn? {
        guard let kept = pages.withLock({ $0[key] }) else { return nil }
        if let validUntil = kept.validUntil, now >= validUntil { return nil }
        return topics.haveChanged(kept.topics, since: kept.moment) ? nil : kept.drawn
    }

    private func keep(_ page: Kept, as key: String) {
        guard key.utf8.count <= 500 else { return }
        pages.withLock { pages in
            if pages.count >= capacity { pages.removeAll(keepingCapacity: true) }
            pages[key] = page
        }
    }
}
