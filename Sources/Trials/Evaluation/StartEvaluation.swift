package import Access
package import Database
import Evidence
package import Services

extension Trials {
    /// Pupil rows are kept this long unless the school purges them before.
    package static let retentionDays = 365

    /// Begins an evaluation with the answers to the five questions.
    ///
    /// - Parameter key: The form's: sent twice, it begins one evaluation.
    /// - Throws: ``Faults``; ``AccessError``.
    @discardableResult
    package func startEvaluation(
        _ draft: EvaluationDraft,
        for organisation: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<Evaluation> {
        let person = try actor.signedInPerson()
        try actor.require(.evaluate, on: .of(organisation))
        let answers = try draft.checked()
        let act = services.act(by: actor)
        let id: ID<Evaluation> = services.newID()
        let purgeOn = services.today().adding(days: Self.retentionDays)
        return try await database.write { transaction in
            let text = try transaction.once(key, by: act, "evaluation.start") {
                try transaction.requireStrand(answers.strand)
                try transaction.execute(
                    """
                    INSERT INTO evaluation
                        (id, organisation_id, created_by, created_at, question, formation, formation_detail,
                         outcome_name, is_attainment, phase, year_group, started_on, ended_on, strand_id, purge_on,
                         account, version)
                    VALUES (\(id), \(organisation), \(person.id), \(act.at), \(answers.question),
                        \(answers.formation), \(answers.formationDetail), \(answers.outcomeName),
                        \(answers.isAttainment), \(answers.phase), \(answers.yearGroup), \(answers.startedOn),
                        \(answers.endedOn), \(answers.strand), \(purgeOn), '', 1)
                    """
                )
                try transaction.audit(act, "evaluation.start", of: id, in: organisation)
                return id.description
            }
            return try ID<Evaluation>(text).orNotFound()
        }
    }

    /// Changes the answers. A report that was made is taken back: it said what the old answers meant. It is made
    /// anew from the file, which is uploaded again, since only the columns of the report were kept of it. A shared
    /// one, and one whose rows are destroyed, stays as it is.
    ///
    /// - Throws: ``TrialsError/wrongStep`` once it is shared or its rows are destroyed; ``Faults``; ``AccessError``;
    ///   ``DatabaseError/staleVersion``.
    package func changeAnswers(
        of id: ID<Evaluation>,
        version: Int,
        _ draft: EvaluationDraft,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let evaluation = try transaction.evaluation(id, for: actor, .evaluate)
            let answers = try draft.checked()
            guard evaluation.sharedAt == nil, evaluation.purgedAt == nil else { throw TrialsError.wrongStep }
            try transaction.requireStrand(answers.strand)
            try transaction.update(
                """
                UPDATE evaluation SET question = \(answers.question), formation = \(answers.formation),
                    formation_detail = \(answers.formationDetail), outcome_name = \(answers.outcomeName),
                    is_attainment = \(answers.isAttainment), phase = \(answers.phase),
                    year_group = \(answers.yearGroup), started_on = \(answers.startedOn),
                    ended_on = \(answers.endedOn), strand_id = \(answers.strand),
                    match = CASE WHEN report IS NULL THEN match ELSE NULL END, treated_group = NULL,
                    report = NULL, analysed_at = NULL, code_version = NULL, version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, "evaluation.answer", of: id, in: evaluation.organisation)
        }
    }

    /// The evaluations of an organisation, newest first.
    package func evaluations(of organisation: ID<Organisation>, by actor: Actor) async throws -> [Evaluation]
    {
        try actor.signedInPerson()
        try actor.require(.readReport, on: .of(organisation))
        return try await database.read { transaction in
            try transaction.all(
                """
                SELECT * FROM evaluation WHERE organisation_id = \(organisation)
                ORDER BY created_at DESC, id
                """
            )
        }
    }

    /// - Throws: ``AccessError/notFound`` where it is another school's.
    package func evaluation(_ id: ID<Evaluation>, by actor: Actor) async throws -> Evaluation {
        try actor.signedInPerson()
        return try await database.read { try $0.evaluation(id, for: actor, .readReport) }
    }
}

extension Transaction {
    /// Loads an evaluation and permits: another school's is not found.
    func evaluation(_ id: ID<Evaluation>, for actor: Actor, _ permission: Permission) throws -> Evaluation {
        let found: Evaluation? = try first("SELECT * FROM evaluation WHERE id = \(id)")
        let evaluation = try found.orNotFound()
        try actor.require(
            permission,
            on: Subject(
                organisations: [evaluation.organisation],
                person: evaluation.createdBy,
                isPublic: false
            )
        )
        return evaluation
    }

    func requireStrand(_ strand: ID<Strand>?) throws {
        guard let strand, try !exists("SELECT 1 FROM strand WHERE id = \(strand)") else { return }
        throw Faults([Fault("strand", "Choose a strand from the list")])
    }
}
