import Access
import Accounts
import Pathways
import Services

extension ExampleNetwork {
    func coach(_ told: Told) async throws {
        for relationship in ToldCoaching.all where relationship.coach != .firstMentor {
            _ = try await live(relationship, told)
        }
        try await takeOver(try await live(.induction, told), told)
    }

    private func live(_ pair: ToldCoaching, _ told: Told) async throws -> ID<CoachingRelationship> {
        var draft = CoachingDraft()
        draft.purpose = pair.purpose.rawValue
        draft.coachName = pair.coach.name
        draft.coachEmail = pair.coach.email
        draft.coachedName = pair.coached.name
        draft.coachedEmail = pair.coached.email
        draft.school = "\(pair.school.rawValue)"
        draft.startsOn = day(pair.start).description
        let arranged = min(pair.start, 0) - 3
        let id = try await pathways(on: day(arranged)).arrangeCoaching(
            draft,
            for: try told.hub(pair.hub),
            by: try told.actor(pair.arranger)
        )
        let coach = try told.actor(pair.coach)
        let coached = try told.actor(pair.coached)
        try await pathways(on: day(arranged + 1)).agreeToCoaching(id, by: coach)
        guard pair.isAgreed else { return id }
        try await pathways(on: day(arranged + 2)).agreeToCoaching(id, by: coached)
        for session in pair.sessions {
            try await log(session, in: id, coach: coach, coached: coached)
        }
        return id
    }

    private func log(
        _ session: ToldCoaching.Session,
        in id: ID<CoachingRelationship>,
        coach: Actor,
        coached: Actor
    ) async throws {
        var draft = CoachingSessionDraft()
        draft.heldOn = day(session.day).description
        draft.kind = session.kind.rawValue
        draft.praise = session.notes.praise
        draft.step = session.notes.step
        draft.model = session.notes.model
        draft.rehearse = session.notes.rehearse
        draft.nextOn = session.next.map { day($0).description } ?? ""
        let made = try await pathways(on: day(session.day)).logSession(draft, in: id, by: coach)
        guard let reflection = session.reflection else { return }
        try await pathways(on: day(session.day + 2)).reflect(on: made, reflection, version: 1, by: coached)
    }

    /// The first mentor left at half term; the new one may read what was agreed before. The first has asked
    /// for his data, so the hub asks a second person to let it open what the two wrote.
    private func takeOver(_ first: ID<CoachingRelationship>, _ told: Told) async throws {
        let hubLead = try told.actor(.hubLead)
        let second = try await pathways(on: day(-28)).handOver(
            first,
            toName: ExamplePerson.mentor.name,
            email: ExamplePerson.mentor.email,
            on: day(-24).description,
            by: hubLead
        )
        let mentor = try told.actor(.mentor)
        let teacher = try told.actor(.earlyCareerTeacher)
        try await pathways(on: day(-27)).agreeToCoaching(second, by: mentor)
        try await pathways(on: day(-26)).agreeToCoaching(second, sharesPrevious: true, by: teacher)
        let session = ToldCoaching.Session(
            day: -12,
            kind: .feedback,
            notes: CoachingNotes(
                praise: "You said what to do before who: I heard it four times.",
                step: "Leave three seconds after each question.",
                model: "Counted on fingers behind the back.",
                rehearse: "The first five questions of the reading lesson."
            ),
            next: -5
        )
        try await log(session, in: second, coach: mentor, coached: teacher)
        _ = try await pathways(on: day(-2)).askToOpen(
            first,
            ground: OpeningGround.accessRequest.rawValue,
            explanation: "Owen Tait has asked for a copy of what is held about him, notes included.",
            by: hubLead
        )
    }
}
