import Access
import Database
import HTML
import Programmes
import Services

extension Site {
    /// One session changed, or it and all later ones.
    func addSessionEditing(to routes: Routes) {
        routes.get(SiteMap.editSession, .signedIn) { visit, id in
            let (offer, run) = try await editableSession(id, visit)
            let session = try run.sessions.first { $0.id == id }.orNotFound()
            let addresses = try await programmes.facilitatorAddresses(of: run.id, by: visit.actor)
            let draft = SessionDraft(session, addresses)
            let state = FormState([
                "version": "\(run.version)", "date-0": draft.date, "start-0": draft.start, "end-0": draft.end,
                "room-0": draft.room, "link-0": draft.link, "facilitators-0": draft.facilitators,
                "scope": "this",
            ])
            return .page(
                SessionForm(
                    offer: offer,
                    run: run,
                    session: session,
                    state: state,
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.editSession, .signedIn) { visit, id, submission in
            let (offer, run) = try await editableSession(id, visit)
            let session = try run.sessions.first { $0.id == id }.orNotFound()
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "date-0") {
                try await programmes.editSession(
                    id,
                    SessionDraft(submission, row: 0),
                    andLater: submission.text("scope") == "later",
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil {
                return .redirect(
                    to: SiteMap.hubOffer(offer.id),
                    notice: "Saved. Everyone booked hears of sessions that moved."
                )
            }
            return .invalid(
                SessionForm(
                    offer: offer,
                    run: run,
                    session: session,
                    state: state,
                    ticket: visit.formTicket()
                )
            )
        }
    }

    private func editableSession(_ id: ID<RunSession>, _ visit: Visit) async throws -> (Offer, Run) {
        let offer = try await programmes.offer(ofSession: id, by: visit.actor)
        try requireEditable(offer, visit)
        return (offer, try offer.runs.first { $0.sessions.contains { $0.id == id } }.orNotFound())
    }
}

/// When and where one session is, and whether the later ones change with it.
struct SessionForm: Page {
    let offer: Offer
    let run: Run
    let session: RunSession
    let state: FormState
    let ticket: FormTicket

    private var later: Int { run.sessions.count { ($0.heldOn, $0.start) > (session.heldOn, session.start) } }

    var title: String { "Change a session" }
    var trail: [Crumb] {
        [Crumb("Offers", SiteMap.hubOffers()), Crumb(offer.facts.title, SiteMap.hubOffer(offer.id))]
    }

    var body: Markup {
        PageHeader(
            title,
            lead: "\(session.heldOn.spelled), \(session.start) to \(session.end)",
            kicker: offer.facts.title
        )
        if run.taken > 0 {
            Inset {
                p {
                    "\(InWords.count(run.taken, "place")) booked. Everyone booked gets an email and new calendar entries for sessions that move."
                }
            }
        }
        postForm(SiteMap.editSession(session.id), ticket: ticket, state: state) {
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            SessionFields(row: 0, state: state)
            if later > 0 {
                ChoiceField(
                    "scope",
                    "What to change",
                    options: [
                        FormOption("this", "This session only"),
                        FormOption(
                            "later",
                            "This one and the \(InWords.count(later, "session")) after it",
                            hint:
                                "Their dates move by the same number of days, and what you change here changes for them too."
                        ),
                    ],
                    state: state
                )
            }
            submit("Save")
        }
    }
}
