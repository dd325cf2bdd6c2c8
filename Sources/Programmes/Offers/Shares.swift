package import Access
import Database
import Evidence
package import Services

/// What a hub has of a joint offer's income, and bears of its costs.
package struct HubShare: Sendable, Equatable {
    package let hub: Organisation
    /// In per cent; all of an offer's together are 100.
    package let percentage: Int
    /// Its part of what was invoiced so far, less what was credited, before VAT.
    package let income: Pence
}

/// The split of an amount by shares.
package enum IncomeSplit {
    /// Splits whole pence by percentages that are 100 together: each part is rounded down, and the pence that are left
    /// go one by one to the parts that lost most, the first of equals first. The parts sum to the amount.
    package static func parts(of amount: Pence, by percentages: [Int]) -> [Pence] {
        precondition(percentages.allSatisfy { $0 >= 0 } && percentages.reduce(0, +) == 100)
        let magnitude = Int(amount.rawValue.magnitude)
        var parts = percentages.map { magnitude * $0 / 100 }
        let lost = percentages.enumerated().map { (position: $0, lost: magnitude * $1 % 100) }
            .sorted { ($1.lost, $0.position) < ($0.lost, $1.position) }
        for (position, _) in lost.prefix(magnitude - parts.reduce(0, +)) { parts[position] += 1 }
        return parts.map { Pence(amount.rawValue < 0 ? -$0 : $0) }
    }
}

extension Programmes {
    /// The shares of a joint offer's hubs, the lead's first, with what each has of the income; empty where none are
    /// agreed. For the hubs that run it.
    package func shares(of id: ID<Offer>, by actor: Actor) async throws -> [HubShare] {
        try actor.signedInOrSystem()
        return try await database.read { transaction in
            let offer = try transaction.offer(id).orNotFound()
            try actor.require(.seeBookings, on: .of(offer.hubs.map(\.organisation.id)))
            let shares = try transaction.shares(of: id)
            let hubs = offer.hubs.map(\.organisation)
            let percentages = hubs.map { shares[$0.id] ?? 0 }
            guard percentages.reduce(0, +) == 100 else { return [] }
            let parts = IncomeSplit.parts(of: try transaction.income(of: id), by: percentages)
            return zip(hubs, zip(percentages, parts)).map {
                HubShare(hub: $0, percentage: $1.0, income: $1.1)
            }
        }
    }

    /// Sets the shares of a joint offer's hubs before it is published: part of what the co-hosts agree to, so those
    /// who were asked are asked again.
    ///
    /// - Parameter typed: A percentage for each hub; all empty for no shares.
    /// - Throws: `Faults` (fields `share-` and the hub's number); ``OfferRefusal``; `DatabaseError.staleVersion`.
    package func setShares(
        _ typed: [ID<Organisation>: String],
        of id: ID<Offer>,
        version: Int,
        by actor: Actor
    ) async throws {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let offer = try transaction.offer(id).orNotFound()
            try actor.require(.editOffer, on: offer.subjectOfEditing(by: actor))
            guard offer.state == .draft || offer.state == .agreeing else {
                throw OfferRefusal.wrongState(offer.state)
            }
            guard offer.hubs.count > 1 else { throw OfferRefusal.noCoHosts }
            let shares = try Self.checked(typed, of: offer)
            try transaction.update(
                "UPDATE offer SET version = version + 1 WHERE id = \(id) AND version = \(version)"
            )
            for hub in offer.hubs.map(\.organisation.id) {
                try transaction.execute(
                    "UPDATE offer_hub SET share = \(shares[hub]) WHERE offer_id = \(id) AND hub_id = \(hub)"
                )
            }
            if offer.state == .agreeing { try transaction.forgetAgreements(on: id) }
            try transaction.audit(act, .setShares, of: id, in: offer.lead?.organisation.id)
        }
    }

    private static func checked(_ typed: [ID<Organisation>: String], of offer: Offer) throws(Faults)
        -> [ID<Organisation>: Int]
    {
        var reader = FieldReader()
        var shares: [ID<Organisation>: Int] = [:]
        for hub in offer.hubs.map(\.organisation) {
            let text = (typed[hub.id] ?? "").trimmed.replacing("%", with: "")
            shares[hub.id] = reader.wholeNumber(
                text,
                "share-\(hub.id)",
                named: "the share of \(hub.name)",
                in: 0...100
            )
        }
        let sum = shares.values.reduce(0, +)
        if reader.faults.isEmpty, !shares.isEmpty, sum != 100, let lead = offer.lead {
            reader.report("share-\(lead.organisation.id)", "The shares are \(sum)% together. Make them 100%")
        }
        try reader.finish()
        return shares
    }
}

extension Transaction {
    fileprivate func shares(of offer: ID<Offer>) throws -> [ID<Organisation>: Int] {
        let rows = try rows(
            "SELECT hub_id, share FROM offer_hub WHERE offer_id = \(offer) AND share IS NOT NULL"
        )
        return try Dictionary(uniqueKeysWithValues: rows.map { (try $0.get(0), try $0.get(1)) })
    }

    /// What was invoiced for an offer, less what was credited, before VAT.
    fileprivate func income(of offer: ID<Offer>) throws -> Pence {
        let amounts: [Pence] = try column(
            """
            SELECT invoice_line.net_pence FROM invoice_line
            JOIN invoice ON invoice.id = invoice_line.invoice_id AND invoice.number IS NOT NULL
            JOIN booking ON booking.id = invoice_line.booking_id
            JOIN run ON run.id = booking.run_id
            WHERE run.offer_id = \(offer)
            """
        )
        return amounts.reduce(.zero, +)
    }
}

extension Migration {
    /// What each hub has of a joint offer's income and bears of its costs, in per cent.
    static let shares = """
        ALTER TABLE offer_hub ADD COLUMN share INTEGER CHECK (share BETWEEN 0 AND 100);
        CREATE INDEX invoice_line_by_booking ON invoice_line (booking_id);
        """
}
