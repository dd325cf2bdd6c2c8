import Access
import Foundation
import NIOCore
import Programmes
import Services

// After a run: certificates, feedback, and a person's record of professional development.

extension Site {
    func addAfterwards(to routes: Routes) {
        routes.post(SiteMap.finishRun, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let sent = try await state.attempt(refusedAt: "finish") {
                try await programmes.finishRun(id, by: visit.actor)
            }
            guard let sent else {
                return .redirect(
                    to: SiteMap.runFeedback(id),
                    notice: state.error("finish") ?? "Not possible now."
                )
            }
            let notice =
                sent.certificates + sent.invitations == 0
                ? "Nothing new to send. To send more, mark in the register who else was present."
                : "\(InWords.count(sent.certificates, "certificate")) sent, \(InWords.count(sent.invitations, "person")) asked for feedback."
            return .redirect(to: SiteMap.runFeedback(id), notice: notice.replacing("persons", with: "people"))
        }
        routes.get(SiteMap.runFeedback, .signedIn) { visit, id in
            let results = try await programmes.feedbackResults(of: id, by: visit.actor)
            let offer = try await programmes.offer(ofRun: id, by: visit.actor)
            let run = try offer.runs.first { $0.id == id }.orNotFound()
            return .page(
                FeedbackResultsPage(
                    offer: offer,
                    run: run,
                    results: results,
                    certificates: try await programmes.certificates(of: id, by: visit.actor),
                    isOver: visit.services.now() >= run.endsAt || run.study != nil,
                    ticket: visit.formTicket()
                )
            )
        }
        routes.get(SiteMap.feedbackQuestions, .signedIn) { visit, id in
            .page(try await questionsForm(id, nil, visit))
        }
        routes.post(SiteMap.feedbackQuestions, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "questions") {
                try await programmes.setFeedbackQuestions(
                    submission.text("questions"),
                    of: id,
                    instead: submission.text("known").split(separator: ",").compactMap { ID(String($0)) },
                    by: visit.actor
                )
            }
            if done != nil { return .redirect(to: SiteMap.hubOffer(id), notice: "Saved.") }
            return .invalid(try await questionsForm(id, state, visit))
        }
        routes.post(SiteMap.withdrawCertificate, .signedIn) { visit, id, submission in
            guard let run = ID<Run>(submission.text("run")) else { throw AccessError.notFound }
            guard submission.text("step") == "restore" else {
                try await programmes.withdrawCertificate(id, by: visit.actor)
                return .redirect(to: SiteMap.runFeedback(run), notice: "The certificate is withdrawn.")
            }
            try await programmes.restoreCertificate(id, by: visit.actor)
            let certificate = try await programmes.certificate(id)
            return .redirect(
                to: SiteMap.runFeedback(run),
                notice: certificate.withdrawnAt == nil
                    ? "The certificate is valid again."
                    : "By the register they were not there. Correct the register, and the certificate is valid again."
            )
        }
        addFeedback(to: routes)
        addCertificates(to: routes)
    }

    private func questionsForm(_ id: ID<Offer>, _ state: FormState?, _ visit: Visit) async throws
        -> QuestionsForm
    {
        let offer = try await programmes.offer(id, by: visit.actor)
        guard let lead = offer.lead, visit.actor.may(.editOffer, on: .of(lead.organisation.id)) else {
            throw visit.actor.may(.seeBookings, on: offer.subject) ? AccessError.forbidden : .notFound
        }
        let questions = try await programmes.feedbackQuestions(of: id)
        let text = questions.map { $0.kind == .scale ? "\($0.wording) (1-5)" : $0.wording }.joined(
            separator: "\n"
        )
        return QuestionsForm(
            offer: offer,
            state: state
                ?? FormState([
                    "questions": text, "known": questions.map(\.id.description).joined(separator: ","),
                ]),
            ticket: visit.formTicket()
        )
    }

    private func addFeedback(to routes: Routes) {
        routes.get(SiteMap.feedback, .everyone) { visit, id in
            let invitation = try await programmes.feedbackInvitation(id)
            if invitation.isAnswered { return .page(FeedbackThanks(invitation: invitation)) }
            if invitation.isClosed { return .page(FeedbackOver(invitation: invitation)) }
            return .page(FeedbackForm(invitation: invitation, state: FormState(), ticket: visit.formTicket()))
        }
        routes.post(SiteMap.feedback, .everyone) { visit, id, submission in
            let invitation = try await programmes.feedbackInvitation(id)
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "overall") {
                switch invitation.kind {
                case .feedback:
                    try await programmes.giveFeedback(FeedbackDraft(submission, invitation.questions), to: id)
                case .followUp:
                    try await programmes.giveFollowUp(
                        UseMade(rawValue: submission.text("used")),
                        submission.text("words"),
                        to: id
                    )
                }
            }
            if done != nil { return .page(FeedbackThanks(invitation: invitation)) }
            return .invalid(FeedbackForm(invitation: invitation, state: state, ticket: visit.formTicket()))
        }
    }

    private func addCertificates(to routes: Routes) {
        routes.get(SiteMap.certificate, .everyone) { _, id in
            .page(
                CertificatePage(
                    certificate: try await programmes.certificate(id),
                    publicURL: configuration.publicURL
                )
            )
        }
        routes.get(SiteMap.development, .signedIn) { visit in
            .page(
                DevelopmentPage(
                    record: try await programmes.developmentRecord(by: visit.actor),
                    past: try await programmes.pastAttendance(by: visit.actor)
                )
            )
        }
        routes.get(SiteMap.developmentFile, .signedIn) { visit in
            .file(
                ByteBuffer(bytes: try await programmes.developmentRecordCSV(by: visit.actor)),
                contentType: "text/csv; charset=utf-8",
                name: "professional-development.csv"
            )
        }
    }
}

extension FeedbackDraft {
    init(_ submission: Submission, _ questions: [FeedbackQuestion]) {
        self.init()
        overall = Int(submission.text("overall"))
        relevant = Int(submission.text("relevant"))
        willUse = Int(submission.text("willUse"))
        mostUseful = submission.text("mostUseful")
        improve = submission.text("improve")
        for question in questions {
            let typed = submission.text("question-\(question.id)")
            switch question.kind {
            case .scale: scales[question.id] = Int(typed)
            case .text: words[question.id] = typed
            }
        }
    }
}
