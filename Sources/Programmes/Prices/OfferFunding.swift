import Database
package import Directory
package import Services

/// Places of an offer that cost an eligible school nothing because somebody else pays for them.
package struct OfferFunding: Sendable, Equatable {
    /// In all runs together.
    package let places: Int
    package let taken: Int
    /// Who pays; may be empty.
    package let paidBy: String
    /// Any one is enough.
    package let rules: [FundingRule]

    package var left: Int { places - taken }
}

/// What makes a school eligible for a funded place.
package enum FundingRule: Sendable, Hashable {
    case area(ID<Area>, name: String)
    /// By its latest figure, in whole per cent.
    case share(FundingMeasure, atLeast: Int)

    /// Which schools: `in Tarnsea Coast`, `where 30% or more of pupils attract pupil premium`.
    package var words: String {
        switch self {
        case .area(_, let name): "in \(name)"
        case .share(let measure, let least): "where \(least)% or more of pupils \(measure.words)"
        }
    }
}

package enum FundingMeasure: String, CaseIterable, Sendable, SQLStorable {
    case premium = "premium-percentage"
    case freeMeals = "fsm-percentage"

    package var words: String {
        switch self {
        case .premium: "attract pupil premium"
        case .freeMeals: "are eligible for free school meals"
        }
    }
}

extension Transaction {
    /// The funded places of some offers, for those that have any.
    func funding(of offers: [ID<Offer>]) throws -> [ID<Offer>: OfferFunding] {
        let rows = try rows(
            "SELECT offer_id, places, taken, paid_by FROM offer_funding WHERE offer_id IN (\(SQL.list(offers)))"
        )
        guard !rows.isEmpty else { return [:] }
        var rules: [ID<Offer>: [FundingRule]] = [:]
        let ruleRows = try self.rows(
            """
            SELECT funding_rule.offer_id, funding_rule.area_id, area.name, funding_rule.measure,
                funding_rule.at_least
            FROM funding_rule LEFT JOIN area ON area.id = funding_rule.area_id
            WHERE funding_rule.offer_id IN (\(SQL.list(offers))) ORDER BY funding_rule.offer_id, funding_rule.position
            """
        )
        for row in ruleRows {
            let rule: FundingRule
            if let area = try row.get(1, as: ID<Area>?.self) {
                rule = .area(area, name: try row.get(2))
            } else {
                rule = .share(try row.get(3), atLeast: try row.get(4))
            }
            rules[try row.get(0), default: []].append(rule)
        }
        return try Dictionary(
            uniqueKeysWithValues: rows.map { row in
                let id: ID<Offer> = try row.get(0)
                let funding = OfferFunding(
                    places: try row.get(1),
                    taken: try row.get(2),
                    paidBy: try row.get(3),
                    rules: rules[id] ?? []
                )
                return (id, funding)
            }
        )
    }

    /// Takes funded places of an offer, guarded, or gives some back.
    ///
    /// - Throws: ``BookingRefusal/noFundedPlace`` when fewer are left.
    func takeFunded(_ count: Int, of offer: ID<Offer>) throws {
        guard count != 0 else { return }
        let changed = try execute(
            """
            UPDATE offer_funding SET taken = taken + \(count)
            WHERE offer_id = \(offer) AND taken + \(count) <= places
            """
        )
        guard changed == 1 else { throw BookingRefusal.noFundedPlace }
    }

    /// Gives back what cancelled places held of an offer's funded places.
    func releaseFunded(_ places: [BookedPlace], of offer: ID<Offer>) throws {
        try takeFunded(-places.count { $0.basis == .funded }, of: offer)
    }
}
