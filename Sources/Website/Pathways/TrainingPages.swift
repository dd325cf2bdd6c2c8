import Access
import HTML
import Pathways
import Programmes
import Services

/// A hub's pathways by academic year: who is where, who has a funded place.
struct PathwayDashboard: Page {
    let hubs: ChosenOrganisation
    let counts: [PathwayCount]
    let inductions: [Induction]

    var title: String { "Pathways" }
    var isWide: Bool { true }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(title, lead: hubs.chosen.name)
        OrganisationTabs(organisations: hubs, link: SiteMap.hubPathways())
        p {
            a(.class("button"), .href(SiteMap.newPathway().with("organisation", hubs.chosen.id.description)))
            {
                "Set up a pathway"
            }
        }
        if counts.isEmpty {
            EmptyState("No long programme is set up: initial training, induction, NPQs or your own.")
        }
        for year in years { yearTable(year) }
        if !inductions.isEmpty { inductionTable }
    }

    private var years: [AcademicYear] { Set(counts.map(\.year)).sorted(by: >) }

    @MarkupBuilder private func yearTable(_ year: AcademicYear) -> Markup {
        h2 { "Academic year \(year)" }
        DataTable(
            "Pathways of the academic year \(year)",
            isCaptionHidden: true,
            columns: [
                .init("Pathway"), .init("Participants", isNumber: true), .init("Active", isNumber: true),
                .init("Deferred", isNumber: true), .init("Withdrawn", isNumber: true),
                .init("Completed", isNumber: true), .init("Passed", isNumber: true),
                .init("Eligible", isNumber: true), .init("Funded place", isNumber: true),
            ],
            rows: counts.filter { $0.year == year }.map { count in
                let numbers: [Int] =
                    [count.total] + TrainingStatus.allCases.map { count.statuses[$0] ?? 0 }
                    + [count.passed, count.eligible, count.funded]
                let name = a(.href(SiteMap.pathway(count.pathway.id))) { count.pathway.name }
                return [name] + numbers.map { Markup.text("\($0)") }
            }
        )
    }

    @MarkupBuilder private var inductionTable: Markup {
        h2 { "Inductions that you registered as appropriate body" }
        DataTable(
            "Inductions",
            isCaptionHidden: true,
            columns: [
                .init("Teacher"), .init("School"), .init("Registered"), .init("Last assessment"),
                .init("Outcome"),
            ],
            rows: inductions.map { induction in
                [
                    a(.href(SiteMap.participant(induction.participant.id))) {
                        induction.participant.person.name
                    },
                    .text(induction.participant.school?.name ?? ""),
                    .text(induction.registeredOn.spelledShort),
                    .text(
                        induction.lastAssessment.map { "\($0.kind.name), \($0.on.spelledShort)" }
                            ?? "none yet"
                    ),
                    .text(induction.lastAssessment?.outcome.name ?? ""),
                ]
            }
        )
    }
}

struct PathwayForm: Page {
    let hubs: ChosenOrganisation
    let state: FormState
    let ticket: FormTicket

    var title: String { "Set up a pathway" }
    var trail: [Crumb] { [Crumb("Pathways", SiteMap.hubPathways())] }

    var body: Markup {
        PageHeader(title, lead: "A long programme with participants, milestones and an outcome.")
        postForm(SiteMap.newPathway(), ticket: ticket, state: state) {
            SelectField(
                "organisation",
                "Hub",
                options: hubs.all.map { FormOption($0.id.description, $0.name) },
                state: state
            )
            ChoiceField(
                "kind",
                "What kind?",
                options: formOptions(PathwayKind.self) { $0.name },
                state: state
            )
            TextField("name", "Name", state: state)
            TextArea("summary", "Summary", rows: 3, state: state)
            TextField(
                "months",
                "Months",
                kind: .wholeNumber,
                hint: "Leave empty for what is usual.",
                state: state
            )
            TextField(
                "startsOn",
                "First day of training",
                kind: .date,
                hint: "Of those you enter next. Leave empty if they begin on different days.",
                state: state
            )
            ChoiceField(
                "isMentored",
                "Mentors",
                options: [FormOption("yes", "Each participant has a mentor")],
                isMultiple: true,
                state: state
            )
            TextArea(
                "milestones",
                "Milestones",
                hint:
                    "One a line: name, comma, months after the start, such as Retained 1, 6. Leave empty for what is usual.",
                rows: 5,
                state: state
            )
            submit("Set it up")
        }
    }
}

