import HTML
import Programmes
import Services

/// Before a run is cancelled: what follows, and why it is not held. Afterwards: what is left to credit.
struct CancelRunPage: Page {
    let outlook: CancellationOutlook
    let state: FormState
    let ticket: FormTicket

    private var run: Run { outlook.run }

    var title: String { run.isCancelled ? "Cancelled dates" : "Cancel these dates?" }
    var trail: [Crumb] {
        [
            Crumb("Offers", SiteMap.hubOffers()),
            Crumb(outlook.offer.facts.title, SiteMap.hubOffer(outlook.offer.id)),
        ]
    }

    var body: Markup {
        PageHeader(title, lead: OfferView.name(of: run), kicker: outlook.offer.facts.title)
        if let cancellation = run.cancellation {
            p { "Everyone was told: \(cancellation.reason)" }
            if outlook.invoices.isEmpty { p { "Nothing is left to credit." } } else { invoices }
        } else {
            ul {
                li {
                    "\(InWords.count(outlook.places, "place")) \(outlook.places == 1 ? "ends" : "end"), and nothing is charged for \(outlook.places == 1 ? "it" : "them")."
                }
                if outlook.waiting > 0 {
                    li {
                        "\(InWords.count(outlook.waiting, "school")) on the waiting list \(outlook.waiting == 1 ? "is" : "are") told that it has ended."
                    }
                }
                li {
                    "Everyone gets an email with your reason\(run.study == nil ? ", and calendar files that take the sessions out" : "")."
                }
                li { "This cannot be undone. To hold it on other days instead, change the dates." }
            }
            if !outlook.invoices.isEmpty { invoices }
            postForm(SiteMap.cancelRun(outlook.offer.id, run.id), ticket: ticket, state: state) {
                input(.type("hidden"), .name("version"), .value("\(run.version)"))
                TextArea(
                    "reason",
                    "Why is it not held?",
                    hint: "As everyone reads it, such as: The tutor is ill. We will offer new dates in May.",
                    rows: 4,
                    state: state
                )
                submit("Cancel and tell everyone", isWarning: true)
                a(.class("button button--secondary"), .href(SiteMap.hubOffer(outlook.offer.id))) {
                    "Keep these dates"
                }
            }
        }
    }

    private var invoices: Markup {
        Inset("Invoices to credit") {
            p {
                "Places of these dates are on invoices. Credit those that were issued, and withdraw drafts; new drafts leave these dates out."
            }
            ul {
                for invoice in outlook.invoices {
                    li { a(.href(SiteMap.invoice(invoice.id))) { invoice.number ?? "A draft" } }
                }
            }
        }.markup
    }
}
