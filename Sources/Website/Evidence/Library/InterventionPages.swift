import Evidence
import HTML
import Profiles
import Services
import Trials

/// What is actually done, by name.
struct InterventionsPage: Page {
    let interventions: [Intervention]
    let mayEdit: Bool

    let title = "Interventions"
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence())] }

    var body: Markup {
        PageHeader(title, lead: "What is actually done, by its name and edition. A strand is a mix of these.")
        if mayEdit {
            p {
                a(.class("button button--secondary"), .href(SiteMap.newIntervention())) {
                    "Add an intervention"
                }
            }
        }
        if interventions.isEmpty { EmptyState("There is no intervention here yet.") }
        ul(.class("list")) {
            for intervention in interventions {
                li {
                    h2(.class("list__title")) {
                        a(.href(SiteMap.intervention(intervention.slug))) { intervention.fullName }
                    }
                    if !intervention.developer.isEmpty { p(.class("meta")) { intervention.developer } }
                    if !intervention.summary.isEmpty { p { intervention.summary } }
                }
            }
        }
    }
}

/// One intervention: what it is made of, what it costs, what was found, and who tests it.
struct InterventionPage: Page {
    let intervention: Intervention
    let findings: [Finding]
    let trials: [Trial]
    let today: LocalDate
    let costs: CostScale
    let mayEdit: Bool
    /// Whether the reader writes plans for a school.
    let mayPlan: Bool

    var title: String { intervention.fullName }
    let section: SiteSection? = .evidence
    var trail: [Crumb] {
        [Crumb("Evidence", SiteMap.evidence()), Crumb("Interventions", SiteMap.interventions())]
    }

    var body: Markup {
        PageHeader(intervention.fullName, lead: intervention.summary.nonEmptyText, kicker: "Intervention")
        FactList([
            "Developer": intervention.developer.nonEmptyText, "Dose": intervention.dose.nonEmptyText,
            "Materials": intervention.materials.nonEmptyText,
            "Cost": intervention.costBand.map { EvidenceText.cost($0, costs) },
            "What it costs": intervention.costText.nonEmptyText,
        ])
        if mayEdit {
            p {
                a(.class("button button--secondary"), .href(SiteMap.editIntervention(intervention.slug))) {
                    "Edit this intervention"
                }
            }
        }
        if !intervention.activeIngredients.isEmpty {
            h2 { "Active ingredients" }
            ul {
                for part in intervention.activeIngredients.split(separator: ";") {
                    li { String(part.drop { $0 == " " }) }
                }
            }
        }
        h2 { "Strands" }
        ul {
            for strand in intervention.strands {
                li {
                    a(.href(SiteMap.strand(strand.slug))) { strand.title }
                    if mayPlan {
                        " · "
                        a(
                            .href(
                                SiteMap.newPlan().with("strand", strand.id.description)
                                    .with("intervention", intervention.id.description)
                            )
                        ) { "Start a plan" }
                    }
                }
            }
        }
        h2 { "What was found" }
        if findings.isEmpty {
            p { "No finding about this intervention is in the library yet." }
        } else {
            DataTable(
                "Findings",
                isCaptionHidden: true,
                columns: [
                    .init("Study or trial"), .init("Outcome"), .init("Effect (SD)", isNumber: true),
                    .init("Standard error", isNumber: true), .init("Design"),
                ],
                rows: findings.prefix(200).map { finding in
                    [
                        finding.study.map { study in
                            .group([a(.href(SiteMap.study(study))) { finding.label }])
                        }
                            ?? .text(finding.label),
                        .text(finding.outcomeDomain), .text(EvidenceText.effect(finding.effect)),
                        .text(EvidenceText.fixed(finding.standardError, decimals: 3)),
                        .text(finding.design.title),
                    ]
                }
            )
        }
        if !trials.isEmpty {
            h2 { "Trials of this network" }
            TrialTable(trials: trials, today: today)
        }
    }
}

/// The form of an intervention.
struct InterventionForm: Page {
    let intervention: Intervention?
    let ticket: FormTicket
    let state: FormState
    let strands: [StrandLine]
    let costs: CostScale

    var title: String { intervention.map { "Edit \($0.fullName)" } ?? "Add an intervention" }
    let section: SiteSection? = .evidence
    var trail: [Crumb] {
        [Crumb("Evidence", SiteMap.evidence()), Crumb("Interventions", SiteMap.interventions())]
    }

    var body: Markup {
        PageHeader(title)
        postForm(
            intervention.map { SiteMap.editIntervention($0.slug) } ?? SiteMap.newIntervention(),
            ticket: ticket,
            state: state
        ) {
            if intervention != nil {
                input(.type("hidden"), .name("version"), .value(state.value("version")))
            }
            TextField("name", "Name", state: state)
            TextField("edition", "Edition (optional)", hint: "A trial tests one edition", state: state)
            TextField("developer", "Developer (optional)", state: state)
            TextArea("summary", "What is done (optional)", rows: 4, state: state)
            TextArea(
                "activeIngredients",
                "Active ingredients (optional)",
                hint: "Separated by semicolons",
                rows: 3,
                state: state
            )
            TextField(
                "dose",
                "Dose (optional)",
                hint: "Such as 15 minutes, 4 days a week, 20 weeks",
                state: state
            )
            TextField("materials", "Materials (optional)", state: state)
            TextField("costText", "What it costs (optional)", state: state)
            SelectField(
                "costBand",
                "Cost a pupil a year",
                options: [FormOption("", "Not known")]
                    + costs.bands.map { FormOption("\($0.level)", "\($0.level): \($0.name)") },
                state: state
            )
            ChoiceField(strands: strands, state: state)
            submit("Save")
        }
    }
}

extension InterventionDraft {
    init(_ submission: Submission) {
        self.init()
        name = submission.text("name")
        edition = submission.text("edition")
        developer = submission.text("developer")
        summary = submission.text("summary")
        activeIngredients = submission.text("activeIngredients")
        dose = submission.text("dose")
        materials = submission.text("materials")
        costText = submission.text("costText")
        costBand = submission.text("costBand")
        strands = submission.all("strands").compactMap { ID<Strand>($0) }
    }

    init(_ intervention: Intervention) {
        self.init()
        name = intervention.name
        edition = intervention.edition
        developer = intervention.developer
        summary = intervention.summary
        activeIngredients = intervention.activeIngredients
        dose = intervention.dose
        materials = intervention.materials
        costText = intervention.costText
        costBand = intervention.costBand.map(String.init) ?? ""
        strands = intervention.strands.map(\.id)
    }

    var formState: FormState {
        var state = FormState([
            "name": name, "edition": edition, "developer": developer, "summary": summary,
            "activeIngredients": activeIngredients, "dose": dose, "materials": materials,
            "costText": costText,
            "costBand": costBand,
        ])
        state.set("strands", all: strands.map(\.description))
        return state
    }
}
