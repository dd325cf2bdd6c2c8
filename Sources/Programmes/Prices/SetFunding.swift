package import Access
import Database
package import Directory
import Evidence
package import Services

/// The form of an offer's funded places, as typed.
package struct FundingDraft: Sendable, Equatable {
    /// Empty or `0` for none.
    package var places = ""
    package var paidBy = ""
    package var areas: Set<ID<Area>> = []
    /// The least share of pupils who attract pupil premium, in per cent; may be empty.
    package var premium = ""
    package var freeMeals = ""

    package init() {}

    package init(_ funding: OfferFunding) {
        places = "\(funding.places)"
        paidBy = funding.paidBy
        for rule in funding.rules {
            switch rule {
            case .area(let area, _): areas.insert(area)
            case .share(.premium, let least): premium = "\(least)"
            case .share(.freeMeals, let least): freeMeals = "\(least)"
            }
        }
    }

    /// - Returns: `nil` for no funded places.
    func checked() throws(Faults) -> (places: Int, paidBy: String, shares: [(FundingMeasure, Int)])? {
        var reader = FieldReader()
        let count =
            reader.wholeNumber(places, "places", named: "how many places are funded", in: 0...5000) ?? 0
        let paidBy = reader.optional(self.paidBy, "paidBy", named: "who pays", most: 150)
        var shares: [(FundingMeasure, Int)] = []
        for (measure, field, text) in [
            (FundingMeasure.premium, "premium", premium), (.freeMeals, "freeMeals", freeMeals),
        ] {
            let plain = text.trimmed.replacing("%", with: "")
            if let share = reader.wholeNumber(plain, field, named: "the share", in: 1...100) {
                shares.append((measure, share))
            }
        }
        if count > 0, areas.isEmpty, shares.isEmpty, reader.faults.isEmpty {
            reader.report(
                "areas",
                "Say which schools are eligible: choose an area, or enter a share of pupils"
            )
        }
        if areas.count > 20 { reader.report("areas", "Choose twenty areas or fewer") }
        try reader.finish()
        return count == 0 ? nil : (count, paidBy, shares)
    }
}

extension Programmes {
    /// Sets how many places of an offer are funded and for whom, as part of the offer: co-hosts who were asked are
    /// asked again. Places that are booked stay as they are.
    ///
    /// - Throws: `Faults`, also for fewer than are taken; `DatabaseError.staleVersion`.
    package func setFunding(
        _ draft: FundingDraft,
        of id: ID<Offer>,
        version: Int,
        by actor: Actor
    ) async throws {
        try actor.signedInOrSystem()
        let checked = try draft.checked()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let offer = try transaction.offer(id).orNotFound()
            try actor.require(.editOffer, on: offer.subjectOfEditing(by: actor))
            guard offer.state != .archived else { throw OfferRefusal.archived }
            try transaction.update(
                "UPDATE offer SET version = version + 1 WHERE id = \(id) AND version = \(version)"
            )
            let taken = offer.funding?.taken ?? 0
            guard checked?.places ?? 0 >= taken else {
                throw Faults([
                    Fault("places", "\(taken) funded places are booked already. Enter at least \(taken)")
                ])
            }
            try transaction.execute("DELETE FROM funding_rule WHERE offer_id = \(id)")
            if let checked {
                try transaction.execute(
                    """
                    INSERT INTO offer_funding (offer_id, places, paid_by)
                    VALUES (\(id), \(checked.places), \(checked.paidBy))
                    ON CONFLICT (offer_id) DO UPDATE SET places = \(checked.places), paid_by = \(checked.paidBy)
                    """
                )
                try transaction.insertRules(draft.areas, checked.shares, of: id)
            } else {
                try transaction.execute("DELETE FROM offer_funding WHERE offer_id = \(id)")
            }
            if offer.state == .agreeing { try transaction.forgetAgreements(on: id) }
            try transaction.audit(
                act,
                .setFunding,
                of: id,
                in: offer.lead?.organisation.id,
                ["places": .count(checked?.places ?? 0)]
            )
            if offer.state.isPublic { try transaction.touch(.offer(id), .offers) }
        }
    }
}

extension Transaction {
    fileprivate func insertRules(
        _ areas: Set<ID<Area>>,
        _ shares: [(FundingMeasure, Int)],
        of offer: ID<Offer>
    ) throws {
        let known: [ID<Area>] = try column("SELECT id FROM area WHERE id IN (\(SQL.list(areas.sorted())))")
        guard known.count == areas.count else {
            throw Faults([Fault("areas", "Choose the areas from the list")])
        }
        var position = 0
        for (measure, least) in shares {
            try execute(
                """
                INSERT INTO funding_rule (offer_id, position, measure, at_least)
                VALUES (\(offer), \(position), \(measure), \(least))
                """
            )
            position += 1
        }
        for area in known.sorted() {
            try execute(
                "INSERT INTO funding_rule (offer_id, position, area_id) VALUES (\(offer), \(position), \(area))"
            )
            position += 1
        }
    }
}
