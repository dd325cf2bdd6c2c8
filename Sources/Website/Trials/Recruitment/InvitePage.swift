import Access
import Directory
import HTML
import Services
import Trials

/// Schools to ask: from a list, from an offer’s participants, or by filters on the register.
struct InvitePage: Page {
    let record: TrialProtocol
    let query: SchoolQuery
    let matches: SchoolMatches?
    let offers: [FormOption]
    let asked: Set<ID<Access.Organisation>>
    let ticket: FormTicket
    let state: FormState

    let title = "Invite schools"
    let section: SiteSection? = .trials
    var trail: [Crumb] {
        [
            Crumb("Trials of your hub", SiteMap.hubTrials()),
            Crumb(record.text[.title], SiteMap.hubTrial(record.trial)),
        ]
    }

    var body: Markup {
        PageHeader(
            "Invite schools",
            lead:
                "Each school’s leads get an email with what taking part means. Schools that were asked before are left as they are.",
            kicker: record.text[.title]
        )
        ErrorSummary(state: state)
        HTML.section(.class("page-section")) {
            h2 { "From the register" }
            filters
            found
        }
        HTML.section(.class("page-section")) {
            h2 { "From a list" }
            form(.method("post"), .action(SiteMap.inviteSchools(record.trial)), .novalidate(), .class("form"))
            {
                hidden
                TextArea(
                    "urns",
                    "URNs of the schools",
                    hint: "One on each line, or between commas; a column pasted from a spreadsheet will do",
                    state: state
                )
                submit("Invite the schools on the list", isSecondary: true, name: "do", value: "list")
            }
        }
        HTML.section(.class("page-section")) {
            h2 { "Who came to training" }
            if offers.isEmpty {
                p { "Your hub has no offers with bookings to choose from." }
            } else {
                form(
                    .method("post"),
                    .action(SiteMap.inviteSchools(record.trial)),
                    .novalidate(),
                    .class("form")
                ) {
                    hidden
                    SelectField("offer", "Offer", options: offers, state: state)
                    submit("Invite the schools that booked", isSecondary: true, name: "do", value: "offer")
                }
            }
        }
    }

    @MarkupBuilder private var hidden: Markup {
        input(.type("hidden"), .name(FormField.token), .value(ticket.token))
        input(.type("hidden"), .name(FormField.key), .value(ticket.key))
    }

    private var filters: Markup {
        getForm(SiteMap.inviteSchools(record.trial)) {
            TextField("q", "Name, town, postcode or URN", kind: .search, state: state)
            SelectField(
                "phase",
                "Phase",
                options: [FormOption("", "Every phase")]
                    + Phase.allCases.map { FormOption($0.rawValue, $0.name) },
                state: state
            )
            SelectField(
                "region",
                "Region",
                options: [FormOption("", "Every region")]
                    + Region.allCases.map { FormOption($0.rawValue, $0.name) },
                state: state
            )
            submit("Show schools", isSecondary: true)
        }
    }

    @MarkupBuilder private var found: Markup {
        if let matches {
            if matches.total == 0 {
                EmptyState("No open school of the register matches.")
            } else {
                p {
                    "\(PlainWords.schools(matches.total)) found. \(matches.total > matches.schools.count ? "The first \(matches.schools.count):" : "")"
                }
                ul {
                    for school in matches.schools {
                        li {
                            "\(school.name), \(school.town ?? school.authorityName ?? "") "
                            if asked.contains(school.organisation) { StatusTag("Asked", .waiting) }
                        }
                    }
                }
                form(
                    .method("post"),
                    .action(SiteMap.inviteSchools(record.trial)),
                    .novalidate(),
                    .class("form")
                ) {
                    hidden
                    for (name, value) in [
                        ("q", query.text), ("phase", query.phase?.rawValue ?? ""),
                        ("region", query.region?.rawValue ?? ""),
                    ] {
                        input(.type("hidden"), .name(name), .value(value))
                    }
                    submit(
                        matches.total == 1
                            ? "Invite this school" : "Invite these \(min(matches.total, 2_000)) schools",
                        name: "do",
                        value: "directory"
                    )
                }
            }
        }
    }
}
