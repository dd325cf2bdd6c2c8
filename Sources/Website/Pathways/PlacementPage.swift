import Access
import HTML
import Pathways
import Programmes
import Services

/// One placement for the person placed, the school and the hub: protected days, project, uplift.
struct PlacementPage: Page {
    let file: PlacementFile
    let today: LocalDate
    let state: FormState
    let ticket: FormTicket

    private var found: Placement { file.placement }
    var title: String { "\(found.person.name) at \(found.school.name)" }
    var trail: [Crumb] {
        if file.mayKeep { return [Crumb("Placements", SiteMap.hubPlacements())] }
        return file.isOwn
            ? [Crumb("Your placements", SiteMap.ownPlacements())]
            : [Crumb("Placements", SiteMap.schoolPlacements())]
    }

    var body: Markup {
        PageHeader(title, lead: "\(found.kind.name), \(found.subject)", kicker: found.hub.name)
        div(.id("steps")) { ErrorSummary(state: state) }
        p { StatusTag(found.state.name, found.state.tone) }
        FactList([
            "From": found.startsOn.spelledShort, "Until": found.endsOn.spelledShort,
            "Protected day": Weekdays.name(found.protectedWeekday), "Mentor": found.mentor?.name,
            "Note": found.note.isEmpty ? nil : found.note,
        ])
        if file.mayAnswer { question }
        if found.state == .agreed || found.state == .ended {
            if found.protectedWeekday != nil { protectedDays }
            if found.kind == .researcher { project }
            if file.seesMoney { uplift }
        }
        if file.mayKeep, found.state == .agreed || found.state == .proposed {
            changing
            ending
        }
    }

    @MarkupBuilder private func step(
        _ name: String,
        fields: [(String, String)] = [],
        @MarkupBuilder content: () -> Markup
    ) -> Markup {
        postForm(SiteMap.placementStep(found.id), ticket: ticket) {
            input(.type("hidden"), .name("step"), .value(name))
            for (name, value) in fields { input(.type("hidden"), .name(name), .value(value)) }
            content()
        }
    }

    @MarkupBuilder private var question: Markup {
        Inset("Will \(found.school.name) host \(found.person.name)?") {
            step("agree", fields: [("version", "\(found.version)")]) { submit("We will") }
            step("decline", fields: [("version", "\(found.version)")]) {
                submit("We cannot", isSecondary: true)
            }
        }
    }

    @MarkupBuilder private var protectedDays: Markup {
        let kept = file.days.count(where: \.wasKept)
        h2 { "Protected days" }
        p { "\(kept) of \(InWords.count(file.days.count, "day")) recorded were kept." }
        if !file.days.isEmpty {
            DataTable(
                "Protected days",
                isCaptionHidden: true,
                columns: [.init("Day"), .init("Kept"), .init("Note")],
                rows: file.days.prefix(12).map { day in
                    [
                        .text(day.heldOn.spelledShort),
                        StatusTag(day.wasKept ? "Kept" : "Not kept", day.wasKept ? .good : .late).markup,
                        .text(day.note),
                    ]
                }
            )
        }
        if file.isOwn, found.state == .agreed {
            step("day") {
                TextField("heldOn", "Day", kind: .date, state: state)
                SelectField(
                    "kept",
                    "Was it kept for your research?",
                    options: [FormOption("yes", "Yes"), FormOption("no", "No")],
                    state: state
                )
                TextField("dayNote", "Note", state: state)
                submit("Record the day", isSecondary: true)
            }
        }
    }

