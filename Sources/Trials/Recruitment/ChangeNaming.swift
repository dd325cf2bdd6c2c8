package import Access
import Database
package import Services

extension Trials {
    /// Records that a school may be named as taking part, or no longer. It is counted either way.
    ///
    /// - Throws: ``AccessError``: only the school's lead may; ``TrialsError/wrongStep`` where it has not joined.
    package func changeNaming(of id: ID<TrialSchool>, mayBeNamed: Bool, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let school = try transaction.trialSchool(id, for: actor, .joinTrial)
            try actor.require(.joinTrial, on: .of(school.school.id))
            guard school.state == .joined else { throw TrialsError.wrongStep }
            try transaction.execute(
                "UPDATE trial_school SET may_be_named = \(mayBeNamed), version = version + 1 WHERE id = \(id)"
            )
            try transaction.audit(
                act,
                "trial.change-naming",
                of: id,
                in: school.school.id,
                ["named": .flag(mayBeNamed)]
            )
            // Lists of like schools name those that agreed.
            try transaction.touch([.trials, .trial(school.trial)])
        }
    }
}
