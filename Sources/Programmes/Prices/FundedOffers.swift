package import Access
package import Database
package import Services

extension Transaction {
    /// The offers of which a school can have a place that somebody else pays for, as long as some are left, each with why
    /// in words.
    package func fundedOffers(for school: ID<Organisation>) throws -> [ID<Offer>: String] {
        let offers: [ID<Offer>] = try column(
            """
            SELECT offer.id FROM offer_funding JOIN offer ON offer.id = offer_funding.offer_id
            WHERE offer_funding.taken < offer_funding.places AND offer.price_pence > 0 AND offer.state = 'published'
            ORDER BY offer.id
            """
        )
        // Many offers have the same rules.
        var reasons: [[FundingRule]: String?] = [:]
        return try funding(of: offers).compactMapValues { funding -> String? in
            if let known = reasons[funding.rules] { return known }
            let reason = try eligibility(of: school, under: funding.rules)
            reasons[funding.rules] = .some(reason)
            return reason
        }
    }
}
