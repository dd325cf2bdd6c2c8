import Access
import Evidence
import HTML
import Pathways
import Plans
import Programmes
import Services
import Trials

/// One plan on a page: why, what, how it goes, and what comes next. Prints on two sides.
struct PlanPage: Page {
    let record: PlanRecord
    let training: [PlannedTraining]
    let maySeeBookings: Bool
    /// Every registered trial on the strand.
    let trials: [Trial]
    /// The school's own places in trials, on whatever strand.
    let places: [TrialSchool]
    /// The coaching of the school's staff, for those who may count it.
    let coaching: [CoachingLine]
    let resources: [Resource]
    let mayEdit: Bool
    let mayShare: Bool
    /// The reader's school for which it can be copied; `nil` where there is none.
    let copier: Organisation?
    /// Whether the reader belongs to the school.
    let isOwn: Bool
    let today: LocalDate
    /// What was typed to go to another phase; `nil` where nothing was.
    let phaseState: FormState?
    let ticket: FormTicket

    private var plan: Plan { record.plan }
    var title: String { plan.content.title }
    var trail: [Crumb] {
        isOwn ? [Crumb("Plans", SiteMap.plans())] : [Crumb("Shared plans", SiteMap.sharedPlans())]
    }

    var body: Markup {
        PageHeader(
            plan.content.title,
            lead: lead,
            kicker: plan.organisation.name
        )
        PhaseLine(phase: plan.phase)
        actions
        if let help = plan.help { Inset("Help wanted") { p { help } } }
        if plan.phase == .stopped { Inset("What was learned") { p(.class("prose")) { plan.lessons } } }
        // One sheet of paper: what follows begins on the next.
        div(.class("plan-sheet")) {
            onAPage
            activities
        }
        reviews
        if isOwn { linked }
        if mayEdit { phaseForm }
        if mayShare { sharing }
        timeline
    }

    private var lead: String {
        var text = "\(plan.strand.title). \(plan.content.owner) answers for it."
        if let pupils = plan.content.pupils { text += " For \(InWords.count(pupils, "pupil"))." }
        return text
    }

    /// What goes on while the plan does: one that was stopped is taken up again first.
    private var mayWork: Bool { mayEdit && plan.phase != .stopped }

    @MarkupBuilder private var actions: Markup {
        div(.class("actions")) {
            if mayWork { a(.class("button"), .href(SiteMap.planReview(plan.id))) { "Review how it goes" } }
            if mayEdit {
                a(.class("button button--secondary"), .href(SiteMap.editPlan(plan.id))) { "Edit the plan" }
            }
            if let copier {
                a(
                    .class("button button--secondary"),
                    .href(
                        SiteMap.newPlan().with("strand", plan.strand.id.description)
                            .with("copy", plan.id.description).with("school", copier.id.description)
                    )
                ) { "Copy for my school" }
            }
            a(.href(SiteMap.strand(plan.strand.slug))) { "What the evidence says" }
        }
    }

    @MarkupBuilder private var onAPage: Markup {
        HTML.section(.class("page-section")) {
            h2 { "The plan on a page" }
            dl(.class("answers")) {
                row("Problem, with our evidence", plan.content.problem)
                if let intervention = plan.intervention { row("Intervention", intervention.name) }
                row("Active ingredients: what must not be lost", plan.content.activeIngredients)
                row("What staff will do differently", plan.content.implementationOutcomes)
                row("What pupils will gain", plan.content.finalOutcomes)
                row("What may get in the way", plan.content.barriers)
                row("Reviews", reviewDays)
            }
        }
    }

    private var reviewDays: String {
        let held = record.reviews.map(\.heldOn).sorted().map { EvidenceText.day($0) }
        let next = plan.phase == .stopped ? nil : plan.nextReviewOn.map { "next on \(EvidenceText.day($0))" }
        let said = [held.isEmpty ? nil : "held on \(held.joined(separator: ", "))", next]
            .compactMap(\.self).joined(separator: "; ")
        return said.isEmpty ? "None planned" : said.capitalisedFirst
    }

    @MarkupBuilder private func row(_ name: String, _ text: String) -> Markup {
        div {
            dt { name }
            dd { text.isEmpty ? "Not written yet" : text }
        }
    }

