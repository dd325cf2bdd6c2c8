import Access
import Pathways
import Services

extension ExampleNetwork {
    /// One call that is decided (one award in part, one refusal, one of the panel with a conflict), one whose panel is
    /// to score, and one that is open.
    func awardBursaries(_ told: Told) async throws {
        let director = try told.actor(.director)
        let hub = try told.hub(.research)
        let call = try await pathways(on: day(-120)).publishCall(
            bursaryCall(
                "Small bursaries for questions from the classroom",
                from: -120,
                to: -70,
                budget: "4000"
            ),
            of: hub,
            by: director
        )
        let won = try await apply(
            to: call,
            .earlyCareerTeacher,
            at: .hallowickCanalSide,
            "Does reading aloud together help quiet pupils to speak?",
            "1800",
            on: -90,
            told
        )
        let lost = try await apply(
            to: call,
            .evaluator,
            at: .tarnseaAcademy,
            "A new set of tablets for year 7",
            "2000",
            on: -80,
            told
        )
        for (person, points) in [(ExamplePerson.coHost, 8), (.coach, 7)] {
            try await pathways(on: day(-60)).score(
                won,
                "\(points)",
                comment: "A question that others have too.",
                hasConflict: false,
                by: try told.actor(person)
            )
        }
        try await pathways(on: day(-60)).score(
            won,
            "",
            comment: "I lead the hub that she is on induction with.",
            hasConflict: true,
            by: try told.actor(.hubLead)
        )
        for (person, points) in [(ExamplePerson.coHost, 3), (.hubLead, 4)] {
            try await pathways(on: day(-59)).score(
                lost,
                "\(points)",
                comment: "Equipment without a question.",
                hasConflict: false,
                by: try told.actor(person)
            )
        }
        let decided = pathways(on: day(-55))
        try await decided.decide(
            won,
            award: "1500",
            reason:
                "A clear question and a plan that fits two terms. The travel was left out: the hub brings you.",
            version: 1,
            by: director
        )
        try await decided.decide(
            lost,
            award: "",
            reason:
                "The call is for questions, not for equipment. Ask what the tablets are to change, and apply again.",
            version: 1,
            by: director
        )
        try await decided.planBursaryPayment("1000", due: day(-30).description, of: won, by: director)
        try await decided.planBursaryPayment("500", due: day(150).description, of: won, by: director)
        let first = try await decided.applicationFile(won, by: director).payments[0]
        try await pathways(on: day(-29)).payBursary(first.id, of: won, by: director)
        try await laterCalls(told)
    }

    /// One that waits for its panel, and one that is open.
    private func laterCalls(_ told: Told) async throws {
        let call = try await pathways(on: day(-40)).publishCall(
            bursaryCall("Fees for a master’s degree in education", from: -40, to: -3, budget: "6000"),
            of: try told.hub(.research),
            by: try told.actor(.director)
        )
        _ = try await apply(
            to: call,
            .coach,
            at: .orrintonHigh,
            "Coaching conversations: what changes in lessons",
            "2000",
            on: -6,
            told
        )
        _ = try await pathways(on: day(-2)).publishCall(
            bursaryCall("Visits to schools that do something well", from: -2, to: 40, budget: "1500"),
            of: try told.hub(.research),
            by: try told.actor(.director)
        )
    }

    private func bursaryCall(_ title: String, from: Int, to: Int, budget: String) -> BursaryCallDraft {
        var draft = BursaryCallDraft()
        draft.title = title
        draft.summary = "For teachers of the network who want to find something out and tell others."
        draft.criteria =
            "A question that matters to pupils. A plan that can be done beside teaching. Who else will gain."
        draft.opensOn = day(from).description
        draft.closesOn = day(to).description
        draft.budget = budget
        draft.most = budget == "1500" ? "300" : "2000"
        draft.neededScores = "2"
        // Whoever applies to a later call cannot be on its panel.
        let panel: [ExamplePerson] =
            from > -100 ? [.coHost, .hubLead, .schoolLeader] : [.coHost, .coach, .hubLead]
        draft.panel = panel.map { "\($0.name), \($0.email)" }.joined(separator: "\n")
        return draft
    }

    private func apply(
        to call: ID<BursaryCall>,
        _ person: ExamplePerson,
        at school: ToldSchool,
        _ title: String,
        _ amount: String,
        on offset: Int,
        _ told: Told
    ) async throws -> ID<BursaryApplication> {
        var draft = ApplicationDraft()
        draft.school = "\(school.rawValue)"
        draft.title = title
        draft.plan =
            "Two terms: a baseline in the first weeks, the change in half of the groups, a second look at the end."
        draft.benefit = "Pupils in my classes, and colleagues at three schools who have the same question."
        draft.amount = amount
        return try await pathways(on: day(offset)).apply(draft, to: call, by: try told.actor(person))
    }
}
