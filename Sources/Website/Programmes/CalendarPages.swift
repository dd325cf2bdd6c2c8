import Access
import HTML
import Programmes
import Services

/// How dates get into a calendar of one's own and stay right there.
struct SubscribeBox: Renderable {
    let title: String
    let feed: Link
    let publicURL: String

    init(_ title: String, feed: Link, publicURL: String) {
        self.title = title
        self.feed = feed
        self.publicURL = publicURL
    }

    var markup: Markup {
        details(.class("subscribe")) {
            HTML.summary { title }
            CalendarAddressText(address: publicURL + feed.description)
            p { a(.href(feed)) { "Download the dates once, as a calendar file" } }
        }
    }
}

/// An address to subscribe to: a link for programs that know what to do with it, and the words to copy.
struct CalendarAddressText: Renderable {
    let address: String

    var markup: Markup {
        p {
            a(.href("webcal" + address.drop { $0 != ":" })) { "Subscribe in your calendar program" }
            ", or copy this address into Outlook, Google Calendar or Apple Calendar under “subscribe from the web”:"
        }
        p(.class("address")) { code { address } }
    }
}

/// A person's own places as a calendar at a secret address.
struct OwnCalendarPage: Page {
    let address: CalendarAddress?
    /// The address itself, right after it was made: it is not kept, so this is the only time.
    let made: String?
    let ticket: FormTicket

    var title: String { "Your sessions in your own calendar" }
    var trail: [Crumb] { [Crumb("Your account", SiteMap.account())] }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "Every session you hold a place in, in the calendar you use. When a session moves, it moves there too."
        )
        if let made {
            Inset("Copy this address now") {
                p { "It is shown only once. If you lose it, make a new one." }
                CalendarAddressText(address: made)
            }
        } else if let address {
            p {
                "Your secret address was made on \(PlainWords.moment(address.madeAt)). It is not shown again."
            }
        } else {
            p { "A secret address, only for you, lets your calendar program read your sessions." }
        }
        h2 { "What it shows" }
        ul {
            li { "Your sessions, where they are and the link to join. Nothing about anyone else." }
            li { "Whoever has the address can read it. Do not pass it on." }
            li {
                "Sessions that are over stay for three months; your record of professional development keeps them for good."
            }
        }
        if address == nil {
            form("Make my address", "renew")
        } else {
            h2 { "Lost it, or given it away?" }
            p { "With a new address the old one stops at once." }
            form("Make a new address", "renew", isSecondary: true)
            form("Stop the calendar", "stop", isSecondary: true)
        }
    }

    private func form(_ text: String, _ step: String, isSecondary: Bool = false) -> Markup {
        postForm(SiteMap.ownCalendar(), ticket: ticket) {
            input(.type("hidden"), .name("version"), .value("\(address?.version ?? 0)"))
            submit(text, isSecondary: isSecondary, name: "step", value: step)
        }
    }
}
