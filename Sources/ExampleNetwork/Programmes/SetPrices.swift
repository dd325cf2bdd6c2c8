import Access
import Database
import Directory
import Programmes
import Services

extension ExampleNetwork {
    /// Somebody else pays for some places of an offer.
    func fund(_ id: ID<Offer>, _ told: ToldFunding, on offset: Int, _ author: Actor) async throws {
        guard let area = try await directory.areas().first(where: { $0.name == told.area }) else {
            throw ExampleError.broken("no area \(told.area)")
        }
        var draft = FundingDraft()
        draft.places = "\(told.places)"
        draft.paidBy = told.paidBy
        draft.areas = [area.id]
        draft.premium = "\(told.premium)"
        let programmes = programmes(on: day(offset), 11)
        let version = try await programmes.offer(id, by: author).version
        try await programmes.setFunding(draft, of: id, version: version, by: author)
    }

    /// The hubs of a joint offer share its income and costs.
    func share(_ id: ID<Offer>, _ told: ToldOffer, _ hubs: [ToldHub: Organisation], _ author: Actor)
        async throws
    {
        guard !told.shares.isEmpty else { return }
        let sharing = zip([told.lead] + told.coHosts, told.shares)
        var typed: [ID<Organisation>: String] = [:]
        for (hub, share) in sharing { if let hub = hubs[hub] { typed[hub.id] = "\(share)" } }
        let programmes = programmes(on: day(told.written), 12)
        let version = try await programmes.offer(id, by: author).version
        try await programmes.setShares(typed, of: id, version: version, by: author)
    }

    /// The teaching school hub's codes: one that is in use, one for early bookers that is over, one that was given
    /// out by mistake.
    func makeDiscountCodes(of hub: Organisation, _ cast: Cast) async throws {
        let lead = try cast.lead(of: .teaching)
        let codes:
            [(code: String, percentage: String, amount: String, until: Int?, uses: String, made: Int)] = [
                ("TUTOR-20", "20", "", 60, "10", -120), ("EARLY-BIRD", "", "25", -100, "", -190),
                ("ALL-FREE", "100", "", nil, "", -60),
            ]
        for told in codes {
            var draft = DiscountCodeDraft()
            draft.code = told.code
            draft.percentage = told.percentage
            draft.amount = told.amount
            draft.lastDay = told.until.map { day($0).description } ?? ""
            draft.mostUses = told.uses
            guard let key = IdempotencyKey("example-code-\(told.code)") else { continue }
            let id = try await programmes(on: day(told.made)).addDiscountCode(
                draft,
                of: hub.id,
                by: lead,
                key: key
            )
            guard told.code == "ALL-FREE" else { continue }
            try await programmes(on: day(told.made), 12).withdrawDiscountCode(id, by: lead)
        }
    }
}
