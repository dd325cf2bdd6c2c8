import Access
import Database
import Directory
import Evidence
import Programmes
import Services

// Funded places of an offer, and a hub's discount codes.

extension Site {
    func addPrices(to routes: Routes) {
        routes.get(SiteMap.offerFunding, .signedIn) { visit, id in
            let offer = try await editableOffer(id, visit)
            var state = (offer.funding.map(FundingDraft.init) ?? FundingDraft()).formState
            state.set("version", "\(offer.version)")
            return .page(try await fundingForm(offer, state, visit))
        }
        routes.post(SiteMap.offerFunding, .signedIn) { visit, id, submission in
            let offer = try await editableOffer(id, visit)
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "places") {
                try await programmes.setFunding(
                    FundingDraft(submission),
                    of: id,
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil { return .redirect(to: SiteMap.hubOffer(id), notice: "Saved.") }
            return .invalid(try await fundingForm(offer, state, visit))
        }
        routes.get(SiteMap.discountCodes, .signedIn) { visit in
            .page(try await discountCodesPage(FormState(), visit, visit.query.text("hub")))
        }
        routes.post(SiteMap.discountCodes, .signedIn) { visit, submission in
            let hub = try visit.hub(submission.text("hub"), where: .editOffer)
            let key = try submission.requiredKey()
            var state = FormState(submission)
            let made = try await state.attempt(refusedAt: "code") {
                try await programmes.addDiscountCode(
                    DiscountCodeDraft(submission),
                    of: hub.id,
                    by: visit.actor,
                    key: key
                )
            }
            if made != nil {
                return .redirect(
                    to: SiteMap.discountCodes().with("hub", hub.id.description),
                    notice: "The code can be used from now on."
                )
            }
            return .invalid(try await discountCodesPage(state, visit, hub.id.description))
        }
        routes.post(SiteMap.withdrawDiscountCode, .signedIn) { visit, id, submission in
            try await programmes.withdrawDiscountCode(id, by: visit.actor)
            return .redirect(
                to: SiteMap.discountCodes().with("hub", submission.text("hub")),
                notice: "Withdrawn. Bookings made with it keep their price."
            )
        }
    }

    /// An offer for those who may change it.
    func editableOffer(_ id: ID<Offer>, _ visit: Visit) async throws -> Offer {
        let offer = try await programmes.offer(id, by: visit.actor)
        try requireEditable(offer, visit)
        return offer
    }

    func requireEditable(_ offer: Offer, _ visit: Visit) throws {
        guard let lead = offer.lead, visit.actor.may(.editOffer, on: .of(lead.organisation.id)) else {
            throw visit.actor.may(.seeBookings, on: offer.subject) ? AccessError.forbidden : .notFound
        }
    }

    private func fundingForm(_ offer: Offer, _ state: FormState, _ visit: Visit) async throws -> FundingForm {
        FundingForm(
            offer: offer,
            areas: try await directory.areaNames(),
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func discountCodesPage(_ state: FormState, _ visit: Visit, _ asked: String) async throws
        -> DiscountCodesPage
    {
        let hub = try visit.hub(asked, where: .editOffer)
        let offers = try await programmes.offers(
            of: hub.id,
            in: [.draft, .agreeing, .published],
            limit: 200,
            by: visit.actor
        ).offers
        return DiscountCodesPage(
            hub: hub,
            codes: try await programmes.discountCodes(of: hub.id, by: visit.actor),
            offers: offers.filter { $0.lead?.organisation.id == hub.id },
            today: visit.services.today(),
            state: state,
            ticket: visit.formTicket()
        )
    }
}

extension FundingDraft {
    fileprivate init(_ submission: Submission) {
        self.init()
        places = submission.text("places")
        paidBy = submission.text("paidBy")
        areas = Set(submission.all("areas").compactMap(ID.init(_:)))
        premium = submission.text("premium")
        freeMeals = submission.text("freeMeals")
    }

    fileprivate var formState: FormState {
        var submission = Submission([
            "places": places, "paidBy": paidBy, "premium": premium, "freeMeals": freeMeals,
        ])
        for area in areas.sorted() { submission.add("areas", area.description) }
        return FormState(submission)
    }
}

extension DiscountCodeDraft {
    fileprivate init(_ submission: Submission) {
        self.init()
        code = submission.text("code")
        percentage = submission.text("percentage")
        amount = submission.text("amount")
        offer = ID(submission.text("offer"))
        lastDay = submission.text("lastDay")
        mostUses = submission.text("mostUses")
    }
}