    @MarkupBuilder private var activities: Markup {
        HTML.section(.class("page-section"), .id("activities")) {
            h2 { "What is to be done" }
            if record.activities.isEmpty {
                EmptyState(
                    "Nothing is listed yet.",
                    action: mayWork ? ("List what is to be done", SiteMap.planActivities(plan.id)) : nil
                )
            } else {
                ul(.class("tasks")) { for activity in record.activities { line(activity) } }
                if mayWork {
                    p {
                        a(.class("button button--secondary"), .href(SiteMap.planActivities(plan.id))) {
                            "Change the list"
                        }
                    }
                }
            }
        }
    }

    @MarkupBuilder private func line(_ activity: PlanActivity) -> Markup {
        li {
            span { activity.what }
            if mayWork {
                form(
                    .method("post"),
                    .action(SiteMap.planActivityDone(plan.id, activity.id)),
                    .class("form--line")
                ) {
                    input(.type("hidden"), .name(FormField.token), .value(ticket.token))
                    input(.type("hidden"), .name("done"), .value(activity.doneOn == nil ? "yes" : "no"))
                    status(activity)
                    button(
                        .type("submit"),
                        .class("button button--quiet"),
                        .aria(
                            "label",
                            activity.doneOn == nil ? "Done: \(activity.what)" : "Not done: \(activity.what)"
                        )
                    ) { activity.doneOn == nil ? "Mark as done" : "Not done after all" }
                }
            } else {
                status(activity)
            }
            p(.class("tasks__hint")) {
                [
                    activity.owner.isEmpty ? nil : activity.owner,
                    activity.dueOn.map { "due \(EvidenceText.day($0))" },
                ].compactMap(\.self).joined(separator: ", ")
            }
        }
    }

    private func status(_ activity: PlanActivity) -> StatusTag {
        if let day = activity.doneOn { return StatusTag("Done \(EvidenceText.day(day))", .good) }
        return activity.isLate(on: today) ? StatusTag("Late", .late) : StatusTag("To do", .waiting)
    }

    @MarkupBuilder private var reviews: Markup {
        HTML.section(.class("page-section"), .id("reviews")) {
            h2 { "How it goes" }
            if record.reviews.isEmpty {
                EmptyState("Not reviewed yet. A first short look after six weeks saves a long one later.")
            }
            for review in record.reviews {
                article {
                    h3 { EvidenceText.day(review.heldOn) }
                    FactList([
                        "Done as meant": PlanWords.level(review.fidelity),
                        "Staff find it right and possible": PlanWords.level(review.acceptability),
                        "Pupils reached": review.reachPercentage.map { "\($0)%" },
                        isOwn ? "Written by" : "School": review.writtenBy,
                    ])
                    if !review.tried.isEmpty { reflection("What did we try?", review.tried) }
                    reflection("What happened?", review.happened)
                    reflection("What next?", review.nextStep)
                }
            }
        }
    }

    @MarkupBuilder private func reflection(_ question: String, _ answer: String) -> Markup {
        p {
            strong { question }
            " "
            answer
        }
    }

    @MarkupBuilder private var linked: Markup {
        HTML.section(.class("page-section")) {
            h2 { "Training, coaching, resources and trials on this strand" }
            if training.isEmpty {
                p {
                    "Nobody has a place in training on this strand. "
                    a(.href(SiteMap.offers().with("strand", plan.strand.id.description))) {
                        "Find training on \(plan.strand.title)"
                    }
                }
            } else {
                ul {
                    for course in training { line(course) }
                }
            }
            p {
                if coaching.isEmpty {
                    "Coaching that goes with it: "
                    a(.href(SiteMap.ownCoaching())) { "your coaching and mentoring" }
                    "."
                } else {
                    "Coaching of your staff, on whatever strand: \(coachingHours) "
                    a(.href(SiteMap.schoolCoaching())) { "Coaching and mentoring at your school" }
                    "."
                }
            }
            if !resources.isEmpty {
                p { "Resources from the library:" }
                ul {
                    for resource in resources {
                        li {
                            a(.href(resource.address)) { resource.title }
                            " (\(resource.kind.title.lowercasedFirst), \(resource.publisher))"
                        }
                    }
                }
            }
            if !trials.isEmpty {
                p { "Registered trials:" }
                ul {
                    for trial in trials {
                        li {
                            a(.href(SiteMap.trial(trial.slug))) { trial.title }
                            ": \(trial.status(on: today).title.lowercasedFirst)"
                            if let place = places.first(where: { $0.trial == trial.id }) {
                                ". Your school: "
                                a(.href(SiteMap.schoolTrial(place.id))) { Self.words(place.state) }
                            }
                        }
                    }
                }
            }
        }
    }

