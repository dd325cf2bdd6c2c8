import Access
import Foundation
import Programmes
import Services

// Those who have a place at a conference: their sessions, and the day itself.

extension Site {
    func addChoosing(to routes: Routes) {
        routes.get(SiteMap.conferenceDay, .everyone) { visit, id in
            let choices = try await programmes.ownChoices(at: id, by: visit.actor)
            return .page(
                ConferenceDayPage(
                    conference: try await programmes.conference(id, by: visit.actor),
                    choices: choices,
                    onlyOwn: choices != nil && visit.query.text("show") == "mine",
                    now: visit.services.now()
                )
            )
        }
        routes.get(SiteMap.chooseSessions, .signedIn) { visit, id in
            .page(try await choosingPage(id, FormState(), visit))
        }
        routes.post(SiteMap.chooseSessions, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "sessions") {
                try await programmes.chooseSessions(
                    Set(submission.all("sessions").compactMap { ID($0) }),
                    at: id,
                    by: visit.actor
                )
            }
            if done != nil {
                return .redirect(
                    to: SiteMap.conferenceDay(id).with("show", "mine"),
                    notice: "Saved. You can change it until each session begins."
                )
            }
            return .invalid(try await choosingPage(id, state, visit))
        }
    }

    private func choosingPage(_ id: ID<Run>, _ state: FormState, _ visit: Visit) async throws
        -> ChooseSessionsPage
    {
        ChooseSessionsPage(
            conference: try await programmes.conference(id, by: visit.actor),
            choices: try await programmes.ownChoices(at: id, by: visit.actor),
            now: visit.services.now(),
            state: state,
            ticket: visit.formTicket()
        )
    }
}
