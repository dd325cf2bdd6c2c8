package import Access
import Database
import Evidence
package import Services

extension Trials {
    /// Records that parents were told, until when they could object, and how many did. Before this, and
    /// before that day is over, no roster is taken: whoever objects is never in one.
    ///
    /// - Throws: ``Faults``; ``AccessError``; ``TrialsError/wrongStep`` where the school has not joined or
    ///   rosters are locked.
    package func recordNotice(
        _ id: ID<TrialSchool>,
        sentOn: String,
        objectionsUntil: String,
        objections: String,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        var reader = FieldReader()
        let sent = reader.day(sentOn, "sentOn", named: "the day the notice was sent")
        let until = reader.day(objectionsUntil, "objectionsUntil", named: "the last day for objections")
        let count = reader.wholeNumber(
            objections.trimmed.isEmpty ? "0" : objections,
            "objections",
            named: "how many parents objected",
            in: 0...10_000
        )
        let today = services.today()
        if let sent, sent > today { reader.report("sentOn", "Record this once the notice has been sent") }
        if let sent, let until, until < sent.adding(days: 7) {
            reader.report("objectionsUntil", "Give parents at least a week to object")
        }
        try reader.finish()
        guard let sent, let until, let count else { throw TrialsError.wrongStep }
        let act = services.act(by: actor)
        try await database.write { transaction in
            let school = try transaction.trialSchool(id, for: actor, .keepRoster)
            try actor.require(.keepRoster, on: .of(school.school.id))
            guard school.state == .joined, try transaction.trialCourse(school.trial).stage == .recruiting
            else {
                throw TrialsError.wrongStep
            }
            try transaction.refuseIfStopped(school.trial)
            try transaction.execute(
                """
                UPDATE trial_school SET notice_sent_on = \(sent), objections_until = \(until),
                    objections = \(count), version = version + 1
                WHERE id = \(id)
                """
            )
            try transaction.audit(act, "trial.record-notice", of: id, in: school.school.id)
        }
    }
}
