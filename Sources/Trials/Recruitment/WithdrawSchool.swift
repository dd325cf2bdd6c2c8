package import Access
import Database
import Evidence
package import Services

extension Trials {
    /// Records that a school withdraws from one part of a trial. The other parts go on: who stops delivering
    /// keeps testing unless it says otherwise. Withdrawing the data before the freeze destroys its rows.
    ///
    /// Before the draw a school that withdraws from any part is not drawn: nobody is lost by it then, and many would be
    /// afterwards. What it had sent is needed no longer and goes. It may join again while the trial recruits, and later
    /// take back what it withdrew from after the draw: see ``takeBackWithdrawal(of:from:reason:by:)``.
    ///
    /// - Throws: ``Faults`` without a reason; ``AccessError``; ``TrialsError/wrongStep`` where it has not
    ///   joined, has withdrawn already, or the data are frozen; ``DatabaseError/staleVersion`` when rows that go were
    ///   changed while they were counted.
    package func withdraw(
        _ id: ID<TrialSchool>,
        from part: TrialSchool.Part,
        reason: String,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        var reader = FieldReader()
        let reason = reader.required(reason, "reason", named: "the reason", most: 2_000)
        try reader.finish()
        let act = services.act(by: actor)
        let withdrawal: ID<TrialSchool.Part> = services.newID()
        let gone = try await removedArms(of: id, part, by: actor)
        try await database.write { transaction in
            let school = try transaction.trialSchool(id, for: actor, .withdrawSchool)
            let course = try transaction.trialCourse(school.trial)
            guard school.state == .joined, school.stays(in: part), course.frozenAt == nil else {
                throw TrialsError.wrongStep
            }
            if let stamp = gone.stamp, try transaction.rowsStamp(of: school) != stamp {
                throw DatabaseError.staleVersion
            }
            try transaction.execute(
                """
                INSERT INTO trial_withdrawal (id, trial_school_id, part, reason, recorded_by, recorded_at)
                VALUES (\(withdrawal), \(id), \(part), \(reason), \(person.id), \(act.at))
                """
            )
            try transaction.execute(
                "UPDATE trial_school SET \(part.column) = \(act.at), version = version + 1 WHERE id = \(id)"
            )
            if part == .data || course.stage < .allocated {
                try transaction.destroyRows(of: id, counting: gone.arms)
            }
            try transaction.audit(act, "trial.withdraw", of: id, in: school.school.id, ["part": .word(part)])
            // A list of like schools names those who take part.
            try transaction.touch([.trials, .trial(school.trial)])
        }
    }

    /// Why a school withdrew, and came back, for the school and its hub.
    package func withdrawals(of id: ID<TrialSchool>, by actor: Actor) async throws -> [Withdrawal] {
        try actor.signedInPerson()
        return try await database.read { transaction in
            _ = try transaction.trialSchool(id, for: actor, .seeTrialSchool)
            return try transaction.all(
                """
                SELECT part, reason, recorded_at, returned_at, return_reason FROM trial_withdrawal
                WHERE trial_school_id = \(id) ORDER BY recorded_at, part, id
                """
            )
        }
    }
}

extension TrialSchool.Part {
    /// Where `trial_school` keeps since when a school has left it.
    var column: SQL {
        switch self {
        case .delivery: "left_delivery_at"
        case .testing: "left_testing_at"
        case .data: "left_data_at"
        }
    }
}
