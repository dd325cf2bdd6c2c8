import Access
import Directory
import HTML
import Pathways
import Programmes
import Services

/// A school says whether it would host somebody, and sees whom it hosts.
struct SchoolPlacementsPage: Page {
    let schools: ChosenOrganisation
    let placements: [Placement]
    let state: FormState
    let ticket: FormTicket

    var title: String { "Placements" }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(title, lead: schools.chosen.name)
        OrganisationTabs(organisations: schools, link: SiteMap.schoolPlacements())
        if !placements.isEmpty {
            h2 { "At your school" }
            PlacementList(placements: placements, namesSchool: false)
        }
        h2 { "Would you host somebody?" }
        postForm(SiteMap.schoolPlacements(), ticket: ticket, state: state) {
            input(.type("hidden"), .name("school"), .value(schools.chosen.id.description))
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            ChoiceField(
                "state",
                "How open are you?",
                options: formOptions(AppetiteState.self) { $0.name },
                state: state
            )
            ChoiceField(
                "takes",
                "Whom would you host?",
                options: [
                    FormOption("trainees", "Trainee teachers"),
                    FormOption(
                        "researchers",
                        "A researcher in school",
                        hint: "PhD holder, one protected day a week"
                    ),
                ],
                isMultiple: true,
                state: state
            )
            TextField("subjects", "Subjects", hint: "Leave empty for any.", state: state)
            TextField("yearGroups", "Year groups", state: state)
            TextField("mentors", "Trained mentors", kind: .wholeNumber, state: state)
            TextArea("note", "What should a hub know?", rows: 3, state: state)
            submit("Save")
        }
    }
}

struct PlacementList: Renderable {
    let placements: [Placement]
    let namesSchool: Bool

    var markup: Markup {
        ul(.class("cards")) {
            for placement in placements {
                li(.class("card")) {
                    h2(.class("card__title")) {
                        a(.href(SiteMap.placement(placement.id))) {
                            namesSchool ? placement.school.name : placement.person.name
                        }
                    }
                    p { StatusTag(placement.state.name, placement.state.tone) }
                    p(.class("meta")) {
                        "\(placement.kind.name), \(placement.subject), \(placement.startsOn.spelledShort) to \(placement.endsOn.spelledShort)"
                    }
                }
            }
        }
    }
}

extension PlacementState {
    var tone: StatusTag.Tone {
        switch self {
        case .proposed: .waiting
        case .agreed: .good
        case .declined, .ended: .neutral
        }
    }
}

/// A hub's candidates, and what schools have said.
struct HubPlacementsPage: Page {
    let hubs: ChosenOrganisation
    let candidates: [Candidate]
    let appetites: [Appetite]
    let state: FormState
    let ticket: FormTicket

    var title: String { "Placements" }
    var isWide: Bool { true }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(title, lead: hubs.chosen.name)
        OrganisationTabs(organisations: hubs, link: SiteMap.hubPlacements())
        h2 { "Candidates" }
        if candidates.isEmpty {
            EmptyState("Nobody is looking for a school. Enter a trainee or a researcher below.")
        } else {
            DataTable(
                "Candidates",
                isCaptionHidden: true,
                columns: [.init("Name"), .init("Kind"), .init("Subject"), .init("From"), .init("State")],
                rows: candidates.map { candidate in
                    [
                        a(.href(SiteMap.candidate(candidate.id))) { candidate.person.name },
                        .text(candidate.kind.name),
                        .text("\(candidate.subject), \(candidate.phase.name.lowercasedFirst)"),
                        .text(candidate.availableFrom.spelledShort),
                        StatusTag(candidate.state.name, candidate.state == .placed ? .good : .waiting).markup,
                    ]
                }
            )
        }
        details(.open(!state.isValid)) {
            HTML.summary { "Enter a candidate" }
            postForm(SiteMap.hubPlacements(), ticket: ticket, state: state) { entry }
        }
        h2 { "What schools say" }
        if appetites.isEmpty {
            EmptyState("No school has said whether it would host somebody.")
        } else {
            DataTable(
                "What schools say",
                isCaptionHidden: true,
                columns: [
                    .init("School"), .init("How open"), .init("Whom"), .init("Subjects"),
                    .init("Mentors", isNumber: true), .init("Said"),
                ],
                rows: appetites.map(row)
            )
        }
    }

    @MarkupBuilder private var entry: Markup {
        input(.type("hidden"), .name("organisation"), .value(hubs.chosen.id.description))
        TextField("personName", "Name", autocomplete: "off", state: state)
        TextField("personEmail", "Email", kind: .email, autocomplete: "off", state: state)
        ChoiceField("kind", "Kind", options: formOptions(CandidateKind.self) { $0.name }, state: state)
        TextField("subject", "Subject", state: state)
        SelectField("phase", "Phase", options: formOptions(CandidatePhase.self) { $0.name }, state: state)
        TextField(
            "near",
            "A school near where they live",
            hint: "Name or URN: distances are measured from it. No home address is kept.",
            state: state
        )
        TextField("availableFrom", "From when", kind: .date, state: state)
        TextArea("note", "Note", rows: 2, state: state)
        submit("Enter, and see schools")
    }

    private func row(_ appetite: Appetite) -> [Markup] {
        let whom = [
            appetite.takesTrainees ? "trainees" : nil, appetite.takesResearchers ? "researchers" : nil,
        ]
        return [
            .text(appetite.school.name),
            StatusTag(appetite.state.name, appetite.state.isOpen ? .good : .neutral).markup,
            .text(whom.compactMap(\.self).joined(separator: ", ")),
            .text(appetite.subjects.isEmpty ? "any" : appetite.subjects), .text("\(appetite.mentors)"),
            .text(appetite.statedOn.spelledShort),
        ]
    }
}

