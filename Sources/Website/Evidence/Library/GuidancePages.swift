import Evidence
import HTML
import Programmes
import Services

extension GuidanceReport {
    /// `A publisher, 2021, Primary`.
    var byline: String {
        [publisher, year.map { "\($0)" } ?? "", phase].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}

extension Intervention {
    var fullName: String { edition.isEmpty ? name : "\(name), \(edition)" }
}

/// Guidance reports and resources.
struct GuidancePage: Page {
    let reports: [GuidanceReport]
    let resources: [Resource]
    let mayEdit: Bool
    /// For those who may change a resource or take it out.
    let ticket: FormTicket?

    let title = "Guidance and resources"
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence())] }

    var body: Markup {
        PageHeader(title, lead: "What bodies that read the evidence recommend, and things ready to use.")
        if mayEdit {
            p {
                a(.class("button button--secondary"), .href(SiteMap.newGuidance())) {
                    "Add a guidance report"
                }
                " "
                a(.class("button button--secondary"), .href(SiteMap.newResource())) { "Add a resource" }
            }
        }
        h2 { "Guidance reports" }
        if reports.isEmpty { EmptyState("There is no guidance report here yet.") }
        ul(.class("list")) {
            for report in reports {
                li {
                    h3 { a(.href(SiteMap.guidanceReport(report.slug))) { report.title } }
                    p(.class("meta")) {
                        "\(report.byline) · \(InWords.count(report.recommendations.count, "recommendation")) · \(report.strands.map(\.title).joined(separator: ", "))"
                    }
                    if !report.summary.isEmpty { p { report.summary } }
                }
            }
        }
        h2(.id("resources")) { "Resources" }
        if resources.isEmpty {
            EmptyState("There is no resource here yet.")
        } else {
            ResourceList(resources: resources, ticket: mayEdit ? ticket : nil)
        }
    }
}

/// Resources as strands and the guidance page list them.
struct ResourceList: Renderable {
    let resources: [Resource]
    /// For those who may change one or take it out.
    var ticket: FormTicket?

    var markup: Markup {
        ul {
            for resource in resources {
                li {
                    a(.href(resource.address), .rel("noopener")) { resource.title }
                    " (\([resource.kind.title, resource.publisher].filter { !$0.isEmpty }.joined(separator: ", ")))"
                    if !resource.summary.isEmpty { ": \(resource.summary)" }
                    if let ticket {
                        " "
                        a(
                            .href(SiteMap.editResource(resource.id)),
                            .aria("label", "Change \(resource.title)")
                        ) {
                            "Change"
                        }
                        postForm(SiteMap.removeResource(resource.id), ticket: ticket) {
                            submit("Take out \(resource.title)", isSecondary: true)
                        }
                    }
                }
            }
        }
    }
}

/// One guidance report with its recommendations.
struct GuidanceReportPage: Page {
    let report: GuidanceReport
    let mayEdit: Bool
    /// Training that follows it.
    let offers: [Offer]
    let mine: MyItem?

    var title: String { report.title }
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence()), Crumb("Guidance", SiteMap.guidance())] }

    var body: Markup {
        PageHeader(report.title, lead: report.summary.nonEmptyText, kicker: "Guidance")
        FactList([
            "Published by": report.publisher, "Year": report.year.map { "\($0)" },
            "For": report.phase.nonEmptyText,
            "Licence": report.licence.nonEmptyText,
        ])
        if !report.address.isEmpty {
            p { a(.href(report.address), .rel("noopener")) { "Read the report itself" } }
        }
        if let mine { SaveBox(item: mine) }
        if mayEdit {
            p {
                a(.class("button button--secondary"), .href(SiteMap.editGuidance(report.slug))) {
                    "Edit this report"
                }
            }
        }
        if !report.recommendations.isEmpty {
            h2 { "What it recommends" }
            ol { for text in report.recommendations { li { text } } }
        }
        h2 { "The strands that it rests on" }
        ul { for strand in report.strands { li { a(.href(SiteMap.strand(strand.slug))) { strand.title } } } }
        if !offers.isEmpty {
            h2 { "Training that follows it" }
            ul {
                for offer in offers {
                    li {
                        a(.href(SiteMap.offer(offer.id))) { offer.facts.title }
                        ", by \(offer.hubNames)"
                    }
                }
            }
        }
    }
}

