package import Access
package import Database
import Directory
import Evidence
import Foundation
package import Services

extension Programmes {
    /// Creates a draft of a hub's offer.
    package func createOffer(
        _ draft: OfferDraft,
        of lead: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<Offer> {
        try actor.require(.editOffer, on: .of(lead).known)
        let facts = try draft.checked()
        let act = services.act(by: actor)
        let id = services.newID(Offer.self)
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "offer.create") {
                try transaction.requireHub(lead)
                try transaction.insert(facts, as: id, at: act.at)
                try transaction.execute(
                    """
                    INSERT INTO offer_hub (offer_id, hub_id, is_lead, agreed_at, agreed_by)
                    VALUES (\(id), \(lead), 1, \(act.at), \(actor.person?.id))
                    """
                )
                try transaction.setCoHosts(draft.coHosts.subtracting([lead]), of: id)
                try transaction.setStrands(draft.strands, of: id)
                try transaction.setGuidance(draft.guidance, of: id)
                try transaction.audit(act, .createOffer, of: id, in: lead)
                return id.description
            }
        }
        return try ID<Offer>(text).orNotFound()
    }

    /// Changes an offer. Those who booked keep the price they booked at. When its title, where it is held or how one
    /// takes part changes, whoever holds a place in sessions to come hears of it, with calendar entries that take the
    /// place of the old ones.
    ///
    /// While co-hosts are being asked, a change asks them again: they agreed to something else. Once it is
    /// published its hubs stay.
    /// - Throws: `DatabaseError.staleVersion` when someone else changed it since `version` was read;
    ///   ``Faults``.
    package func editOffer(_ id: ID<Offer>, _ draft: OfferDraft, version: Int, by actor: Actor) async throws {
        try actor.signedInOrSystem()
        let facts = try draft.checked()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let post = Post(settings, at: act.at)
        try await database.write { transaction in
            var ids = ids
            let offer = try transaction.offer(id).orNotFound()
            let lead = try offer.lead.orNotFound().organisation.id
            try actor.require(
                .editOffer,
                on: offer.state.isPublic ? .of(lead).known : offer.subjectOfEditing(by: actor)
            )
            guard offer.state != .archived else { throw OfferRefusal.archived }
            try offer.check(becoming: facts.kind)
            let coHosts = draft.coHosts.subtracting([lead])
            let hubsChanged = coHosts != Set(offer.coHosts.map(\.organisation.id))
            if hubsChanged, offer.state.isPublic { throw OfferRefusal.hubsFixed }
            try transaction.update(
                """
                UPDATE offer SET kind = \(facts.kind), title = \(facts.title), summary = \(facts.summary), description = \(facts.description),
                    outcomes = \(facts.outcomes), standard = \(facts.standard), mechanisms = \(facts.mechanisms.mask),
                    audience = \(facts.audience), roles = \(facts.roles.mask), phases = \(facts.phases.mask), mode = \(facts.mode),
                    venue = \(facts.venue), address = \(facts.address), postcode = \(facts.postcode),
                    price_pence = \(facts.price), price_basis = \(facts.basis), member_price_pence = \(facts.memberPrice),
                    vat = \(facts.vat), contact_name = \(facts.contactName),
                    contact_email = \(facts.contactEmail), search_key = \(facts.searchKey), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.keepPlace(of: id, facts)
            if hubsChanged { try transaction.setCoHosts(coHosts, of: id) }
            if offer.state == .agreeing { try transaction.forgetAgreements(on: id) }
            try transaction.setStrands(draft.strands, of: id)
            try transaction.setGuidance(draft.guidance, of: id)
            try transaction.audit(act, .editOffer, of: id, in: lead, ["version": .count(version + 1)])
            if offer.state.isPublic {
                try transaction.tellOfChange(from: offer, post, &ids)
                try transaction.announce(.offer, id)
                try transaction.touch([.offers, .offer(id)])
                try transaction.touch(draft.strands.union(offer.strands.map(\.id)).map { Topic.strand($0) })
            }
        }
    }
}

/// Why an offer cannot be changed so; the website words each one.
package enum OfferRefusal: Error, Hashable, Sendable {
    case archived
    /// After publication the hubs that run it stay.
    case hubsFixed
    /// These co-hosts have not agreed.
    case awaiting([String])
    /// There is no run with a session in the future.
    case noRun
    /// The step is not open to an offer in this state.
    case wrongState(OfferState)
    /// There is nobody to ask.
    case noCoHosts
    /// A run with bookings or a waiting list cannot be taken away.
    case hasBookings
    /// A run that carries the programme of a conference cannot be taken away.
    case hasProgramme
    /// Fewer places than are taken.
    case capacityBelowTaken(Int)
    /// It has begun, so it can no longer be cancelled.
    case runStarted
    /// It is cancelled and stays as it is.
    case runCancelled
    /// A session whose register was kept stays.
    case hasAttendance(LocalDate)
}

extension Actor {
    /// Refuses unless somebody is signed in or the program itself acts.
    func signedInOrSystem() throws(AccessError) {
        if case .system = identity { return }
        try signedInPerson()
    }
}

extension Offer {
    /// Whose permission a change needs: the lead hub's. A co-host may know that it exists.
    func subjectOfEditing(by actor: Actor) -> Subject {
        let ofLead = Subject.of(hubs.prefix(1).map(\.organisation.id))
        let isInside = state.isPublic || hubs.contains { !actor.roles(in: $0.organisation.id).isEmpty }
        return isInside ? ofLead.known : ofLead
    }
}

extension OfferFacts {
    /// What the catalogue's search looks through.
    package var searchKey: String {
        " "
            + SearchKey.of(
                ([title, summary, audience] + roles.names
                    + [description, outcomes, standard, venue, address])
                    .joined(separator: " ")
            )
    }
}

extension Transaction {
    /// Tells those who hold places in sessions to come where what stands in their calendars has changed.
    fileprivate func tellOfChange(from before: Offer, _ post: Post, _ ids: inout IDSequence) throws {
        let after = try offer(before.id).orNotFound()
        let isSame =
            (before.facts.title, before.location, before.facts.mode)
            == (after.facts.title, after.location, after.facts.mode)
        guard !isSame else { return }
        for run in after.runs where !run.isCancelled {
            let coming = run.sessions.filter { post.now < $0.endsAt }
            guard !coming.isEmpty else { continue }
            try execute(
                "UPDATE run_session SET sequence = sequence + 1 WHERE id IN (\(SQL.list(coming.map(\.id))))"
            )
            let changed = try self.run(run.id).orNotFound()
            var changes = SessionChanges()
            changes.moved = changed.sessions.filter { session in coming.contains { $0.id == session.id } }
            changes.isOfOffer = true
            try tellOfMovedSessions(changes, run: changed, offer: after, post, &ids)
        }
    }

    func insert(_ facts: OfferFacts, as id: ID<Offer>, at now: Date) throws {
        try execute(
            """
            INSERT INTO offer
                (id, state, kind, title, summary, description, outcomes, standard, mechanisms, audience, roles, phases, mode, venue, address,
                 postcode, price_pence, price_basis, member_price_pence, vat, contact_name, contact_email, search_key, created_at, version)
            VALUES (\(id), 'draft', \(facts.kind), \(facts.title), \(facts.summary), \(facts.description), \(facts.outcomes),
                \(facts.standard), \(facts.mechanisms.mask), \(facts.audience), \(facts.roles.mask),
                \(facts.phases.mask), \(facts.mode), \(facts.venue), \(facts.address), \(facts.postcode),
                \(facts.price), \(facts.basis), \(facts.memberPrice), \(facts.vat), \(facts.contactName), \(facts.contactEmail), \(facts.searchKey),
                \(now), 1)
            """
        )
        try keepPlace(of: id, facts)
    }

    /// - Throws: `AccessError.notFound` where there is no such hub.
    func requireHub(_ id: ID<Organisation>) throws {
        guard try exists("SELECT 1 FROM hub WHERE id = \(id)") else { throw AccessError.notFound }
    }

    fileprivate func setCoHosts(_ hubs: Set<ID<Organisation>>, of offer: ID<Offer>) throws {
        let known: [ID<Organisation>] = try column(
            "SELECT id FROM hub WHERE id IN (\(SQL.list(hubs.sorted())))"
        )
        guard known.count == hubs.count else {
            throw Faults([Fault("coHosts", "Choose the co-hosts from the list of hubs")])
        }
        try execute(
            """
            DELETE FROM offer_hub
            WHERE offer_id = \(offer) AND is_lead = 0 AND hub_id NOT IN (SELECT id FROM hub WHERE id IN (\(SQL.list(known))))
            """
        )
        for hub in known.sorted() {
            try execute(
                """
                INSERT INTO offer_hub (offer_id, hub_id, is_lead) VALUES (\(offer), \(hub), 0)
                ON CONFLICT (offer_id, hub_id) DO NOTHING
                """
            )
        }
    }

    func forgetAgreements(on offer: ID<Offer>) throws {
        try execute(
            "UPDATE offer_hub SET agreed_at = NULL, agreed_by = NULL WHERE offer_id = \(offer) AND is_lead = 0"
        )
    }

    fileprivate func setStrands(_ strands: Set<ID<Strand>>, of offer: ID<Offer>) throws {
        let known: [ID<Strand>] = try column(
            "SELECT id FROM strand WHERE id IN (\(SQL.list(strands.sorted())))"
        )
        guard known.count == strands.count else {
            throw Faults([Fault("strands", "Choose the strands from the list")])
        }
        try execute("DELETE FROM offer_strand WHERE offer_id = \(offer)")
        try insert(
            into: "offer_strand",
            columns: ["offer_id", "strand_id"],
            rows: known.sorted().map { [offer.sqlValue, $0.sqlValue] }
        )
    }
}
