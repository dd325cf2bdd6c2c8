import Access
import HTML
import NIOCore

/// What stands around every page: head, navigation, breadcrumbs, footer.
struct Layout {
    let page: any Page
    let visit: Visit
    /// Whether the page shows a form again because something in it is wrong.
    var isRefused = false

    func document() -> ByteBuffer {
        html(.lang("en-GB")) {
            headElement
            HTML.body {
                a(.class("skip"), .href("#content")) { "Skip to the content" }
                if visit.site.configuration.isExample { exampleBanner }
                masthead
                breadcrumbs
                main(.id("content"), .class(page.isWide ? "page page--wide" : "page"), .tabindex(-1)) {
                    if let notice = Notice.text(of: visit) {
                        div(.class("notice"), .role("status")) { p { notice } }
                    }
                    page.body
                }
                foot
            }
        }.document()
    }

    @MarkupBuilder private var headElement: Markup {
        head {
            meta(.named("charset", "utf-8"))
            HTML.title {
                (isRefused ? "Error: " : "") + (page.title == "Braid" ? "Braid" : "\(page.title) – Braid")
            }
            meta(.name("viewport"), .content("width=device-width, initial-scale=1"))
            if let summary = page.summary { meta(.name("description"), .content(summary)) }
            meta(.name("color-scheme"), .content("light dark"))
            meta(.name("theme-color"), .content("#12263a"))
            link(.rel("stylesheet"), .href(Assets.stylesheet.address))
            link(.rel("icon"), .type("image/svg+xml"), .href(Assets.favicon.address))
            script(.src(Assets.script.address), .flag("defer")) {}
            // Search engines are never signed in.
            if !visit.actor.isSignedIn, let data = page.structuredData {
                script(.type("application/ld+json")) { .raw(data.replacing("<", with: "\\u003c")) }
            }
        }
    }

    @MarkupBuilder private var exampleBanner: Markup {
        aside(.class("example-banner"), .aria("label", "About this network")) {
            p { "This is an example network. Its schools, people and results are made up." }
        }
    }

    @MarkupBuilder private var masthead: Markup {
        header(.class("masthead")) {
            div(.class("masthead__inner")) {
                a(.class("masthead__name"), .href(SiteMap.home()), .aria("label", "Braid, home")) {
                    img(.src(Assets.logo.address), .alt(""), .width(36), .height(36))
                    span { "Braid" }
                }
                details(.class("menu")) {
                    HTML.summary(.class("menu__button")) { "Menu" }
                    searchForm("menu")
                    navigation(label: "Menu")
                }
                div(.class("masthead__wide")) { navigation(label: "Main") }
                div(.class("masthead__finder")) { searchForm("masthead") }
            }
        }
    }

    /// The search page and the front door have a larger one of their own.
    @MarkupBuilder private func searchForm(_ place: String) -> Markup {
        if !(page is SearchPage), !(page is HomePage) {
            form(
                .method("get"),
                .action(SiteMap.search()),
                .role("search"),
                .class("masthead__search"),
                .aria("label", place == "menu" ? "Site, from the menu" : "Site")
            ) {
                input(
                    .type("search"),
                    .name("q"),
                    .aria("label", "Search everything"),
                    .placeholder("Search")
                )
                button(.type("submit")) { "Search" }
            }
        }
    }

    @MarkupBuilder private func navigation(label: String) -> Markup {
        nav(.class("navigation"), .aria("label", label)) {
            ul {
                for section in SiteSection.allCases {
                    li {
                        a(
                            .href(section.link),
                            .named("aria-current", ifPresent: page.section == section ? "true" : nil)
                        ) {
                            section.rawValue
                        }
                    }
                }
                if let person = visit.actor.person {
                    li(.class("navigation__own")) { a(.href(SiteMap.today())) { "Today" } }
                    li { a(.href(SiteMap.account())) { person.name } }
                } else {
                    li(.class("navigation__own")) { a(.href(SiteMap.signIn())) { "Sign in" } }
                }
            }
        }
    }

    @MarkupBuilder private var breadcrumbs: Markup {
        let trail = page.trail.filter { crumb in visit.actor.mayFollow(crumb) }
        if !trail.isEmpty {
            nav(.class("breadcrumbs"), .aria("label", "Breadcrumb")) {
                ol {
                    for crumb in trail { li { a(.href(crumb.link)) { crumb.text } } }
                    li(.aria("current", "page")) { page.title }
                }
            }
        }
    }

    @MarkupBuilder private var foot: Markup {
        footer(.class("foot")) {
            div(.class("foot__inner")) {
                p(.class("foot__loop")) {
                    "Find, plan, train, test, share: one record of what schools learn together."
                }
                ul {
                    li { a(.href(SiteMap.about())) { "About Braid" } }
                    li { a(.href(SiteMap.accessibility())) { "Accessibility" } }
                    li { a(.href(SiteMap.privacy())) { "Privacy" } }
                }
            }
        }
    }
}

extension Actor {
    /// Whether a step back leads somewhere: a network administrator reads the pages of hubs and belongs to none, so that
    /// there is no list of their own hub’s to go back to.
    fileprivate func mayFollow(_ crumb: Crumb) -> Bool {
        guard let part = crumb.link.part else { return true }
        return !own(part).isEmpty
    }
}

extension SiteSection {
    var link: Link {
        switch self {
        case .evidence: SiteMap.evidence()
        case .offers: SiteMap.offers()
        case .trials: SiteMap.trials()
        case .results: SiteMap.results()
        case .network: SiteMap.network()
        }
    }
}
