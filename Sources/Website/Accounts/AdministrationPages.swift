import Access
import Accounts
import HTML
import Services

/// Every person of the network, found by name or address.
struct PersonsPage: Page {
    static let size = 50

    let text: String
    let page: Int
    let persons: [PersonRecord]
    let total: Int

    var title: String { "People of the network" }

    var body: Markup {
        PageHeader(title, lead: total == 1 ? "1 person" : "\(PlainWords.grouped(total)) people")
        getForm(SiteMap.persons()) {
            TextField("q", "Name or address", kind: .search, state: FormState(["q": text]))
            submit("Search", isSecondary: true)
        }
        if persons.isEmpty {
            EmptyState("Nobody matches. Try a part of the name or of the address.")
        } else {
            DataTable(
                "People",
                isCaptionHidden: true,
                columns: [.init("Name"), .init("Address"), .init("Role"), .init("Last signed in")],
                rows: persons.map { record in
                    [
                        a(.href(SiteMap.person(record.person.id))) { record.person.name },
                        .text(record.email?.text ?? "–"),
                        .text(record.isNetworkAdministrator ? "Network administrator" : "–"),
                        .text(record.lastSignedInAt.map(PlainWords.moment) ?? "Never"),
                    ]
                }
            )
        }
        Pagination(page: page, of: (total + Self.size - 1) / Self.size) { number in
            SiteMap.persons().with("q", text).with("page", String(number))
        }
    }
}

/// One person, for administrators: correct, help, answer data requests.
struct PersonPage: Page {
    let record: PersonRecord
    let memberships: [Membership]
    let state: FormState
    let ticket: FormTicket

    var title: String { record.person.name }
    var trail: [Crumb] { [Crumb("People of the network", SiteMap.persons())] }

    var body: Markup {
        PageHeader(title, lead: record.email?.text)
        ErrorSummary(state: state)
        facts
        if record.erasedAt == nil { forms }
    }

    @MarkupBuilder private var facts: Markup {
        FactList([
            ("Added", .text(PlainWords.moment(record.createdAt))),
            ("Last signed in", .text(record.lastSignedInAt.map(PlainWords.moment) ?? "Never")),
            ("Roles", roles),
            (
                "Audit",
                a(.href(SiteMap.audit().with("person", "\(record.person.id)"))) { "What this person did" }
            ),
        ])
    }

    private var roles: Markup {
        if memberships.isEmpty, !record.isNetworkAdministrator {
            return p {
                "None. Invite them under “People and roles” on the page of their "
                a(.href(SiteMap.network())) { "hub" }
                " or "
                a(.href(SiteMap.schools())) { "school" }
                "."
            }
        }
        return ul {
            for membership in memberships {
                li {
                    "\(membership.role.capitalised), "
                    a(.href(SiteMap.people(membership.organisation.id))) { membership.organisation.name }
                }
            }
            if record.isNetworkAdministrator { li { "Network administrator" } }
        }
    }

    @MarkupBuilder private var forms: Markup {
        HTML.section {
            h2 { "Correct" }
            postForm(SiteMap.person(record.person.id), ticket: ticket) {
                input(.type("hidden"), .name("version"), .value(String(record.version)))
                TextField("name", "Name", autocomplete: "off", state: state)
                TextField(
                    "teacher_reference",
                    "Teacher reference number",
                    autocomplete: "off",
                    isShort: true,
                    state: state
                )
                submit("Save")
            }
        }
        HTML.section {
            h2 { "Correct the email address" }
            p { "Who can sign in changes it on their own page. This is for people who cannot." }
            ul {
                li { "Their sessions end, and unsent emails to the old address are deleted." }
                li { "Invitations to the old address that nobody has answered are withdrawn." }
                li { "An email to each address says that it was changed." }
            }
            postForm(SiteMap.personEmail(record.person.id), ticket: ticket) {
                input(.type("hidden"), .name("version"), .value(String(record.version)))
                TextField("email", "Right email address", kind: .email, autocomplete: "off", state: state)
                ChoiceField(
                    "forget",
                    "Who may have read what was sent to the old address?",
                    options: [
                        FormOption("yes", "Somebody else: remove the password and two-step sign-in too")
                    ],
                    isMultiple: true,
                    state: state
                )
                submit("Correct the address", isSecondary: true)
            }
        }
        HTML.section(.id("administrator")) {
            h2 { "Network administrator" }
            administrator
        }
        HTML.section {
            h2 { "Phone and recovery codes lost" }
            p { "Make sure by another way that it is this person who asks. Their sessions end." }
            postForm(SiteMap.personTwoStep(record.person.id), ticket: ticket) {
                submit("Turn two-step sign-in off", isSecondary: true)
            }
        }
        HTML.section {
            h2 { "Data requests" }
            postForm(SiteMap.personData(record.person.id), ticket: ticket) {
                submit("Download what is held", isSecondary: true)
            }
            postForm(SiteMap.personErase(record.person.id), ticket: ticket) {
                ChoiceField(
                    "sure",
                    "Erase this person",
                    options: [FormOption("yes", "Yes, erase. It cannot be undone")],
                    isMultiple: true,
                    state: state
                )
                submit("Erase", isWarning: true)
            }
        }
    }
}