/// The form of a guidance report.
struct GuidanceForm: Page {
    let report: GuidanceReport?
    let ticket: FormTicket
    let state: FormState
    let strands: [StrandLine]

    var title: String { report.map { "Edit \($0.title)" } ?? "Add a guidance report" }
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence()), Crumb("Guidance", SiteMap.guidance())] }

    var body: Markup {
        PageHeader(title)
        postForm(
            report.map { SiteMap.editGuidance($0.slug) } ?? SiteMap.newGuidance(),
            ticket: ticket,
            state: state
        ) {
            if report != nil { input(.type("hidden"), .name("version"), .value(state.value("version"))) }
            TextField("title", "Title", state: state)
            TextField("publisher", "Published by", state: state)
            TextField("year", "Year (optional)", kind: .wholeNumber, state: state)
            TextField("phase", "For which phase (optional)", state: state)
            TextField(
                "address",
                "Address of the report (optional)",
                kind: .url,
                hint: "Starts with https://",
                state: state
            )
            TextField("licence", "Licence (optional)", state: state)
            TextArea("summary", "Summary (optional)", hint: "In your own words", rows: 4, state: state)
            TextArea(
                "recommendations",
                "Recommendations (optional)",
                hint: "One on each line, in your own words",
                rows: 8,
                state: state
            )
            ChoiceField(strands: strands, state: state)
            submit("Save")
        }
    }
}

extension GuidanceDraft {
    init(_ submission: Submission) {
        self.init()
        title = submission.text("title")
        publisher = submission.text("publisher")
        year = submission.text("year")
        phase = submission.text("phase")
        address = submission.text("address")
        licence = submission.text("licence")
        summary = submission.text("summary")
        recommendations = submission.text("recommendations")
        strands = submission.all("strands").compactMap { ID<Strand>($0) }
    }

    var formState: FormState {
        var state = FormState([
            "title": title, "publisher": publisher, "year": year, "phase": phase, "address": address,
            "licence": licence, "summary": summary, "recommendations": recommendations,
        ])
        state.set("strands", all: strands.map(\.description))
        return state
    }
}

/// The form of a resource.
struct ResourceForm: Page {
    /// `nil` for a new one.
    let resource: Resource?
    let ticket: FormTicket
    let state: FormState
    let strands: [StrandLine]

    var title: String { resource.map { "Change \($0.title)" } ?? "Add a resource" }
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence()), Crumb("Guidance", SiteMap.guidance())] }

    var body: Markup {
        PageHeader(title, lead: "Something ready to use, at its own address.")
        postForm(
            resource.map { SiteMap.editResource($0.id) } ?? SiteMap.newResource(),
            ticket: ticket,
            state: state
        ) {
            if resource != nil { input(.type("hidden"), .name("version"), .value(state.value("version"))) }
            TextField("title", "Title", state: state)
            SelectField(
                "kind",
                "What it is",
                options: Resource.Kind.allCases.map { FormOption($0.rawValue, $0.title) },
                state: state
            )
            TextField("publisher", "Published by (optional)", state: state)
            TextField("address", "Address", kind: .url, hint: "Starts with https://", state: state)
            TextField("licence", "Licence (optional)", state: state)
            TextArea("summary", "What it is good for (optional)", rows: 3, state: state)
            ChoiceField(strands: strands, state: state)
            submit(resource == nil ? "Add" : "Save")
        }
    }
}

extension ResourceDraft {
    var formState: FormState {
        var state = FormState([
            "title": title, "kind": kind, "publisher": publisher, "address": address, "licence": licence,
            "summary": summary,
        ])
        state.set("strands", all: strands.map(\.description))
        return state
    }

    init(_ submission: Submission) {
        self.init()
        title = submission.text("title")
        kind = submission.text("kind")
        publisher = submission.text("publisher")
        address = submission.text("address")
        licence = submission.text("licence")
        summary = submission.text("summary")
        strands = submission.all("strands").compactMap { ID<Strand>($0) }
    }
}
