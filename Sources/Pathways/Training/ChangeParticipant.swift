package import Access
import Database
import Accounts
import Evidence
import Programmes
package import Services

/// What can be changed about a participant, as typed.
package enum ParticipantChange: Sendable {
    case deferral(reason: String, from: String)
    case resumption(from: String)
    case withdrawal(reason: String, from: String)
    case transfer(school: String, from: String)
    case mentor(name: String, email: String, from: String)
    case completion(outcome: String, on: String)
    /// A completion or withdrawal that was recorded by mistake: all is as it was before.
    case takingBack
    case funding(eligibility: String, funding: String)
    /// The first day was recorded wrongly, or they begin on another one.
    case firstDay(String)

    var verb: AuditVerb {
        switch self {
        case .deferral: "participant.defer"
        case .resumption: "participant.resume"
        case .withdrawal: "participant.withdraw"
        case .transfer: "participant.transfer"
        case .mentor: "participant.change-mentor"
        case .completion: "participant.complete"
        case .takingBack: "participant.take-back"
        case .funding: "participant.fund"
        case .firstDay: "participant.correct-first-day"
        }
    }
}

extension Pathways {
    /// Changes a participant: the periods follow, and the timeline tells it.
    ///
    /// - Throws: `Faults`; ``PathwaysRefusal/wrongStatus``, ``PathwaysRefusal/periodOverlaps``; `AccessError`;
    ///   `DatabaseError.staleVersion`.
    package func changeParticipant(
        _ id: ID<Participant>,
        _ change: ParticipantChange,
        version: Int,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let today = services.today()
        try await database.write { transaction in
            var making = ParticipantChanging(
                transaction: transaction,
                id: id,
                act: act,
                by: person,
                today: today,
                ids: ids
            )
            let found = try transaction.participant(id).orNotFound()
            try actor.require(.keepPathways, on: .of([found.owner] + (found.school.map { [$0.id] } ?? [])))
            guard actor.may(.keepPathways, on: .of(found.owner)) else { throw AccessError.forbidden }
            guard found.version == version else { throw DatabaseError.staleVersion }
            try making.apply(change, to: found)
            try transaction.execute("UPDATE participant SET version = version + 1 WHERE id = \(id)")
            try transaction.audit(act, change.verb, of: id, in: found.owner)
        }
    }
}

extension Transaction {
    func participant(_ id: ID<Participant>) throws -> Participant? {
        try first("\(Participant.source) WHERE t.id = \(id)")
    }
}

/// The steps of one change, in its transaction.
private struct ParticipantChanging {
    let transaction: any Transaction
    let id: ID<Participant>
    let act: Act
    let by: Person
    let today: LocalDate
    var ids: IDSequence

    mutating func apply(_ change: ParticipantChange, to found: Participant) throws {
        switch change {
        case .deferral(let reason, let from):
            try require(found.status == .active)
            let (reason, day) = try reasoned(reason, from, after: found)
            try transaction.endPeriods(of: id, before: day)
            try set(.deferred, reason, from: day)
        case .resumption(let from):
            try require(found.status == .deferred)
            let day = try dated(from, named: "the first day back", after: found)
            guard let school = found.school else { throw PathwaysRefusal.wrongStatus }
            try transaction.endPeriods(of: id, before: day)
            try transaction.openTraining(of: id, at: school.id, from: day, &ids)
            try set(.active, "", from: day)
        case .withdrawal(let reason, let from):
            try require(!found.isOver)
            // Who has not begun yet withdraws from the first day.
            let last = max(today, found.startsOn)
            let (reason, day) = try reasoned(reason, from, after: found, until: last)
            try transaction.endPeriods(of: id, before: day)
            try set(.withdrawn, reason, from: day, endedOn: day)
        case .transfer(let school, let from):
            try require(found.status == .active)
            let day = try dated(from, named: "the first day at the new school", after: found)
            let new = try transaction.school(called: school)
            guard new.id != found.school?.id else {
                throw Faults([Fault("school", "They train at \(new.name) already: enter another school")])
            }
            try transaction.endPeriods(of: id, before: day)
            try transaction.openTraining(of: id, at: new.id, from: day, &ids)
        case .mentor(let name, let email, let from):
            try require(found.status == .active)
            var reader = FieldReader()
            let entry = reader.person(name: name, email: email, "mentor", named: "the mentor")
            try reader.finish()
            let day = try dated(from, named: "the first day of the mentor", after: found)
            guard let entry else { return }
            let mentor = try transaction.person(entry, act, &ids)
            guard mentor.id != found.person.id else {
                throw Faults([Fault("mentorEmail", "Nobody can mentor themselves: enter another address")])
            }
            try transaction.endPeriods(of: id, before: day, training: false)
            try transaction.openMentorship(of: id, by: mentor.id, from: day, &ids)
        case .completion(let outcome, let on):
            try require(found.status == .active)
            var reader = FieldReader()
            let result: TrainingOutcome? = reader.choice(outcome, "outcome", named: "the outcome")
            try reader.finish()
            let day = try dated(on, named: "the day of completion", after: found, until: today)
            // The last day counts: the periods end on it.
            try transaction.endPeriods(of: id, before: day.adding(days: 1))
            try transaction.execute(
                """
                UPDATE participant SET training_status = 'completed', outcome = \(result), ended_on = \(day)
                WHERE id = \(id)
                """
            )
            try record(.completed, "", from: day)
        case .takingBack: try takeBackEnd(of: found)
        case .funding(let eligibility, let funding):
            var reader = FieldReader()
            let eligible: Eligibility? = reader.choice(eligibility, "eligibility", named: "the eligibility")
            let funds: PlaceFunding? = reader.choice(funding, "funding", named: "who pays")
            if funds == .funded, eligible != .eligible {
                reader.report(
                    "funding",
                    "A funded place is for someone who is eligible: change one of the two"
                )
            }
            try reader.finish()
            try transaction.execute(
                "UPDATE participant SET eligibility = \(eligible), funding = \(funds) WHERE id = \(id)"
            )
        case .firstDay(let typed):
            var reader = FieldReader()
            let day = reader.firstDay(typed, "from")
            if day == found.startsOn {
                reader.report("from", "That is their first day already: enter another")
            }
            try reader.finish()
            guard let day else { return }
            try transaction.moveFirstDay(of: found, to: day, field: "from")
        }
    }

