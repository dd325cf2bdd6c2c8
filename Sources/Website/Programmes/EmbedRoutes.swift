import Access
import Accounts
import Database
import Directory
import Evidence
import HTML
import HTTPTypes
import NIOCore
import Programmes
import Services

// A hub's offers for its own website: a page that any site may show in a frame, and what to paste there.

extension Site {
    func addEmbed(to routes: Routes) {
        routes.get(SiteMap.embed, .everyone) { visit, slug in
            let hub = try await directory.hub(slug: slug).orNotFound()
            var query = OfferQuery(visit.query)
            query.hubs = [hub.id]
            let document = EmbeddedOffers(
                hub: hub.name,
                all: publicLink(query.changed { $0.period = nil }.link),
                catalogue: try await visit.catalogue(query),
                publicURL: configuration.publicURL
            ).document
            return Answer.bytes(document, contentType: "text/html; charset=utf-8")
                // Without this an answer to someone who is signed in would set a cookie.
                .header(.cacheControl, Caching.revalidate)
                .header(.contentSecurityPolicy, SecurityHeaders.framedPolicy)
                .cached(Visit.catalogueTopics)
        }
        routes.get(SiteMap.hubEmbed, .signedIn) { visit in
            let hub = try visit.hub(visit.query.text("hub"), where: .seeBookings)
            let found = try await database.read { try Directory.hub(hub.id, in: $0).orNotFound() }
            return .page(
                EmbedPage(hub: hub, frame: SiteMap.embed(found.slug), publicURL: configuration.publicURL)
            )
        }
    }

    private func publicLink(_ link: Link) -> String { configuration.publicURL + link.description }
}

/// A hub's offers as a document of its own for a frame: no navigation, no form, no script; every link opens in
/// the whole window.
struct EmbeddedOffers {
    let hub: String
    /// The catalogue with the hub's offers, filtered as the frame is.
    let all: String
    let catalogue: Catalogue
    let publicURL: String

    var document: ByteBuffer {
        html(.lang("en-GB")) {
            head {
                meta(.named("charset", "utf-8"))
                HTML.title { "Training by \(hub)" }
                meta(.name("viewport"), .content("width=device-width, initial-scale=1"))
                meta(.name("color-scheme"), .content("light dark"))
                // The page with navigation is the one to find.
                meta(.name("robots"), .content("noindex"))
                link(.rel("stylesheet"), .href(Assets.stylesheet.address))
            }
            HTML.body(.class("embedded")) {
                main {
                    h1 { "Training by \(hub)" }
                    if catalogue.lines.isEmpty {
                        p { "Nothing is open for booking at the moment." }
                    } else {
                        ul(.class("list")) { for line in catalogue.lines { li { entry(line) } } }
                    }
                    p {
                        top(all) {
                            catalogue.total > catalogue.lines.count
                                ? "All \(PlainWords.grouped(catalogue.total)) courses and programmes"
                                : "See them with filters and dates"
                        }
                    }
                }
            }
        }.document()
    }

    @MarkupBuilder private func entry(_ line: OfferLine) -> Markup {
        h2 { top(publicURL + SiteMap.offer(line.id).description) { line.facts.title } }
        p { line.facts.summary }
        p(.class("meta")) {
            span {
                OfferWords.start(line).capitalisedFirst
                    + (line.runCount == 1 ? "" : " and \(line.runCount - 1) later")
            }
            span { line.facts.venueName }
            span { OfferWords.price(line.facts) }
            if line.places == .full { span { "Full: you can join the waiting list" } }
        }
    }

    private func top(_ address: String, @MarkupBuilder content: () -> Markup) -> Markup {
        a(.href(address), .named("target", "_top"), content: content)
    }
}

/// What a hub pastes into its own website.
struct EmbedPage: Page {
    let hub: Organisation
    let frame: Link
    let publicURL: String

    var title: String { "On your own website" }
    var trail: [Crumb] { [Crumb("Offers", SiteMap.hubOffers().with("hub", hub.id.description))] }

    var body: Markup {
        PageHeader(
            title,
            lead: "Your published offers on your own pages, always as they stand here.",
            kicker: hub.name
        )
        h2 { "Paste this" }
        p { "Into a page of your website, where its editor takes HTML or an “embed”." }
        pre(.class("snippet"), .tabindex(0), .aria("label", "The code to paste")) { code { snippet } }
        p { a(.href(frame)) { "See what it shows" } }
        h2 { "Only some of them" }
        p {
            "Filter the catalogue, and copy what stands after the question mark in its address behind the address in the code, such as "
            code { "?phase=primary" }
            "."
        }
        h2 { "What it does, and does not" }
        ul {
            li { "It shows the next twenty offers, and leads here to book. It follows light and dark." }
            li {
                "It sets no cookie, runs no script and asks your visitors for nothing, so your cookie notice need not name it."
            }
            li {
                "If the editor of your website lets you set the height only, any height will do: the frame scrolls."
            }
        }
    }

    private var snippet: String {
        """
        <iframe src="\(publicURL)\(frame)" title="Training by \(Self.escaped(hub.name))"
          width="100%" height="720" loading="lazy"></iframe>
        """
    }

    /// A text in an attribute of the code that is shown.
    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
    }
}
