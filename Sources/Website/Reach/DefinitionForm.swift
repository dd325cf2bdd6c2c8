import Access
import Directory
import Evidence
import HTML
import Programmes
import Reach
import Services

/// A hub's own definition, to be written: what a funder asks for, measure by measure.
struct DefinitionForm: Page {
    /// `nil` for a new one.
    let definition: KPIDefinition?
    let hub: Organisation
    let strands: [StrandLink]
    let rowCount: Int
    let state: FormState
    let ticket: FormTicket

    static let firstRows = 4
    static let moreRows = 4

    var title: String { definition.map { "Change “\($0.title)”" } ?? "Write your own definition" }
    var trail: [Crumb] {
        [Crumb("Returns to funders", SiteMap.kpiReturns().with("hub", hub.id.description))]
            + (definition.map { [Crumb($0.title, SiteMap.kpiDefinition($0.id))] } ?? [])
    }

    var body: Markup {
        PageHeader(title, lead: lead, kicker: hub.name)
        postForm(
            definition.map { SiteMap.editKPIDefinition($0.id) } ?? SiteMap.newKPIDefinition(),
            ticket: ticket,
            state: state
        ) {
            input(.type("hidden"), .name("hub"), .value(hub.id.description))
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            TextField("title", "Title", hint: "Such as: Coastal schools fund, yearly return", state: state)
            TextField("funder", "Who asks for it", state: state)
            h2 { "What is measured" }
            for position in 0..<rowCount { row(position) }
            submit("Add more measures", isSecondary: true, name: "step", value: "add")
            submit(publish, name: "step", value: "publish")
        }
        h2 { "What can be measured" }
        MeasuresTable()
    }

    private var lead: String {
        definition == nil
            ? "What a funder asks you to report. The figures come from what is recorded here."
            : "Your change becomes version \(1 + (definition?.newestVersion ?? 0)). Returns that were begun before keep the version that they have."
    }

    private var publish: String {
        definition.map { "Publish version \($0.newestVersion + 1)" } ?? "Publish version 1"
    }

    @MarkupBuilder private func row(_ position: Int) -> Markup {
        fieldset(.class("field-row")) {
            legend { "Measure \(position + 1)" }
            SelectField(
                "measure-\(position)",
                "What is measured",
                options: [FormOption("", "Nothing: leave this row out")]
                    + KPIMeasure.allCases.map { FormOption($0.rawValue, $0.name) },
                state: state
            )
            TextField("name-\(position)", "Your name for it, if another", state: state)
            TextField("target-\(position)", "Target, if there is one", isShort: true, state: state)
            TextField("place-\(position)", "Place in the order", kind: .wholeNumber, state: state)
            narrowing(position)
        }
    }

    private func narrowing(_ position: Int) -> Markup {
        let fields = KPINarrowing.Part.allCases.map { "\($0.rawValue)-\(position)" }
        let isOpen = fields.contains { !state.value($0).isEmpty || state.error($0) != nil }
        return details(.open(isOpen)) {
            HTML.summary { "Count only some" }
            SelectField(
                fields[0],
                "Strand of evidence",
                options: [FormOption("", "All")] + strands.map { FormOption($0.id.description, $0.title) },
                state: state
            )
            SelectField(
                fields[1],
                "Kind of offer",
                options: [FormOption("", "All")]
                    + OfferKind.allCases.map { FormOption($0.rawValue, $0.name) },
                state: state
            )
            SelectField(
                fields[2],
                "Phase of school",
                options: [FormOption("", "All")] + Phase.allCases.map { FormOption($0.rawValue, $0.name) },
                state: state
            )
            SelectField(
                fields[3],
                "Need of the school",
                options: [FormOption("", "All"), FormOption("yes", "The two fifths of greatest need")],
                state: state
            )
        }
    }
}

/// Each measure with its unit and how it can be narrowed.
private struct MeasuresTable: Renderable {
    var markup: Markup {
        DataTable(
            "What can be measured",
            isCaptionHidden: true,
            columns: [.init("Measure"), .init("Unit"), .init("Can be narrowed by")],
            rows: KPIMeasure.allCases.map { measure in
                let parts = KPINarrowing.Part.allCases.filter(measure.narrowings.contains).map(\.name)
                return [
                    .text(measure.name), .text(measure.unit),
                    .text(parts.isEmpty ? "nothing" : parts.joined(separator: ", ")),
                ]
            }
        )
    }
}

extension FormState {
    /// How many rows of measures it holds.
    var measureRowCount: Int {
        (0..<KPIDefinitionDraft.mostMeasures).last { position in
            ["measure", "name", "target"].contains { !value("\($0)-\(position)").isEmpty }
        }
        .map { $0 + 1 } ?? 0
    }

    init(_ draft: KPIDefinitionDraft) {
        self.init(["title": draft.title, "funder": draft.funder])
        for (position, row) in draft.measures.enumerated() {
            set("measure-\(position)", row.measure?.rawValue ?? "")
            set("name-\(position)", row.name)
            set("target-\(position)", row.target)
            set("place-\(position)", row.place)
            set("strand-\(position)", row.narrowing.strand?.description ?? "")
            set("kind-\(position)", row.narrowing.offerKind?.rawValue ?? "")
            set("phase-\(position)", row.narrowing.phase?.rawValue ?? "")
            set("great-need-\(position)", row.narrowing.isOnlyGreatNeed ? "yes" : "")
        }
    }
}

extension KPIDefinitionDraft {
    init(_ submission: Submission) {
        self.init()
        title = submission.text("title")
        funder = submission.text("funder")
        measures = (0..<Self.mostMeasures).filter { submission.names.contains("measure-\($0)") }.map {
            position in
            let narrowing = KPINarrowing(
                strand: ID(submission.text("strand-\(position)")),
                offerKind: OfferKind(rawValue: submission.text("kind-\(position)")),
                phase: Phase(rawValue: submission.text("phase-\(position)")),
                isOnlyGreatNeed: !submission.text("great-need-\(position)").isEmpty
            )
            return MeasureRow(
                KPIMeasure(rawValue: submission.text("measure-\(position)")),
                name: submission.text("name-\(position)"),
                target: submission.text("target-\(position)"),
                place: submission.text("place-\(position)"),
                narrowing
            )
        }
    }
}
