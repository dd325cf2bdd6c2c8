import Access
import Evidence
import Programmes
import Services

extension Site {
    /// A hub's message to those who hold a place in a run or wait for one, and the link that stops what is not about their places.
    func addMessages(to routes: Routes) {
        routes.get(SiteMap.messageParticipants, .signedIn) { visit, id in
            .page(
                try await messagePage(
                    id,
                    FormState(["audience": "all", "purpose": "training"]),
                    readers: nil,
                    visit
                )
            )
        }
        routes.post(SiteMap.messageParticipants, .signedIn) { visit, id, submission in
            var draft = MessageDraft()
            draft.audience = submission.text("audience")
            draft.purpose = submission.text("purpose")
            draft.subject = submission.text("subject")
            draft.body = submission.text("body")
            var state = FormState(submission)
            let step = submission.text("step")
            if step == "change" { return .page(try await messagePage(id, state, readers: nil, visit)) }
            let typed = draft
            if step == "send", let key = submission.idempotencyKey {
                let count = try await state.attempt(refusedAt: "audience") {
                    try await programmes.writeToParticipants(
                        typed.checked(),
                        of: id,
                        by: visit.actor,
                        key: key
                    )
                }
                if let count {
                    return .redirect(
                        to: SiteMap.messageParticipants(id),
                        notice: "Sent to \(count == 1 ? "1 person" : "\(count) people")."
                    )
                }
                return .invalid(try await messagePage(id, state, readers: nil, visit))
            }
            let readers = try await state.attempt(refusedAt: "audience") {
                try await programmes.messageReaders(typed.checked(), of: id, by: visit.actor)
            }
            let page = try await messagePage(id, state, readers: readers, visit)
            return readers == nil ? .invalid(page) : .page(page)
        }
        routes.get(SiteMap.stopMessages, .everyone) { visit, id in
            let choice = try await programmes.messageChoice(id)
            return .page(StopMessagesPage(choice: choice, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.stopMessages, .everyone) { _, id, submission in
            let stops = submission.text("step") != "resume"
            try await programmes.chooseMessages(id, stops: stops)
            return .redirect(
                to: SiteMap.stopMessages(id),
                notice: stops ? "You will get no more of these." : "You will get them again."
            )
        }
    }

    private func messagePage(
        _ id: ID<Run>,
        _ state: FormState,
        readers: MessageReaders?,
        _ visit: Visit
    ) async throws -> MessagePage {
        // Asked first: it refuses whoever may not write.
        let sent = try await programmes.messages(of: id, by: visit.actor)
        let offer = try await programmes.offer(ofRun: id, by: visit.actor)
        return MessagePage(
            offer: offer,
            run: try offer.runs.first { $0.id == id }.orNotFound(),
            sent: sent,
            readers: readers,
            state: state,
            ticket: visit.formTicket()
        )
    }
}
