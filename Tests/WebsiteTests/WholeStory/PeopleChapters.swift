import HTTPTypes
import Testing

@testable import Website

extension Story {
    /// An early career teacher is mentored: the hub sees the hours and not a word of what the two write.
    func mentor() async throws {
        try move(to: "2026-12-10")
        let arranged = try await send(
            "/coaching/new",
            to: "/coaching/new",
            as: StoryHub.teaching.lead,
            [
                "purpose": "early-career-mentoring", "coachName": "Imogen Fairley",
                "coachEmail": StoryPerson.harbourHead, "coachedName": "Ada Quill",
                "coachedEmail": StoryPerson.newTeacher, "school": "Tarnsea Harbour Primary School",
                "startsOn": "2026-12-10",
            ]
        )
        let pair = "/home" + arranged.place
        for email in [StoryPerson.harbourHead, StoryPerson.newTeacher] {
            try await send(pair, to: "/answer", as: email, press: ("answer", "yes"))
        }
        try await send(
            pair + "/log",
            to: "/log",
            as: StoryPerson.harbourHead,
            [
                "kind": "feedback", "heldOn": "2026-12-10", "minutes": "45", "praise": "A clear board",
                "step": "Wait five seconds", "nextOn": "2026-12-17",
            ]
        )
        let session = try await read(pair, as: StoryPerson.newTeacher)
        #expect(session.words.contains("Wait five seconds"))
        let logged = try session.first(/\/sessions\/(\w{13})/)
        try await send(
            pair,
            to: "/sessions/\(logged)",
            as: StoryPerson.newTeacher,
            ["reflection": "Hands went up"]
        )
        let seen = try await read(pair, as: StoryPerson.harbourHead)
        #expect(seen.words.contains("Hands went up"))
        let oversight = try await read(arranged.place, as: StoryHub.teaching.lead)
        #expect(oversight.words.contains("Sessions 1 Time 45 min"))
        #expect(
            !oversight.words.contains("Wait five seconds") && !oversight.words.contains("Hands went up")
        )
    }

    /// A school in difficulty is diagnosed and supported by two hubs.
    func support() async throws {
        let school = StoryPerson.millHead
        let asked = try await send(
            "/school/support",
            to: "/school/support",
            as: school,
            ["hub": hubs[.teaching] ?? "", "need": "Reading at eleven fell for three years."]
        )
        let page = asked.place
        let lead = StoryHub.teaching.lead
        try await send(
            page,
            to: "/step",
            as: lead,
            press: ("step", "diagnose"),
            ["diagnosis": "Few words are met often.", "goal": "Reading at eleven back at the region."]
        )
        for (hub, name, day, halfDays) in [
            (StoryHub.english, "Nadia Farrow", "2026-12-14", "2"),
            (StoryHub.maths, "Ian Dace", "2026-12-15", "1"),
        ] {
            try await send(
                page,
                to: "/step",
                as: lead,
                press: ("step", "ask"),
                ["hub": hubs[hub] ?? "", "task": "Days in the classes"]
            )
            try await send(page, to: "/step", as: hub.lead, press: ("step", "agree"))
            try await send(
                page,
                to: "/step",
                as: hub.lead,
                press: ("step", "plan"),
                [
                    "personName": name, "personEmail": hub.lead, "heldOn": day, "halfDays": halfDays,
                    "focus": "Words",
                ]
            )
        }
        try move(to: "2026-12-16")
        for hub in [StoryHub.english, .maths] {
            try await send(page, to: "/step", as: hub.lead, press: ("step", "held"))
        }
        try await send(
            page,
            to: "/step",
            as: lead,
            press: ("step", "review"),
            [
                "reviewedOn": "2026-12-16", "progress": "better", "findings": "Classes talk.",
                "nextSteps": "Go on.",
            ]
        )
        try await send(page, to: "/step", as: school, press: ("step", "rate"), ["rating": "4"])
        let kept = try await read(page, as: school)
        #expect(kept.words.contains("1½ days held."))
        #expect(kept.words.contains("14 December 2026 Nadia Farrow, Withermere English Hub"))
        #expect(kept.words.contains("15 December 2026 Ian Dace, Orrinton Maths Hub"))
        #expect(kept.words.contains("The school rates the support: excellent"))
        let outsider = try await served.ask(.get, page, as: visitor(StoryPerson.quayHead))
        #expect(outsider.status == 404)
    }

    /// A researcher is placed in a school.
    func place() async throws {
        let lead = StoryHub.research.lead
        let entered = try await send(
            "/hub/placements",
            to: "/hub/placements",
            as: lead,
            [
                "personName": "Dr Wren Hale", "personEmail": StoryPerson.researcher, "kind": "researcher",
                "subject": "English", "phase": "secondary", "near": "Tarnsea Academy",
                "availableFrom": "2027-01-04",
            ]
        )
        let suggested = try await read(entered.place, as: lead)
        #expect(suggested.words.contains("Tarnsea Academy Actively looking"))
        let proposed = try await send(
            entered.place,
            to: entered.place,
            as: lead,
            [
                "school": "Tarnsea Academy", "startsOn": "2027-01-04", "endsOn": "2027-07-16",
                "protectedWeekday": "5", "mentorName": "Tom Ashdown",
                "mentorEmail": "t.ashdown@tarnsea-academy.example",
            ]
        )
        try await send(
            proposed.place,
            to: "/step",
            as: StoryPerson.academyHead,
            press: ("step", "agree")
        )
        let own = try await read("/home/placements", as: StoryPerson.researcher)
        #expect(
            own.words.contains(
                "Tarnsea Academy Agreed Researcher in school (PhD), English, 4 January 2027 to 16 July 2027"
            )
        )
    }

    /// A bursary is won by a teacher who came.
    func award() async throws {
        let lead = StoryHub.research.lead
        let published = try await send(
            "/hub/bursaries/new",
            to: "/hub/bursaries/new",
            as: lead,
            [
                "title": "Small bursaries for words", "summary": "For questions about words.",
                "criteria": "A clear question.", "closesOn": "2026-12-16", "budget": "3000", "most": "1500",
                "panel":
                    "Marcus Thorley, \(StoryHub.teaching.lead)\nNadia Farrow, \(StoryHub.english.lead)",
            ]
        )
        let apply = published.place.replacing("/hub/", with: "/") + "/apply"
        let sent = try await send(
            apply,
            to: apply,
            as: StoryPerson.applicant,
            [
                "school": "Gannockmouth Quay Primary School", "title": "Words at the quay",
                "plan": "Six words a week.", "benefit": "All of year 5.", "amount": "1200",
            ]
        )
        try move(to: "2026-12-17")
        for hub in [StoryHub.teaching, .english] {
            try await send(
                sent.place,
                to: "/step",
                as: hub.lead,
                press: ("step", "score"),
                ["score": "4", "comment": "Clear."]
            )
        }
        try await send(
            sent.place,
            to: "/step",
            as: lead,
            press: ("step", "award"),
            ["award": "1000", "reason": "Clear and small."]
        )
        let own = try await read("/home/bursaries", as: StoryPerson.applicant)
        #expect(own.words.contains("Words at the quay Awarded in part: £1,000.00"))
        let call = try await read(published.place, as: lead)
        #expect(call.words.contains("£1,000.00 awarded £2,000.00 left"))
    }

    /// A school writes its plan on the strand, begins to prepare it and shares it.
    func plan() async throws {
        let head = StoryPerson.quayHead
        let written = try await send(
            "/school/plans/new?strand=\(strand)&intervention=none",
            to: "/school/plans/new",
            as: head,
            [
                "title": "Words before the test", "problem": "Reading at eleven fell.",
                "owner": "Cora Vane", "startsOn": "2026-12-17", "pupils": "60",
            ]
        )
        try await send(written.place, to: "/phase", as: head, ["phase": "prepare"])
        try await send(written.place, to: "/sharing", as: head)
        let page = try await read(written.place, as: head)
        #expect(page.words.contains("Phase: Prepare") && page.words.contains(Self.title))
        let shared = try await read("/plans", as: StoryPerson.harbourHead)
        #expect(shared.words.contains("Words before the test"))
    }
}
