package import Access
import Database
import Evidence
package import Services

extension Programmes {
    /// Publishes an offer. A joint one only when every co-host has agreed; any only with a run that is still
    /// to come.
    package func publishOffer(_ id: ID<Offer>, version: Int, by actor: Actor) async throws {
        try await move(
            id,
            version: version,
            by: actor,
            .publishOffer,
            .publishOffer,
            from: [.draft, .agreeing],
            to: .published
        ) { offer, now in
            guard offer.awaited.isEmpty else {
                throw OfferRefusal.awaiting(offer.awaited.map(\.organisation.name))
            }
            guard offer.runs.contains(where: { $0.isBookable(at: now) }) else { throw OfferRefusal.noRun }
        }
    }

    /// Ends booking. The offer stays readable, and bookings stand.
    package func closeOffer(_ id: ID<Offer>, version: Int, by actor: Actor) async throws {
        try await move(
            id,
            version: version,
            by: actor,
            .publishOffer,
            .closeOffer,
            from: [.published],
            to: .closed
        )
    }

    package func reopenOffer(_ id: ID<Offer>, version: Int, by actor: Actor) async throws {
        try await move(
            id,
            version: version,
            by: actor,
            .publishOffer,
            .reopenOffer,
            from: [.closed],
            to: .published
        ) {
            offer,
            now in
            guard offer.runs.contains(where: { $0.isBookable(at: now) }) else { throw OfferRefusal.noRun }
        }
    }

    /// Takes an offer out of the public pages. Its bookings and register are kept.
    package func archiveOffer(_ id: ID<Offer>, version: Int, by actor: Actor) async throws {
        try await move(
            id,
            version: version,
            by: actor,
            .publishOffer,
            .archiveOffer,
            from: [.draft, .agreeing, .closed],
            to: .archived
        )
    }
}

extension Transaction {
    /// Names every public page that shows an offer.
    func touchPublicly(_ offer: Offer) throws {
        try announce(.offer, offer.id)
        try touch([.offers, .offer(offer.id)] + offer.strands.map { Topic.strand($0.id) })
    }
}
