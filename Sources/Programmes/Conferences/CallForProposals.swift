package import Access
package import Database
package import Evidence
package import Services

extension AuditVerb {
    static let setCall: AuditVerb = "conference.set-call"
    static let propose: AuditVerb = "proposal.send"
    static let withdrawProposal: AuditVerb = "proposal.withdraw"
}

/// The form of a call for proposals, as typed.
package struct CallDraft: Sendable, Equatable {
    package var guidance = ""
    package var opensOn = ""
    package var closesOn = ""

    package init() {}

    package init(_ call: ConferenceCall) {
        guidance = call.guidance
        opensOn = call.opensOn.description
        closesOn = call.closesOn.description
    }
}

/// A proposal's form, as typed.
package struct ProposalDraft: Sendable, Equatable {
    package var title = ""
    package var abstract = ""
    package var format: ConferenceFormat?
    package var strand: ID<Strand>?
    package var presenters = ""

    package init() {}
}

extension Programmes {
    /// Opens a call for proposals, or changes it.
    ///
    /// - Parameter version: Of the call; 0 for a new one.
    /// - Throws: `Faults`; `DatabaseError.staleVersion`.
    package func setCall(_ draft: CallDraft, of id: ID<Run>, version: Int, by actor: Actor) async throws {
        var reader = FieldReader()
        let guidance = reader.required(draft.guidance, "guidance", named: "what you look for", most: 5000)
        let opens = TypedDate.parse(draft.opensOn)
        if opens == nil { reader.report("opensOn", "Enter the first day for proposals, such as 14/03/2027") }
        let closes = TypedDate.parse(draft.closesOn)
        if closes == nil { reader.report("closesOn", "Enter the last day for proposals, such as 30/04/2027") }
        if let opens, let closes, closes < opens {
            reader.report("closesOn", "The last day must not be before the first")
        }
        try reader.finish()
        guard let opens, let closes else { return }
        try await changeConference(id, by: actor) { transaction, conference, act, _ in
            if conference.call == nil, version == 0 {
                try transaction.execute(
                    """
                    INSERT INTO conference_call (run_id, guidance, opens_on, closes_on, version)
                    VALUES (\(id), \(guidance), \(opens), \(closes), 1)
                    """
                )
            } else {
                try transaction.update(
                    """
                    UPDATE conference_call SET guidance = \(guidance), opens_on = \(opens), closes_on = \(closes),
                        version = version + 1
                    WHERE run_id = \(id) AND version = \(version)
                    """
                )
            }
            try transaction.audit(act, .setCall, of: id, in: conference.offer.lead?.organisation.id)
            return ""
        }
    }

    /// The conference whose call anyone may read, whether its programme is public or not.
    package func conferenceWithCall(_ id: ID<Run>, by actor: Actor) async throws -> (
        conference: Conference, call: ConferenceCall
    ) {
        try await database.read { transaction in
            let conference = try transaction.conference(id).orNotFound()
            let call = try conference.call.orNotFound()
            guard
                conference.offer.state.isPublic
                    || actor.may(.keepConference, on: conference.subject)
            else { throw AccessError.notFound }
            return (conference, call)
        }
    }

    /// Proposes a session while the call is open. The proposer gets an email.
    ///
    /// - Throws: `Faults`; `AccessError`.
    package func propose(
        _ draft: ProposalDraft,
        at id: ID<Run>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<Proposal> {
        let person = try actor.signedInPerson()
        var reader = FieldReader()
        let title = reader.required(draft.title, "title", named: "a title", most: 200)
        let abstract = reader.required(draft.abstract, "abstract", named: "what it is about", most: 3000)
        let presenters = reader.required(draft.presenters, "presenters", named: "who presents", most: 1000)
        let format = draft.format.flatMap { Proposal.formats.contains($0) ? $0 : nil }
        if format == nil { reader.report("format", "Choose the format") }
        // Counted as the database counts: who presents an accepted proposal becomes a speaker.
        let isTooLong = Proposal.named(in: presenters).contains { name, post in
            name.unicodeScalars.count > 100 || post.unicodeScalars.count > 200
        }
        if isTooLong {
            reader.report(
                "presenters",
                "Write each who presents on a line: name, comma, what they do and where"
            )
        }
        try reader.finish()
        guard let format else { throw Faults([Fault("format", "Choose the format")]) }
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let today = services.today()
        let settings = settings
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, .propose) {
                var ids = ids
                let conference = try transaction.conference(id).orNotFound()
                let call = try conference.call.orNotFound()
                guard conference.offer.state.isPublic else { throw AccessError.notFound }
                guard call.isOpen(on: today) else {
                    throw Faults([Fault("title", "The call is not open for proposals now")])
                }
                try transaction.requireStrand(draft.strand)
                let proposal = ids.next(Proposal.self)
                try transaction.execute(
                    """
                    INSERT INTO conference_proposal
                        (id, run_id, person_id, title, abstract, format, strand_id, presenters, state, reason, sent_at,
                         version)
                    VALUES (\(proposal), \(id), \(person.id), \(title), \(abstract), \(format), \(draft.strand),
                        \(presenters), 'sent', '', \(act.at), 1)
                    """
                )
                try transaction.audit(
                    act,
                    .propose,
                    of: proposal,
                    in: conference.offer.lead?.organisation.id,
                    ["run": .id(id)]
                )
                try transaction.planForgettingProposals(of: conference.run, act, &ids)
                let sent = try transaction.proposal(proposal).orNotFound()
                let post = Post(settings, at: act.at)
                if let email = try transaction.email(of: person.id) {
                    try transaction.send(post.proposalReceived(sent, call, to: email, conference), act, &ids)
                }
                return proposal.description
            }
        }
        return try ID<Proposal>(text).orNotFound()
    }

    /// Takes a proposal back before it is decided.
    package func withdrawProposal(_ id: ID<Proposal>, version: Int, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.proposal(id).orNotFound()
            guard found.proposer.id == person.id else { throw AccessError.notFound }
            let run = try transaction.run(found.run).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            guard found.state == .sent else {
                throw Faults([Fault("steps", "It is decided already: \(found.state.name.lowercased())")])
            }
            try transaction.update(
                """
                UPDATE conference_proposal SET state = 'withdrawn', version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(
                act,
                .withdrawProposal,
                of: id,
                in: offer.lead?.organisation.id,
                ["run": .id(found.run)]
            )
        }
    }
}
