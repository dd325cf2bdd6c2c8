import Access
import Database
import Evidence
import Programmes
import Services

extension MailTextKind: PathValue, PlaceParameters {
    init?(pathValue: String) { self.init(rawValue: pathValue) }
    var pathValue: String { rawValue }
}

extension Site {
    /// What a hub says in its mails.
    func addMailTexts(to routes: Routes) {
        routes.get(SiteMap.mailTexts, .signedIn) { visit in
            let hub = try visit.hub(visit.query.text("hub"), where: .editOffer)
            let texts = try await programmes.mailTexts(of: hub.id, by: visit.actor)
            return .page(MailTextsPage(hub: hub, texts: texts))
        }
        routes.get(SiteMap.mailText, .signedIn) { visit, kind in
            let hub = try visit.hub(visit.query.text("hub"), where: .editOffer)
            let text = try await programmes.mailTexts(of: hub.id, by: visit.actor).first { $0.kind == kind }
            let state = FormState([
                "body": text?.body ?? "", "days": "\(text?.daysBefore ?? kind.usualDays)",
                "version": "\(text?.version ?? 0)",
            ])
            return .page(MailTextPage(hub: hub, kind: kind, state: state, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.mailText, .signedIn) { visit, kind, submission in
            let hub = try visit.hub(submission.text("hub"), where: .editOffer)
            var draft = MailTextDraft()
            draft.body = submission.text("body")
            draft.days = submission.text("days")
            switch submission.text("step") {
            case "preview", "test": return try await lookAtMail(draft, kind, hub, submission, visit)
            default: return try await saveMailText(draft, kind, hub, submission, visit)
            }
        }
    }

    private func saveMailText(
        _ draft: MailTextDraft,
        _ kind: MailTextKind,
        _ hub: Organisation,
        _ submission: Submission,
        _ visit: Visit
    ) async throws -> Answer {
        var state = FormState(submission)
        let present = try await programmes.mailTexts(of: hub.id, by: visit.actor).first { $0.kind == kind }
        let saved = try await state.save(
            over: present?.version ?? 0,
            changedMeanwhile: "Someone else saved this text meanwhile. Save again to put yours in its place",
            at: "body"
        ) {
            try await programmes.setMailText(
                draft,
                for: kind,
                of: hub.id,
                version: submission.version,
                by: visit.actor
            )
            return .redirect(to: SiteMap.mailTexts().with("hub", hub.id.description), notice: "Saved.")
        }
        return saved ?? .invalid(MailTextPage(hub: hub, kind: kind, state: state, ticket: visit.formTicket()))
    }

    /// Shows the email below the form, or sends it to who asks; nothing is saved.
    private func lookAtMail(
        _ draft: MailTextDraft,
        _ kind: MailTextKind,
        _ hub: Organisation,
        _ submission: Submission,
        _ visit: Visit
    ) async throws -> Answer {
        var page = MailTextPage(
            hub: hub,
            kind: kind,
            state: FormState(submission),
            ticket: visit.formTicket()
        )
        let isTest = submission.text("step") == "test"
        let preview = try await page.state.attempt(refusedAt: "body") {
            if isTest {
                _ = try await programmes.sendTestMail(
                    draft,
                    for: kind,
                    of: hub.id,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
            return try await programmes.previewMailText(draft, for: kind, of: hub.id, by: visit.actor)
        }
        switch preview {
        case .some(.some(let preview)):
            page.preview = preview
            page.isSent = isTest
        case .some(.none):
            page.state.refuse("body", "Write an offer with a date first: the email is shown for one of yours")
        case .none: break
        }
        return page.state.isValid ? .page(page) : .invalid(page)
    }
}
