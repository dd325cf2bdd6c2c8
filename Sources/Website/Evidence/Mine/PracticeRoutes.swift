import Access
import Database
import Directory
import Evidence
import Services

extension Site {
    func addPractice(to routes: Routes) {
        addPracticePages(to: routes)
        addPracticeForms(to: routes)
        addPracticeReview(to: routes)
    }

    private func addPracticePages(to routes: Routes) {
        routes.get(SiteMap.practice, .everyone) { visit in
            .page(
                PracticePage(
                    accounts: try await visit.site.evidence.practiceAccounts(),
                    own: visit.actor.organisations(where: .tellPractice),
                    mayReview: visit.actor.may(.reviewPractice)
                )
            )
            .cached([.practice, .strands, .hubs])
        }
        routes.get(SiteMap.practiceAccount, .everyone) { visit, id in
            let account = try await visit.site.evidence.practiceAccount(id, by: visit.actor)
            return .page(try await visit.accountPage(account, FormState()))
        }
        routes.get(SiteMap.ownPractice, .signedIn) { visit, organisation in
            try visit.requireOwn(organisation, .tellPractice)
            return .page(
                PracticeListPage(
                    title: "Our accounts of practice",
                    lead: "A draft is yours alone. A hub reads it before anyone else does.",
                    accounts: try await visit.site.evidence.practiceAccounts(
                        of: organisation,
                        by: visit.actor
                    ),
                    start: SiteMap.newPractice(organisation)
                )
            )
        }
    }

    private func addPracticeForms(to routes: Routes) {
        routes.get(SiteMap.newPractice, .signedIn) { visit, organisation in
            try visit.requireOwn(organisation, .tellPractice)
            let state = FormState(["strand": visit.query.text("strand")])
            return .page(try await visit.practiceForm(SiteMap.newPractice(organisation), state))
        }
        routes.post(SiteMap.newPractice, .signedIn) { visit, organisation, submission in
            try visit.requireOwn(organisation, .tellPractice)
            do {
                let key = try submission.requiredKey()
                let id = try await visit.site.evidence.tellPractice(
                    PracticeDraft(submission),
                    for: organisation,
                    by: visit.actor,
                    key: key
                )
                return .redirect(to: SiteMap.practiceAccount(id), notice: "The draft is saved.")
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                return .invalid(try await visit.practiceForm(SiteMap.newPractice(organisation), state))
            }
        }
        routes.get(SiteMap.editPractice, .signedIn) { visit, id in
            let account = try await visit.site.evidence.practiceAccount(id, by: visit.actor)
            try visit.actor.require(.tellPractice, on: .of(account.organisation))
            return .page(try await visit.practiceForm(SiteMap.editPractice(id), account.formState))
        }
        routes.post(SiteMap.editPractice, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            do {
                try await visit.site.evidence.changePractice(
                    id,
                    version: submission.version,
                    PracticeDraft(submission),
                    by: visit.actor
                )
                return .redirect(to: SiteMap.practiceAccount(id), notice: "Saved as a draft.")
            } catch let faults as Faults {
                state.refuse(faults)
            } catch DatabaseError.staleVersion {
                let account = try await visit.site.evidence.practiceAccount(id, by: visit.actor)
                state.refuse(
                    "title",
                    "Someone else saved this meanwhile. Compare theirs with yours, then save again"
                )
                state.set("version", "\(account.version)")
            }
            return .invalid(try await visit.practiceForm(SiteMap.editPractice(id), state))
        }
        routes.post(SiteMap.stepPractice, .signedIn) { visit, id, submission in
            let evidence = visit.site.evidence
            let version = submission.version
            do {
                if submission.text("step") == "submit" {
                    try await evidence.submitPractice(id, version: version, by: visit.actor)
                    return .redirect(to: SiteMap.practiceAccount(id), notice: "Sent. A hub reads it next.")
                }
                try await evidence.withdrawPractice(id, version: version, by: visit.actor)
                return .redirect(to: SiteMap.practiceAccount(id), notice: "Taken back.")
            } catch let faults as Faults {
                return .redirect(to: SiteMap.editPractice(id), notice: faults.list[0].message)
            } catch DatabaseError.staleVersion {
                return .redirect(
                    to: SiteMap.practiceAccount(id),
                    notice: "It was changed meanwhile. Look again."
                )
            }
        }
    }

