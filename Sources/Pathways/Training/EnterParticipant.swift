package import Access
package import Database
import Accounts
import Evidence
import Programmes
package import Services

/// A participant as typed, or as a row of a file gives them.
package struct ParticipantDraft: Sendable, Equatable {
    package var name = ""
    package var email = ""
    package var teacherReference = ""
    package var school = ""
    package var startsOn = ""
    package var mentorName = ""
    package var mentorEmail = ""
    package var eligibility = Eligibility.unknown.rawValue
    package var funding = PlaceFunding.none.rawValue

    package init() {}

    /// Whoever is entered without a first day begins with the pathway.
    mutating func begin(with pathway: Pathway) {
        if startsOn.trimmed.isEmpty, let day = pathway.startsOn { startsOn = day.description }
    }

    struct Checked: Sendable {
        let person: PersonEntry
        let teacherReference: String?
        let school: String
        let startsOn: LocalDate
        let mentor: PersonEntry?
        let eligibility: Eligibility
        let funding: PlaceFunding
    }

    func checked() throws(Faults) -> Checked {
        var reader = FieldReader()
        let person = reader.person(name: name, email: email, "participant", named: "the participant")
        let reference = TeacherReference.parse(teacherReference)
        if reference == nil, !teacherReference.trimmed.isEmpty {
            reader.report("teacherReference", "A teacher reference number has 7 digits")
        }
        let start = reader.firstDay(startsOn, "startsOn")
        if school.trimmed.isEmpty { reader.report("school", "Enter the school’s name or URN") }
        var mentor: PersonEntry?
        if !mentorName.trimmed.isEmpty || !mentorEmail.trimmed.isEmpty {
            mentor = reader.person(name: mentorName, email: mentorEmail, "mentor", named: "the mentor")
        }
        if let mentor, mentor.email == person?.email {
            reader.report("mentorEmail", "Nobody can mentor themselves: enter another address")
        }
        let eligible: Eligibility? = reader.choice(
            eligibility,
            "eligibility",
            named: "whether they are eligible"
        )
        let funds: PlaceFunding? = reader.choice(funding, "funding", named: "who pays")
        if funds == .funded, eligible != .eligible {
            reader.report("funding", "A funded place is for someone who is eligible: change one of the two")
        }
        try reader.finish()
        guard let person, let start, let eligible, let funds else {
            throw Faults([Fault("participantName", "Enter the name of the participant")])
        }
        return Checked(
            person: person,
            teacherReference: reference,
            school: school,
            startsOn: start,
            mentor: mentor,
            eligibility: eligible,
            funding: funds
        )
    }
}

extension Pathways {
    /// Enters somebody on a pathway, with the first training period and the mentor. Without a first day they begin on
    /// the pathway’s.
    ///
    /// - Throws: `Faults`; ``PathwaysRefusal/alreadyOnPathway``, ``PathwaysRefusal/wrongStep`` when the pathway
    ///   is closed; `AccessError`.
    package func enterParticipant(
        _ draft: ParticipantDraft,
        on pathway: ID<Pathway>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<Participant> {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "participant.enter") {
                var ids = ids
                let found = try transaction.pathway(pathway).orNotFound()
                try actor.require(.keepPathways, on: .of(found.owner.id))
                var draft = draft
                draft.begin(with: found)
                let checked = try draft.checked()
                guard found.isOpen else { throw PathwaysRefusal.wrongStep }
                let school = try transaction.school(called: checked.school)
                let isOn = try transaction.participant(at: checked.person.email, on: pathway) != nil
                guard !isOn else { throw PathwaysRefusal.alreadyOnPathway }
                let id = try transaction.insertParticipant(checked, at: school.id, on: found, act, &ids)
                try transaction.audit(act, "participant.enter", of: id, in: found.owner.id)
                return id.description
            }
        }
        return try ID<Participant>(text).orNotFound()
    }
}

extension Transaction {
    func participant(at email: EmailAddress, on pathway: ID<Pathway>) throws -> Participant? {
        try first(
            """
            \(Participant.source) WHERE t.pathway_id = \(pathway) AND p.email = \(email)
                AND t.training_status <> 'withdrawn'
            """
        )
    }

