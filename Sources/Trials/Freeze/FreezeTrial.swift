package import Access
import Database
package import Services

extension Trials {
    /// Freezes the data of a trial: nothing is added or changed from here on, and only now may outcomes be
    /// read beside arms. Where training is the dosage the registers are read now; a later correction of a
    /// register changes nothing.
    ///
    /// - Throws: ``AllocationRefusal`` where no outcome has come; ``AccessError``; ``TrialsError/wrongStep``
    ///   before allocation or when it has been done.
    package func freezeTrial(_ id: ID<Trial>, by actor: Actor) async throws {
        try actor.signedInUnlessSystem()
        let act = services.act(by: actor)
        let today = services.today()
        try await database.write(exclusively: Self.queue(id)) { transaction in
            let record = try transaction.protocolRecord(id, for: actor, .analyseTrial)
            let course = try transaction.trialCourse(id)
            guard course.stage == .allocated else { throw TrialsError.wrongStep }
            let schools = try transaction.count(
                """
                SELECT count(*) FROM pupil_block b JOIN trial_school s ON s.id = b.trial_school_id
                WHERE s.trial_id = \(id) AND b.wave = 'outcome'
                """
            )
            guard schools > 0 else { throw AllocationRefusal(message: "No school has sent outcomes yet") }
            try transaction.keepTraining(of: id, record.text, course, by: today)
            try transaction.update(
                """
                UPDATE trial_course SET frozen_at = \(act.at), version = version + 1
                WHERE trial_id = \(id) AND version = \(course.version)
                """
            )
            try transaction.audit(
                act,
                "trial.freeze",
                of: id,
                in: record.organisation,
                ["schools": .count(schools)]
            )
            try transaction.touch([.trials, .trial(id)])
        }
    }
}