    private func addPracticeReview(to routes: Routes) {
        routes.get(SiteMap.practiceReview, .signedIn) { visit in
            .page(
                PracticeListPage(
                    title: "Accounts to review",
                    lead:
                        "The one that waits longest comes first. Nobody reviews an account of their own organisation.",
                    accounts: try await visit.site.evidence.practiceToReview(by: visit.actor),
                    start: nil
                )
            )
        }
        routes.post(SiteMap.reviewPractice, .signedIn) { visit, id, submission in
            let evidence = visit.site.evidence
            guard let decision = PracticeDecision(rawValue: submission.text("decision")) else {
                throw AccessError.notFound
            }
            do {
                try await evidence.reviewPractice(
                    id,
                    version: submission.version,
                    decision,
                    note: submission.text("note"),
                    by: visit.actor
                )
                return .redirect(
                    to: SiteMap.practiceReview(),
                    notice: decision == .publish ? "Published." : "Given back with your note."
                )
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                let account = try await evidence.practiceAccount(id, by: visit.actor)
                return .invalid(try await visit.accountPage(account, state))
            } catch DatabaseError.staleVersion {
                return .redirect(
                    to: SiteMap.practiceReview(),
                    notice: "It was changed meanwhile. Look again."
                )
            } catch AccessError.notFound {
                // Decided already, taken back by its writers, or never there: a reviewer learns no more than that.
                return .redirect(
                    to: SiteMap.practiceReview(),
                    notice: "That account does not wait for review any more: nothing was changed."
                )
            }
        }
    }
}

extension Visit {
    /// Another organisation's pages do not exist for anyone else, the network's administrators included.
    func requireOwn(_ organisation: ID<Organisation>, _ permission: Permission) throws(AccessError) {
        guard actor.memberships.contains(where: { $0.organisation.id == organisation }) else {
            throw .notFound
        }
        try actor.require(permission, on: .of(organisation))
    }

    fileprivate func accountPage(_ account: PracticeAccount, _ state: FormState) async throws
        -> PracticeAccountPage
    {
        let isOwn = actor.mayWrite(account)
        let mayReview = account.state == .submitted && actor.may(.reviewPractice) && !isOwn
        let isPublished = account.state == .published
        return PracticeAccountPage(
            account: account,
            ownTicket: isOwn ? formTicket() : nil,
            reviewTicket: mayReview ? formTicket() : nil,
            reviewState: state,
            versions: isOwn || mayReview
                ? try await site.evidence.practiceVersions(of: account.id, by: actor) : [],
            mine: isPublished
                ? try await mine(.practice(account.id), back: SiteMap.practiceAccount(account.id)) : nil
        )
    }

    fileprivate func practiceForm(_ action: Link, _ state: FormState) async throws -> PracticeForm {
        PracticeForm(
            title: "Tell what you did",
            action: action,
            ticket: formTicket(),
            state: state,
            strands: try await site.evidence.strands(),
            interventions: try await site.evidence.interventions()
        )
    }
}

extension PracticeAccount {
    fileprivate var formState: FormState {
        FormState([
            "title": content.title, "strand": strand.id.description,
            "intervention": intervention?.description ?? "",
            "whatWasDone": content.whatWasDone, "withWhom": content.withWhom,
            "whatWasLearnt": content.whatWasLearnt, "whatWeWouldChange": content.whatWeWouldChange,
            "version": "\(version)",
        ])
    }
}