    /// Puts a participant back to what they were before they completed or withdrew.
    private func takeBackEnd(of found: Participant) throws {
        guard found.isOver, let ended = found.endedOn else { throw PathwaysRefusal.wrongStatus }
        let isOnAgain = try transaction.exists(
            """
            SELECT 1 FROM participant WHERE pathway_id = \(found.pathway) AND person_id = \(found.person.id)
                AND id <> \(id) AND training_status <> 'withdrawn'
            """
        )
        guard !isOnAgain else { throw PathwaysRefusal.alreadyOnPathway }
        try transaction.execute(
            "DELETE FROM participant_change WHERE participant_id = \(id) AND training_status = \(found.status)"
        )
        let before: TrainingStatus? = try transaction.value(
            """
            SELECT training_status FROM participant_change WHERE participant_id = \(id)
            ORDER BY recorded_at DESC, from_on DESC, id LIMIT 1
            """
        )
        let status = before ?? .active
        try transaction.execute(
            """
            UPDATE participant SET training_status = \(status), outcome = NULL, ended_on = NULL WHERE id = \(id)
            """
        )
        // Who was away had no open periods to end.
        guard status == .active else { return }
        let last = found.status == .completed ? ended : ended.adding(days: -1)
        try transaction.execute(
            """
            UPDATE training_period SET ends_on = NULL WHERE id = (SELECT x.id FROM training_period x
                WHERE x.participant_id = \(id) ORDER BY x.starts_on DESC, x.ends_on DESC, x.id LIMIT 1)
            """
        )
        // Only the mentor whose time the end cut short.
        try transaction.execute(
            """
            UPDATE mentorship_period SET ends_on = NULL
            WHERE ends_on = CASE WHEN starts_on > \(last) THEN starts_on ELSE \(last) END
                AND id = (SELECT x.id FROM mentorship_period x WHERE x.participant_id = \(id)
                    ORDER BY x.starts_on DESC, x.ends_on DESC, x.id LIMIT 1)
            """
        )
    }

    private func require(_ fits: Bool) throws { if !fits { throw PathwaysRefusal.wrongStatus } }

    /// - Parameter last: The last day that is taken: what ends a participation has happened.
    private func dated(
        _ typed: String,
        named name: String,
        after found: Participant,
        until last: LocalDate? = nil
    ) throws -> LocalDate {
        var reader = FieldReader()
        let day = reader.date(typed, "from", named: name)
        if let day, day < found.startsOn {
            reader.report("from", "Enter a day from \(found.startsOn.spelledShort) on, when they started")
        } else if let day, let last, day > last {
            reader.report("from", "Enter a day up to \(last.spelledShort): record it when it has happened")
        }
        try reader.finish()
        return day ?? found.startsOn
    }

    private func reasoned(
        _ reason: String,
        _ from: String,
        after found: Participant,
        until last: LocalDate? = nil
    ) throws -> (String, LocalDate) {
        var reader = FieldReader()
        let text = reader.required(reason, "reason", named: "the reason", most: 500)
        try reader.finish()
        return (text, try dated(from, named: "from when", after: found, until: last))
    }

    private mutating func set(
        _ status: TrainingStatus,
        _ reason: String,
        from day: LocalDate,
        endedOn: LocalDate? = nil
    ) throws {
        try transaction.execute(
            "UPDATE participant SET training_status = \(status), ended_on = \(endedOn) WHERE id = \(id)"
        )
        try record(status, reason, from: day)
    }

    private mutating func record(_ status: TrainingStatus, _ reason: String, from day: LocalDate) throws {
        try transaction.execute(
            """
            INSERT INTO participant_change
                (id, participant_id, training_status, reason, from_on, recorded_by, recorded_at)
            VALUES (\(ids.next(ParticipantChanging.self)), \(id), \(status), \(reason), \(day), \(by.id), \(act.at))
            """
        )
    }
}
