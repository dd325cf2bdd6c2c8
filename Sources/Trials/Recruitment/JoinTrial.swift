package import Access
import Database
import Evidence
package import Services

extension Trials {
    /// The memorandum as it would be signed now.
    package func memorandum(of id: ID<Trial>) async throws -> TrialDocument {
        try await document(of: id, TrialDocument.memorandum)
    }

    package func parentsNotice(of id: ID<Trial>) async throws -> TrialDocument {
        try await document(of: id, TrialDocument.parentsNotice)
    }

    package func impactAssessment(of id: ID<Trial>) async throws -> TrialDocument {
        try await document(of: id, TrialDocument.impactAssessment)
    }

    private func document(
        of id: ID<Trial>,
        _ make: @escaping @Sendable (ProtocolText, String) -> TrialDocument
    ) async throws -> TrialDocument {
        try await database.read { transaction in
            let (record, hub) = try transaction.protocolAndHub(id)
            return make(record.text, hub)
        }
    }

    /// A school's lead signs the memorandum: the school is in the trial. A school that was not asked may join
    /// a trial that is recruiting, too, and so may one that withdrew: it keeps its code, what it had signed is kept, and
    /// the rows that were destroyed are to be sent anew.
    ///
    /// - Parameter memorandum: The hash of the text that was read: another version must be read first.
    /// - Throws: ``Faults``; ``AccessError``; ``TrialsError/wrongStep`` once rosters are locked, or the trial has stopped.
    package func joinTrial(
        _ id: ID<Trial>,
        for school: ID<Organisation>,
        memorandum: String,
        mayBeNamed: Bool,
        by actor: Actor
    ) async throws -> ID<TrialSchool> {
        let person = try actor.signedInPerson()
        try actor.require(.joinTrial, on: .of(school))
        let act = services.act(by: actor)
        let newID: ID<TrialSchool> = services.newID()
        let signature: ID<FormerSignature> = services.newID()
        return try await database.write(exclusively: Self.queue(id)) { transaction in
            let (record, hub) = try transaction.protocolAndHub(id)
            let document = TrialDocument.memorandum(record.text, hub: hub)
            let known: TrialSchool? = try transaction.first(
                "SELECT \(TrialSchool.columns) WHERE s.trial_id = \(id) AND s.organisation_id = \(school)"
            )
            let course = try transaction.trialCourse(id)
            if let known, known.state == .joined, known.takesPart {
                guard known.mayBeNamed == mayBeNamed else {
                    throw Faults([
                        Fault(
                            "named",
                            "Your school has joined already, and said that it may \(known.mayBeNamed ? "" : "not ")be named. Nothing was changed; its page of the trial has a form for that"
                        )
                    ])
                }
                return known.id
            }
            guard course.stage == .recruiting else {
                if let known, let refusal = known.whyNotAgain(course, record.text) { throw refusal }
                throw TrialsError.wrongStep
            }
            try transaction.refuseIfStopped(id)
            guard memorandum == document.sha256 else {
                throw Faults([
                    Fault(
                        "accept",
                        "The memorandum has changed since you opened this page. Read it once more"
                    )
                ])
            }
            try transaction.execute(
                """
                INSERT INTO trial_memorandum (trial_id, sha256, content)
                VALUES (\(id), \(document.sha256), \(document.plainText)) ON CONFLICT (trial_id, sha256) DO NOTHING
                """
            )
            let last: Int? = try transaction.value(
                "SELECT max(number) FROM trial_school WHERE trial_id = \(id)"
            )
            let number = known?.number ?? (last ?? 0) + 1
            if let known, known.state == .joined {
                try transaction.joinAgain(known, signature: signature, by: person.id, act)
            } else if known == nil {
                try transaction.execute(
                    """
                    INSERT INTO trial_school
                        (id, trial_id, organisation_id, state, source, may_be_named, reason, objections, version)
                    VALUES (\(newID), \(id), \(school), 'invited', 'itself', 0, '', 0, 1)
                    """
                )
            }
            let row = known?.id ?? newID
            try transaction.execute(
                """
                UPDATE trial_school SET state = 'joined', answered_by = \(person.id), answered_at = \(act.at),
                    number = \(number), memorandum_sha256 = \(document.sha256), may_be_named = \(mayBeNamed),
                    reason = '', version = version + 1
                WHERE id = \(row)
                """
            )
            try transaction.audit(
                act,
                known?.state == .joined ? "trial.join-again" : "trial.join",
                of: row,
                in: school,
                ["trial": .id(id), "named": .flag(mayBeNamed)]
            )
            try transaction.touch([.trials, .trial(id)])
            return row
        }
    }

    /// A school's lead says no, with a reason if they like: it helps the next invitation.
    ///
    /// - Throws: ``Faults``; ``AccessError``; ``TrialsError/wrongStep`` where the school has answered, or the trial has
    ///   stopped.
    package func declineTrial(_ id: ID<TrialSchool>, reason: String, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        var reader = FieldReader()
        let reason = reader.optional(reason, "reason", named: "the reason", most: 2_000)
        try reader.finish()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let school = try transaction.trialSchool(id, for: actor, .joinTrial)
            try actor.require(.joinTrial, on: .of(school.school.id))
            guard school.state == .invited else { throw TrialsError.wrongStep }
            try transaction.refuseIfStopped(school.trial)
            try transaction.execute(
                """
                UPDATE trial_school SET state = 'declined', answered_by = \(person.id), answered_at = \(act.at),
                    reason = \(reason), version = version + 1
                WHERE id = \(id)
                """
            )
            try transaction.audit(act, "trial.decline", of: id, in: school.school.id)
        }
    }
}

extension TrialSchool {
    /// Why a school that withdrew cannot join again; `nil` for one that did not.
    fileprivate func whyNotAgain(_ course: TrialCourse, _ text: ProtocolText) -> Faults? {
        guard state == .joined, !takesPart else { return nil }
        let why =
            leftBeforeDraw(at: course.allocatedAt) == nil
            ? "Your school is in this trial, and has withdrawn from a part of it. Its page of the trial says how that is taken back"
            : "Your school withdrew before the draw, and rosters are locked, so it cannot join again. Questions: \(text[.leadName]), \(text[.leadEmail])"
        return Faults([Fault("accept", why)])
    }
}

extension Transaction {
    /// A published protocol and the name of its hub.
    func protocolAndHub(_ id: ID<Trial>) throws -> (TrialProtocol, String) {
        let found: TrialProtocol? = try first("SELECT * FROM trial_protocol WHERE trial_id = \(id)")
        let record = try found.orNotFound()
        guard !record.isDraft else { throw AccessError.notFound }
        let name: String? = try value("SELECT name FROM organisation WHERE id = \(record.organisation)")
        return (record, name ?? "the hub")
    }
}
