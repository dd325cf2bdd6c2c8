import Access
import Evidence
import HTML
import Plans
import Services

/// The plan on a page, to be written.
struct PlanForm: Page {
    /// `nil` for a new one.
    let plan: Plan?
    let school: Organisation
    /// For which a new one can be; none where it is there.
    let schools: [Organisation]
    let strands: [Strand]
    let interventions: [Intervention]
    let source: ID<Plan>?
    /// Where nothing was chosen before that leads to them.
    var copies: PlansToCopy?
    let state: FormState
    let ticket: FormTicket

    var title: String { plan == nil ? "Write the plan" : "Edit the plan" }
    var trail: [Crumb] {
        [Crumb("Plans", SiteMap.plans())]
            + (plan.map { [Crumb($0.content.title, SiteMap.plan($0.id))] } ?? [])
    }

    var body: Markup {
        PageHeader(
            title,
            lead: "One page is enough. You can change all of it later.",
            kicker: schools.count > 1 ? nil : school.name
        )
        if let copies { copies }
        postForm(plan.map { SiteMap.editPlan($0.id) } ?? SiteMap.newPlan(), ticket: ticket, state: state) {
            if schools.count > 1 {
                SelectField(
                    "school",
                    "School",
                    options: schools.map { FormOption($0.id.description, $0.name) },
                    state: state
                )
            } else {
                input(.type("hidden"), .name("school"), .value(school.id.description))
            }
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            if let source { input(.type("hidden"), .name("copy"), .value(source.description)) }
            why
            what
            who
            submit(plan == nil ? "Keep the plan" : "Save")
        }
    }

    @MarkupBuilder private var why: Markup {
        SelectField(
            "strand",
            "Strand of evidence",
            options: strands.map { FormOption($0.id.description, $0.content.title) },
            state: state
        )
        if !interventions.isEmpty {
            SelectField(
                "intervention",
                "Intervention",
                hint: "What is actually done, if it has a name.",
                options: [FormOption("", "None, or our own")]
                    + interventions.map { FormOption($0.id.description, $0.name) },
                state: state
            )
        }
        TextField("title", "Name of the plan", state: state)
        TextArea(
            "problem",
            "What is the problem, and how do you know?",
            hint:
                "Say which pupils, and the evidence you have: results, work, attendance, what teachers and pupils say.",
            rows: 5,
            state: state
        )
    }

    /// What the library says of the strand that matters for what must not be lost and what may get in the way.
    @MarkupBuilder private var practice: Markup {
        if let strand = strands.first(where: { $0.id.description == state.value("strand") }) {
            let text = strand.content.text(of: .implementation)
            if !text.isEmpty {
                details(.class("behind")) {
                    HTML.summary { "What the library says on putting it into practice" }
                    EvidenceText.paragraphs(text)
                    p { a(.href(SiteMap.strand(strand.slug))) { "All it says on \(strand.content.title)" } }
                }
            }
        }
    }

    @MarkupBuilder private var what: Markup {
        practice
        TextArea(
            "activeIngredients",
            "Active ingredients: what must not be lost?",
            hint: "One a line. Without these it would not be the same intervention.",
            rows: 5,
            state: state
        )
        TextArea(
            "implementationOutcomes",
            "What will staff do differently, and how will you see it?",
            hint:
                "Is it done as meant, do staff find it right and possible, does it reach the pupils it is for?",
            rows: 4,
            state: state
        )
        TextArea("finalOutcomes", "What will pupils gain, and how will you know?", rows: 4, state: state)
        TextArea("barriers", "What may get in the way?", rows: 3, state: state)
    }

    @MarkupBuilder private var who: Markup {
        TextField("owner", "Who answers for it?", hint: "A name or a role.", state: state)
        TextField(
            "pupils",
            "How many pupils is it for?",
            kind: .wholeNumber,
            hint: "Leave empty if you do not know yet.",
            state: state
        )
        TextField("startsOn", "Starts on", kind: .date, state: state)
        TextField(
            "nextReviewOn",
            "Next review",
            kind: .date,
            hint: "A short look, every half term.",
            state: state
        )
        TextArea(
            "helpWanted",
            "What help would you like?",
            hint: "Hubs see this once the plan is shared. Leave empty for none.",
            rows: 2,
            state: state
        )
    }
}

extension PlanDraft {
    init(_ submission: Submission) {
        self.init()
        strand = ID(submission.text("strand"))
        intervention = ID(submission.text("intervention"))
        title = submission.text("title")
        startsOn = submission.text("startsOn")
        problem = submission.text("problem")
        activeIngredients = submission.text("activeIngredients")
        implementationOutcomes = submission.text("implementationOutcomes")
        finalOutcomes = submission.text("finalOutcomes")
        barriers = submission.text("barriers")
        owner = submission.text("owner")
        pupils = submission.text("pupils")
        nextReviewOn = submission.text("nextReviewOn")
        helpWanted = submission.text("helpWanted")
    }

