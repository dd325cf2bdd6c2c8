package import Access
import Accounts
package import Database
import Evidence
import Programmes
package import Services

extension Pathways {
    /// Ends a relationship. Its content stays readable for the pair until the retention job destroys it.
    package func endCoaching(
        _ id: ID<CoachingRelationship>,
        on typed: String,
        reason: String,
        version: Int,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.relationship(id).orNotFound()
            try actor.require(.arrangeCoaching, on: .of(found.arranger.id))
            var reader = FieldReader()
            let day = reader.date(typed, "endsOn", named: "the last day")
            let chosen: CoachingEnd? = reader.choice(reason, "reason", named: "why it ends")
            if let day, day < found.startsOn {
                reader.report("endsOn", "It cannot end before it starts on \(found.startsOn.spelledShort)")
            }
            try reader.finish()
            guard found.state != .ended else { throw PathwaysRefusal.hasEnded }
            guard found.version == version else { throw DatabaseError.staleVersion }
            guard let day, let chosen else { return }
            try transaction.endRelationship(found, on: day, chosen)
            try transaction.audit(
                act,
                "coaching.end",
                of: id,
                in: found.arranger.id,
                ["reason": .word(chosen)]
            )
        }
    }

    /// A coach or mentor leaves and another takes over: the old relationship ends, a new one with the same
    /// purpose is proposed. What was written stays with the old pair unless the person coached lets the new
    /// coach read it when they agree.
    ///
    /// - Returns: The new relationship.
    package func handOver(
        _ id: ID<CoachingRelationship>,
        toName name: String,
        email: String,
        on typed: String,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<CoachingRelationship> {
        try actor.signedInPerson()
        var reader = FieldReader()
        let successor = reader.person(name: name, email: email, "coach", named: "the new coach or mentor")
        let day = reader.date(typed, "startsOn", named: "when the new one starts")
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let new: ID<CoachingRelationship> = services.newID()
        let contentKey = newContentKey(of: new)
        let settings = settings
        let faults = reader.faults
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "coaching.hand-over") {
                var ids = ids
                let found = try transaction.relationship(id).orNotFound()
                try actor.require(.arrangeCoaching, on: .of(found.arranger.id))
                guard found.state != .ended else { throw PathwaysRefusal.hasEnded }
                guard faults.isEmpty, let successor, let day else { throw Faults(faults) }
                let coach = try transaction.person(successor, act, &ids)
                guard !found.isOneOfPair(coach.id) else {
                    throw Faults([Fault("coachEmail", "Enter somebody who is not one of the two already")])
                }
                try transaction.endRelationship(found, on: day, .coachLeft)
                try transaction.insertRelationship(
                    new,
                    NewRelationship(
                        purpose: found.purpose,
                        coach: coach,
                        coached: found.coached,
                        arranger: found.arranger.id,
                        school: found.school?.id,
                        startsOn: max(day, found.startsOn),
                        everyDays: found.everyDays,
                        previous: id
                    ),
                    contentKey
                )
                try transaction.audit(
                    act,
                    "coaching.hand-over",
                    of: id,
                    in: found.arranger.id,
                    ["to": .id(new)]
                )
                try transaction.askPairToAgree(new, act, settings, &ids)
                return new.description
            }
        }
        return ID<CoachingRelationship>(text) ?? new
    }
}
