package import Access
package import Database
import Accounts
import Evidence
import Programmes
package import Services

package struct PlacementDraft: Sendable, Equatable {
    package var school = ""
    package var startsOn = ""
    package var endsOn = ""
    /// 1 for Monday to 5 for Friday; empty for none.
    package var protectedWeekday = ""
    package var mentorName = ""
    package var mentorEmail = ""
    package var note = ""

    package init() {}
}

/// How a placement goes on: what may change while it lasts.
private struct PlacementTerms: Sendable {
    let endsOn: LocalDate?
    let protectedWeekday: Int?
    let mentor: PersonEntry?
    let note: String

    init(_ draft: PlacementDraft, of kind: CandidateKind, from start: LocalDate?, _ reader: inout FieldReader)
    {
        let end = reader.date(draft.endsOn, "endsOn", named: "the last day")
        if let start, let end, end < start { reader.report("endsOn", "It ends after it starts") }
        let weekday = reader.wholeNumber(
            draft.protectedWeekday,
            "protectedWeekday",
            named: "the protected day",
            in: 1...5
        )
        if kind == .researcher, weekday == nil {
            reader.report("protectedWeekday", "A researcher has one protected day a week: choose it")
        }
        endsOn = end
        protectedWeekday = weekday
        mentor =
            draft.mentorName.trimmed.isEmpty && draft.mentorEmail.trimmed.isEmpty
            ? nil
            : reader.person(
                name: draft.mentorName,
                email: draft.mentorEmail,
                "mentor",
                named: "the mentor"
            )
        note = reader.optional(draft.note, "note", named: "the note", most: 1000)
    }
}

