import Access
import Database
import HTTPTypes
import Logging
import NIOCore

/// What machines ask: is it alive, can it work, how is it doing, what may be crawled, where is the icon.
extension Site {
    func addOperation(to routes: Routes) {
        routes.get(SiteMap.health, .everyone) { _ in .text("alive\n") }
        routes.get(SiteMap.readiness, .everyone) { visit in await visit.site.readiness() }
        routes.get(SiteMap.metrics, .everyone) { visit in
            // Numbers of the whole network are the operator's: asked on the machine itself or through its own
            // network.
            guard visit.site.mayReadMetrics(visit.context.clientAddress) else { throw AccessError.notFound }
            return .text(
                PrometheusText(visit.site.metrics).text,
                contentType: "text/plain; version=0.0.4; charset=utf-8"
            )
        }
        routes.get(SiteMap.robots, .everyone) { visit in
            .text(Self.robots(visit.site.configuration)).header(.cacheControl, Caching.forADay)
        }
        routes.get(SiteMap.faviconFile, .everyone) { _ in
            Answer.bytes(Assets.favicon.bytes, contentType: Assets.favicon.contentType)
                .header(.cacheControl, Caching.forADay)
        }
        routes.get(SiteMap.iconFile, .everyone) { _ in
            Answer.bytes(FaviconFile.bytes, contentType: "image/x-icon").header(
                .cacheControl,
                Caching.forADay
            )
        }
        routes.get(SiteMap.asset, .everyone) { _, name in
            guard let asset = Assets.all[name] else { throw AccessError.notFound }
            return Answer.bytes(asset.bytes, contentType: asset.contentType).header(
                .cacheControl,
                Caching.forever
            )
        }
    }

    /// Whether the database answers; 503 otherwise, so that a load balancer sends readers elsewhere.
    private func readiness() async -> Answer {
        do {
            _ = try await database.read { transaction in
                try transaction.count("SELECT count(*) FROM schema_migration")
            }
            return .text("ready\n")
        } catch {
            logger.error("not ready", metadata: ["error": .string(String(reflecting: error))])
            var answer = Answer.text("the database does not answer\n")
            answer.status = .serviceUnavailable
            return answer
        }
    }

    func mayReadMetrics(_ address: String) -> Bool {
        ["127.0.0.1", "::1", SiteContext.unknownAddress].contains(address) || proxies.trusts(address)
            || metricsReaders.trusts(address)
    }

    private static func robots(_ configuration: SiteConfiguration) -> String {
        if configuration.isExample { return "User-agent: *\nDisallow: /\n" }
        let closed = [
            SiteMap.account().path, SiteMap.today().path, SiteMap.signIn().path, "/school/", "/hub/",
        ]
        return "User-agent: *\n" + closed.map { "Disallow: \($0)\n" }.joined()
    }
}
