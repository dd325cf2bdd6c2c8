import Access
import Directory
import HTML
import Programmes
import Services

/// One hub: what it is, whom it serves, whom it works with; and, for those who may, the forms that change it.
struct HubPage: Page {
    let hub: Hub
    /// The areas that it has drawn.
    let areas: [AreaName]
    let partnerships: [Partnership]
    /// Those that come next.
    let offers: [OfferLine]
    let today: LocalDate
    let state: FormState
    let ticket: FormTicket?
    let mayEdit: Bool
    let mayDesignate: Bool
    let mayRecordPartnership: Bool
    let maySeePeople: Bool
    /// The address of the site, for programs that subscribe.
    let publicURL: String

    var title: String { hub.name }
    var summary: String? { hub.summary.isEmpty ? nil : String(hub.summary.prefix(160)) }
    var trail: [Crumb] { [Crumb("Network", SiteMap.network())] }
    var section: SiteSection? { .network }

    var body: Markup {
        PageHeader(hub.name, lead: hub.region?.name, kicker: kicker)
        if mayEdit || maySeePeople {
            p(.class("actions")) {
                if mayEdit {
                    a(.class("button button--secondary"), .href(SiteMap.editHub(hub.slug))) {
                        "Change these facts"
                    }
                }
                if maySeePeople {
                    a(.class("button button--secondary"), .href(SiteMap.people(hub.id))) {
                        "People and roles"
                    }
                }
            }
        }
        ErrorSummary(state: state)
        for paragraph in hub.summary.split(separator: "\n") { p { String(paragraph) } }
        FactList(facts)
        training
        designations
        ownAreas
        partners
    }

    /// What it is designated as today; else that its time is over or has not come.
    private var kicker: String {
        let kinds = hub.kinds(on: today).map(\.name)
        if !kinds.isEmpty { return kinds.joined(separator: " · ") }
        if hub.designations.isEmpty { return "Hub" }
        return hub.designations.contains { $0.isToCome(on: today) } ? "Future hub" : "Former hub"
    }

    private var facts: [(String, Markup)] {
        var facts: [(String, Markup)] = []
        if !hub.otherNames.isEmpty {
            facts.append(("Also called", .text(hub.otherNames.map(\.name).joined(separator: "; "))))
        }
        if let host = hub.host {
            let name: Markup =
                host.urn.map { urn in a(.href(SiteMap.school(urn))) { host.name } } ?? .text(host.name)
            facts.append(("Hosted by", name))
        }
        if let serves = hub.serves { facts.append(("Serves", .text(serves))) }
        if let website = hub.website {
            facts.append(("Website", a(.href(website), .rel("noopener")) { Self.shown(website) }))
        }
        if let email = hub.email { facts.append(("Email", a(.href("mailto:" + email)) { email })) }
        return facts
    }

