import Access
import Database
import Pathways
import Programmes
import Services

extension Site {
    /// For the pair: their own work together.
    func addCoaching(to routes: Routes) {
        routes.get(SiteMap.ownCoaching, .signedIn) { visit in
            let person = try visit.actor.signedInPerson()
            return .page(
                OwnCoachingPage(
                    person: person,
                    lines: try await pathways.ownCoaching(by: visit.actor),
                    toDecide: try await pathways.openingsToDecide(by: visit.actor),
                    today: visit.services.today()
                )
            )
        }
        routes.get(SiteMap.coaching, .signedIn) { visit, id in
            .page(try await coachingPage(id, FormState(), visit))
        }
        routes.post(SiteMap.answerCoaching, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let notice = try await state.attempt(refusedAt: "answer") {
                if submission.text("answer") == "no" {
                    try await pathways.declineCoaching(id, by: visit.actor)
                    return "You have declined. Whoever arranged it sees that it will not happen."
                }
                try await pathways.agreeToCoaching(
                    id,
                    sharesPrevious: submission.isChecked("shares"),
                    by: visit.actor
                )
                return "You have agreed."
            }
            guard let notice else { return .invalid(try await coachingPage(id, state, visit)) }
            return .redirect(to: SiteMap.coaching(id), notice: notice)
        }
        routes.get(SiteMap.logSession, .signedIn) { visit, id in
            let file = try await pathways.coachingFile(id, by: visit.actor)
            let state = FormState([
                "heldOn": visit.services.today().description, "kind": CoachingSessionKind.dropIn.rawValue,
            ])
            return .page(
                LogSessionForm(
                    line: file.line,
                    last: file.sessions.first,
                    state: state,
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.logSession, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let session = try await state.attempt(refusedAt: "heldOn") {
                try await pathways.logSession(
                    CoachingSessionDraft(submission),
                    in: id,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
            if session != nil { return .redirect(to: SiteMap.coaching(id), notice: "Logged.") }
            let file = try await pathways.coachingFile(id, by: visit.actor)
            return .invalid(
                LogSessionForm(
                    line: file.line,
                    last: file.sessions.first,
                    state: state,
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.reflect, .signedIn) { visit, ids, submission in
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "reflection") {
                try await pathways.reflect(
                    on: ids.second,
                    submission.text("reflection"),
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil {
                return .redirect(to: SiteMap.coaching(ids.first), notice: "Your reflection is kept.")
            }
            return .invalid(try await coachingPage(ids.first, state, visit))
        }
        routes.post(SiteMap.takeBackSession, .signedIn) { visit, ids, submission in
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "sessions") {
                try await pathways.takeBackSession(ids.second, version: submission.version, by: visit.actor)
            }
            if done != nil {
                return .redirect(to: SiteMap.coaching(ids.first), notice: "Taken back: it no longer counts.")
            }
            return .invalid(try await coachingPage(ids.first, state, visit))
        }
    }

    private func coachingPage(_ id: ID<CoachingRelationship>, _ state: FormState, _ visit: Visit) async throws
        -> CoachingPage
    {
        CoachingPage(
            reader: try visit.actor.signedInPerson(),
            file: try await pathways.coachingFile(id, by: visit.actor),
            today: visit.services.today(),
            state: state,
            ticket: visit.formTicket()
        )
    }
}

extension CoachingSessionDraft {
    init(_ submission: Submission) {
        self.init()
        heldOn = submission.text("heldOn")
        minutes = submission.text("minutes")
        kind = submission.text("kind")
        praise = submission.text("praise")
        step = submission.text("step")
        model = submission.text("model")
        rehearse = submission.text("rehearse")
        nextOn = submission.text("nextOn")
    }
}