    private func line(_ course: PlannedTraining) -> Markup {
        li {
            a(.href(maySeeBookings ? SiteMap.booking(course.booking) : SiteMap.offer(course.offer))) {
                course.title
            }
            course.endsOn < today
                ? ", ended \(EvidenceText.day(course.endsOn))" : ", from \(EvidenceText.day(course.startsOn))"
            course.places == 1 ? ", 1 place" : ", \(course.places) places"
        }
    }

    private static func words(_ state: TrialSchool.State) -> String {
        switch state {
        case .invited: "invited"
        case .joined: "takes part"
        case .declined: "declined"
        }
    }

    private var coachingHours: String {
        let sessions = coaching.reduce(0) { $0 + $1.sessions }
        let hours = Double(coaching.reduce(0) { $0 + $1.minutes }) / 60
        return
            "\(sessions) \(sessions == 1 ? "session" : "sessions"), \(PlainWords.number(hours, decimals: 1)) \(hours == 1 ? "hour" : "hours")."
    }

    /// The next phase, where there is one.
    private var likelyPhase: PlanPhase? {
        plan.phase.nextPhases.first { $0 != .stopped && ($0 > plan.phase || plan.phase == .stopped) }
    }

    @MarkupBuilder private var phaseForm: Markup {
        let state = phaseState ?? FormState(["phase": likelyPhase?.rawValue ?? ""])
        HTML.section(.class("page-section no-print"), .id("next-phase")) {
            h2 { "Go to another phase" }
            postForm(SiteMap.planPhase(plan.id), ticket: ticket, state: state) {
                input(.type("hidden"), .name("version"), .value("\(plan.version)"))
                ChoiceField(
                    "phase",
                    "The plan goes to",
                    options: plan.phase.nextPhases.map {
                        FormOption($0.rawValue, $0 == .stopped ? "Stop" : $0.title, hint: $0.meaning)
                    },
                    state: state
                )
                if plan.phase != .stopped {
                    TextArea(
                        "lessons",
                        "If you stop: what was learned?",
                        hint:
                            "Stopping something that does not help is a good result. Say what others can learn.",
                        rows: 3,
                        state: state
                    )
                }
                submit("Go to this phase")
            }
        }
    }

    @MarkupBuilder private var sharing: Markup {
        HTML.section(.class("page-section no-print")) {
            h2 { "Sharing" }
            p {
                plan.isShared
                    ? "Hubs, trusts and other schools can read and copy this plan."
                    : "Only your school sees this plan. When you share it, hubs, trusts and other schools can read and copy it."
            }
            postForm(SiteMap.planSharing(plan.id), ticket: ticket) {
                input(.type("hidden"), .name("version"), .value("\(plan.version)"))
                input(.type("hidden"), .name("share"), .value(plan.isShared ? "no" : "yes"))
                submit(plan.isShared ? "Make it private again" : "Share this plan", isSecondary: true)
            }
        }
    }

    private var timeline: Markup {
        var events: [(day: LocalDate, text: String)] = record.steps.map {
            ($0.enteredOn, $0.phase == .stopped ? "Stopped" : "\($0.phase.title) begins")
        }
        events += record.activities.compactMap { activity in
            activity.doneOn.map { ($0, "Done: \(activity.what)") }
        }
        events += record.reviews.map { ($0.heldOn, "Reviewed") }
        events += record.activities.compactMap { activity in
            activity.doneOn == nil ? activity.dueOn.map { ($0, "Due: \(activity.what)") } : nil
        }
        if let day = plan.nextReviewOn, plan.phase != .stopped { events.append((day, "Next review")) }
        let ordered = events.enumerated().sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }
        return HTML.section(.class("page-section")) {
            h2 { "Timeline" }
            ol(.class("timeline")) {
                for (_, event) in ordered {
                    li {
                        strong { EvidenceText.day(event.day) }
                        ": \(event.text)"
                    }
                }
            }
        }
    }
}

/// Where a plan stands among the four phases.
struct PhaseLine: Renderable {
    let phase: PlanPhase

    var markup: Markup {
        div(.class("stepper")) {
            p { phase == .stopped ? "Stopped" : "Phase: \(phase.title). \(phase.meaning)" }
            ol(.aria("hidden", "true")) {
                for step in [PlanPhase.explore, .prepare, .deliver, .sustain] {
                    li(.class(phase != .stopped && step <= phase ? "done" : "")) {}
                }
            }
        }
    }
}