    func insertParticipant(
        _ checked: ParticipantDraft.Checked,
        at school: ID<Organisation>,
        on pathway: Pathway,
        _ act: Act,
        _ ids: inout IDSequence
    ) throws -> ID<Participant> {
        try requireFree(checked.teacherReference, for: checked.person.email)
        let person = try self.person(checked.person, act, &ids)
        try keepTeacherReference(checked.teacherReference, of: person.id)
        let id = ids.next(Participant.self)
        let year = AcademicYear(containing: checked.startsOn).startYear
        try execute(
            """
            INSERT INTO participant
                (id, pathway_id, person_id, academic_year, eligibility, funding, training_status, starts_on, version)
            VALUES (\(id), \(pathway.id), \(person.id), \(year), \(checked.eligibility), \(checked.funding),
                'active', \(checked.startsOn), 1)
            """
        )
        try openTraining(of: id, at: school, from: checked.startsOn, &ids)
        if let mentor = checked.mentor {
            let found = try self.person(mentor, act, &ids)
            try openMentorship(of: id, by: found.id, from: checked.startsOn, &ids)
        }
        return id
    }

    /// Refuses a teacher reference number that stands in somebody else's account: before an account is made.
    ///
    /// - Throws: `Faults`.
    func requireFree(_ reference: String?, for email: EmailAddress) throws {
        guard let reference else { return }
        let isTaken = try exists(
            """
            SELECT 1 FROM person WHERE teacher_reference = \(reference) AND (email IS NULL OR email <> \(email))
            """
        )
        guard !isTaken else {
            throw Faults([
                Fault("teacherReference", "Somebody else has this teacher reference number: check it")
            ])
        }
    }

    /// Writes a teacher reference number into an account that has none; one that the person gave stays.
    @discardableResult
    func keepTeacherReference(_ reference: String?, of person: ID<Person>) throws -> Bool {
        guard let reference else { return false }
        return try execute(
            """
            UPDATE person SET teacher_reference = \(reference), version = version + 1
            WHERE id = \(person) AND teacher_reference IS NULL
            """
        ) == 1
    }

    func openTraining(
        of id: ID<Participant>,
        at school: ID<Organisation>,
        from day: LocalDate,
        _ ids: inout IDSequence
    ) throws {
        try execute(
            """
            INSERT INTO training_period (id, participant_id, school_id, starts_on)
            VALUES (\(ids.next(Participant.self)), \(id), \(school), \(day))
            """
        )
    }

    func openMentorship(
        of id: ID<Participant>,
        by mentor: ID<Person>,
        from day: LocalDate,
        _ ids: inout IDSequence
    ) throws {
        try execute(
            """
            INSERT INTO mentorship_period (id, participant_id, mentor_id, starts_on)
            VALUES (\(ids.next(Participant.self)), \(id), \(mentor), \(day))
            """
        )
    }

    /// Ends the open periods the day before, or on the day itself where they began on it.
    ///
    /// - Throws: ``PathwaysRefusal/periodOverlaps`` when one began later.
    func endPeriods(
        of id: ID<Participant>,
        before day: LocalDate,
        training: Bool = true,
        mentorship: Bool = true
    )
        throws
    {
        let tables: [(table: SQL, isMeant: Bool)] = [
            ("training_period", training), ("mentorship_period", mentorship),
        ]
        for (table, isMeant) in tables where isMeant {
            let start: LocalDate? = try value(
                "SELECT max(starts_on) FROM \(table) WHERE participant_id = \(id)"
            )
            let end: LocalDate? = try value(
                "SELECT max(ends_on) FROM \(table) WHERE participant_id = \(id) AND ends_on IS NOT NULL"
            )
            if let start, start > day { throw PathwaysRefusal.periodOverlaps }
            if let end, end > day { throw PathwaysRefusal.periodOverlaps }
            guard let start else { continue }
            let last = max(start, day.adding(days: -1))
            try execute(
                "UPDATE \(table) SET ends_on = \(last) WHERE participant_id = \(id) AND ends_on IS NULL"
            )
        }
    }
}
