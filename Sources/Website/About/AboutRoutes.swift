import Database
import HTML

extension Site {
    func addAbout(to routes: Routes) {
        routes.get(SiteMap.home, .everyone) { visit in
            var topics: [Topic] = []
            var contents: [Markup] = []
            for part in visit.site.homeParts {
                guard let made = try await part(visit) else { continue }
                topics += made.topics
                contents.append(made.content)
            }
            return .page(HomePage(parts: contents)).cached(topics, validUntil: visit.site.endOfToday())
        }
        routes.get(SiteMap.about, .everyone) { _ in .page(AboutPage()).cached([]) }
        routes.get(SiteMap.accessibility, .everyone) { _ in .page(AccessibilityPage()).cached([]) }
        routes.get(SiteMap.privacy, .everyone) { _ in .page(PrivacyPage()).cached([]) }
    }
}
