import Access
import Database
import Evidence
import Foundation
import NIOCore
import Programmes
import Services

extension Site {
    func addHubOffers(to routes: Routes) {
        routes.get(SiteMap.hubOffers, .signedIn) { visit in
            let hubs = try visit.hubs(where: .seeBookings)
            let hub = try visit.hub(visit.query.text("hub"), where: .seeBookings)
            let state = OfferState(rawValue: visit.query.text("state"))
            let page = visit.query.page
            let found = try await programmes.offers(
                of: hub.id,
                in: state.map { [$0] } ?? Set(OfferState.allCases).subtracting([.archived]),
                limit: 25,
                offset: (page - 1) * 25,
                by: visit.actor
            )
            return .page(
                HubOffersPage(
                    hub: hub,
                    hubs: hubs,
                    offers: found.offers,
                    total: found.total,
                    state: state,
                    page: page,
                    mayCreate: visit.actor.may(.editOffer, on: .of(hub.id)),
                    today: visit.services.today()
                )
            )
        }
        routes.get(SiteMap.newOffer, .signedIn) { visit in
            let hubs = try visit.hubs(where: .editOffer)
            var draft = OfferDraft()
            draft.contactName = visit.actor.person?.name ?? ""
            let hub = try visit.hub(visit.query.text("hub"), where: .editOffer)
            var state = draft.formState
            state.set("lead", hub.id.description)
            return .page(
                OfferForm(
                    offer: nil,
                    hubs: hubs,
                    choices: try await programmes.choices(),
                    state: state,
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.newOffer, .signedIn) { visit, submission in
            let hubs = try visit.hubs(where: .editOffer)
            let lead = try visit.hub(submission.text("lead"), where: .editOffer)
            var state = FormState(submission)
            let id = try await state.attempt(refusedAt: "title") {
                try await programmes.createOffer(
                    OfferDraft(submission),
                    of: lead.id,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
            if let id {
                return .redirect(
                    to: SiteMap.hubOffer(id),
                    notice: "Saved as a draft. Now add when it is held."
                )
            }
            return .invalid(
                OfferForm(
                    offer: nil,
                    hubs: hubs,
                    choices: try await programmes.choices(),
                    state: state,
                    ticket: visit.formTicket()
                )
            )
        }
        routes.get(SiteMap.hubOffer, .signedIn) { visit, id in
            .page(try await hubOfferPage(id, FormState(), visit))
        }
        routes.get(SiteMap.editOffer, .signedIn) { visit, id in
            let offer = try await programmes.offer(id, by: visit.actor)
            try requireEditing(offer, visit)
            var state = OfferDraft(offer).formState
            state.set("version", "\(offer.version)")
            return .page(
                OfferForm(
                    offer: offer,
                    hubs: [],
                    choices: try await programmes.choices(),
                    state: state,
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.editOffer, .signedIn) { visit, id, submission in
            let offer = try await programmes.offer(id, by: visit.actor)
            try requireEditing(offer, visit)
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "title") {
                try await programmes.editOffer(
                    id,
                    OfferDraft(submission),
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil { return .redirect(to: SiteMap.hubOffer(id), notice: "Saved.") }
            return .invalid(
                OfferForm(
                    offer: offer,
                    hubs: [],
                    choices: try await programmes.choices(),
                    state: state,
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.copyOffer, .signedIn) { visit, id, submission in
            let copy = try await programmes.copyOffer(
                id,
                by: visit.actor,
                key: try submission.requiredKey()
            )
            return .redirect(
                to: SiteMap.editOffer(copy),
                notice: "Copied as a draft. Change what is new, then add its dates."
            )
        }
        routes.post(SiteMap.offerStep, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let notice = try await state.attempt(refusedAt: "steps") { try await take(id, submission, visit) }
            guard let notice else { return .invalid(try await hubOfferPage(id, state, visit)) }
            // Whoever declined no longer sees the offer.
            return .redirect(
                to: submission.text("step") == "decline" ? SiteMap.hubOffers() : SiteMap.hubOffer(id),
                notice: notice
            )
        }
        addRuns(to: routes)
        addHubWaitingList(to: routes)
    }

    private func take(_ id: ID<Offer>, _ submission: Submission, _ visit: Visit) async throws -> String {
        let version = submission.version
        let actor = visit.actor
        let hub = ID<Organisation>(submission.text("hub"))
        switch submission.text("step") {
        case "ask":
            try await programmes.askCoHosts(on: id, version: version, by: actor)
            return "The co-hosts can now agree to the offer."
        case "agree":
            try await programmes.agree(to: id, for: hub.orNotFound(), version: version, by: actor)
            return "Agreed."
        case "decline":
            try await programmes.decline(id, for: hub.orNotFound(), version: version, by: actor)
            return "Declined: your hub is no longer part of the offer."
        case "publish":
            try await programmes.publishOffer(id, version: version, by: actor)
            return "Published."
        case "close":
            try await programmes.closeOffer(id, version: version, by: actor)
            return "Closed to booking."
        case "reopen":
            try await programmes.reopenOffer(id, version: version, by: actor)
            return "Open for booking again."
        case "archive":
            try await programmes.archiveOffer(id, version: version, by: actor)
            return "Archived."
        default: throw Refusal.unreadableForm
        }
    }

    private func hubOfferPage(_ id: ID<Offer>, _ state: FormState, _ visit: Visit) async throws
        -> HubOfferPage
    {
        let offer = try await programmes.offer(id, by: visit.actor)
        // A public offer is known to all, but its organiser's page only to its hubs.
        let hubs: Subject = .of(offer.hubs.map(\.organisation.id))
        guard visit.actor.may(.seeBookings, on: hubs) else { throw AccessError.notFound }
        let keepsConference = visit.actor.may(.keepConference, on: hubs)
        return HubOfferPage(
            offer: offer,
            shares: try await programmes.shares(of: id, by: visit.actor),
            programmes: keepsConference ? try await programmes.programmes(of: offer, by: visit.actor) : [],
            actor: visit.actor,
            now: visit.services.now(),
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func cancelRunPage(
        _ offer: ID<Offer>,
        _ run: ID<Run>,
        _ state: FormState,
        _ visit: Visit
    ) async throws -> CancelRunPage {
        let found = try await programmes.offer(offer, by: visit.actor)
        try requireEditing(found, visit)
        guard found.runs.contains(where: { $0.id == run }) else { throw AccessError.notFound }
        let outlook = try await programmes.cancellationOutlook(of: run, by: visit.actor)
        return CancelRunPage(outlook: outlook, state: state, ticket: visit.formTicket())
    }

    private func requireEditing(_ offer: Offer, _ visit: Visit) throws {
        guard let lead = offer.lead, visit.actor.may(.editOffer, on: .of(lead.organisation.id)) else {
            throw visit.actor.may(.seeBookings, on: offer.subject) ? AccessError.forbidden : .notFound
        }
    }

    /// The form as it was sent, with what else is on in the weeks of its dates.
    private func looking(_ form: RunForm, _ submission: Submission, _ visit: Visit) async throws -> Answer {
        var form = form
        let days = RunDraft(submission, of: form.offer.facts.kind).typedDays
        if days.isEmpty {
            form.state.refuse("date-0", "Enter a day such as 14/03/2027 to see what else is on")
            return .invalid(form)
        }
        form.clashes = try await programmes.clashes(
            with: form.offer.id,
            on: days,
            excluding: form.run?.id,
            by: visit.actor
        )
        return .page(form)
    }

    func registerPage(
        _ register: Register,
        _ state: FormState,
        waiting: FormState = FormState(),
        _ visit: Visit
    ) -> RegisterPage {
        RegisterPage(
            register: register,
            mayBook: register.offer.isOrganised(by: visit.actor),
            now: visit.services.now(),
            state: state,
            waitingState: waiting,
            ticket: visit.formTicket()
        )
    }

    private func addRuns(to routes: Routes) {
        routes.get(SiteMap.newRun, .signedIn) { visit, id in
            let offer = try await programmes.offer(id, by: visit.actor)
            try requireEditing(offer, visit)
            return .page(
                RunForm(
                    offer: offer,
                    run: nil,
                    rowCount: 4,
                    state: FormState(["waitingRule": WaitingRule.joined.rawValue]),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.newRun, .signedIn) { visit, id, submission in
            let offer = try await programmes.offer(id, by: visit.actor)
            try requireEditing(offer, visit)
            var form = RunForm(
                offer: offer,
                run: nil,
                rowCount: submission.sessionRowCount,
                state: FormState(submission),
                ticket: visit.formTicket()
            )
            if submission.text("step") == "add" { return .page(form.withMoreRows()) }
            if submission.text("step") == "look" { return try await looking(form, submission, visit) }
            var state = form.state
            let run = try await state.attempt(refusedAt: "capacity") {
                try await programmes.addRun(
                    to: id,
                    RunDraft(submission, of: offer.facts.kind),
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
            if run != nil { return .redirect(to: SiteMap.hubOffer(id), notice: "Added.") }
            form.state = state
            return .invalid(form)
        }
        routes.get(SiteMap.editRun, .signedIn) { visit, ids in
            let offer = try await programmes.offer(ids.first, by: visit.actor)
            try requireEditing(offer, visit)
            let run = try offer.runs.first { $0.id == ids.second }.orNotFound()
            let addresses = try await programmes.facilitatorAddresses(of: run.id, by: visit.actor)
            return .page(
                RunForm(
                    offer: offer,
                    run: run,
                    rowCount: run.sessions.count + 1,
                    state: RunDraft(run, addresses).formState(run.version),
                    ticket: visit.formTicket(),
                    clashes: try await programmes.clashes(
                        with: offer.id,
                        on: run.sessions.map(\.heldOn).filter { $0 >= visit.services.today() },
                        excluding: run.id,
                        by: visit.actor
                    )
                )
            )
        }
        routes.post(SiteMap.editRun, .signedIn) { visit, ids, submission in
            let offer = try await programmes.offer(ids.first, by: visit.actor)
            try requireEditing(offer, visit)
            let run = try offer.runs.first { $0.id == ids.second }.orNotFound()
            var form = RunForm(
                offer: offer,
                run: run,
                rowCount: submission.sessionRowCount,
                state: FormState(submission),
                ticket: visit.formTicket()
            )
            if submission.text("step") == "add" { return .page(form.withMoreRows()) }
            if submission.text("step") == "look" { return try await looking(form, submission, visit) }
            var state = form.state
            let done: Void? = try await state.attempt(refusedAt: "capacity") {
                try await programmes.editRun(
                    run.id,
                    RunDraft(submission, of: offer.facts.kind),
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil {
                return .redirect(
                    to: SiteMap.hubOffer(offer.id),
                    notice: offer.facts.kind == .selfStudy
                        ? "Saved. Everyone booked hears of a new link or other days."
                        : "Saved. Everyone booked hears of sessions that moved."
                )
            }
            form.state = state
            return .invalid(form)
        }
        routes.post(SiteMap.removeRun, .signedIn) { visit, ids, submission in
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "steps") {
                try await programmes.removeRun(
                    ids.second,
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil {
                return .redirect(to: SiteMap.hubOffer(ids.first), notice: "The dates are removed.")
            }
            return .invalid(try await hubOfferPage(ids.first, state, visit))
        }
        routes.get(SiteMap.cancelRun, .signedIn) { visit, ids in
            .page(try await cancelRunPage(ids.first, ids.second, FormState(), visit))
        }
        routes.post(SiteMap.cancelRun, .signedIn) { visit, ids, submission in
            // Known to whoever may see the offer, and part of it.
            let outlook = try await cancelRunPage(ids.first, ids.second, FormState(submission), visit).outlook
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "reason") {
                try await programmes.cancelRun(
                    ids.second,
                    reason: submission.text("reason"),
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil {
                return .redirect(
                    to: SiteMap.hubOffer(ids.first),
                    notice: outlook.invoices.isEmpty
                        ? "Cancelled. Everyone has an email."
                        : "Cancelled. Everyone has an email. Now credit what was invoiced."
                )
            }
            return .invalid(try await cancelRunPage(ids.first, ids.second, state, visit))
        }
        routes.get(SiteMap.register, .signedIn) { visit, run in
            let register = try await programmes.register(of: run, by: visit.actor)
            return .page(registerPage(register, register.completionState, visit))
        }
        routes.post(SiteMap.completions, .signedIn) { visit, run, submission in
            let marks = submission.completionMarks
            var state = FormState(submission)
            let changed = try await state.attempt(refusedAt: "done") {
                try await programmes.markCompletions(of: run, marks, by: visit.actor)
            }
            guard let changed else {
                let register = try await programmes.register(of: run, by: visit.actor)
                return .invalid(registerPage(register, state, visit))
            }
            return .redirect(
                to: SiteMap.register(run),
                notice: changed == 0 ? "Nothing had changed." : "Saved: \(InWords.count(changed, "mark"))."
            )
        }
        routes.get(SiteMap.registerFile, .signedIn) { visit, run in
            let bytes = try await programmes.registerCSV(of: run, by: visit.actor)
            return .file(
                ByteBuffer(bytes: bytes),
                contentType: "text/csv; charset=utf-8",
                name: "register-\(run).csv"
            )
        }
    }
}

extension Submission {
    /// What the form of completions changed: who is ticked and was not, or the other way round. Whoever said so
    /// themselves while the form was open keeps it.
    var completionMarks: [ID<BookedPlace>: Bool] {
        let was = Set(all("was").compactMap(ID<BookedPlace>.init(_:)))
        let done = Set(all("done").compactMap(ID<BookedPlace>.init(_:)))
        return Dictionary(uniqueKeysWithValues: done.symmetricDifference(was).map { ($0, done.contains($0)) })
    }
}
