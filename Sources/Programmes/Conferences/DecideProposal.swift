package import Access
import Accounts
import Database
import Evidence
import Mail
package import Services

extension AuditVerb {
    static let decideProposal: AuditVerb = "proposal.decide"
}

extension Programmes {
    /// A proposal, for whoever sent it and for the hubs' reviewers.
    package func proposal(_ id: ID<Proposal>, by actor: Actor) async throws -> (
        proposal: Proposal, conference: Conference, mayDecide: Bool
    ) {
        let person = try actor.signedInPerson()
        return try await database.read { transaction in
            let found = try transaction.proposal(id).orNotFound()
            let conference = try transaction.conference(found.run).orNotFound()
            let isOwn = found.proposer.id == person.id
            let isReviewer = actor.may(.reviewProposals, on: conference.subject)
            guard isOwn || isReviewer else { throw AccessError.notFound }
            return (found, conference, isReviewer && !isOwn)
        }
    }

    /// What was proposed for a conference, for its hubs' reviewers: what waits first.
    package func proposals(at id: ID<Run>, by actor: Actor) async throws -> (
        conference: Conference, proposals: [Proposal]
    ) {
        try actor.signedInOrSystem()
        return try await database.read { transaction in
            let conference = try transaction.conference(id).orNotFound()
            try actor.require(.reviewProposals, on: conference.subject)
            let proposals: [Proposal] = try transaction.all(
                """
                \(Proposal.source) WHERE x.run_id = \(id)
                ORDER BY CASE x.state WHEN 'sent' THEN 0 WHEN 'accepted' THEN 1 WHEN 'declined' THEN 2 ELSE 3 END,
                    x.sent_at, x.id
                """
            )
            return (conference, proposals)
        }
    }

    /// What the reader proposed, latest first.
    package func ownProposals(by actor: Actor) async throws -> [Proposal] {
        let person = try actor.signedInPerson()
        return try await database.read {
            try $0.all("\(Proposal.source) WHERE x.person_id = \(person.id) ORDER BY x.sent_at DESC, x.id")
        }
    }

    /// Accepts or declines a proposal, with a reason that the proposer reads. Those who present an accepted one become
    /// speakers of the conference; the organiser then gives it a room and a time.
    ///
    /// - Throws: `Faults`; `DatabaseError.staleVersion`; `AccessError.forbidden` on one's own proposal.
    package func decideProposal(
        _ id: ID<Proposal>,
        accepts: Bool,
        reason: String,
        version: Int,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        var reader = FieldReader()
        let reason = reader.required(reason, "reason", named: "the reason; the proposer reads it", most: 2000)
        try reader.finish()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let today = services.today()
        let settings = settings
        let run = try await database.read { try $0.proposal(id).orNotFound().run }
        try await database.write(exclusively: Self.queue(run)) { transaction in
            var ids = ids
            let found = try transaction.proposal(id).orNotFound()
            let conference = try transaction.conference(found.run).orNotFound()
            try actor.require(.reviewProposals, on: conference.subject)
            guard found.proposer.id != person.id else { throw AccessError.forbidden }
            guard found.state == .sent else {
                throw Faults([
                    Fault("reason", "It is no longer to be decided: \(found.state.name.lowercased())")
                ])
            }
            let state: ProposalState = accepts ? .accepted : .declined
            try transaction.update(
                """
                UPDATE conference_proposal SET state = \(state), reason = \(reason), decided_by = \(person.id),
                    decided_on = \(today), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            if accepts { try transaction.addSpeakers(of: found, to: conference, &ids) }
            try transaction.audit(
                act,
                .decideProposal,
                of: id,
                in: conference.offer.lead?.organisation.id,
                ["state": .word(state), "run": .id(found.run)]
            )
            try transaction.touch(.conference(found.run))
            let decided = try transaction.proposal(id).orNotFound()
            if let email = try transaction.email(of: found.proposer.id) {
                let post = Post(settings, at: act.at)
                try transaction.send(post.proposalDecided(decided, to: email, conference), act, &ids)
            }
        }
    }
}

extension Transaction {
    /// Whoever speaks at the conference already is not entered again.
    fileprivate func addSpeakers(of proposal: Proposal, to conference: Conference, _ ids: inout IDSequence)
        throws
    {
        var known = Set(conference.speakers.map { $0.name.lowercased() })
        for (name, post) in Proposal.named(in: proposal.presenters)
        where known.insert(name.lowercased()).inserted {
            try execute(
                """
                INSERT INTO conference_speaker (id, run_id, name, post, biography, is_invited, version)
                VALUES (\(ids.next(ConferenceSpeaker.self)), \(conference.run.id), \(name), \(post), '', 0, 1)
                """
            )
        }
    }
}

extension Post {
    func proposalReceived(
        _ proposal: Proposal,
        _ call: ConferenceCall,
        to email: EmailAddress,
        _ conference: Conference
    ) -> OutgoingMail {
        OutgoingMail(
            to: MailAddress(name: proposal.proposer.name, address: email.text),
            subject: "Received: \(proposal.title)",
            text: """
                Dear \(proposal.proposer.name),

                \(conference.offer.hubNames) has received your proposal for \(conference.offer.facts.title). The call closes on \(call.closesOn.spelled); you hear by email what was decided.

                \(settings.baseURL)/home/proposals/\(proposal.id)

                \(question(about: conference.offer))
                """
        )
    }

    func proposalDecided(_ proposal: Proposal, to email: EmailAddress, _ conference: Conference)
        -> OutgoingMail
    {
        let isAccepted = proposal.state == .accepted
        return OutgoingMail(
            to: MailAddress(name: proposal.proposer.name, address: email.text),
            subject: "\(proposal.state.name): \(proposal.title)",
            text: """
                Dear \(proposal.proposer.name),

                \(isAccepted
                    ? "Your proposal for \(conference.offer.facts.title) is accepted. The organiser now gives it a room and a time."
                    : "Your proposal for \(conference.offer.facts.title) is not accepted.") The reason given:

                \(proposal.reason)

                \(settings.baseURL)/home/proposals/\(proposal.id)

                \(question(about: conference.offer))
                """
        )
    }
}
