package import Access
import Accounts
import Database
import Directory
import Evidence
import Programmes
package import Services

package enum AssessmentKind: String, CaseIterable, Sendable, SQLStorable {
    case progressReview = "progress-review"
    case firstFormal = "formal-1"
    case secondFormal = "formal-2"

    package var name: String {
        switch self {
        case .progressReview: "Progress review"
        case .firstFormal: "First formal assessment"
        case .secondFormal: "Second formal assessment"
        }
    }

    init?(typed text: String) {
        let words = text.inductionWords
        // Each term without a formal assessment has a review, which lists count.
        if words.wholeMatch(of: /(?:progress )?review(?: \d{1,2})?|pr ?\d{1,2}/) != nil {
            self = .progressReview
            return
        }
        switch words {
        case "formal 1", "first formal", "first formal assessment", "formal assessment 1", "fa1", "fa 1",
            "interim assessment", "1":
            self = .firstFormal
        case "formal 2", "second formal", "second formal assessment", "formal assessment 2", "fa2", "fa 2",
            "final", "final assessment", "final formal assessment", "2":
            self = .secondFormal
        default: return nil
        }
    }
}

package enum AssessmentOutcome: String, CaseIterable, Sendable, SQLStorable {
    case onTrack = "on-track"
    case concern, met
    case notMet = "not-met"
    case extended

    package var name: String {
        switch self {
        case .onTrack: "On track"
        case .concern: "Cause for concern"
        case .met: "Standards met"
        case .notMet: "Standards not met"
        case .extended: "Extended"
        }
    }

    init?(typed text: String) {
        switch text.inductionWords {
        case "on track", "satisfactory", "satisfactory progress", "making satisfactory progress":
            self = .onTrack
        case "concern", "concerns", "cause for concern", "not on track", "unsatisfactory",
            "not making satisfactory progress":
            self = .concern
        case "met", "standards met", "pass", "passed": self = .met
        case "not met", "standards not met", "fail", "failed": self = .notMet
        case "extended", "extension": self = .extended
        default: return nil
        }
    }
}

extension String {
    /// The words of a cell in lower case, without signs between them: `Progress Review (2)` is `progress review 2`.
    fileprivate var inductionWords: String {
        lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }
}

/// An early career teacher whose induction an appropriate body registered and assesses.
package struct Induction: Sendable, Equatable {
    package let participant: Participant
    package let registeredOn: LocalDate
    package let reference: String
    package let lastAssessment: (kind: AssessmentKind, on: LocalDate, outcome: AssessmentOutcome)?

    package static func == (left: Induction, right: Induction) -> Bool {
        left.participant == right.participant && left.registeredOn == right.registeredOn
            && left.reference == right.reference && left.lastAssessment?.on == right.lastAssessment?.on
    }
}

extension Pathways {
    /// Takes an appropriate body's list: a row registers an induction, and where it names an assessment,
    /// records that too. Whoever is on no induction pathway yet is entered on the one chosen, so that nothing
    /// is typed twice; without a first day they begin on the pathway’s, or on the day of registration where it
    /// has none or they were assessed before it. Whoever the body knows is also found by teacher reference number alone, as in
    /// the Department's lists, which have no addresses. A second run with the same file changes nothing.
    package func importInductions(_ bytes: [UInt8], on pathway: ID<Pathway>, by actor: Actor) async throws
        -> PathwayImportOutcome
    {
        try actor.signedInPerson()
        let asked = try await database.read { try $0.pathway(pathway).orNotFound() }
        try actor.require(.keepPathways, on: .of(asked.owner.id))
        guard asked.kind == .earlyCareer else { throw PathwaysRefusal.wrongStep }
        let (rows, read) = try PathwayFileRow.read(
            bytes,
            needing: [.name, .email, .registeredOn],
            orReference: true
        )
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let today = services.today()
        return try await database.write(exclusively: "pathways/import") { transaction in
            var ids = ids
            var outcome = read
            let found = try transaction.pathway(pathway).orNotFound()
            for listed in rows {
                do throws(any Error) {
                    let row = try transaction.known(listed, body: found.owner.id)
                    let checked = try CheckedInduction(row, on: today)
                    let known = try transaction.inductee(at: checked.email, body: found.owner.id)
                    let participant = try known ?? transaction.enter(row, checked, on: found, act, &ids)
                    let changes = try transaction.write(checked, of: participant, body: found.owner.id)
                    switch (known, changes) {
                    case (nil, _): outcome.entered += 1
                    case (_, 0): outcome.unchanged += 1
                    default: outcome.updated += 1
                    }
                } catch let wrong as Faults {
                    outcome.rejected.append(
                        listed.rejected(wrong.list.map(\.message).joined(separator: ". "))
                    )
                }
            }
            outcome.rejected.sort { $0.line < $1.line }
            try transaction.audit(
                act,
                "induction.import",
                in: found.owner.id,
                ["entered": .count(outcome.entered), "rejected": .count(outcome.rejected.count)]
            )
            return outcome
        }
    }

