import Access
import Foundation
import Programmes
import Services

// After a session: what those who chose it thought, and what stays of it.

extension Site {
    func addSessionAfterwards(to routes: Routes) {
        routes.get(SiteMap.sessionFeedback, .signedIn) { visit, id in
            .page(try await sessionFeedbackForm(id, FormState(), visit))
        }
        routes.post(SiteMap.sessionFeedback, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            var draft = SessionFeedbackDraft()
            draft.overall = Int(submission.text("overall"))
            draft.willUse = Int(submission.text("willUse"))
            draft.words = submission.text("words")
            let sent = draft
            let done: Void? = try await state.attempt(refusedAt: "overall") {
                try await programmes.giveFeedback(sent, on: id, by: visit.actor)
            }
            if done != nil {
                return .redirect(
                    to: SiteMap.conferenceSession(id),
                    notice: "Thank you. It is kept without your name."
                )
            }
            return .invalid(try await sessionFeedbackForm(id, state, visit))
        }
        routes.get(SiteMap.sessionResults, .signedIn) { visit, id in
            .page(try await sessionResultsPage(id, nil, visit))
        }
        routes.post(SiteMap.sessionResults, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "slides") {
                try await programmes.keepResources(
                    slides: submission.text("slides"),
                    recording: submission.text("recording"),
                    of: id,
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil {
                return .redirect(
                    to: SiteMap.sessionResults(id),
                    notice: "Saved. It is shown on the session’s page."
                )
            }
            return .invalid(try await sessionResultsPage(id, state, visit))
        }
    }

    private func sessionFeedbackForm(_ id: ID<ConferenceSession>, _ state: FormState, _ visit: Visit)
        async throws
        -> SessionFeedbackForm
    {
        let conference = try await programmes.conference(of: id, by: visit.actor)
        return SessionFeedbackForm(
            conference: conference,
            session: try conference.session(id).orNotFound(),
            opening: try await programmes.feedbackOpening(of: id, by: visit.actor),
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func sessionResultsPage(_ id: ID<ConferenceSession>, _ state: FormState?, _ visit: Visit)
        async throws -> SessionResultsPage
    {
        let results = try await programmes.feedbackResults(on: id, by: visit.actor)
        let conference = try await programmes.conference(of: id, by: visit.actor)
        let session = try conference.session(id).orNotFound()
        let kept = FormState([
            "slides": session.slides, "recording": session.recording, "version": "\(session.version)",
        ])
        return SessionResultsPage(
            conference: conference,
            session: session,
            results: results,
            today: visit.services.today(),
            state: state ?? kept,
            ticket: visit.formTicket()
        )
    }
}
