import Access
import HTML

/// A page: plain values and a body. The shell puts the layout around it.
protocol Page: Sendable {
    /// What the browser's tab and search engines show; the layout adds the site's name.
    var title: String { get }
    /// One sentence for search engines and shared links.
    var summary: String? { get }
    /// The way here, without home and without this page.
    var trail: [Crumb] { get }
    /// Which part of the navigation is marked.
    var section: SiteSection? { get }
    /// Whether the page is for print and screen alike, without side matter.
    var isWide: Bool { get }
    /// Structured data for search engines (schema.org, JSON-LD), if any.
    var structuredData: String? { get }
    @MarkupBuilder var body: Markup { get }
}

extension Page {
    var summary: String? { nil }
    var trail: [Crumb] { [] }
    var section: SiteSection? { nil }
    var isWide: Bool { false }
    var structuredData: String? { nil }
}

/// A step of the way to a page.
struct Crumb: Sendable {
    let text: String
    let link: Link

    init(_ text: String, _ link: Link) {
        self.text = text
        self.link = link
    }
}

/// The parts of the site, as the navigation shows them.
enum SiteSection: String, CaseIterable, Sendable {
    case evidence = "Evidence"
    case offers = "Training"
    case trials = "Trials"
    case results = "Results"
    case network = "Network"
}