/// One pathway: its milestones and everybody on it.
struct PathwayPage: Page {
    let pathway: Pathway
    let milestones: [PathwayMilestone]
    let participants: [Participant]
    let today: LocalDate
    let firstDayState: FormState
    let entryState: FormState
    let ticket: FormTicket

    var title: String { pathway.name }
    var isWide: Bool { true }
    var trail: [Crumb] {
        [Crumb("Pathways", SiteMap.hubPathways().with("organisation", pathway.owner.id.description))]
    }

    var body: Markup {
        PageHeader(
            pathway.name,
            lead: pathway.summary.isEmpty ? nil : pathway.summary,
            kicker: pathway.kind.name
        )
        p {
            StatusTag(
                pathway.isOpen ? "Open to new participants" : "Closed",
                pathway.isOpen ? .good : .neutral
            )
        }
        FactList([
            "Run by": pathway.owner.name, "Lasts": InWords.count(pathway.months, "month"),
            "First day of training": pathway.startsOn?.spelledShort,
            "Milestones": milestones.map(due).joined(separator: ", "),
        ])
        firstDay
        p {
            a(.href(SiteMap.importParticipants(pathway.id))) { "Import a list" }
            " · "
            a(.href(SiteMap.participantsFile(pathway.id))) { "Download as CSV" }
        }
        h2 { "Participants" }
        if participants.isEmpty {
            EmptyState("Nobody is on this pathway yet. Enter one below, or import a list.")
        } else {
            ParticipantTable(participants: participants, shows: .mentor, today: today)
        }
        if pathway.isOpen { entry }
        oneButton(
            SiteMap.setPathway(pathway.id),
            pathway.isOpen ? "Close to new participants" : "Open to new participants",
            ticket: ticket,
            fields: [("open", pathway.isOpen ? "no" : "yes"), ("version", "\(pathway.version)")]
        )
    }

    /// `Retained 1 (month 6, 1 March 2027)`: the day is of those who begin on the pathway’s first day.
    private func due(_ milestone: PathwayMilestone) -> String {
        let day = pathway.startsOn?.adding(months: milestone.dueMonths)
        let spelled = day.map { ", \($0.spelledShort)" } ?? ""
        return "\(milestone.name) (month \(milestone.dueMonths)\(spelled))"
    }

    private var firstDay: Markup {
        details(.open(!firstDayState.isValid)) {
            HTML.summary {
                pathway.startsOn == nil ? "Set the first day of training" : "Change the first day"
            }
            postForm(SiteMap.setPathway(pathway.id), ticket: ticket, state: firstDayState) {
                input(.type("hidden"), .name("change"), .value("first-day"))
                input(.type("hidden"), .name("version"), .value("\(pathway.version)"))
                TextField(
                    "firstDay",
                    "First day of training",
                    kind: .date,
                    hint:
                        "Of those you enter next, such as another intake. Who is on the pathway keeps their own.",
                    state: firstDayState
                )
                submit("Save the first day", isSecondary: true)
            }
        }
    }

    @MarkupBuilder private var entry: Markup {
        details(.open(!entryState.isValid)) {
            HTML.summary { "Enter a participant" }
            postForm(SiteMap.newParticipant(pathway.id), ticket: ticket, state: entryState) {
                TextField("participantName", "Name", autocomplete: "off", state: entryState)
                TextField(
                    "participantEmail",
                    "Work email",
                    kind: .email,
                    autocomplete: "off",
                    state: entryState
                )
                TextField(
                    "teacherReference",
                    "Teacher reference number",
                    hint: "If known.",
                    isShort: true,
                    state: entryState
                )
                TextField("school", "School", hint: "Name or URN", state: entryState)
                TextField("startsOn", "First day", kind: .date, state: entryState)
                if pathway.isMentored {
                    fieldset(.class("field-row")) {
                        legend { "Mentor, if known" }
                        TextField("mentorName", "Name", autocomplete: "off", state: entryState)
                        TextField(
                            "mentorEmail",
                            "Work email",
                            kind: .email,
                            autocomplete: "off",
                            state: entryState
                        )
                    }
                }
                FundingFields(state: entryState)
                submit("Enter")
            }
        }
    }
}

