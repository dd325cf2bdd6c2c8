import Access
import Pathways
import Services

extension ExampleNetwork {
    /// Dr Prosser at Brackenstow Priory with a protected day, a project and an uplift; a trainee whom the hub has
    /// proposed to Tarnsea Academy; and schools that say how open they are.
    func placeResearcher(_ told: Told) async throws {
        try await stateAppetites(told)
        let director = try told.actor(.director)
        let hub = try told.hub(.research)
        let september = yearStart(ago: 0).adding(days: 2)
        var candidate = CandidateDraft()
        candidate.name = ExamplePerson.researcher.name
        candidate.email = ExamplePerson.researcher.email
        candidate.kind = CandidateKind.researcher.rawValue
        candidate.subject = "Physics"
        candidate.phase = CandidatePhase.secondary.rawValue
        candidate.near = "\(ToldSchool.brackenstowPriory.rawValue)"
        candidate.availableFrom = september.description
        let before = september.adding(days: -90)
        let found = try await pathways(on: before).enterCandidate(candidate, of: hub, by: director)
        var draft = PlacementDraft()
        draft.school = "\(ToldSchool.brackenstowPriory.rawValue)"
        draft.startsOn = september.description
        draft.endsOn = september.adding(months: 23).description
        draft.protectedWeekday = "3"
        draft.note = "Teaches four days; Wednesdays are for research."
        let id = try await pathways(on: before.adding(days: 7)).proposePlacement(
            draft,
            of: found,
            by: director
        )
        try await pathways(on: before.adding(days: 12)).answerPlacement(
            id,
            agrees: true,
            version: 1,
            by: try told.actor(.prioryHead)
        )
        try await work(id, told, from: september)
        try await proposeTrainee(told)
    }

    private func stateAppetites(_ told: Told) async throws {
        let said: [(ToldSchool, ExamplePerson, AppetiteState, Bool, Bool, String)] = [
            (.tarnseaAcademy, .academyHead, .looking, true, true, "Physics, mathematics, English"),
            (.tarnseaHarbour, .schoolLeader, .interested, true, false, ""),
            (.gannockmouthQuay, .headWithoutLuck, .notOpen, false, false, ""),
            (.brackenstowPriory, .prioryHead, .organised, false, true, "Physics"),
        ]
        for (school, person, state, trainees, researchers, subjects) in said {
            var draft = AppetiteDraft()
            draft.state = state.rawValue
            draft.takesTrainees = trainees
            draft.takesResearchers = researchers
            draft.subjects = subjects
            draft.mentors = state.isOpen ? "2" : "0"
            draft.note = state == .notOpen ? "Not this year: we have enough to do." : ""
            try await pathways(on: yearStart(ago: 0).adding(days: -100)).stateAppetite(
                draft,
                of: school.organisation.id,
                version: 0,
                by: try told.actor(person)
            )
        }
    }

    private func work(_ id: ID<Placement>, _ told: Told, from start: LocalDate) async throws {
        let researcher = try told.actor(.researcher)
        let director = try told.actor(.director)
        // The Wednesdays of the last nine weeks; two were lost to cover.
        let wednesdays = (1...63).map { day(-$0) }.filter { $0.isoWeekday == 3 && $0 > start }
        for (position, wednesday) in wednesdays.enumerated() {
            let isKept = position != 2 && position != 5
            try await pathways(on: wednesday).recordProtectedDay(
                wednesday.description,
                wasKept: isKept,
                note: isKept ? "" : "Covered two lessons",
                in: id,
                by: researcher
            )
        }
        var project = ProjectDraft()
        project.question = "Do pupils who draw forces before they name them explain motion better?"
        project.method =
            "Eight classes of year 8 in pairs; a written explanation before and after, marked blind by two colleagues."
        project.ethics = "Approved by the university; parents had a notice and four weeks to object."
        project.ethicsState = EthicsState.approved.rawValue
        let written = max(start, day(-50))
        try await pathways(on: written).saveProject(project, in: id, version: 0, by: researcher)
        try await pathways(on: written).grantUplift(
            "3000",
            funder: "Brackenstow Research School",
            from: start.description,
            until: start.adding(months: 11).description,
            in: id,
            by: director
        )
        for months in [3, 6, 9] {
            try await pathways(on: written).planUpliftPayment(
                "1000",
                due: start.adding(months: months).description,
                in: id,
                by: director
            )
        }
    }

    private func proposeTrainee(_ told: Told) async throws {
        var candidate = CandidateDraft()
        candidate.name = "Sofia Brandt"
        candidate.email = "s.brandt@trainees.example"
        candidate.kind = CandidateKind.trainee.rawValue
        candidate.subject = "Physics"
        candidate.phase = CandidatePhase.secondary.rawValue
        candidate.near = "\(ToldSchool.tarnseaHarbour.rawValue)"
        candidate.availableFrom = day(40).description
        let hub = try told.hub(.teaching)
        let lead = try told.actor(.hubLead)
        let found = try await pathways(on: day(-9)).enterCandidate(candidate, of: hub, by: lead)
        var draft = PlacementDraft()
        draft.school = "\(ToldSchool.tarnseaAcademy.rawValue)"
        draft.startsOn = day(42).description
        draft.endsOn = day(140).description
        draft.note = "Second placement; lives a bus ride away."
        _ = try await pathways(on: day(-8)).proposePlacement(draft, of: found, by: lead)
        candidate.name = "Amir Sethi"
        candidate.email = "a.sethi@trainees.example"
        candidate.subject = "English"
        _ = try await pathways(on: day(-5)).enterCandidate(candidate, of: hub, by: lead)
    }
}

extension ExamplePerson {
    static let prioryHead = ExamplePerson(
        "Alastair Venn",
        "head@brackenstow-priory.example",
        "Headteacher, Brackenstow Priory School",
        "",
        [.at(.brackenstowPriory, .lead)]
    )
    static let academyHead = ExamplePerson(
        "Helen Strake",
        "head@tarnsea-academy.example",
        "Headteacher, Tarnsea Academy",
        "",
        [.at(.tarnseaAcademy, .lead)]
    )
}
