import Access
import Database
import Pathways
import Programmes
import Services

extension Site {
    /// For those who arrange coaching and answer for it: counts and hours, beginnings and ends.
    func addCoachingOversight(to routes: Routes) {
        routes.get(SiteMap.hubCoaching, .signedIn) { visit in
            .page(try await coachingList(.hub, SiteMap.hubCoaching(), visit))
        }
        routes.get(SiteMap.schoolCoaching, .signedIn) { visit in
            .page(try await coachingList(.establishment, SiteMap.schoolCoaching(), visit))
        }
        routes.get(SiteMap.newCoaching, .signedIn) { visit in
            let organisations = try visit.organisation(nil, where: .arrangeCoaching)
            let school = organisations.chosen.kind == .establishment ? organisations.chosen.name : ""
            return .page(
                CoachingForm(
                    organisations: organisations,
                    state: FormState([
                        "organisation": organisations.chosen.id.description, "school": school,
                        "startsOn": visit.services.today().description,
                    ]),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.newCoaching, .signedIn) { visit, submission in
            let organisations = try visit.organisation(nil, where: .arrangeCoaching)
            let arranger = try organisations.named(submission.text("organisation"))
            var state = FormState(submission)
            let id = try await state.attempt(refusedAt: "purpose") {
                try await pathways.arrangeCoaching(
                    CoachingDraft(submission),
                    for: arranger.id,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
            if let id {
                return .redirect(
                    to: SiteMap.overseeCoaching(id),
                    notice: "Both were asked by email whether they agree."
                )
            }
            return .invalid(
                CoachingForm(organisations: organisations, state: state, ticket: visit.formTicket())
            )
        }
        routes.get(SiteMap.overseeCoaching, .signedIn) { visit, id in
            .page(try await oversightPage(id, FormState(), visit))
        }
        routes.post(SiteMap.endCoaching, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "endsOn") {
                try await pathways.endCoaching(
                    id,
                    on: submission.text("endsOn"),
                    reason: submission.text("reason"),
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil { return .redirect(to: SiteMap.overseeCoaching(id), notice: "Ended.") }
            return .invalid(try await oversightPage(id, state, visit))
        }
        routes.post(SiteMap.handOverCoaching, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let new = try await state.attempt(refusedAt: "coachName") {
                try await pathways.handOver(
                    id,
                    toName: submission.text("coachName"),
                    email: submission.text("coachEmail"),
                    on: submission.text("startsOn"),
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
            if let new {
                return .redirect(
                    to: SiteMap.overseeCoaching(new),
                    notice: "Handed over. The two were asked by email whether they agree."
                )
            }
            return .invalid(try await oversightPage(id, state, visit))
        }
        routes.post(SiteMap.askToOpenCoaching, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let opening = try await state.attempt(refusedAt: "ground") {
                try await pathways.askToOpen(
                    id,
                    ground: submission.text("ground"),
                    explanation: submission.text("explanation"),
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
            if let opening {
                return .redirect(
                    to: SiteMap.coachingOpening(opening),
                    notice: "A second person must now decide."
                )
            }
            return .invalid(try await oversightPage(id, state, visit))
        }
        routes.get(SiteMap.coachingOpening, .signedIn) { visit, id in
            try await openingPage(id, FormState(), visit)
        }
        routes.post(SiteMap.coachingOpening, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let allows = submission.text("decision") == "allow"
            let done: Void? = try await state.attempt(refusedAt: "decision") {
                try await pathways.decideOpening(id, allows: allows, by: visit.actor)
            }
            guard done != nil else {
                return try await openingPage(id, state, visit)
            }
            return .redirect(
                to: SiteMap.ownCoaching(),
                notice: allows ? "Allowed, for seven days." : "Refused."
            )
        }
    }

    private func coachingList(_ kind: OrganisationKind, _ link: Link, _ visit: Visit) async throws
        -> CoachingList
    {
        let organisations = try visit.organisation(kind, where: .countCoaching)
        return CoachingList(
            organisations: organisations,
            link: link,
            lines: try await pathways.coachingLines(of: organisations.chosen.id, by: visit.actor),
            today: visit.services.today()
        )
    }

    private func oversightPage(_ id: ID<CoachingRelationship>, _ state: FormState, _ visit: Visit)
        async throws
        -> OversightPage
    {
        let found = try await pathways.coachingOversight(id, by: visit.actor)
        let relationship = found.line.relationship
        let isOneOfPair = visit.actor.person.map { relationship.isOneOfPair($0.id) } ?? false
        return OversightPage(
            line: found.line,
            list: visit.coachingList(of: relationship),
            openings: found.openings,
            mayArrange: visit.actor.may(.arrangeCoaching, on: .of(relationship.arranger.id)),
            mayAskToOpen: visit.actor.may(.openCoaching, on: .of(relationship.overseers)) && !isOneOfPair,
            today: visit.services.today(),
            state: state,
            ticket: visit.formTicket()
        )
    }

    /// The content for whoever asked, once it is allowed; the question for whoever may decide.
    private func openingPage(_ id: ID<CoachingOpening>, _ state: FormState, _ visit: Visit) async throws
        -> Answer
    {
        if let waiting = try await pathways.openingsToDecide(by: visit.actor).first(where: { $0.0.id == id })
        {
            let page = OpeningDecision(
                opening: waiting.0,
                relationship: waiting.1,
                state: state,
                ticket: visit.formTicket()
            )
            return state.isValid ? .page(page) : .invalid(page)
        }
        do {
            let content = try await pathways.openedContent(id, by: visit.actor)
            return .page(OpenedContentPage(opening: content.opening, file: content.file))
        } catch PathwaysRefusal.notOpen {
            return .page(OpeningWaits())
        }
    }
}

extension CoachingDraft {
    init(_ submission: Submission) {
        self.init()
        purpose = submission.text("purpose")
        coachName = submission.text("coachName")
        coachEmail = submission.text("coachEmail")
        coachedName = submission.text("coachedName")
        coachedEmail = submission.text("coachedEmail")
        school = submission.text("school")
        startsOn = submission.text("startsOn")
        everyDays = submission.text("everyDays")
    }
}

extension Visit {
    /// The list that leads here: of the organisation in which the reader may count coaching.
    fileprivate func coachingList(of relationship: CoachingRelationship) -> Link {
        let own = [relationship.arranger, relationship.school].compactMap(\.self).first {
            !actor.roles(in: $0.id).isEmpty && actor.may(.countCoaching, on: .of($0.id))
        }
        guard let own else { return SiteMap.today() }
        let list = own.kind == .hub ? SiteMap.hubCoaching() : SiteMap.schoolCoaching()
        return list.with("organisation", own.id.description)
    }
}
