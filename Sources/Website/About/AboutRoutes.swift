import Database
import HTML

extension Site {
    func addAbout(to routes: Routes) {
        routes.get(SiteMap.home, .everyone) { visit in
            let parts = visit.site.homeParts
            var contents: [Markup] = []
            for (position, part) in parts.enumerated() {
                let content = try await visit.kept("home/\(position)", of: part.topics, part.content)
                if let content { contents.append(content) }
            }
            return .page(HomePage(parts: contents))
                .cached(parts.flatMap(\.topics))
        }
        routes.get(SiteMap.about, .everyone) { _ in .page(AboutPage()).cached([]) }
        routes.get(SiteMap.accessibility, .everyone) { _ in .page(AccessibilityPage()).cached([]) }
        routes.get(SiteMap.privacy, .everyone) { _ in .page(PrivacyPage()).cached([]) }
    }
}
