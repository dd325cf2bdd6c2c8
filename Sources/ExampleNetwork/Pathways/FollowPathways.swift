import Access
import Pathways
import Services

extension ExampleNetwork {
    /// An induction pathway with Jasmin Okoro on it, an NPQ with one deferral and one pass, and an initial
    /// training pathway that an import filled.
    func followPathways(_ told: Told) async throws {
        let hub = try told.hub(.teaching)
        let lead = try told.actor(.hubLead)
        let september = yearStart(ago: 0).adding(days: 1)
        let induction = try await define(
            .earlyCareer,
            "Early career induction",
            hub,
            lead,
            from: september
        )
        var jasmin = entry(.earlyCareerTeacher, at: .hallowickCanalSide, from: september)
        jasmin.mentorName = ExamplePerson.firstMentor.name
        jasmin.mentorEmail = ExamplePerson.firstMentor.email
        jasmin.eligibility = Eligibility.eligible.rawValue
        jasmin.funding = PlaceFunding.funded.rawValue
        let pathways = pathways(on: september)
        let id = try await pathways.enterParticipant(jasmin, on: induction, by: lead)
        let started = try await pathways.pathway(induction, by: lead).milestones[0]
        let declared = self.pathways(on: max(september, day(-60)))
        try await declared.declareMilestone(
            started.id,
            of: id,
            on: max(september, day(-62)).description,
            evidence: "First module finished; certificate in the shared folder",
            by: try told.actor(.earlyCareerTeacher)
        )
        try await self.pathways(on: max(september, day(-58))).confirmMilestone(started.id, of: id, by: lead)
        // Declaring and confirming the milestone are changes, too.
        try await self.pathways(on: day(-24)).changeParticipant(
            id,
            .mentor(
                name: ExamplePerson.mentor.name,
                email: ExamplePerson.mentor.email,
                from: max(september, day(-24)).description
            ),
            version: 3,
            by: lead
        )
        try await registerInductions(on: induction, lead, registered: september)
        try await studyForQualification(hub, told)
    }

    private func define(
        _ kind: PathwayKind,
        _ name: String,
        _ hub: ID<Organisation>,
        _ lead: Actor,
        from day: LocalDate
    ) async throws -> ID<Pathway> {
        var draft = PathwayDraft()
        draft.kind = kind.rawValue
        draft.name = name
        draft.summary = kind == .earlyCareer ? "Two years, with a mentor every week in the first." : ""
        draft.startsOn = day.description
        draft.isMentored = kind != .qualification
        return try await pathways(on: yearStart(ago: 2)).definePathway(draft, of: hub, by: lead)
    }

    private func entry(_ person: ExamplePerson, at school: ToldSchool, from day: LocalDate)
        -> ParticipantDraft
    {
        var draft = ParticipantDraft()
        draft.name = person.name
        draft.email = person.email
        draft.school = "\(school.rawValue)"
        draft.startsOn = day.description
        return draft
    }

    /// The appropriate body’s own list: one row that is there already, two new ones, and one that no
    /// appropriate body would have.
    private func registerInductions(on pathway: ID<Pathway>, _ lead: Actor, registered: LocalDate)
        async throws
    {
        let last = yearStart(ago: 1)
        let list = """
            Name,Email,URN,Registered on,Reference,Assessment,Assessed on,Outcome
            Jasmin Okoro,j.okoro@hallowick-canal-side.example,900009,\(registered),AB-1041,,,
            Noah Whitlock,n.whitlock@tarnsea-academy.example,900003,\(last),AB-0987,formal 1,\(last.adding(days: 300)),met
            Freya Hollis,f.hollis@orrinton-windmill.example,900010,\(last),AB-0991,progress review,\(last.adding(days: 120)),concern
            """
        _ = try await pathways(on: max(registered, day(-40))).importInductions(
            Array(list.utf8),
            on: pathway,
            by: lead
        )
    }

    private func studyForQualification(_ hub: ID<Organisation>, _ told: Told) async throws {
        let lead = try told.actor(.hubLead)
        let start = yearStart(ago: 2).adding(days: 30)
        let qualification = try await define(
            .qualification,
            "NPQ leading literacy",
            hub,
            lead,
            from: start
        )
        let begun = pathways(on: start)
        for person in [ExamplePerson.coach, .evaluator, .headWithoutLuck] {
            let school: ToldSchool =
                person == .coach ? .orrintonHigh : person == .evaluator ? .tarnseaAcademy : .gannockmouthQuay
            var draft = entry(person, at: school, from: start)
            draft.eligibility = Eligibility.eligible.rawValue
            draft.funding = person == .coach ? PlaceFunding.funded.rawValue : PlaceFunding.school.rawValue
            let id = try await begun.enterParticipant(draft, on: qualification, by: lead)
            let change: ParticipantChange =
                switch person {
                case .coach: .completion(outcome: "passed", on: start.adding(months: 18).description)
                case .evaluator:
                    .deferral(reason: "Acting deputy for a year", from: start.adding(months: 8).description)
                default:
                    .withdrawal(
                        reason: "No time beside the headship",
                        from: start.adding(months: 5).description
                    )
                }
            try await pathways(on: start.adding(months: 18)).changeParticipant(
                id,
                change,
                version: 1,
                by: lead
            )
        }
    }
}
