/// A `User-Agent` header in three words, so that a person knows their own session and nobody else learns
/// more.
package enum DeviceSummary {
    package static func summary(of agent: String) -> String {
        let browser = firstMatch(in: agent, browsers) ?? "A browser"
        guard let system = firstMatch(in: agent, systems) else { return browser }
        return "\(browser) on \(system)"
    }

    private static func firstMatch(in agent: String, _ names: [(mark: String, name: String)]) -> String? {
        names.first { agent.contains($0.mark) }?.name
    }

    // Order matters: Edge and Opera also say Chrome, and Chrome also says Safari.
    private static let browsers: [(mark: String, name: String)] = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]

    private static let systems: [(mark: String, name: String)] = [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
        ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
    ]
}