    /// The inductions that a hub registered as appropriate body, newest first.
    package func inductions(of body: ID<Organisation>, by actor: Actor) async throws -> [Induction] {
        try actor.signedInPerson()
        try actor.require(.keepPathways, on: .of(body))
        return try await database.read { transaction in
            let of: SQL = "t.id IN (SELECT participant_id FROM induction WHERE body_id = \(body))"
            let participants: [Participant] = try transaction.all("\(Participant.source) WHERE \(of)")
            let byID = Dictionary(participants.map { ($0.id, $0) }) { first, _ in first }
            let rows = try transaction.rows(
                """
                SELECT i.participant_id, i.registered_on, i.reference, a.kind, a.held_on, a.outcome FROM induction i
                LEFT JOIN induction_assessment a ON a.participant_id = i.participant_id
                    AND NOT EXISTS (SELECT 1 FROM induction_assessment later
                        WHERE later.participant_id = a.participant_id AND (later.held_on > a.held_on
                            OR later.held_on = a.held_on AND later.kind > a.kind))
                WHERE i.body_id = \(body) ORDER BY i.registered_on DESC, i.participant_id
                """
            )
            return try rows.map { row in
                let heldOn: LocalDate? = try row.get("held_on")
                return Induction(
                    participant: try byID[row.get("participant_id")].orNotFound(),
                    registeredOn: try row.get("registered_on"),
                    reference: try row.get("reference"),
                    lastAssessment: try heldOn.map { (try row.get("kind"), $0, try row.get("outcome")) }
                )
            }
        }
    }
}

private struct CheckedInduction {
    let email: EmailAddress
    let registeredOn: LocalDate
    let reference: String
    let assessment: (kind: AssessmentKind, on: LocalDate, outcome: AssessmentOutcome)?

    func wasAssessed(before day: LocalDate) -> Bool {
        guard let assessment else { return false }
        return assessment.on < day
    }

    init(_ row: PathwayFileRow, on today: LocalDate) throws(Faults) {
        var reader = FieldReader()
        let person = reader.person(
            name: row.text(.name),
            email: row.text(.email),
            "row",
            named: "the teacher"
        )
        let registered = reader.date(
            row.text(.registeredOn),
            "registeredOn",
            named: "the day of registration"
        )
        let reference = reader.optional(row.text(.reference), "reference", named: "the reference", most: 60)
        var assessment: (AssessmentKind, LocalDate, AssessmentOutcome)?
        if !row.text(.assessment).isEmpty || !row.text(.outcome).isEmpty {
            let kind = AssessmentKind(typed: row.text(.assessment))
            if kind == nil {
                reader.report("assessment", "Write the assessment as progress review, formal 1 or formal 2")
            }
            let day = reader.date(row.text(.assessedOn), "assessedOn", named: "the day of the assessment")
            let outcome = AssessmentOutcome(typed: row.text(.outcome))
            if outcome == nil {
                reader.report("outcome", "Write the outcome as on track, concern, met, not met or extended")
            }
            if let day, let registered, day < registered {
                reader.report("assessedOn", "The assessment lies before the registration")
            }
            if let day, day > today { reader.report("assessedOn", "The assessment lies in the future") }
            if let kind, let day, let outcome { assessment = (kind, day, outcome) }
        }
        try reader.finish()
        guard let person, let registered else { throw Faults([Fault("name", "Enter the name")]) }
        email = person.email
        registeredOn = registered
        self.reference = reference
        self.assessment = assessment
    }
}

