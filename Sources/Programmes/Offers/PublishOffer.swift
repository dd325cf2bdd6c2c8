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
            to: .published,
            { offer, now in
                guard offer.awaited.isEmpty else {
                    throw OfferRefusal.awaiting(offer.awaited.map(\.organisation.name))
                }
                guard offer.runs.contains(where: { $0.isBookable(at: now) }) else { throw OfferRefusal.noRun }
            }
        )
    }

    /// Ends booking. The offer stays readable, and bookings stand. Those who wait are told; they keep their turn for
    /// when it is opened again, and what was kept for them is kept no longer.
    package func closeOffer(_ id: ID<Offer>, version: Int, by actor: Actor) async throws {
        let settings = settings
        try await move(
            id,
            version: version,
            by: actor,
            .publishOffer,
            .closeOffer,
            from: [.published],
            to: .closed,
            afterwards: { transaction, offer, act, ids in
                try transaction.tellOfWaitingEnd(.closed, of: offer, act, Post(settings, at: act.at), &ids)
            }
        )
    }

    /// Opens booking again. Places that are free are kept for those who wait before anyone else can book them.
    package func reopenOffer(_ id: ID<Offer>, version: Int, by actor: Actor) async throws {
        let settings = settings
        try await move(
            id,
            version: version,
            by: actor,
            .publishOffer,
            .reopenOffer,
            from: [.closed],
            to: .published,
            { offer, now in
                guard offer.runs.contains(where: { $0.isBookable(at: now) }) else { throw OfferRefusal.noRun }
            },
            afterwards: { transaction, offer, act, ids in
                let post = Post(settings, at: act.at)
                var line = 1
                for run in offer.runs {
                    line = try transaction.passOnFreePlaces(
                        of: run.id,
                        act,
                        post,
                        settings,
                        &ids,
                        line: line
                    )
                }
            }
        )
    }

    /// Takes an offer out of the public pages. Its bookings and register are kept; nobody waits for it any longer.
    package func archiveOffer(_ id: ID<Offer>, version: Int, by actor: Actor) async throws {
        let settings = settings
        try await move(
            id,
            version: version,
            by: actor,
            .publishOffer,
            .archiveOffer,
            from: [.draft, .agreeing, .closed],
            to: .archived,
            afterwards: { transaction, offer, act, ids in
                try transaction.tellOfWaitingEnd(.over, of: offer, act, Post(settings, at: act.at), &ids)
            }
        )
    }
}

extension Transaction {
    /// Of all runs of an offer.
    fileprivate func tellOfWaitingEnd(
        _ news: WaitingNews,
        of offer: Offer,
        _ act: Act,
        _ post: Post,
        _ ids: inout IDSequence
    ) throws {
        var line = 1
        for run in offer.runs {
            line = try tellOfWaitingEnd(news, of: run, offer, act, post, &ids, line: line)
        }
    }

    /// Names every public page that shows an offer.
    func touchPublicly(_ offer: Offer) throws {
        try announce(.offer, offer.id)
        try touch([.offers, .offer(offer.id)] + offer.strands.map { Topic.strand($0.id) })
    }
}
