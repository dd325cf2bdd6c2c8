package import Access
import Database
import Evidence
package import Services

extension Trials {
    /// Records that a school takes part again in what it withdrew from after the draw. It has stayed in its arm all the
    /// while; the report counts that it was away.
    ///
    /// Outcomes that it had sent count again. Rows that were destroyed when it withdrew its data do not come back: no
    /// roster is taken once anyone knows who is in which arm, so its pupils stay counted as allocated, without a result.
    ///
    /// A school that withdrew before the draw was not drawn: it joins again while the trial recruits, or not at all.
    ///
    /// - Throws: ``Faults`` without a reason; ``AccessError``: only the school's lead may; ``TrialsError/wrongStep`` before
    ///   the draw, once the data are frozen or the trial has stopped, and where the school has not left this part after the draw.
    package func takeBackWithdrawal(
        of id: ID<TrialSchool>,
        from part: TrialSchool.Part,
        reason: String,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        var reader = FieldReader()
        let reason = reader.required(reason, "reason", named: "the reason", most: 2_000)
        try reader.finish()
        let act = services.act(by: actor)
        let trial = try await database.read { try $0.trialSchool(id, for: actor, .joinTrial).trial }
        // In turn with the freeze: after it nothing is taken back.
        try await database.write(exclusively: Self.queue(trial)) { transaction in
            let school = try transaction.trialSchool(id, for: actor, .joinTrial)
            try actor.require(.joinTrial, on: .of(school.school.id))
            let course = try transaction.trialCourse(school.trial)
            guard course.stage == .allocated, school.state == .joined, !school.stays(in: part),
                school.leftBeforeDraw(at: course.allocatedAt) == nil
            else { throw TrialsError.wrongStep }
            try transaction.refuseIfStopped(school.trial)
            try transaction.execute(
                """
                UPDATE trial_withdrawal SET returned_by = \(person.id), returned_at = \(act.at),
                    return_reason = \(reason)
                WHERE trial_school_id = \(id) AND part = \(part) AND returned_at IS NULL
                """
            )
            try transaction.execute(
                "UPDATE trial_school SET \(part.column) = NULL, version = version + 1 WHERE id = \(id)"
            )
            try transaction.audit(
                act,
                "trial.take-back-withdrawal",
                of: id,
                in: school.school.id,
                ["part": .word(part)]
            )
            try transaction.touch([.trials, .trial(school.trial)])
        }
    }
}

extension Transaction {
    /// A school that withdrew before the draw has signed again: it has left nothing any more, and what it had signed
    /// before is kept.
    func joinAgain(_ school: TrialSchool, signature: ID<FormerSignature>, by person: ID<Person>, _ act: Act)
        throws
    {
        try execute(
            """
            INSERT INTO trial_former_signature (id, trial_school_id, memorandum_sha256, signed_by, signed_at)
            SELECT CAST(\(signature) AS BIGINT), id, memorandum_sha256, answered_by, answered_at FROM trial_school
            WHERE id = \(school.id)
            """
        )
        try execute(
            """
            UPDATE trial_withdrawal SET returned_by = \(person), returned_at = \(act.at)
            WHERE trial_school_id = \(school.id) AND returned_at IS NULL
            """
        )
        try execute(
            """
            UPDATE trial_school SET left_delivery_at = NULL, left_testing_at = NULL, left_data_at = NULL
            WHERE id = \(school.id)
            """
        )
    }

    /// Schools that withdrew from a part after the draw and took it back.
    func returnedSchools(of trial: ID<Trial>) throws -> Set<ID<TrialSchool>> {
        let schools: [ID<TrialSchool>] = try column(
            """
            SELECT w.trial_school_id FROM trial_withdrawal w JOIN trial_school s ON s.id = w.trial_school_id
            JOIN trial_course course ON course.trial_id = s.trial_id
            WHERE s.trial_id = \(trial) AND w.returned_at > course.allocated_at
            """
        )
        return Set(schools)
    }
}
