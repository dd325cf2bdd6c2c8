import Access
import HTML
import Programmes
import Services

extension Site {
    /// What a hub charges for late cancellations.
    func addBookingRules(to routes: Routes) {
        routes.get(SiteMap.hubBookingRules, .signedIn) { visit in
            let hub = try visit.hub(visit.query.text("hub"), where: .editOffer)
            let ladder = try await programmes.cancellationLadder(of: hub.id)
            return .page(
                BookingRulesPage(
                    hub: hub,
                    shown: ladder.stamp,
                    state: FormState(ladder),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.hubBookingRules, .signedIn) { visit, submission in
            let hub = try visit.hub(submission.text("hub"), where: .editOffer)
            let shown = submission.text("shown")
            if submission.text("step") == "common" {
                return .page(
                    BookingRulesPage(
                        hub: hub,
                        shown: shown,
                        state: FormState(.common),
                        ticket: visit.formTicket()
                    )
                )
            }
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "days-0") {
                let rows = (0..<BookingRulesPage.rowCount).map {
                    (days: submission.text("days-\($0)"), percentage: submission.text("percentage-\($0)"))
                }
                try await programmes.setCancellationLadder(
                    .checked(rows),
                    of: hub.id,
                    shown: shown,
                    by: visit.actor
                )
            }
            if done != nil {
                return .redirect(to: SiteMap.hubOffers().with("hub", hub.id.description), notice: "Saved.")
            }
            return .invalid(
                BookingRulesPage(hub: hub, shown: shown, state: state, ticket: visit.formTicket())
            )
        }
    }
}

/// The ladder: the nearer, the more.
struct BookingRulesPage: Page {
    static let rowCount = 5

    let hub: Organisation
    /// The stamp of the ladder that the form was made from.
    let shown: String
    let state: FormState
    let ticket: FormTicket

    var title: String { "Late cancellations" }
    var trail: [Crumb] { [Crumb("Offers", SiteMap.hubOffers().with("hub", hub.id.description))] }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "What cancelling a place costs, the nearer the first session the more. Changing a name is always free.",
            kicker: hub.name
        )
        postForm(SiteMap.hubBookingRules(), ticket: ticket, state: state) {
            input(.type("hidden"), .name("hub"), .value(hub.id.description))
            input(.type("hidden"), .name("shown"), .value(shown))
            for position in 0..<Self.rowCount {
                fieldset(.class("field-row")) {
                    legend { "Step \(position + 1)" }
                    TextField(
                        "days-\(position)",
                        "Within so many days of the first session",
                        kind: .wholeNumber,
                        state: state
                    )
                    TextField(
                        "percentage-\(position)",
                        "Per cent of the price",
                        kind: .wholeNumber,
                        state: state
                    )
                }
            }
            submit("Save")
            submit(
                "Fill in 7 days 100%, 14 days 75%, 28 days 50%",
                isSecondary: true,
                name: "step",
                value: "common"
            )
        }
        p(.class("hint")) { "Leave all rows empty and cancelling is free until the first session." }
    }
}

extension FormState {
    fileprivate init(_ ladder: CancellationLadder) {
        self.init()
        for (position, step) in ladder.steps.enumerated() {
            set("days-\(position)", "\(step.withinDays)")
            set("percentage-\(position)", "\(step.percentage)")
        }
    }
}
