import Access
import Database
import HTML
import Programmes
import Services

extension Site {
    /// How the hubs of a joint offer share its income and costs.
    func addShares(to routes: Routes) {
        routes.get(SiteMap.offerShares, .signedIn) { visit, id in
            let offer = try await editableOffer(id, visit)
            var state = FormState(["version": "\(offer.version)"])
            for share in try await programmes.shares(of: id, by: visit.actor) {
                state.set("share-\(share.hub.id)", "\(share.percentage)")
            }
            return .page(SharesForm(offer: offer, state: state, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.offerShares, .signedIn) { visit, id, submission in
            let offer = try await editableOffer(id, visit)
            let typed = Dictionary(
                uniqueKeysWithValues: offer.hubs.map {
                    ($0.organisation.id, submission.text("share-\($0.organisation.id)"))
                }
            )
            var state = FormState(submission)
            let first = "share-\(offer.lead?.organisation.id.description ?? "")"
            let done: Void? = try await state.attempt(refusedAt: first) {
                try await programmes.setShares(typed, of: id, version: submission.version, by: visit.actor)
            }
            if done != nil { return .redirect(to: SiteMap.hubOffer(id), notice: "Saved.") }
            return .invalid(SharesForm(offer: offer, state: state, ticket: visit.formTicket()))
        }
    }
}

/// A percentage for each hub.
struct SharesForm: Page {
    let offer: Offer
    let state: FormState
    let ticket: FormTicket

    var title: String { "Income and costs" }
    var trail: [Crumb] {
        [Crumb("Offers", SiteMap.hubOffers()), Crumb(offer.facts.title, SiteMap.hubOffer(offer.id))]
    }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "What each hub has of the income, and bears of the costs. Co-hosts agree to it with the offer.",
            kicker: offer.facts.title
        )
        if offer.hubs.count < 2 {
            EmptyState("Your hub runs this alone.", action: ("Back to the offer", SiteMap.hubOffer(offer.id)))
        } else if offer.state == .draft || offer.state == .agreeing {
            postForm(SiteMap.offerShares(offer.id), ticket: ticket, state: state) {
                input(.type("hidden"), .name("version"), .value(state.value("version")))
                for hub in offer.hubs {
                    TextField(
                        "share-\(hub.organisation.id)",
                        hub.organisation.name,
                        kind: .wholeNumber,
                        hint: hub.isLead ? "In per cent. Leave all empty to share nothing." : "In per cent.",
                        isShort: true,
                        state: state
                    )
                }
                submit("Save")
            }
        } else {
            p {
                "The offer was published, so the shares can no longer be changed: the co-hosts agreed to them."
            }
        }
    }
}
