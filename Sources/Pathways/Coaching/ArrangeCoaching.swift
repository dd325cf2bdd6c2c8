package import Access
package import Database
import Accounts
import Evidence
import Programmes
package import Services

/// Two people and a purpose, as typed.
package struct CoachingDraft: Sendable, Equatable {
    package var purpose = ""
    package var coachName = ""
    package var coachEmail = ""
    package var coachedName = ""
    package var coachedEmail = ""
    /// Name or URN of the school where the person coached works; may be empty.
    package var school = ""
    package var startsOn = ""
    package var everyDays = ""

    package init() {}
}

extension Pathways {
    /// Brings two people together. Both get an email and must agree before anything can be logged.
    ///
    /// - Throws: `Faults`; ``PathwaysRefusal/alreadyPaired``; `AccessError`.
    package func arrangeCoaching(
        _ draft: CoachingDraft,
        for arranger: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<CoachingRelationship> {
        try actor.require(.arrangeCoaching, on: .of(arranger))
        var reader = FieldReader()
        let purpose: CoachingPurpose? = reader.choice(draft.purpose, "purpose", named: "what it is for")
        let coach = reader.person(
            name: draft.coachName,
            email: draft.coachEmail,
            "coach",
            named: "the coach or mentor"
        )
        let coached = reader.person(
            name: draft.coachedName,
            email: draft.coachedEmail,
            "coached",
            named: "the person coached"
        )
        if let coach, coach.email == coached?.email {
            reader.report("coachedEmail", "Nobody can coach themselves: enter another address")
        }
        let start = reader.date(draft.startsOn, "startsOn", named: "when it starts")
        let typedDays = reader.wholeNumber(
            draft.everyDays,
            "everyDays",
            named: "the days between sessions",
            in: 1...366
        )
        try reader.finish()
        guard let purpose, let coach, let coached, let start else {
            throw Faults([Fault("purpose", "Choose what it is for")])
        }
        let days = typedDays ?? purpose.usualDays
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let id: ID<CoachingRelationship> = services.newID()
        let contentKey = newContentKey(of: id)
        let settings = settings
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "coaching.arrange") {
                var ids = ids
                let school = draft.school.trimmed.isEmpty ? nil : try transaction.school(called: draft.school)
                let pair = [coach, coached]
                let people = try pair.map {
                    try transaction.person($0, act, &ids)
                }
                try transaction.insertRelationship(
                    id,
                    NewRelationship(
                        purpose: purpose,
                        coach: people[0],
                        coached: people[1],
                        arranger: arranger,
                        school: school?.id,
                        startsOn: start,
                        everyDays: days,
                        previous: nil
                    ),
                    contentKey
                )
                try transaction.audit(
                    act,
                    "coaching.arrange",
                    of: id,
                    in: arranger,
                    ["purpose": .word(purpose)]
                )
                try transaction.askPairToAgree(id, act, settings, &ids)
                return id.description
            }
        }
        return ID<CoachingRelationship>(text) ?? id
    }
}

struct NewRelationship {
    let purpose: CoachingPurpose
    let coach: Person
    let coached: Person
    let arranger: ID<Organisation>
    let school: ID<Organisation>?
    let startsOn: LocalDate
    let everyDays: Int
    let previous: ID<CoachingRelationship>?
}

extension Transaction {
    func insertRelationship(_ id: ID<CoachingRelationship>, _ new: NewRelationship, _ sealedKey: [UInt8])
        throws
    {
        let isPaired = try exists(
            """
            SELECT 1 FROM coaching_relationship WHERE coach_id = \(new.coach.id)
                AND coached_id = \(new.coached.id) AND purpose = \(new.purpose) AND state <> 'ended'
            """
        )
        guard !isPaired else { throw PathwaysRefusal.alreadyPaired }
        try execute(
            """
            INSERT INTO coaching_relationship
                (id, purpose, coach_id, coached_id, arranged_id, school_id, state, starts_on, every_days,
                 previous_id, version)
            VALUES (\(id), \(new.purpose), \(new.coach.id), \(new.coached.id), \(new.arranger), \(new.school),
                'proposed', \(new.startsOn), \(new.everyDays), \(new.previous), 1)
            """
        )
        try execute("INSERT INTO coaching_key (relationship_id, sealed_key) VALUES (\(id), \(sealedKey))")
    }

    func askPairToAgree(
        _ id: ID<CoachingRelationship>,
        _ act: Act,
        _ settings: PathwaysSettings,
        _ ids: inout IDSequence
    ) throws {
        let made = try relationship(id).orNotFound()
        for (person, other) in [(made.coach, made.coached), (made.coached, made.coach)] {
            let roles =
                person.id == made.coach.id
                ? "you to coach or mentor \(other.name)" : "\(other.name) to coach or mentor you"
            let letter = Letter(
                subject: "\(made.purpose.name) with \(other.name): do you agree?",
                lines: [
                    "\(made.arranger.name) would like \(roles): \(made.purpose.name.lowercasedFirst), from \(made.startsOn.spelledShort).",
                    "What you write about your sessions can be read by the two of you only. \(made.arranger.name) sees how often you met and for how long. Please say whether you agree:",
                ],
                path: "/home/coaching/\(id)"
            )
            try send(letter, to: person, act, settings, &ids)
        }
    }
}
