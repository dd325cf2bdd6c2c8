import Database
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Services
import Synchronization

/// Pages kept for readers who are not signed in, for as long as nothing that they show has changed.
///
/// A kept page carries its topics and the moment before it was drawn: it is used only while none of them
/// changed since, so an acknowledged change is on the next page that anybody reads. Docs: decision 0003.
final class PageCache: Sendable {
    private let topics: TopicEpochs
    /// A reader with one of these cookies is somebody, or has a notice to see.
    private let personalCookies: [String]
    private let halfCapacityBytes: Int
    private let shelves = Mutex(Shelves())

    /// Two shelves: a page that is asked for moves to the first; when the first is full it becomes the
    /// second, and the former second, which nobody asked for meanwhile, is dropped.
    fileprivate struct Shelves {
        var recent: [String: KeptPage] = [:]
        var older: [String: KeptPage] = [:]
        var recentBytes = 0
    }

    init(topics: TopicEpochs, personalCookies: [String], capacityBytes: Int = 96 << 20) {
        self.topics = topics
        self.personalCookies = personalCookies
        halfCapacityBytes = capacityBytes / 2
    }

    /// The kept page for a request, if there is one that still holds.
    func kept(for request: Request, now: Date) -> KeptPage? {
        guard isImpersonal(request) else { return nil }
        let key = request.uri.string
        guard let page = shelves.withLock({ $0.page(key, halfCapacityBytes) }) else { return nil }
        guard now < page.validUntil, !topics.haveChanged(page.topics, since: page.moment) else {
            shelves.withLock { $0.remove(key) }
            return nil
        }
        return page
    }

    /// What a handler answers, kept if it says so.
    func answer(_ visit: Visit, _ draw: @Sendable () async throws -> Answer) async throws -> Drawn {
        // Taken before the handler reads the database: see ``TopicEpochs/present``.
        let moment = topics.present
        // And this: a page that was begun before midnight says what "today" was then.
        let now = visit.services.now()
        let answer = try await draw()
        guard let caching = answer.caching, answer.status == .ok, isImpersonal(visit.request) else {
            return Drawn(answer: answer)
        }
        var drawn = Drawn(answer: answer).drawn(for: visit)
        drawn.headers[.cacheControl] = Caching.revalidate
        drawn.headers[.vary] = "Cookie"
        let key = visit.request.uri.string
        guard key.utf8.count <= 500 else { return drawn }
        let page = KeptPage(
            drawn,
            topics: caching.topics,
            moment: moment,
            validUntil: min(caching.validUntil ?? .distantFuture, now.nextMidnightInLondon),
            route: visit.context.endpointPath ?? "",
            site: visit.site
        )
        shelves.withLock { $0.put(page, key, halfCapacityBytes) }
        return page.drawn
    }

    /// How many pages are kept, and about how many bytes they take.
    var extent: (pages: Int, bytes: Int) {
        shelves.withLock { shelves in
            let pages = Array(shelves.recent.values) + Array(shelves.older.values)
            return (pages.count, pages.reduce(0) { $0 + $1.sizeBytes })
        }
    }

    private func isImpersonal(_ request: Request) -> Bool {
        guard request.headers.contains(.cookie) else { return true }
        let cookies = request.cookies
        return personalCookies.allSatisfy { cookies[$0] == nil }
    }
}

extension PageCache.Shelves {
    fileprivate mutating func page(_ key: String, _ limit: Int) -> KeptPage? {
        if let page = recent[key] { return page }
        guard let page = older.removeValue(forKey: key) else { return nil }
        put(page, key, limit)
        return page
    }

    fileprivate mutating func put(_ page: KeptPage, _ key: String, _ limit: Int) {
        older[key] = nil
        if let former = recent.updateValue(page, forKey: key) { recentBytes -= former.sizeBytes }
        recentBytes += page.sizeBytes
        guard recentBytes > limit else { return }
        older = recent
        recent = [:]
        recentBytes = 0
    }

    fileprivate mutating func remove(_ key: String) {
        older[key] = nil
        if let former = recent.removeValue(forKey: key) { recentBytes -= former.sizeBytes }
    }
}

extension Date {
    /// When "today" on a page stops being true.
    var nextMidnightInLondon: Date {
        Date(LocalDate(self, in: .london).adding(days: 1), .midnight, in: .london)
    }
}
