import Access
import Accounts
import Jobs
import Mail
import Services

extension Site {
    /// The outbox and the queue of work, for network administrators.
    func addOutbox(to routes: Routes) {
        routes.get(SiteMap.outbox, .administrators) { visit in
            let page = visit.query.page
            let state = OutboxMail.State(rawValue: visit.query.text("state"))
            let list = try await accounts.outbox(
                state,
                limit: OutboxPage.size,
                offset: (page - 1) * OutboxPage.size,
                by: visit.actor
            )
            return .page(
                OutboxPage(
                    state: state,
                    page: page,
                    list: list,
                    hasMailServer: configuration.hasMailServer
                )
            )
        }
        routes.get(SiteMap.letter, .administrators) { visit, id in
            let mail = try await accounts.letter(id, hiding: SiteMap.secrets, by: visit.actor)
            return .page(LetterPage(mail: mail, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.letter, .administrators) { visit, id, submission in
            try await accounts.sendAgain(id, by: visit.actor, key: submission.requiredKey())
            return .redirect(to: SiteMap.letter(id), notice: "The letter is in the queue again.")
        }
        routes.get(SiteMap.jobs, .administrators) { visit in
            let page = visit.query.page
            let state = Job.State(rawValue: visit.query.text("state"))
            let list = try await accounts.jobs(
                state,
                limit: JobsPage.size,
                offset: (page - 1) * JobsPage.size,
                by: visit.actor
            )
            return .page(JobsPage(state: state, page: page, list: list))
        }
    }
}
