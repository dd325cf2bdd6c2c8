package import Access
import Database
import Foundation
package import Services

extension Programmes {
    /// Asks the co-hosts of a draft whether they agree. The lead hub's step.
    package func askCoHosts(on id: ID<Offer>, version: Int, by actor: Actor) async throws {
        try await move(
            id,
            version: version,
            by: actor,
            .editOffer,
            .askCoHosts,
            from: [.draft],
            to: .agreeing,
            { offer, _ in
                if offer.coHosts.isEmpty { throw OfferRefusal.noCoHosts }
            }
        )
    }

    /// A co-host agrees to an offer as it stands.
    ///
    /// - Parameter version: What it read: if the lead changed it since, `DatabaseError.staleVersion`.
    package func agree(to id: ID<Offer>, for hub: ID<Organisation>, version: Int, by actor: Actor)
        async throws
    {
        try await answer(id, for: hub, version: version, by: actor, .agreeOffer) { transaction, act in
            try transaction.execute(
                """
                UPDATE offer_hub SET agreed_at = \(act.at), agreed_by = \(act.actor.person?.id)
                WHERE offer_id = \(id) AND hub_id = \(hub) AND is_lead = 0
                """
            )
        }
    }

    /// A co-host takes itself out of an offer that is not published, unless it has agreed.
    package func decline(_ id: ID<Offer>, for hub: ID<Organisation>, version: Int, by actor: Actor)
        async throws
    {
        try await answer(id, for: hub, version: version, by: actor, .declineOffer) { transaction, _ in
            try transaction.execute(
                "DELETE FROM offer_hub WHERE offer_id = \(id) AND hub_id = \(hub) AND is_lead = 0"
            )
            try transaction.update(
                "UPDATE offer SET version = version + 1 WHERE id = \(id) AND version = \(version)"
            )
        }
    }

    private func answer(
        _ id: ID<Offer>,
        for hub: ID<Organisation>,
        version: Int,
        by actor: Actor,
        _ verb: AuditVerb,
        _ body: @escaping @Sendable (any Transaction, Act) throws -> Void
    ) async throws {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let offer = try transaction.offer(id).orNotFound()
            let coHost = try offer.coHosts.first { $0.organisation.id == hub }.orNotFound()
            try actor.require(.publishOffer, on: .of(hub))
            guard offer.state == .agreeing else { throw OfferRefusal.wrongState(offer.state) }
            guard offer.version == version else { throw DatabaseError.staleVersion }
            // A page that was open when a colleague agreed must not take the hub out.
            guard coHost.agreedAt == nil || verb == .agreeOffer else { throw DatabaseError.staleVersion }
            try body(transaction, act)
            try transaction.audit(act, verb, of: id, in: hub)
        }
    }

    /// Moves an offer to another state, for those whom the lead hub lets.
    ///
    /// - Parameter afterwards: What follows from it, with the offer as it was.
    func move(
        _ id: ID<Offer>,
        version: Int,
        by actor: Actor,
        _ permission: Permission,
        _ verb: AuditVerb,
        from states: Set<OfferState>,
        to state: OfferState,
        _ check: @escaping @Sendable (Offer, Date) throws -> Void = { _, _ in },
        afterwards: @escaping @Sendable (any Transaction, Offer, Act, inout IDSequence) throws -> Void = {
            _,
            _,
            _,
            _ in
        }
    ) async throws {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        try await database.write { transaction in
            var ids = ids
            let offer = try transaction.offer(id).orNotFound()
            try actor.require(permission, on: offer.subjectOfEditing(by: actor))
            guard states.contains(offer.state) else { throw OfferRefusal.wrongState(offer.state) }
            try check(offer, act.at)
            try transaction.update(
                """
                UPDATE offer SET state = \(state), version = version + 1,
                    published_at = CASE WHEN \(state) = 'published' THEN coalesce(published_at, \(act.at)) ELSE published_at END
                WHERE id = \(id) AND version = \(version)
                """
            )
            if state == .agreeing { try transaction.forgetAgreements(on: id) }
            try transaction.audit(act, verb, of: id, in: offer.lead?.organisation.id)
            try afterwards(transaction, offer, act, &ids)
            try transaction.touchPublicly(offer)
        }
    }
}