    /// A web address as people write it.
    static func shown(_ website: String) -> String { String(website.trimmingPrefix(/https?:\/\//)) }

    @MarkupBuilder private var training: Markup {
        HTML.section(.class("page-section")) {
            h2 { "Training" }
            if offers.isEmpty {
                p { "No training is open for booking now." }
            } else {
                OfferList(offers: offers)
                p {
                    a(.href(SiteMap.offers().with("hub", hub.id.description))) { "All training that it runs" }
                }
            }
            SubscribeBox(
                "Put its dates into your calendar",
                feed: SiteMap.hubFeed(hub.slug),
                publicURL: publicURL
            )
        }
    }

    @MarkupBuilder private var designations: Markup {
        HTML.section(.class("page-section")) {
            h2 { "Designations" }
            if hub.designations.isEmpty { p { "None recorded." } }
            ul {
                for designation in hub.designations {
                    li {
                        "\(designation.kind.name): "
                        PlainWords.held(from: designation.startedOn, until: designation.endedOn, on: today)
                        if mayDesignate, let ticket {
                            changeForm(designation, ticket)
                            deleteForm(designation, ticket)
                        }
                    }
                }
            }
            if mayDesignate, let ticket {
                details(.open(state.error("start") != nil || state.error("kind") != nil)) {
                    HTML.summary { "Add a designation" }
                    designateForm(ticket)
                }
            }
        }
    }

    private func designateForm(_ ticket: FormTicket) -> Markup {
        form(.method("post"), .action(SiteMap.designateHub(hub.slug)), .novalidate(), .class("form")) {
            HubForms.hidden(ticket)
            SelectField("kind", "Kind", options: HubForms.kinds, state: state)
            TextField("start", "First day, if known", kind: .date, state: state)
            submit("Add the designation")
        }
    }

    private func changeForm(_ designation: Designation, _ ticket: FormTicket) -> Markup {
        let place = SiteMap.changeDesignation(hub.slug, designation.id)
        let fields = DesignationFields(designation.id)
        let state = fields.state(of: designation, self.state)
        return details(.open(fields.all.contains { state.error($0) != nil })) {
            HTML.summary { "Change this" }
            form(.method("post"), .action(place), .novalidate(), .class("form")) {
                HubForms.hidden(ticket)
                input(.type("hidden"), .name("version"), .value(String(designation.version)))
                SelectField(fields.kind, "Kind", options: HubForms.kinds, state: state)
                TextField(fields.start, "First day, if known", kind: .date, state: state)
                TextField(
                    fields.end,
                    "Last day",
                    kind: .date,
                    hint: "Leave it empty while the hub holds it.",
                    state: state
                )
                submit("Save the designation", isSecondary: true)
            }
        }
    }

    private func deleteForm(_ designation: Designation, _ ticket: FormTicket) -> Markup {
        let place = SiteMap.changeDesignation(hub.slug, designation.id)
        let sure = DesignationFields(designation.id).sure
        let about = "(\(designation.kind.name.lowercasedFirst))"
        return details(.open(state.error(sure) != nil)) {
            HTML.summary {
                "Delete this"
                span(.class("visually-hidden")) { " \(about)" }
            }
            p {
                "For one that was recorded by mistake. Where the hub held it and does no longer, write its last day instead."
            }
            form(.method("post"), .action(place), .novalidate(), .class("form")) {
                HubForms.hidden(ticket)
                input(.type("hidden"), .name("version"), .value(String(designation.version)))
                input(.type("hidden"), .name("step"), .value("delete"))
                ChoiceField(
                    sure,
                    "Are you sure?",
                    options: [
                        FormOption("yes", "Yes, the hub never held it. No list of hubs brings it back")
                    ],
                    isMultiple: true,
                    state: state
                )
                submit("Delete the designation", about: about, isWarning: true)
            }
        }
    }

    @MarkupBuilder private var ownAreas: Markup {
        if !areas.isEmpty || mayEdit {
            HTML.section(.class("page-section")) {
                h2 { "Areas" }
                if areas.isEmpty {
                    p { "No area is drawn yet." }
                } else {
                    ul { for area in areas { li { a(.href(SiteMap.area(area.slug))) { area.name } } } }
                }
                if mayEdit {
                    p {
                        a(.class("button button--secondary"), .href(SiteMap.newHubArea(hub.slug))) {
                            "Draw an area of this hub"
                        }
                    }
                }
            }
        }
    }

    @MarkupBuilder private var partners: Markup {
        HTML.section(.class("page-section")) {
            h2 { "Works with" }
            if partnerships.isEmpty { p { "No partnership is recorded yet." } }
            ul { for tie in partnerships { li { PartnershipLine(tie: tie, today: today) } } }
            if mayRecordPartnership {
                p {
                    a(.class("button button--secondary"), .href(SiteMap.partnerships(hub.id))) {
                        "Record and change partnerships"
                    }
                }
            }
        }
    }
}
