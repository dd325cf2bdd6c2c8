import Access
import Database
import Evidence
import Plans
import Services

extension ExampleNetwork {
    /// Three plans and a strategy: a school that climbed and shares how, one that stopped something and says why, and
    /// one that has begun and wants help.
    func writePlans(_ library: Library, _ cast: Cast) async throws {
        let head = try cast.actor(.schoolLeader)
        let climbed = try await write(
            ToldPlan.readingInPairs(library),
            for: .tarnseaHarbour,
            begun: -260,
            by: head,
            phases: [(-220, .prepare), (-170, .deliver), (-20, .sustain)],
            reviews: [
                (
                    -120, 3, 3, 70, "The texts were too easy, and pupils finished early.",
                    "Choose harder texts."
                ),
                (
                    -40, 4, 5, 92, "Pupils ask for the second reading.",
                    "Train the two teachers who are new."
                ),
            ]
        )
        let shared = plans(on: -15)
        try await shared.sharePlan(
            climbed,
            version: try await shared.plan(climbed, by: head).plan.version,
            isShared: true,
            by: head
        )
        let stopped = try await write(
            ToldPlan.wordOfTheDay(library),
            for: .tarnseaHarbour,
            begun: -420,
            by: head,
            phases: [(-400, .prepare), (-380, .deliver)],
            reviews: [
                (-330, 2, 2, 40, "Words were read out and forgotten.", "Give it until spring, then decide.")
            ]
        )
        let ended = plans(on: -300)
        try await ended.movePlan(
            stopped,
            version: try await ended.plan(stopped, by: head).plan.version,
            to: .stopped,
            lessons:
                "A word a day without reading it in a text taught nobody a word. The ten minutes now belong to reading in pairs.",
            by: head
        )
        let other = try cast.actor(.headWithoutLuck)
        let begun = try await write(
            ToldPlan.phonicsAgain(library),
            for: .gannockmouthQuay,
            begun: -30,
            by: other,
            phases: [],
            reviews: []
        )
        let asking = plans(on: -9)
        try await asking.sharePlan(
            begun,
            version: try await asking.plan(begun, by: other).plan.version,
            isShared: true,
            by: other
        )
        try await writeStrategy(library, by: head)
    }

    private func plans(on offset: Int) -> Plans {
        Plans(database: database, services: services(on: options.today.adding(days: offset)))
    }

    private func write(
        _ told: ToldPlan,
        for school: ToldSchool,
        begun: Int,
        by actor: Actor,
        phases: [(day: Int, phase: PlanPhase)],
        reviews: [(day: Int, fidelity: Int, acceptability: Int, reach: Int, happened: String, next: String)]
    ) async throws -> ID<Plan> {
        let first = plans(on: begun)
        var draft = told.draft
        draft.startsOn = options.today.adding(days: begun).description
        draft.nextReviewOn = options.today.adding(days: told.nextReview).description
        let id = try await first.startPlan(
            draft,
            for: school.organisation.id,
            by: actor,
            key: ExampleKey.drawn(first.services)
        )
        try await first.schedule(
            told.activities.map {
                PlanActivityDraft(
                    what: $0.what,
                    owner: $0.owner,
                    dueOn: options.today.adding(days: $0.due).description
                )
            },
            in: id,
            version: 1,
            by: actor
        )
        for (day, phase) in phases {
            let then = plans(on: day)
            try await then.movePlan(
                id,
                version: try await then.plan(id, by: actor).plan.version,
                to: phase,
                by: actor
            )
        }
        for review in reviews {
            let then = plans(on: review.day)
            var draft = PlanReviewDraft()
            draft.fidelity = "\(review.fidelity)"
            draft.acceptability = "\(review.acceptability)"
            draft.reach = "\(review.reach)"
            draft.happened = review.happened
            draft.nextStep = review.next
            draft.nextReviewOn = options.today.adding(days: told.nextReview).description
            try await then.reviewPlan(
                id,
                version: try await then.plan(id, by: actor).plan.version,
                draft,
                by: actor,
                key: ExampleKey.drawn(then.services)
            )
        }
        // What is past was done on the day on which it was due.
        let listed = try await first.plan(id, by: actor).activities
        for (activity, due) in zip(listed, told.activities.map { $0.due }) where due < -10 {
            try await plans(on: due).finish(activity.id, isDone: true, in: id, by: actor)
        }
        return id
    }

    private func writeStrategy(_ library: Library, by head: Actor) async throws {
        let year = AcademicYear(containing: options.today)
        let verbs = Plans(database: database, services: services(on: yearStart(ago: 0).adding(days: 40)))
        let school = ToldSchool.tarnseaHarbour.organisation.id
        var draft = try await verbs.strategyTemplate(for: school, year, by: head)
        draft.authorisedBy = "Governing board"
        draft.ledBy = "Imogen Fairley"
        draft.governor = "Alan Whitlow"
        draft.intent =
            "Every pupil leaves us reading well enough to enjoy it. We spend first on teaching, then on the pupils who need more, and we stop what does not help."
        draft.challenges =
            "Reading fluency at the end of key stage 1\nVocabulary\nAttendance of a small group"
        draft.outcomes = [
            StrategyPair("Eight in ten pupils read at the expected standard", "Termly fluency checks"),
            StrategyPair("Persistent absence below one in ten", "Weekly figures"),
        ]
        draft.coversUntil = "\(year.startYear + 2)"
        draft.programmes = [StrategyPair("Reading with a tutor", "Tarnsea Tutors")]
        draft.lastYear =
            "Reading in pairs was delivered as planned and reached nine pupils in ten. A word a day was stopped in the autumn: pupils did not use the words."
        for position in draft.activities.indices {
            draft.activities[position].challenges = "1"
            draft.activities[position].cost = "9,400"
        }
        var tutoring = StrategyDraft.ActivityRow()
        tutoring.tier = .targeted
        tutoring.what = "Reading with a tutor, three times a week, for pupils furthest behind"
        tutoring.strand = library.strands[.tutoring]
        tutoring.challenges = "1, 2"
        tutoring.cost = "14,250"
        var attendance = StrategyDraft.ActivityRow()
        attendance.tier = .wider
        attendance.what = "Family worker for attendance, two days a week"
        attendance.challenges = "3"
        attendance.cost = "11,600"
        draft.activities += [tutoring, attendance]
        let id = try await verbs.startStrategy(
            draft,
            for: school,
            year,
            by: head,
            key: ExampleKey.drawn(verbs.services)
        )
        try await verbs.publishStrategy(id, version: 1, by: head)
    }
}

/// Idempotency keys of the example: nobody presses twice there.
enum ExampleKey {
    static func drawn(_ services: Services) throws -> IdempotencyKey {
        let text = services.newID(ExampleNetwork.self).description
        guard let key = IdempotencyKey("example-\(text)") else { throw ExampleError.broken("a key") }
        return key
    }
}