extension Transaction {
    /// Somebody on an induction pathway of this body, or at a school that it is appropriate body for.
    fileprivate func inductee(at email: EmailAddress, body: ID<Organisation>) throws -> Participant? {
        try inductee(where: "p.email = \(email)", body: body)
    }

    private func inductee(where isThem: SQL, body: ID<Organisation>) throws -> Participant? {
        try first(
            """
            \(Participant.source) WHERE \(isThem) AND w.kind = 'ect' AND t.training_status <> 'withdrawn'
                AND (w.owner_id = \(body)
                    OR s.id IN (\(Directory.partners(ofAny: [body], as: .appropriateBody))))
            ORDER BY t.starts_on DESC LIMIT 1
            """
        )
    }

    /// A row that names somebody by teacher reference number alone, with what the body knows of them.
    ///
    /// - Throws: `Faults` where it knows nobody of that number.
    fileprivate func known(_ row: PathwayFileRow, body: ID<Organisation>) throws -> PathwayFileRow {
        guard row.text(.email).isEmpty,
            let reference = TeacherReference.parse(row.text(.teacherReference))
        else { return row }
        guard let found = try inductee(where: "p.teacher_reference = \(reference)", body: body) else {
            throw Faults([
                Fault(
                    "email",
                    "Nobody whose induction you follow has this teacher reference number: add their email address"
                )
            ])
        }
        let address = try email(of: found.person.id)
        var known: [PathwayFileRow.Column: String] = [
            .name: found.person.name, .email: address?.text ?? "",
        ]
        let kept = try rows(
            "SELECT registered_on, reference FROM induction WHERE participant_id = \(found.id)"
        )
        if let induction = kept.first {
            let registered: LocalDate = try induction.get("registered_on")
            known[.registeredOn] = registered.description
            known[.reference] = try induction.get("reference", as: String.self)
        }
        return row.filled(with: known)
    }

    fileprivate func enter(
        _ row: PathwayFileRow,
        _ checked: CheckedInduction,
        on pathway: Pathway,
        _ act: Act,
        _ ids: inout IDSequence
    ) throws -> Participant {
        var draft = ParticipantDraft(row)
        // Whoever was assessed before the pathway’s first day is of an earlier intake.
        let isEarlier = pathway.startsOn.map { first in checked.wasAssessed(before: first) } ?? false
        if !isEarlier { draft.begin(with: pathway) }
        if draft.startsOn.isEmpty { draft.startsOn = checked.registeredOn.description }
        let entry = try draft.checked()
        // As a first day that is corrected never moves past what is recorded.
        if checked.wasAssessed(before: entry.startsOn) {
            throw Faults([
                Fault(
                    "startsOn",
                    "The assessment lies before the first day, \(entry.startsOn.spelledShort): write when they started"
                )
            ])
        }
        let school = try school(called: entry.school)
        return try participant(try insertParticipant(entry, at: school.id, on: pathway, act, &ids))
            .orNotFound()
    }

    /// - Returns: How many rows changed.
    fileprivate func write(_ checked: CheckedInduction, of found: Participant, body: ID<Organisation>) throws
        -> Int
    {
        var changes = try execute(
            """
            INSERT INTO induction (participant_id, body_id, registered_on, reference)
            VALUES (\(found.id), \(body), \(checked.registeredOn), \(checked.reference))
            ON CONFLICT (participant_id) DO UPDATE SET body_id = excluded.body_id,
                registered_on = excluded.registered_on, reference = excluded.reference
            WHERE induction.body_id <> excluded.body_id OR induction.registered_on <> excluded.registered_on
                OR induction.reference <> excluded.reference
            """
        )
        if let assessment = checked.assessment {
            changes += try execute(
                """
                INSERT INTO induction_assessment (participant_id, kind, held_on, outcome)
                VALUES (\(found.id), \(assessment.kind), \(assessment.on), \(assessment.outcome))
                ON CONFLICT (participant_id, kind, held_on) DO UPDATE SET outcome = excluded.outcome
                WHERE induction_assessment.outcome <> excluded.outcome
                """
            )
        }
        return changes
    }
}
