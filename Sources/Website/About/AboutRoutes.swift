import Database
import HTML

extension Site {
    func addAbout(to routes: Routes) {
        routes.get(SiteMap.home, .everyone) { visit in
            let parts = visit.site.homeParts
            let contents = try await parts.indices.sideBySide { position in
                try await visit.kept("home/\(position)", of: parts[position].topics, parts[position].content)
            }
            return .page(HomePage(parts: contents.compactMap(\.self)))
                .cached(parts.flatMap(\.topics))
        }
        routes.get(SiteMap.about, .everyone) { _ in .page(AboutPage()).cached([]) }
        routes.get(SiteMap.accessibility, .everyone) { _ in .page(AccessibilityPage()).cached([]) }
        routes.get(SiteMap.privacy, .everyone) { _ in .page(PrivacyPage()).cached([]) }
    }
}
