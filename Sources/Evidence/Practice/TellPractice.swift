package import Access
package import Database
package import Services

extension Evidence {
    /// Starts an account of what an organisation did, as a draft.
    ///
    /// - Throws: ``Faults``; ``AccessError``.
    @discardableResult
    package func tellPractice(
        _ draft: PracticeDraft,
        for organisation: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey
    ) async throws -> ID<PracticeAccount> {
        let author = try actor.signedInPerson()
        try actor.require(.tellPractice, on: .of(organisation))
        let checked = try Self.checked(draft)
        let act = services.act(by: actor)
        let id: ID<PracticeAccount> = services.newID()
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "practice.tell") {
                try transaction.requireStrands([checked.strand], field: "strand")
                try transaction.requireIntervention(draft.intervention, field: "intervention")
                let content = checked.content
                try transaction.execute(
                    """
                    INSERT INTO practice_account
                        (id, organisation_id, author_id, strand_id, intervention_id, title, what_was_done, with_whom,
                         what_was_learnt, what_we_would_change, state, review_note, changed_at, version)
                    VALUES (\(id), \(organisation), \(author.id), \(checked.strand), \(draft.intervention),
                        \(content.title), \(content.whatWasDone), \(content.withWhom), \(content.whatWasLearnt),
                        \(content.whatWeWouldChange), 'draft', '', \(act.at), 1)
                    """
                )
                try transaction.audit(act, .tellPractice, of: id, in: organisation)
                return id.description
            }
        }
        return ID<PracticeAccount>(text) ?? id
    }

    /// Changes an account. One that was published is a draft again until a hub has read the change.
    ///
    /// - Throws: ``Faults``; `DatabaseError.staleVersion`; ``AccessError``.
    package func changePractice(
        _ id: ID<PracticeAccount>,
        version: Int,
        _ draft: PracticeDraft,
        by actor: Actor
    ) async throws {
        let account = try await ownAccount(id, by: actor)
        let checked = try Self.checked(draft)
        let act = services.act(by: actor)
        let content = checked.content
        try await database.write { transaction in
            try transaction.requireStrands([checked.strand], field: "strand")
            try transaction.requireIntervention(draft.intervention, field: "intervention")
            try transaction.update(
                """
                UPDATE practice_account SET strand_id = \(checked.strand), intervention_id = \(draft.intervention),
                    title = \(content.title), what_was_done = \(content.whatWasDone),
                    with_whom = \(content.withWhom), what_was_learnt = \(content.whatWasLearnt),
                    what_we_would_change = \(content.whatWeWouldChange), state = 'draft',
                    changed_at = \(act.at), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.endPublished(id, at: act.at)
            try transaction.audit(act, .changePractice, of: id, in: account.organisation)
            try transaction.announce(.practice, id)
            try transaction.touch([.practice, .strand(account.strand.id), .strand(checked.strand)])
        }
    }

    /// Hands an account to the hubs for review. Everything must be told by then.
    ///
    /// - Throws: ``Faults``; `DatabaseError.staleVersion`; ``AccessError``.
    package func submitPractice(_ id: ID<PracticeAccount>, version: Int, by actor: Actor) async throws {
        let account = try await ownAccount(id, by: actor)
        let content = account.content
        var reader = FieldReader()
        _ = reader.required(content.whatWasDone, "whatWasDone", named: "what you did", most: 6000)
        _ = reader.required(content.withWhom, "withWhom", named: "with whom", most: 2000)
        _ = reader.required(content.whatWasLearnt, "whatWasLearnt", named: "what you learnt", most: 6000)
        try reader.finish()
        try await move(
            account,
            version,
            from: [.draft, .returned],
            to: .submitted,
            .submitPractice,
            by: actor
        )
    }

    /// Takes an account back: a submitted one to a draft, a published one off the public pages.
    package func withdrawPractice(_ id: ID<PracticeAccount>, version: Int, by actor: Actor) async throws {
        let account = try await ownAccount(id, by: actor)
        let state: PracticeAccount.State = account.state == .published ? .withdrawn : .draft
        try await move(
            account,
            version,
            from: [.submitted, .published],
            to: state,
            .withdrawPractice,
            by: actor
        )
    }

    private func ownAccount(_ id: ID<PracticeAccount>, by actor: Actor) async throws -> PracticeAccount {
        try actor.signedInPerson()
        let account = try await database.read { try $0.practiceAccount(id).orNotFound() }
        try actor.require(.tellPractice, on: .of(account.organisation))
        return account
    }

    private func move(
        _ account: PracticeAccount,
        _ version: Int,
        from states: [PracticeAccount.State],
        to state: PracticeAccount.State,
        _ verb: AuditVerb,
        by actor: Actor
    ) async throws {
        let act = services.act(by: actor)
        let allowed = SQL.list(states)
        try await database.write { transaction in
            try transaction.update(
                """
                UPDATE practice_account SET state = \(state), changed_at = \(act.at), version = version + 1
                WHERE id = \(account.id) AND version = \(version) AND state IN (\(allowed))
                """
            )
            try transaction.endPublished(account.id, at: act.at)
            try transaction.audit(act, verb, of: account.id, in: account.organisation)
            try transaction.announce(.practice, account.id)
            try transaction.touch([.practice, .strand(account.strand.id)])
        }
    }

    private static func checked(_ draft: PracticeDraft) throws(Faults) -> (
        strand: ID<Strand>, content: PracticeContent
    ) {
        var reader = FieldReader()
        var content = PracticeContent()
        content.title = reader.required(draft.content.title, "title", named: "a title", most: 200)
        content.whatWasDone = reader.optional(
            draft.content.whatWasDone,
            "whatWasDone",
            named: "what you did",
            most: 6000
        )
        content.withWhom = reader.optional(draft.content.withWhom, "withWhom", named: "with whom", most: 2000)
        content.whatWasLearnt = reader.optional(
            draft.content.whatWasLearnt,
            "whatWasLearnt",
            named: "what you learnt",
            most: 6000
        )
        content.whatWeWouldChange = reader.optional(
            draft.content.whatWeWouldChange,
            "whatWeWouldChange",
            named: "what you would change",
            most: 4000
        )
        if draft.strand == nil { reader.report("strand", "Choose the strand that this is about") }
        try reader.finish()
        guard let strand = draft.strand else {
            throw Faults([Fault("strand", "Choose the strand that this is about")])
        }
        return (strand, content)
    }
}
