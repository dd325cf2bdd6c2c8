import Access
import HTML
import NIOCore
import Plans

/// A strategy as a plain document with nothing of the site around it: opened in a browser it can be copied into a
/// word processor, which keeps its headings, tables and links.
struct StrategyDocument {
    let page: StrategyPage
    /// The site's own address, because a link in a letter or a file begins with it.
    let siteAddress: String

    func bytes() -> ByteBuffer {
        let body = page.template.rendered().replacing("href=\"/", with: "href=\"\(siteAddress)/")
        return html(.lang("en-GB")) {
            head {
                meta(.named("charset", "utf-8"))
                HTML.title { "\(page.title): \(page.strategy.organisation.name)" }
                Markup.raw(Self.style)
            }
            HTML.body {
                h1 { page.title }
                p { page.strategy.organisation.name }
                Markup.raw(body)
            }
        }.document()
    }

    /// Borders, because a word processor takes a table without them as plain text in columns.
    private static let style = """
        <style>body{font-family:Arial,sans-serif;max-width:50em;margin:2em}table{border-collapse:collapse;width:100%;margin:1em 0}\
        th,td{border:1px solid #666;padding:.4em;text-align:left;vertical-align:top}caption{text-align:left;font-weight:bold;\
        padding:.4em 0}</style>
        """
}