/// One candidate, the schools that would fit, and the form that proposes one.
struct CandidatePage: Page {
    let candidate: Candidate
    let suggestions: [SchoolSuggestion]
    let placements: [Placement]
    let state: FormState
    let ticket: FormTicket

    var title: String { candidate.person.name }
    var isWide: Bool { true }
    var trail: [Crumb] {
        [Crumb("Placements", SiteMap.hubPlacements().with("organisation", candidate.hub.description))]
    }

    var body: Markup {
        PageHeader(candidate.person.name, lead: candidate.kind.name)
        p { StatusTag(candidate.state.name, candidate.state == .placed ? .good : .waiting) }
        FactList([
            "Subject": candidate.subject, "Phase": candidate.phase.name, "Lives near": candidate.near?.name,
            "From": candidate.availableFrom.spelledShort,
            "Note": candidate.note.isEmpty ? nil : candidate.note,
        ])
        if !placements.isEmpty { PlacementList(placements: placements, namesSchool: true) }
        if candidate.state == .waiting {
            h2 { "Schools that are open to it" }
            p(.class("hint")) {
                "Those that fit phase and subject come first, then those that look, then the nearest. You decide."
            }
            if suggestions.isEmpty {
                EmptyState(
                    "No school has said that it is open to this. Ask some: see School contacts.",
                    action: ("School contacts", SiteMap.contactLog())
                )
            } else {
                table
            }
            h2(.id("propose")) { "Propose a school" }
            proposal
        }
    }

    private var table: Markup {
        DataTable(
            "Schools that are open to it",
            isCaptionHidden: true,
            columns: [
                .init("School"), .init("How open"), .init("Fits"), .init("Distance", isNumber: true),
                .init("Pupils in need", isNumber: true), .init("Mentors", isNumber: true),
                .init("Placed or asked already", isNumber: true), .init("Propose"),
            ],
            rows: suggestions.map(row)
        ).markup
    }

    private func row(_ suggestion: SchoolSuggestion) -> [Markup] {
        let school = suggestion.appetite.school
        let fits = [suggestion.fitsPhase ? "phase" : nil, suggestion.namesSubject ? "subject" : nil]
            .compactMap(\.self)
        let link = SiteMap.candidate(candidate.id).with("school", school.urn?.description ?? school.name).at(
            "propose"
        )
        return [
            .text(school.name), .text(suggestion.appetite.state.name),
            .text(fits.isEmpty ? "neither phase nor subject" : fits.joined(separator: ", ")),
            .text(suggestion.kilometres.map { PlainWords.miles(kilometres: $0) } ?? "not known"),
            .text(suggestion.need.map { "\(PlainWords.number($0, decimals: 0))%" } ?? ""),
            .text("\(suggestion.appetite.mentors)"), .text("\(suggestion.hosted)"),
            a(.href(link)) { "Propose \(school.name)" },
        ]
    }

    private var proposal: Markup {
        postForm(SiteMap.candidate(candidate.id), ticket: ticket, state: state) {
            TextField("school", "School", hint: "Name or URN", state: state)
            TextField("startsOn", "First day", kind: .date, state: state)
            PlacementTermsFields(state: state)
            submit("Propose it to the school")
        }
    }
}

/// How a placement goes on: what is proposed with it, and can be changed while it lasts.
struct PlacementTermsFields: Renderable {
    let state: FormState

    var markup: Markup {
        group {
            TextField("endsOn", "Last day", kind: .date, state: state)
            SelectField(
                "protectedWeekday",
                "Protected day",
                hint: "For research or study, every week.",
                options: [FormOption("", "None")] + Weekdays.options,
                state: state
            )
            fieldset(.class("field-row")) {
                legend { "Mentor at the school, if known" }
                TextField("mentorName", "Name", autocomplete: "off", state: state)
                TextField("mentorEmail", "Work email", kind: .email, autocomplete: "off", state: state)
            }
            TextArea("note", "What should the school know?", rows: 3, state: state)
        }
    }
}

enum Weekdays {
    static let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    static var options: [FormOption] { names.enumerated().map { FormOption("\($0.offset + 1)", $0.element) } }

    static func name(_ day: Int?) -> String? { day.map { names[min(max($0, 1), 5) - 1] } }
}

struct OwnPlacementsPage: Page {
    let placements: [Placement]

    var title: String { "Your placements" }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(title)
        if placements.isEmpty { EmptyState("You have no placement here, and mentor nobody on one.") }
        PlacementList(placements: placements, namesSchool: true)
    }
}
