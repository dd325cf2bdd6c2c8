import Access
import Pathways
import Services

extension ExampleNetwork {
    /// Gannockmouth Quay asked; the board leads, the English hub helps, the teaching school hub is asked too and
    /// has not answered.
    func helpSchool(_ told: Told) async throws {
        let board = try told.actor(.boardLead)
        let id = try await pathways(on: day(-75)).askForSupport(
            "Results in reading and mathematics have fallen three years running. We changed the phonics scheme twice. Two experienced teachers left in the summer, and nobody has time to train those who came.",
            school: "\(ToldSchool.gannockmouthQuay.rawValue)",
            of: try told.hub(.area),
            by: try told.actor(.headWithoutLuck)
        )
        try await pathways(on: day(-66)).diagnose(
            id,
            "Two days in school. Phonics is taught in three ways in four classes, and the pupils who fall behind are heard to read by whoever is free. Behaviour is calm; attendance is a quarter of the problem.",
            goal:
                "One way of teaching phonics, seen in every class by Easter; the lowest fifth read to an adult every day.",
            version: 1,
            by: board
        )
        try await pathways(on: day(-65)).askHub(
            try told.hub(.english),
            toHelpIn: id,
            task: "Train the four teachers and their assistants in one scheme, and come back to watch",
            by: board
        )
        try await pathways(on: day(-62)).answerSupport(
            id,
            for: try told.hub(.english),
            agrees: true,
            by: try told.actor(.coHost)
        )
        let days: [(Int, ExamplePerson, ToldHub, String, String)] = [
            (-50, .coHost, .english, "2", "Training day for the four classes"),
            (-36, .coHost, .english, "1", "Watching phonics in reception and year 1"),
            (-15, .coHost, .english, "1", "Watching year 2; the reading list with the head"),
            (6, .coHost, .english, "2", "Second training day"),
        ]
        for (offset, person, hub, length, focus) in days {
            var draft = DeploymentDraft()
            draft.name = person.name
            draft.email = person.email
            draft.heldOn = day(offset).description
            draft.halfDays = length
            draft.focus = focus
            try await pathways(on: day(-60)).planDay(
                draft,
                in: id,
                for: try told.hub(hub),
                by: try told.actor(person)
            )
        }
        for planned in try await pathways(on: day(-1)).supportFile(id, by: board).days
        where planned.heldOn < day(0) {
            try await pathways(on: planned.heldOn.adding(days: 1)).settleDay(
                planned.id,
                wasHeld: true,
                by: try told.actor(.coHost)
            )
        }
        try await pathways(on: day(-14)).reviewSupport(
            id,
            on: day(-14).description,
            progress: SupportProgress.better.rawValue,
            findings: "Three of four classes teach alike. The lowest fifth are heard daily in two of them.",
            nextSteps: "The fourth class; mathematics is not touched yet.",
            by: board
        )
        let file = try await pathways(on: day(-13)).supportFile(id, by: board)
        try await pathways(on: day(-13)).rateSupport(
            file.reviews[0].id,
            SupportRating.good.rawValue,
            by: try told.actor(.headWithoutLuck)
        )
        try await pathways(on: day(-3)).askHub(
            try told.hub(.teaching),
            toHelpIn: id,
            task: "A leader of mathematics for one day a week until summer",
            by: board
        )
    }
}
