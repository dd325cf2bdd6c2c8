import Access
import Database
import Directory
import Evidence
import Pathways
import Programmes
import Services

extension Site {
    func addBursaries(to routes: Routes) {
        addCalls(to: routes)
        addCallChanges(to: routes)
        addApplications(to: routes)
    }

    private func addCalls(to routes: Routes) {
        routes.get(SiteMap.bursaries, .everyone) { visit in
            .page(BursariesPage(calls: try await pathways.publicCalls(), today: visit.services.today()))
                .cached([.bursaries, .hubs])
        }
        routes.get(SiteMap.bursary, .everyone) { visit, id in
            let page = BursaryPage(call: try await pathways.publicCall(id), today: visit.services.today())
            return .page(page).cached([.bursaries, .hubs])
        }
        routes.get(SiteMap.hubBursaries, .signedIn) { visit in
            let hubs = try visit.organisation(.hub, where: .keepBursaries)
            return .page(
                HubBursariesPage(
                    hubs: hubs,
                    calls: try await pathways.calls(of: hubs.chosen.id, by: visit.actor),
                    today: visit.services.today()
                )
            )
        }
        routes.get(SiteMap.newBursary, .signedIn) { visit in
            let hubs = try visit.organisation(.hub, where: .keepBursaries)
            let state = FormState([
                "organisation": hubs.chosen.id.description, "opensOn": visit.services.today().description,
                "neededScores": "2",
            ])
            return .page(BursaryCallForm(hubs: hubs, state: state, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.newBursary, .signedIn) { visit, submission in
            let hubs = try visit.organisation(.hub, where: .keepBursaries)
            let hub = try hubs.named(submission.text("organisation"))
            var state = FormState(submission)
            let id = try await state.attempt(refusedAt: "title") {
                try await pathways.publishCall(
                    BursaryCallDraft(submission),
                    of: hub.id,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
            if let id { return .redirect(to: SiteMap.hubBursary(id), notice: "Published.") }
            return .invalid(BursaryCallForm(hubs: hubs, state: state, ticket: visit.formTicket()))
        }
        routes.get(SiteMap.hubBursary, .signedIn) { visit, id in
            let found = try await pathways.call(id, by: visit.actor)
            return .page(
                HubBursaryPage(
                    call: found.call,
                    panel: found.panel,
                    applications: found.applications,
                    today: visit.services.today()
                )
            )
        }
    }

    private func addCallChanges(to routes: Routes) {
        routes.get(SiteMap.changeBursary, .signedIn) { visit, id in
            let found = try await pathways.callToChange(id, by: visit.actor)
            let state = FormState(found.draft, version: found.call.version)
            return .page(ChangeCallForm(call: found.call, state: state, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.changeBursary, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "title") {
                try await pathways.changeCall(
                    id,
                    BursaryCallDraft(submission),
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil { return .redirect(to: SiteMap.hubBursary(id), notice: "The call is changed.") }
            let call = try await pathways.callToChange(id, by: visit.actor).call
            return .invalid(ChangeCallForm(call: call, state: state, ticket: visit.formTicket()))
        }
    }

    private func addApplications(to routes: Routes) {
        routes.get(SiteMap.applyForBursary, .signedIn) { visit, id in
            let call = try await pathways.publicCall(id)
            let school = visit.actor.memberships.first { $0.organisation.kind == .establishment }?
                .organisation.name
            return .page(
                ApplicationForm(
                    call: call,
                    today: visit.services.today(),
                    state: FormState(["school": school ?? ""]),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.applyForBursary, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            var draft = ApplicationDraft()
            draft.school = submission.text("school")
            draft.title = submission.text("title")
            draft.plan = submission.text("plan")
            draft.benefit = submission.text("benefit")
            draft.amount = submission.text("amount")
            let sent = draft
            let application = try await state.attempt(refusedAt: "title") {
                try await pathways.apply(sent, to: id, by: visit.actor, key: submission.idempotencyKey)
            }
            if let application {
                return .redirect(
                    to: SiteMap.bursaryApplication(application),
                    notice: "Your application is sent."
                )
            }
            let call = try await pathways.publicCall(id)
            return .invalid(
                ApplicationForm(
                    call: call,
                    today: visit.services.today(),
                    state: state,
                    ticket: visit.formTicket()
                )
            )
        }
        routes.get(SiteMap.ownBursaries, .signedIn) { visit in
            .page(
                OwnBursariesPage(
                    applications: try await pathways.ownApplications(by: visit.actor),
                    toScore: try await pathways.applicationsToScore(by: visit.actor)
                )
            )
        }
        routes.get(SiteMap.bursaryApplication, .signedIn) { visit, id in
            .page(try await applicationPage(id, FormState(), visit))
        }
        routes.post(SiteMap.applicationStep, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let notice = try await state.attempt(refusedAt: "steps") { try await take(id, submission, visit) }
            if let notice { return .redirect(to: SiteMap.bursaryApplication(id), notice: notice) }
            return .invalid(try await applicationPage(id, state, visit))
        }
    }

    private func take(_ id: ID<BursaryApplication>, _ submission: Submission, _ visit: Visit) async throws
        -> String
    {
        let actor = visit.actor
        switch submission.text("step") {
        case "withdraw":
            try await pathways.withdrawApplication(id, version: submission.version, by: actor)
            return "Withdrawn."
        case "score":
            try await pathways.score(
                id,
                submission.text("score"),
                comment: submission.text("comment"),
                hasConflict: submission.isChecked("conflict"),
                by: actor
            )
            return submission.isChecked("conflict")
                ? "Your conflict of interest is noted." : "Your score is saved."
        case "award", "refuse":
            let award = submission.text("step") == "award" ? submission.text("award") : ""
            if submission.text("step") == "award", award.isEmpty {
                throw Faults([Fault("award", "Enter the award in pounds")])
            }
            try await pathways.decide(
                id,
                award: award,
                reason: submission.text("reason"),
                version: submission.version,
                by: actor
            )
            return "Decided. The applicant has an email."
        case "plan":
            try await pathways.planBursaryPayment(
                submission.text("payment"),
                due: submission.text("dueOn"),
                of: id,
                by: actor,
                key: submission.idempotencyKey
            )
            return "Planned."
        case "pay":
            let payment = try ID<PlannedPayment>(submission.text("planned")).orNotFound()
            try await pathways.payBursary(
                payment,
                of: id,
                shown: submission.text("shown"),
                by: actor
            )
            return "Marked as paid today."
        case let step where ["correct", "cancel", "unpay"].contains(step):
            let payment = try ID<PlannedPayment>(submission.text("planned")).orNotFound()
            let change = try PaymentChange(step: step, payment, submission).orNotFound()
            try await pathways.changeBursaryPayment(
                payment,
                change,
                of: id,
                shown: submission.text("shown"),
                by: actor
            )
            return change.notice
        case "publish":
            _ = try await pathways.publishBursaryOutput(OutputDraft(submission), of: id, by: actor)
            return "It is in the evidence library now."
        default: throw Refusal.unreadableForm
        }
    }

    private func applicationPage(_ id: ID<BursaryApplication>, _ state: FormState, _ visit: Visit)
        async throws
        -> ApplicationPage
    {
        ApplicationPage(
            file: try await pathways.applicationFile(id, by: visit.actor),
            reader: try visit.actor.signedInPerson(),
            today: visit.services.today(),
            state: state,
            ticket: visit.formTicket()
        )
    }
}

extension FormState {
    /// A call as it stands.
    init(_ draft: BursaryCallDraft, version: Int) {
        self.init([
            "title": draft.title, "summary": draft.summary, "criteria": draft.criteria,
            "opensOn": draft.opensOn, "closesOn": draft.closesOn,
            "budget": draft.budget, "most": draft.most,
            "neededScores": draft.neededScores, "panel": draft.panel, "version": "\(version)",
        ])
    }
}

extension BursaryCallDraft {
    init(_ submission: Submission) {
        self.init()
        title = submission.text("title")
        summary = submission.text("summary")
        criteria = submission.text("criteria")
        opensOn = submission.text("opensOn")
        closesOn = submission.text("closesOn")
        budget = submission.text("budget")
        most = submission.text("most")
        neededScores = submission.text("neededScores")
        panel = submission.text("panel")
    }
}

extension OutputDraft {
    init(_ submission: Submission) {
        self.init()
        citation = submission.text("citation")
        year = submission.text("year")
        address = submission.text("address")
    }
}