extension Pathways {
    /// A hub proposes a school for a candidate; the school answers.
    ///
    /// - Throws: `Faults`; ``PathwaysRefusal/schoolNotOpen``, ``PathwaysRefusal/alreadyPlaced``; `AccessError`.
    package func proposePlacement(
        _ draft: PlacementDraft,
        of candidate: ID<Candidate>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<Placement> {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let settings = settings
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "placement.propose") {
                var ids = ids
                let found = try transaction.candidate(candidate).orNotFound()
                try actor.require(.keepPlacements, on: .of(found.hub))
                var reader = FieldReader()
                let start = reader.date(draft.startsOn, "startsOn", named: "the first day")
                let terms = PlacementTerms(draft, of: found.kind, from: start, &reader)
                try reader.finish()
                guard let start, let end = terms.endsOn else { return "" }
                let school = try transaction.school(called: draft.school)
                let appetite: Appetite? = try transaction.first(
                    "\(Appetite.source) WHERE a.school_id = \(school.id)"
                )
                // Silence is no refusal; only a school that said no is left alone.
                if let appetite, appetite.state == .notOpen { throw PathwaysRefusal.schoolNotOpen }
                let isPlaced = try transaction.exists(
                    """
                    SELECT 1 FROM placement WHERE candidate_id = \(candidate) AND state IN ('proposed', 'agreed')
                    """
                )
                guard !isPlaced else { throw PathwaysRefusal.alreadyPlaced }
                let mentor = try transaction.mentor(terms.mentor, of: found.person, act, &ids)
                let id = ids.next(Placement.self)
                try transaction.execute(
                    """
                    INSERT INTO placement
                        (id, candidate_id, school_id, state, starts_on, ends_on, protected_weekday, mentor_id, note,
                         version)
                    VALUES (\(id), \(candidate), \(school.id), 'proposed', \(start), \(end), \(terms.protectedWeekday),
                        \(mentor), \(terms.note), 1)
                    """
                )
                try transaction.audit(
                    act,
                    "placement.propose",
                    of: id,
                    in: found.hub,
                    ["school": .id(school.id)]
                )
                try transaction.tell(
                    school.id,
                    Letter(
                        subject: "Would \(school.name) host \(found.person.name)?",
                        lines: [
                            "\(found.kind.name), \(found.subject), from \(start.spelledShort) to \(end.spelledShort). Please answer here:"
                        ],
                        path: "/placements/\(id)"
                    ),
                    act,
                    settings,
                    &ids
                )
                return id.description
            }
        }
        return try ID<Placement>(text).orNotFound()
    }

    /// The school agrees or declines.
    package func answerPlacement(_ id: ID<Placement>, agrees: Bool, version: Int, by actor: Actor)
        async throws
    {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let settings = settings
        try await database.write { transaction in
            var ids = ids
            let found = try transaction.placement(id).orNotFound()
            try actor.require(.seePlacement, on: found.subject(for: actor))
            guard actor.may(.stateAppetite, on: .of(found.school.id)) else { throw AccessError.forbidden }
            guard found.state == .proposed else { throw PathwaysRefusal.wrongStep }
            let state: PlacementState = agrees ? .agreed : .declined
            try transaction.update(
                """
                UPDATE placement SET state = \(state), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            if agrees {
                try transaction.execute(
                    """
                    UPDATE placement_candidate SET state = 'placed', version = version + 1
                    WHERE id = \(found.candidate)
                    """
                )
                let letter = Letter(
                    subject: "Your placement at \(found.school.name)",
                    lines: ["\(found.school.name) will host you from \(found.startsOn.spelledShort)."],
                    path: "/placements/\(id)"
                )
                try transaction.send(letter, to: found.person, act, settings, &ids)
            }
            try transaction.audit(
                act,
                "placement.answer",
                of: id,
                in: found.school.id,
                ["agrees": .flag(agrees)]
            )
        }
    }

    /// The hub changes how a placement goes on: its last day, the protected day, the mentor, the note. The person placed
    /// and the school hear of it.
    ///
    /// - Throws: `Faults`; ``PathwaysRefusal/hasEnded``; `AccessError`; `DatabaseError.staleVersion`.
    package func changePlacement(
        _ draft: PlacementDraft,
        of id: ID<Placement>,
        version: Int,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let settings = settings
        try await database.write { transaction in
            var ids = ids
            let found = try transaction.placement(id, keptBy: actor)
            guard found.state == .proposed || found.state == .agreed else { throw PathwaysRefusal.hasEnded }
            var reader = FieldReader()
            let terms = PlacementTerms(draft, of: found.kind, from: found.startsOn, &reader)
            try reader.finish()
            guard let end = terms.endsOn else { return }
            let mentor = try transaction.mentor(terms.mentor, of: found.person, act, &ids)
            try transaction.update(
                """
                UPDATE placement SET ends_on = \(end), protected_weekday = \(terms.protectedWeekday),
                    mentor_id = \(mentor), note = \(terms.note), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(
                act,
                "placement.change",
                of: id,
                in: found.hub.id,
                ["moved": .flag(end != found.endsOn), "mentor": .flag(mentor != found.mentor?.id)]
            )
            let letter = Letter(
                subject: "Changed: \(found.person.name) at \(found.school.name)",
                lines: [
                    "\(found.hub.name) has changed the placement. It is now from \(found.startsOn.spelledShort) to \(end.spelledShort). Read it here:"
                ],
                path: "/placements/\(id)"
            )
            try transaction.tell(found.school.id, letter, act, settings, &ids)
            if found.state == .agreed {
                try transaction.send(letter, to: found.person, act, settings, &ids)
            }
        }
    }

    /// The hub ends a placement, or takes a proposal back. The candidate looks again.
    ///
    /// What ends before it began ends on its first day. The school hears of it and, where it had agreed, so does the
    /// person placed.
    ///
    /// - Throws: `Faults` (field `lastDay`), also for a day outside a placement that has begun;
    ///   ``PathwaysRefusal/hasEnded``; `AccessError`; `DatabaseError.staleVersion`.
    package func endPlacement(_ id: ID<Placement>, on typed: String, version: Int, by actor: Actor)
        async throws
    {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let settings = settings
        let today = services.today()
        try await database.write { transaction in
            var ids = ids
            let found = try transaction.placement(id, keptBy: actor)
            guard found.state == .proposed || found.state == .agreed else { throw PathwaysRefusal.hasEnded }
            var reader = FieldReader()
            let day = reader.date(typed, "lastDay", named: "the last day")
            if let day, found.state == .agreed, found.startsOn <= today,
                day < found.startsOn || day > found.endsOn
            {
                reader.report(
                    "lastDay",
                    "Enter a day of the placement, from \(found.startsOn.spelledShort) to \(found.endsOn.spelledShort)"
                )
            }
            try reader.finish()
            guard let day else { return }
            let lastDay = max(day, found.startsOn)
            try transaction.update(
                """
                UPDATE placement SET state = 'ended', ends_on = \(lastDay), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.execute(
                """
                UPDATE placement_candidate SET state = 'waiting', version = version + 1
                WHERE id = \(found.candidate) AND state = 'placed'
                """
            )
            try transaction.audit(act, "placement.end", of: id, in: found.hub.id)
            let isAgreed = found.state == .agreed
            let whom = "\(found.person.name) at \(found.school.name)"
            let letter = Letter(
                subject: isAgreed ? "Ended: \(whom)" : "Taken back: \(whom)",
                lines: [
                    isAgreed
                        ? "\(found.hub.name) has ended the placement. Its last day is \(lastDay.spelledShort). Read it here:"
                        : "\(found.hub.name) has taken the proposal back. There is nothing to answer. Read it here:"
                ],
                path: "/placements/\(id)"
            )
            try transaction.tell(found.school.id, letter, act, settings, &ids)
            if isAgreed { try transaction.send(letter, to: found.person, act, settings, &ids) }
        }
    }
}

extension Transaction {
    /// The account of the mentor of a placement, made if there is none.
    fileprivate func mentor(
        _ entry: PersonEntry?,
        of placed: Person,
        _ act: Act,
        _ ids: inout IDSequence
    ) throws -> ID<Person>? {
        guard let entry else { return nil }
        let mentor = try person(entry, act, &ids)
        guard mentor.id != placed.id else {
            throw Faults([Fault("mentorEmail", "Nobody can mentor themselves: enter another address")])
        }
        return mentor.id
    }

    func placement(_ id: ID<Placement>) throws -> Placement? {
        try first("\(Placement.source) WHERE x.id = \(id)")
    }

    /// Loads a placement for the hub that keeps it. Nobody keeps their own, though they work at that hub: a researcher does
    /// not confirm what the researcher is paid.
    func placement(_ id: ID<Placement>, keptBy actor: Actor) throws -> Placement {
        let found = try placement(id).orNotFound()
        try actor.require(.seePlacement, on: found.subject(for: actor))
        guard found.mayBeKept(by: actor) else { throw AccessError.forbidden }
        return found
    }
}

extension Placement {
    func mayBeKept(by actor: Actor) -> Bool {
        actor.may(.keepPlacements, on: .of(hub.id)) && actor.person?.id != person.id
    }
}