/// Eligibility and place, two different things.
struct FundingFields: Renderable {
    let state: FormState

    var markup: Markup {
        SelectField(
            "eligibility",
            "Eligibility",
            options: [.unknown, .eligible, .notEligible].map { (each: Eligibility) in
                FormOption(each.rawValue, each.name)
            },
            state: state
        ).markup
        SelectField(
            "funding",
            "Place",
            hint: "A funded place is for someone eligible; being eligible alone gives none.",
            options: [.none, .funded, .school, .selfFunded].map { (each: PlaceFunding) in
                FormOption(each.rawValue, each.name)
            },
            state: state
        ).markup
    }
}

struct ParticipantTable: Renderable {
    enum Extra { case mentor, pathway }

    let participants: [Participant]
    let shows: Extra
    let today: LocalDate

    var markup: Markup {
        DataTable(
            "Participants",
            isCaptionHidden: true,
            columns: [
                .init("Name"), .init(shows == .mentor ? "School" : "Pathway"), .init("Mentor"), .init("Year"),
                .init("First day"), .init("Status"), .init("Place"),
            ],
            rows: participants.map { participant in
                [
                    a(.href(SiteMap.participant(participant.id))) { participant.person.name },
                    .text(shows == .mentor ? participant.school?.name ?? "" : participant.pathwayName),
                    .text(participant.mentor?.name ?? ""), .text("\(participant.year)"),
                    .text(participant.startsOn.spelledShort),
                    TrainingText.tag(participant, on: today).markup, .text(participant.funding.name),
                ]
            }
        ).markup
    }
}

enum TrainingText {
    static func tag(_ participant: Participant, on today: LocalDate) -> StatusTag {
        switch participant.status {
        case .active where participant.startsOn > today:
            StatusTag("Begins on \(participant.startsOn.spelledShort)", .waiting)
        case .active: StatusTag("Active", .good)
        case .deferred: StatusTag("Deferred", .waiting)
        case .withdrawn: StatusTag("Withdrawn")
        case .completed: StatusTag(participant.outcome?.name ?? "Completed", .good)
        }
    }
}

/// What the reader takes part in, and whom they mentor.
struct OwnPathwaysPage: Page {
    let person: Person
    let participants: [Participant]
    /// Of the reader’s own, those that nobody has declared.
    let open: [(participant: Participant, record: MilestoneRecord)]
    let today: LocalDate

    var title: String { "Your pathways" }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(title, lead: "Long programmes that you take part in or mentor on.")
        if participants.isEmpty { EmptyState("You are on no long programme here.") }
        ul(.class("cards")) {
            for participant in participants {
                li(.class("card")) {
                    h2(.class("card__title")) {
                        a(.href(SiteMap.participant(participant.id))) {
                            participant.person.id == person.id
                                ? participant.pathwayName
                                : "\(participant.person.name): \(participant.pathwayName)"
                        }
                    }
                    p { TrainingText.tag(participant, on: today) }
                    if participant.status == .active, let next = next(of: participant) {
                        p { "Next: \(next.milestone.name), due \(next.dueOn.spelledShort)." }
                    }
                    p(.class("meta")) {
                        "\(participant.startsOn > today ? "From" : "Since") \(participant.startsOn.spelledShort)\(participant.school.map { ", \($0.name)" } ?? "")"
                    }
                }
            }
        }
    }
}

extension OwnPathwaysPage {
    /// The first milestone that nobody has declared.
    private func next(of participant: Participant) -> MilestoneRecord? {
        open.filter { $0.participant.id == participant.id }.map(\.record).min { $0.dueOn < $1.dueOn }
    }
}