    var formState: FormState {
        FormState([
            "strand": strand?.description ?? "",
            "intervention": intervention?.description ?? "",
            "title": title,
            "startsOn": startsOn,
            "problem": problem,
            "activeIngredients": activeIngredients,
            "implementationOutcomes": implementationOutcomes,
            "finalOutcomes": finalOutcomes,
            "barriers": barriers,
            "owner": owner,
            "pupils": pupils,
            "nextReviewOn": nextReviewOn,
            "helpWanted": helpWanted,
        ])
    }
}

/// What is to be done, by whom and when.
struct PlanActivitiesForm: Page {
    let plan: Plan
    var rowCount: Int
    var state: FormState
    let ticket: FormTicket

    let title = "What is to be done"
    var trail: [Crumb] {
        [Crumb("Plans", SiteMap.plans()), Crumb(plan.content.title, SiteMap.plan(plan.id))]
    }

    var body: Markup {
        PageHeader(title, lead: "Small steps with a name and a day get done.", kicker: plan.content.title)
        postForm(SiteMap.planActivities(plan.id), ticket: ticket, state: state) {
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            for position in 0..<rowCount { row(position) }
            submit("Add more", isSecondary: true, name: "step", value: "add")
            submit("Save", name: "step", value: "save")
        }
    }

    @MarkupBuilder private func row(_ position: Int) -> Markup {
        fieldset(.class("field-row")) {
            legend { "Step \(position + 1)" }
            input(.type("hidden"), .name("activity-\(position)"), .value(state.value("activity-\(position)")))
            TextField("what-\(position)", "What", state: state)
            TextField("owner-\(position)", "Who", state: state)
            TextField("due-\(position)", "By when", kind: .date, state: state)
        }
    }
}

extension FormState {
    static func activities(_ record: PlanRecord) -> FormState {
        var values = ["version": "\(record.plan.version)"]
        for (position, activity) in record.activities.enumerated() {
            values["activity-\(position)"] = activity.id.description
            values["what-\(position)"] = activity.what
            values["owner-\(position)"] = activity.owner
            values["due-\(position)"] = activity.dueOn?.description ?? ""
        }
        return FormState(values)
    }
}

extension Submission {
    fileprivate static let mostRows = 60

    /// The rows of what is to be done, empty ones too.
    var planActivities: [PlanActivityDraft] {
        let count = (0..<Self.mostRows).last { names.contains("what-\($0)") }.map { $0 + 1 } ?? 0
        return (0..<count).map { position in
            PlanActivityDraft(
                id: ID(text("activity-\(position)")),
                what: text("what-\(position)"),
                owner: text("owner-\(position)"),
                dueOn: text("due-\(position)")
            )
        }
    }
}

/// A short review.
struct PlanReviewForm: Page {
    let plan: Plan
    let state: FormState
    let ticket: FormTicket

    let title = "Review how it goes"
    var trail: [Crumb] {
        [Crumb("Plans", SiteMap.plans()), Crumb(plan.content.title, SiteMap.plan(plan.id))]
    }

    private static let fidelity = ["Hardly", "In part", "About half", "Mostly", "Fully"]
    private static let acceptability = [
        "Most do not", "Some do", "It is mixed", "Most do", "Nearly everyone does",
    ]

    var body: Markup {
        PageHeader(
            title,
            lead: "Five minutes: how it goes, what happened, what next.",
            kicker: plan.content.title
        )
        if !plan.content.activeIngredients.isEmpty {
            Inset("What must not be lost") {
                ul { for line in PlanWords.lines(plan.content.activeIngredients) { li { line } } }
            }
        }
        postForm(SiteMap.planReview(plan.id), ticket: ticket, state: state) {
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            TextField("heldOn", "Day of the review", kind: .date, state: state)
            choices("fidelity", "Is it done as meant?", Self.fidelity)
            choices("acceptability", "Do staff find it right and possible?", Self.acceptability)
            TextField(
                "reach",
                "How many of the pupils it is for get it, in per cent?",
                kind: .wholeNumber,
                hint: "Leave empty if you do not know.",
                state: state
            )
            TextArea("tried", "What did you try?", rows: 3, state: state)
            TextArea("happened", "What happened?", rows: 4, state: state)
            TextArea("nextStep", "What next?", rows: 3, state: state)
            TextField("nextReviewOn", "Look again on", kind: .date, state: state)
            submit("Keep the review")
        }
    }

    private func choices(_ name: String, _ label: String, _ words: [String]) -> ChoiceField {
        ChoiceField(
            name,
            label,
            options: words.enumerated().map {
                FormOption("\($0.offset + 1)", "\($0.offset + 1): \($0.element)")
            },
            state: state
        )
    }
}

extension PlanReviewDraft {
    init(_ submission: Submission) {
        self.init()
        heldOn = submission.text("heldOn")
        fidelity = submission.text("fidelity")
        acceptability = submission.text("acceptability")
        reach = submission.text("reach")
        tried = submission.text("tried")
        happened = submission.text("happened")
        nextStep = submission.text("nextStep")
        nextReviewOn = submission.text("nextReviewOn")
    }
}
