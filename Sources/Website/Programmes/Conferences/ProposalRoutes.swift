import Access
import Database
import Directory
import Foundation
import Programmes
import Services

// The call for proposals: what anyone reads and sends, and what the hubs' reviewers decide.

extension Site {
    func addProposals(to routes: Routes) {
        routes.get(SiteMap.callForProposals, .everyone) { visit, id in
            let found = try await programmes.conferenceWithCall(id, by: visit.actor)
            let page = CallPage(
                conference: found.conference,
                call: found.call,
                mayReview: found.conference.isOf(visit.actor, .reviewProposals),
                today: visit.services.today()
            )
            guard found.conference.offer.state.isPublic else { return .page(page) }
            return .page(page).cached([.conference(id), .offer(found.conference.offer.id), .hubs])
        }
        routes.get(SiteMap.propose, .signedIn) { visit, id in
            .page(try await proposalForm(id, FormState(), visit))
        }
        routes.post(SiteMap.propose, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let proposal = try await state.attempt(refusedAt: "title") {
                try await programmes.propose(
                    ProposalDraft(submission),
                    at: id,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
            if let proposal {
                return .redirect(to: SiteMap.proposal(proposal), notice: "Your proposal is sent.")
            }
            return .invalid(try await proposalForm(id, state, visit))
        }
        routes.get(SiteMap.ownProposals, .signedIn) { visit in
            .page(OwnProposalsPage(proposals: try await programmes.ownProposals(by: visit.actor)))
        }
        routes.get(SiteMap.proposal, .signedIn) { visit, id in
            .page(try await proposalPage(id, FormState(), visit))
        }
        routes.post(SiteMap.proposal, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let notice = try await state.attempt(refusedAt: "steps") {
                try await takeProposalStep(id, submission, visit)
            }
            if let notice { return .redirect(to: SiteMap.proposal(id), notice: notice) }
            return .invalid(try await proposalPage(id, state, visit))
        }
        addCall(to: routes)
    }

    private func addCall(to routes: Routes) {
        routes.get(SiteMap.conferenceCall, .signedIn) { visit, id in
            let conference = try await conferenceToChange(id, visit)
            return .page(
                CallForm(
                    conference: conference,
                    state: conference.call.map { CallDraft($0).formState($0.version) } ?? FormState(),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.conferenceCall, .signedIn) { visit, id, submission in
            let conference = try await conferenceToChange(id, visit)
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "guidance") {
                try await programmes.setCall(
                    CallDraft(submission),
                    of: id,
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil { return .redirect(to: SiteMap.hubConference(id), notice: "The call is saved.") }
            return .invalid(CallForm(conference: conference, state: state, ticket: visit.formTicket()))
        }
        routes.get(SiteMap.conferenceProposals, .signedIn) { visit, id in
            let found = try await programmes.proposals(at: id, by: visit.actor)
            return .page(
                ProposalsPage(
                    conference: found.conference,
                    proposals: found.proposals,
                    mayKeep: visit.actor.may(.keepConference, on: found.conference.subject)
                )
            )
        }
    }

    private func proposalForm(_ id: ID<Run>, _ state: FormState, _ visit: Visit) async throws -> ProposalForm
    {
        let found = try await programmes.conferenceWithCall(id, by: visit.actor)
        return ProposalForm(
            conference: found.conference,
            call: found.call,
            isOpen: found.call.isOpen(on: visit.services.today()),
            strands: try await programmes.choices().strands,
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func proposalPage(_ id: ID<Proposal>, _ state: FormState, _ visit: Visit) async throws
        -> ProposalPage
    {
        let found = try await programmes.proposal(id, by: visit.actor)
        return ProposalPage(
            proposal: found.proposal,
            conference: found.conference,
            isOwn: found.proposal.proposer.id == visit.actor.person?.id,
            mayDecide: found.mayDecide,
            mayKeep: visit.actor.may(.keepConference, on: found.conference.subject),
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func takeProposalStep(_ id: ID<Proposal>, _ submission: Submission, _ visit: Visit) async throws
        -> String
    {
        switch submission.text("step") {
        case "withdraw":
            try await programmes.withdrawProposal(id, version: submission.version, by: visit.actor)
            return "Withdrawn."
        case "accept", "decline":
            try await programmes.decideProposal(
                id,
                accepts: submission.text("step") == "accept",
                reason: submission.text("reason"),
                version: submission.version,
                by: visit.actor
            )
            return "Decided. The proposer has an email."
        default: throw Refusal.unreadableForm
        }
    }
}

extension CallDraft {
    init(_ submission: Submission) {
        self.init()
        guidance = submission.text("guidance")
        opensOn = submission.text("opensOn")
        closesOn = submission.text("closesOn")
    }

    func formState(_ version: Int) -> FormState {
        FormState([
            "guidance": guidance, "opensOn": opensOn, "closesOn": closesOn, "version": "\(version)",
        ])
    }
}

extension ProposalDraft {
    init(_ submission: Submission) {
        self.init()
        title = submission.text("title")
        abstract = submission.text("abstract")
        format = ConferenceFormat(rawValue: submission.text("format"))
        strand = ID(submission.text("strand"))
        presenters = submission.text("presenters")
    }
}