extension PersonPage {
    /// The role that sees and changes everything is given to nobody who has not shown that they can sign in.
    @MarkupBuilder fileprivate var administrator: Markup {
        if !record.isNetworkAdministrator, record.lastSignedInAt == nil {
            p {
                "\(record.person.name) has never signed in. They can be made a network administrator once they have."
            }
        } else {
            let isOne = record.isNetworkAdministrator
            p {
                "Network administrators see and change everything in the network, its people and their roles included."
            }
            postForm(SiteMap.personAdministrator(record.person.id), ticket: ticket) {
                input(.type("hidden"), .name("administrator"), .value(isOne ? "no" : "yes"))
                ChoiceField(
                    "sureOfRole",
                    isOne ? "Take the role away" : "Give the role",
                    options: [
                        FormOption(
                            "yes",
                            isOne
                                ? "Yes, \(record.person.name) is no longer a network administrator"
                                : "Yes, make \(record.person.name) a network administrator"
                        )
                    ],
                    isMultiple: true,
                    state: state
                )
                submit(isOne ? "Take the role away" : "Make a network administrator", isSecondary: true)
            }
        }
    }
}

/// Who did what, newest first.
struct AuditPage: Page {
    static let size = 100

    let person: ID<Person>?
    let kind: String
    let page: Int
    let lines: [AuditLine]
    let subjects: AuditSubjects
    let total: Int

    var title: String { "Audit" }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(
            title,
            lead: "Who did what, newest first. Entries cannot be changed, and are kept for six years."
        )
        if person != nil || !kind.isEmpty {
            ChosenFilters(filters: filters)
        }
        getForm(SiteMap.audit()) {
            SelectField(
                "kind",
                "What it is about",
                options: AuditKinds.options,
                state: FormState(["kind": kind])
            )
            submit("Show", isSecondary: true)
        }
        if lines.isEmpty { EmptyState("No entries.") } else { table }
        Pagination(page: page, of: (total + Self.size - 1) / Self.size) { number in
            SiteMap.audit().with("person", person?.description).with("kind", kind).with(
                "page",
                String(number)
            )
        }
    }

    private var filters: [(String, Link)] {
        var filters: [(String, Link)] = []
        if person != nil { filters.append(("One person", SiteMap.audit().with("kind", kind))) }
        if !kind.isEmpty {
            filters.append((AuditKinds.name(kind), SiteMap.audit().with("person", person?.description)))
        }
        return filters
    }

    @MarkupBuilder private var table: Markup {
        DataTable(
            "Entries",
            isCaptionHidden: true,
            columns: [
                .init("When"), .init("What happened"), .init("Organisation"), .init("Details"),
            ],
            rows: lines.map { line in
                [
                    span(.class("moment")) { PlainWords.moment(line.happenedAt) },
                    AuditSentence(line: line, subject: subjects.subject(of: line)).markup,
                    .text(line.organisation ?? "–"), AuditDetails(line: line).markup,
                ]
            }
        )
    }
}
