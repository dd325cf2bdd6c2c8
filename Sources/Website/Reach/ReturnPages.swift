import Access
import HTML
import Profiles
import Reach
import Services

/// A hub's returns to its funders.
struct KPIReturnsPage: Page {
    let hub: Organisation
    let returns: [KPIReturn]
    let state: FormState
    let ticket: FormTicket

    let title = "Returns to funders"
    var trail: [Crumb] { [Crumb("Reach", SiteMap.hubReach().with("hub", hub.id.description))] }

    var body: Markup {
        PageHeader(
            title,
            lead: "Choose the days; the figures are there. Each opens to the rows behind it.",
            kicker: hub.name
        )
        if returns.isEmpty {
            EmptyState("No return yet.")
        } else {
            DataTable(
                "Returns",
                isCaptionHidden: true,
                columns: [.init("Period"), .init("State")],
                rows: returns.map { item in
                    [
                        .group([a(.href(SiteMap.kpiReturn(item.id))) { KPIReturnPage.period(item) }]),
                        .text(item.submittedAt.map { "Submitted \(EvidenceText.day($0))" } ?? "Draft"),
                    ]
                }
            )
        }
        h2 { "Begin a return" }
        postForm(SiteMap.kpiReturns(), ticket: ticket, state: state) {
            input(.type("hidden"), .name("hub"), .value(hub.id.description))
            TextField("from", "First day", kind: .date, state: state)
            TextField("to", "Last day", kind: .date, state: state)
            submit("Begin")
        }
    }
}

/// One return: each figure, its target, how it changed, and the rows behind it.
struct KPIReturnPage: Page {
    let record: KPIReturnRecord
    let profile: HubMeasures
    let maySubmit: Bool
    let state: FormState
    let ticket: FormTicket

    private var kpiReturn: KPIReturn { record.kpiReturn }
    var title: String { "Return for \(Self.period(kpiReturn))" }
    var trail: [Crumb] {
        [Crumb("Returns to funders", SiteMap.kpiReturns().with("hub", kpiReturn.hub.description))]
    }
    var isWide: Bool { true }

    static func period(_ item: KPIReturn) -> String {
        "\(EvidenceText.day(item.period.from)) to \(EvidenceText.day(item.period.to))"
    }

    var body: Markup {
        PageHeader(title, lead: lead)
        DataTable(
            "Figures",
            isCaptionHidden: true,
            columns: [
                .init("Measure"), .init("Figure", isNumber: true), .init("Target", isNumber: true),
                .init("Since the last return", isNumber: true), .init("Behind it"),
            ],
            rows: record.measures.map(row)
        )
        TableDownloads(
            "the return",
            csv: SiteMap.kpiReturnFile(kpiReturn.id),
            workbook: SiteMap.kpiReturnWorkbook(kpiReturn.id)
        )
        p(.class("hint")) {
            "Definitions: \(profile.citation), version \(kpiReturn.profile). \(profile.note)"
        }
        if kpiReturn.submittedAt == nil {
            submission
        } else if !kpiReturn.commentary.isEmpty {
            h2 { "Commentary" }
            p(.class("prose")) { kpiReturn.commentary }
        }
    }

    private var lead: String {
        kpiReturn.submittedAt.map { "Submitted on \(EvidenceText.day($0)); the figures are locked." }
            ?? "A draft: the figures follow what is recorded until you submit it."
    }

    private func row(_ measure: HubMeasures.Measure) -> [Markup] {
        let figure = record.figure(measure.id)
        let behind: Markup =
            figure?.value == nil
            ? .text("Nothing is recorded that it could come from")
            : a(.href(SiteMap.kpiRows(kpiReturn.id, measure.id))) {
                "\(PlainWords.grouped(figure?.count ?? 0)) rows"
                span(.class("visually-hidden")) { " behind \(measure.name)" }
            }
        return [
            .text(measure.name),
            .text(figure?.value.map { Self.number($0, measure) } ?? "Not known"),
            .text(measure.target.map { Self.number($0, measure) } ?? ""),
            .text(
                record.change(of: measure.id).map { change in
                    (change > 0 ? "+" : change < 0 ? "−" : "±") + Self.number(abs(change), measure)
                } ?? ""
            ),
            behind,
        ]
    }

    private static func number(_ value: Double, _ measure: HubMeasures.Measure) -> String {
        switch measure.unit {
        case "percentage": "\(PlainWords.number(value, decimals: 0))%"
        case "points": PlainWords.number(value, decimals: 1)
        default: PlainWords.grouped(Int(value.rounded()))
        }
    }

    @MarkupBuilder private var submission: Markup {
        if maySubmit {
            h2 { "Submit it" }
            postForm(SiteMap.kpiReturn(kpiReturn.id), ticket: ticket, state: state) {
                input(.type("hidden"), .name("version"), .value("\(kpiReturn.version)"))
                TextArea(
                    "commentary",
                    "Commentary",
                    hint: "What the figures do not say.",
                    rows: 5,
                    state: state
                )
                p { "When you submit, the figures are locked as they stand now." }
                submit("Submit the return")
            }
        } else {
            p(.class("hint")) { "The lead of the hub submits it." }
        }
    }
}

/// The rows behind one figure.
struct KPIRowsPage: Page {
    let kpiReturn: KPIReturn
    let measure: HubMeasures.Measure
    let rows: KPIRows

    private var name: String { measure.name }
    var title: String { name }
    var trail: [Crumb] {
        [Crumb("Return for \(KPIReturnPage.period(kpiReturn))", SiteMap.kpiReturn(kpiReturn.id))]
    }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(
            name,
            lead: lead
        )
        if rows.rows.isEmpty {
            EmptyState("There is no row in this period.")
        } else {
            DataTable(
                name,
                isCaptionHidden: true,
                columns: rows.columns.map { .init($0) },
                rows: rows.rows.map { $0.map { .text($0) } }
            )
            TableDownloads(
                "the rows",
                csv: SiteMap.kpiRowsFile(kpiReturn.id, measure.id),
                workbook: SiteMap.kpiRowsWorkbook(kpiReturn.id, measure.id)
            )
        }
    }

    private var lead: String {
        guard kpiReturn.submittedAt != nil else { return "The rows that make the figure." }
        return rows.isKept
            ? "The rows that made the figure when it was submitted, kept with it."
            : "The rows as they are recorded now; the figure is as it was submitted."
    }
}