struct SchoolPathwaysPage: Page {
    let schools: ChosenOrganisation
    let participants: [Participant]
    let today: LocalDate

    var title: String { "Staff on pathways" }
    var isWide: Bool { true }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(title, lead: schools.chosen.name)
        OrganisationTabs(organisations: schools, link: SiteMap.schoolPathways())
        if participants.isEmpty {
            EmptyState("Nobody of your school is on a long programme here.")
        } else {
            ParticipantTable(participants: participants, shows: .pathway, today: today)
        }
    }
}

/// A list to be taken in, and what became of it.
struct ImportParticipantsPage: Page {
    let pathway: Pathway
    let outcome: PathwayImportOutcome?
    let state: FormState
    let ticket: FormTicket

    var title: String { "Import a list" }
    var trail: [Crumb] {
        [Crumb("Pathways", SiteMap.hubPathways()), Crumb(pathway.name, SiteMap.pathway(pathway.id))]
    }

    var body: Markup {
        PageHeader(title, lead: pathway.name)
        if let outcome { result(outcome) }
        p {
            "A CSV file or an Excel workbook, of which the first sheet is read, with a row of headings; a title above it is passed over. Good rows are taken; the others come back with the reason. The same file can be sent again."
        }
        postForm(SiteMap.importParticipants(pathway.id), ticket: ticket, state: state, takesFiles: true) {
            if pathway.kind == .earlyCareer {
                SelectField(
                    "kind",
                    "What is in it?",
                    options: [
                        FormOption("participants", "Participants"),
                        FormOption("inductions", "Registrations and assessments of the appropriate body"),
                    ],
                    state: state
                )
            }
            FileField(
                "file",
                "File",
                hint: "CSV or Excel workbook, up to 4 MB",
                accepts:
                    ".csv,text/csv,.xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                state: state
            )
            submit("Take it in")
        }
        h2 { "Columns" }
        DataTable(
            "Columns",
            isCaptionHidden: true,
            columns: [.init("Column"), .init("What")],
            rows: columns.map { [.text($0.0), .text($0.1)] }
        )
    }

    private var columns: [(String, String)] {
        let start = pathway.startsOn.map { "first day; where it is empty, \($0.spelledShort)" }
        let always = [
            ("Name (or First name, Last name), Email", "the participant; needed"),
            ("URN or School", "where they train; needed"),
            ("Starts on", start ?? "first day, such as 1/9/2026; needed"), ("TRN", "seven digits"),
            ("Mentor name, Mentor email", "both or neither"), ("Eligible", "yes, no or empty"),
            ("Funding", "funded, school, self or empty"),
        ]
        let induction = [
            (
                "Registered on, Reference",
                pathway.startsOn == nil
                    ? "for registrations; the day is needed, and is the first day where there is none"
                    : "for registrations; the day is needed"
            ),
            ("TRN alone", "in lists of registrations and assessments, for those who stand here with it"),
            (
                "Assessment, Assessed on, Outcome",
                "progress review (also with a number), formal 1 or formal 2; on track, concern, met, not met, extended"
            ),
        ]
        return pathway.kind == .earlyCareer ? always + induction : always
    }

    @MarkupBuilder private func result(_ outcome: PathwayImportOutcome) -> Markup {
        Inset("What became of it") {
            ul {
                li { "\(outcome.entered) entered" }
                li { "\(outcome.updated) brought up to date" }
                li { "\(outcome.unchanged) were there already" }
                li { "\(outcome.rejected.count) not taken" }
            }
        }
        if !outcome.rejected.isEmpty {
            DataTable(
                "Rows that were not taken",
                columns: [.init("Line", isNumber: true), .init("Who"), .init("Why")],
                rows: outcome.rejected.map { [.text("\($0.line)"), .text($0.name), .text($0.reason)] }
            )
            details {
                HTML.summary { "These rows as a file to mend and send again" }
                textarea(.rows(8), .class("input"), .aria("label", "Rows that were not taken, as CSV")) {
                    "\n" + String(decoding: outcome.rejectedCSV().drop { $0 > 127 }, as: UTF8.self)
                }
            }
        }
    }
}