    @MarkupBuilder private var project: Markup {
        h2 { "Research project" }
        if let project = file.project {
            p { strong { project.question } }
            OfferWords.paragraphs(project.method)
            FactList([
                "Ethics": project.ethicsState.name,
                "On ethics": project.ethics.isEmpty ? nil : project.ethics,
            ])
            if let study = project.study {
                p { a(.href(SiteMap.study(study))) { "The record in the evidence library" } }
            }
        } else {
            p { "No project is written down yet." }
        }
        if file.isOwn || file.mayKeep {
            details(.open(state.value("step") == "project")) {
                HTML.summary { file.project == nil ? "Write down the project" : "Change the project" }
                step("project", fields: [("version", "\(file.project?.version ?? 0)")]) {
                    TextArea("question", "Question", rows: 2, state: projectState)
                    TextArea("method", "Method", rows: 5, state: projectState)
                    SelectField(
                        "ethicsState",
                        "Ethics",
                        options: formOptions(EthicsState.self) { $0.name },
                        state: projectState
                    )
                    TextArea(
                        "ethics",
                        "On ethics",
                        hint: "Who approves; why none is needed.",
                        rows: 2,
                        state: projectState
                    )
                    submit("Save", isSecondary: true)
                }
            }
            if file.project?.study == nil, [.approved, .notNeeded].contains(file.project?.ethicsState) {
                details(.open(state.value("step") == "publish")) {
                    HTML.summary { "There is an output" }
                    OutputForm(state: state) { content in step("publish") { content } }
                }
            }
        }
    }

    private var projectState: FormState {
        guard state.value("step") != "project", let project = file.project else { return state }
        return FormState([
            "question": project.question, "method": project.method, "ethics": project.ethics,
            "ethicsState": project.ethicsState.rawValue,
        ])
    }

    @MarkupBuilder private var uplift: Markup {
        h2 { "Salary uplift" }
        if let uplift = file.uplift {
            FactList([
                "Amount": "\(uplift.amount)", "From": uplift.funder,
                "For": "\(uplift.startsOn.spelledShort) to \(uplift.endsOn.spelledShort)",
                "Planned": "\(uplift.planned)",
            ])
            if file.mayKeep { correction(of: uplift) }
            PaymentTable(payments: file.payments, today: today) { payment in
                group {
                    if file.mayKeep {
                        PaymentSteps(payment: payment, state: state) { name, content in
                            step(name, fields: PaymentSteps.fields(of: payment)) { content }
                        }
                    }
                }
            }
            if file.mayKeep, uplift.planned < uplift.amount {
                step("plan") {
                    TextField("payment", "Payment", kind: .money, state: state)
                    TextField("dueOn", "Due", kind: .date, state: state)
                    submit("Plan it", isSecondary: true)
                }
            }
        } else {
            p { "There is none." }
            if file.mayKeep, found.state == .agreed {
                details(.open(state.value("step") == "uplift")) {
                    HTML.summary { "Write down an uplift" }
                    step("uplift") {
                        upliftFields(state)
                        submit("Write it down", isSecondary: true)
                    }
                }
            }
        }
    }

    @MarkupBuilder private func correction(of uplift: Uplift) -> Markup {
        let isTyped = state.value("step") == "correct-uplift"
        let fields = FormState([
            "amount": uplift.amount.plain, "funder": uplift.funder,
            "upliftFrom": uplift.startsOn.description, "upliftUntil": uplift.endsOn.description,
        ])
        details(.open(isTyped)) {
            HTML.summary { "Correct the uplift" }
            step("correct-uplift", fields: [("shown", uplift.stamp)]) {
                upliftFields(isTyped ? state : fields)
                submit("Correct the uplift", isSecondary: true)
            }
        }
    }

    @MarkupBuilder private func upliftFields(_ state: FormState) -> Markup {
        TextField("amount", "Amount", kind: .money, state: state)
        TextField("funder", "Who pays it", state: state)
        TextField("upliftFrom", "From", kind: .date, state: state)
        TextField("upliftUntil", "Until", kind: .date, state: state)
    }

    private var changing: Markup {
        let isTyped = state.value("step") == "change"
        return details(.open(isTyped)) {
            HTML.summary { "Change the last day, the protected day or the mentor" }
            step("change", fields: [("version", "\(found.version)")]) {
                PlacementTermsFields(state: isTyped ? state : file.termsState)
                submit("Change the placement", isSecondary: true)
            }
        }
    }

    @MarkupBuilder private var ending: Markup {
        h2 { "End" }
        step("end", fields: [("version", "\(found.version)")]) {
            TextField("lastDay", "Last day", kind: .date, state: state)
            submit(
                found.state == .proposed ? "Take the proposal back" : "End the placement",
                isSecondary: true
            )
        }
    }
}
