import Access
import HTML
import Profiles
import Reach
import Services

/// A hub's returns to its funders.
struct KPIReturnsPage: Page {
    let hub: Organisation
    let returns: [KPIReturn]
    let profiles: ProfileLibrary
    /// The hub's own.
    let definitions: [KPIDefinition]
    let mayDefine: Bool
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
                columns: [.init("Period"), .init("Definition"), .init("State")],
                rows: returns.map { item in
                    [
                        a(.href(SiteMap.kpiReturn(item.id))) {
                            KPIReturnPage.period(item)
                            span(.class("visually-hidden")) {
                                ": \(item.definitionTitle(among: profiles)), \(item.stateWords.lowercasedFirst)"
                            }
                        },
                        .text(item.definitionTitle(among: profiles)),
                        .text(item.stateWords),
                    ]
                }
            )
        }
        h2 { "Begin a return" }
        postForm(SiteMap.kpiReturns(), ticket: ticket, state: state) {
            input(.type("hidden"), .name("hub"), .value(hub.id.description))
            TextField("from", "First day", kind: .date, state: state)
            TextField("to", "Last day", kind: .date, state: state)
            if !definitions.isEmpty {
                SelectField(
                    "definition",
                    "Definition",
                    options: [FormOption("", profiles.hubMeasures.title)]
                        + definitions.filter { !$0.isRetired }.map {
                            FormOption($0.id.description, "\($0.title), for \($0.funder)")
                        },
                    state: state
                )
            }
            submit("Begin")
        }
        h2 { "Definitions" }
        own
    }

    @MarkupBuilder private var own: Markup {
        p {
            "Braid carries “\(profiles.hubMeasures.title)”. Where a funder asks for something else, write it down once: the figures are there for each return."
        }
        if !definitions.isEmpty {
            ul {
                for definition in definitions {
                    li {
                        a(.href(SiteMap.kpiDefinition(definition.id))) { definition.title }
                        ", for \(definition.funder), version \(definition.version)"
                        if definition.isRetired { " (out of use)" }
                    }
                }
            }
        }
        if mayDefine {
            p {
                a(
                    .class("button button--secondary"),
                    .href(SiteMap.newKPIDefinition().with("hub", hub.id.description))
                ) { "Write your own definition" }
            }
        }
    }
}

/// One return: each figure, its target, how it changed, and the rows behind it.
struct KPIReturnPage: Page {
    let record: KPIReturnRecord
    /// The measures that new returns go by.
    let carried: HubMeasures
    let maySubmit: Bool
    let mayWithdraw: Bool
    /// Before the last day of its period a return is not submitted.
    let isOver: Bool
    let state: FormState
    let ticket: FormTicket

    private var kpiReturn: KPIReturn { record.kpiReturn }
    var title: String { "Return for \(Self.period(kpiReturn))" }
    var trail: [Crumb] {
        [Crumb("Returns to funders", SiteMap.kpiReturns().with("hub", kpiReturn.hub.description))]
    }
    var isWide: Bool { true }

    static func period(_ item: KPIReturn) -> String { period(item.period) }

    private static func period(_ period: KPIReturn.Period) -> String {
        "\(EvidenceText.day(period.from)) to \(EvidenceText.day(period.to))"
    }

    var body: Markup {
        PageHeader(title, lead: lead, kicker: record.definition.title)
        withdrawal
        replaced
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
        comparison
        source
        if kpiReturn.submittedAt == nil {
            overlaps
            submission
        } else if !kpiReturn.commentary.isEmpty {
            h2 { "Commentary" }
            p(.class("prose")) { kpiReturn.commentary }
        }
        if kpiReturn.submittedAt != nil, kpiReturn.withdrawal == nil, mayWithdraw { takingBack }
    }

    private var lead: String {
        guard let submitted = kpiReturn.submittedAt else {
            return "A draft: the figures follow what is recorded until you submit it."
        }
        return kpiReturn.withdrawal == nil
            ? "Submitted on \(EvidenceText.day(submitted)); the figures are locked."
            : "As it was submitted on \(EvidenceText.day(submitted)). It does not stand any more."
    }

    /// That it does not stand, why, and what does.
    @MarkupBuilder private var withdrawal: Markup {
        if let withdrawal = kpiReturn.withdrawal {
            p { StatusTag("Withdrawn", .late) }
            Inset("Withdrawn on \(EvidenceText.day(withdrawal.at)) by \(withdrawal.by)") {
                p(.class("prose")) { withdrawal.reason }
                if let successor = record.successor {
                    p {
                        "In its place: "
                        a(.href(SiteMap.kpiReturn(successor.id))) {
                            "the return for the same days, \(successor.stateWords.lowercasedFirst)"
                        }
                    }
                } else {
                    postForm(SiteMap.kpiReturns(), ticket: ticket) {
                        for (name, value) in beginning { input(.type("hidden"), .name(name), .value(value)) }
                        submit("Begin another for these days")
                    }
                }
            }
        }
    }

    /// What begins another return like it.
    private var beginning: [(name: String, value: String)] {
        var fields = [
            (name: "hub", value: kpiReturn.hub.description),
            (name: "from", value: kpiReturn.period.from.description),
            (name: "to", value: kpiReturn.period.to.description),
        ]
        if case .own(let definition, _, _) = kpiReturn.basis {
            fields.append((name: "definition", value: definition.description))
        }
        return fields
    }

    /// Returns for these days that were withdrawn before.
    @MarkupBuilder private var replaced: Markup {
        if kpiReturn.withdrawal == nil, !record.withdrawn.isEmpty {
            Inset("It takes the place of a return that was withdrawn") {
                ul {
                    for other in record.withdrawn {
                        li {
                            a(.href(SiteMap.kpiReturn(other.id))) { other.stateWords }
                            other.withdrawal.map { ": \($0.reason)" } ?? ""
                        }
                    }
                }
            }
        }
    }

    private var takingBack: Markup {
        details(.class("behind"), .open(!state.isValid)) {
            HTML.summary { "Withdraw this return" }
            p {
                "For a return that was submitted in error. It stays here with its figures and your reason, marked as withdrawn; later returns are not compared with it, and another can be begun for its days. Tell the funder yourself."
            }
            postForm(SiteMap.withdrawKPIReturn(kpiReturn.id), ticket: ticket, state: state) {
                input(.type("hidden"), .name("version"), .value("\(kpiReturn.version)"))
                TextArea("reason", "Why is it withdrawn?", rows: 3, state: state)
                submit("Withdraw the return", isWarning: true)
            }
        }
    }

    /// What the figures are beside: the last return, and targets.
    @MarkupBuilder private var comparison: Markup {
        if let last = record.lastPeriod {
            let length = InWords.count(last.days, "day")
            let own = InWords.count(kpiReturn.period.days, "day")
            p(.class("hint")) {
                "The last return was for \(Self.period(last))."
                if !record.comparesCounts {
                    " That is \(length), and this one is for \(own): only shares and means are compared."
                } else if !isOver {
                    " Its days are over and those of this one are not: a number that is smaller so far is no fall."
                }
            }
        }
        if kpiReturn.period.isShorterThanAYear,
            record.measures.contains(where: { $0.isCount && $0.target != nil })
        {
            p(.class("hint")) {
                "This return is for \(InWords.count(kpiReturn.period.days, "day")). A target for a year is not one for a part of it."
            }
        }
    }

    /// Days that are in another return, too: not forbidden, because a funder may ask for a term and for the year.
    @MarkupBuilder private var overlaps: Markup {
        if !record.overlapping.isEmpty {
            Inset("Some of these days are in another return") {
                p { "What happened on them counts in both." }
                ul {
                    for other in record.overlapping {
                        li {
                            a(.href(SiteMap.kpiReturn(other.id))) { Self.period(other.period) }
                            other.submittedAt.map { ", submitted on \(EvidenceText.day($0))" } ?? ", a draft"
                        }
                    }
                }
            }
        }
    }

    @MarkupBuilder private var source: Markup {
        p(.class("hint")) {
            "Schools counted here took part in training; "
            a(.href(SiteMap.hubReach().with("hub", kpiReturn.hub.description))) { "your page of reach" }
            " counts coaching, support in school and trials, too. \(ReachWords.withoutRegister)"
        }
        switch record.definition {
        case .carried(let profile):
            p(.class("hint")) {
                "“\(profile.title)”, in use from \(EvidenceText.day(profile.effectiveFrom)). Source: \(profile.source). \(profile.note)"
            }
            if kpiReturn.submittedAt == nil, profile.id != carried.id {
                newerVersion("There are newer measures", "“\(carried.title)”") {
                    p { "“\(carried.title)” came after this return was begun. \(carried.note)" }
                }
            }
        case .own(let definition):
            p(.class("hint")) {
                "Definition: "
                a(.href(SiteMap.kpiDefinition(definition.id).with("version", "\(definition.version)"))) {
                    record.definition.citation
                }
                ", for \(definition.funder)."
            }
            if kpiReturn.submittedAt == nil, definition.version != definition.newestVersion {
                let newest = "version \(definition.newestVersion)"
                newerVersion("There is a newer version of the definition", newest) {
                    p {
                        a(.href(SiteMap.kpiDefinition(definition.id))) { newest.capitalisedFirst }
                        " was published after this return was begun."
                    }
                }
            }
        }
    }

    /// - Parameter newest: What the return goes by afterwards.
    private func newerVersion(_ heading: String, _ newest: String, @MarkupBuilder _ what: () -> Markup)
        -> Markup
    {
        let said = what()
        return Inset(heading) {
            said
            postForm(SiteMap.takeNewestVersion(kpiReturn.id), ticket: ticket) {
                input(.type("hidden"), .name("version"), .value("\(kpiReturn.version)"))
                submit("Go by \(newest)", isSecondary: true)
            }
        }.markup
    }

    private func row(_ measure: DefinedMeasure) -> [Markup] {
        let figure = record.figure(measure.id)
        let behind: Markup =
            if figure?.value == nil {
                .text("Nothing is recorded that it could come from")
            } else if figure?.count == 0 {
                .text("No rows")
            } else {
                a(.href(SiteMap.kpiRows(kpiReturn.id, measure.id))) {
                    figure?.count == 1 ? "1 row" : "\(PlainWords.grouped(figure?.count ?? 0)) rows"
                    span(.class("visually-hidden")) { " behind \(measure.name)" }
                }
            }
        let narrowing = ReachWords.narrowing(measure)
        return [
            narrowing.isEmpty
                ? .text(measure.name)
                : .group([.text(measure.name), p(.class("hint")) { narrowing.joined(separator: "; ") }]),
            .text(figure?.value.map { ReachWords.figure($0, measure) } ?? "Not known"),
            .text(measure.target.map { ReachWords.figure($0, measure) } ?? ""),
            .text(record.change(of: measure.id).map { ReachWords.change($0, measure) } ?? ""),
            figure?.note.map { note in Markup.group([behind, p(.class("hint")) { note }]) } ?? behind,
        ]
    }

    @MarkupBuilder private var submission: Markup {
        if !isOver {
            p(.class("hint")) {
                "The figures are those so far. The return can be submitted from \(EvidenceText.day(kpiReturn.period.to)), when its period is over."
            }
        } else if maySubmit {
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

extension KPIReturn {
    /// `Draft`; `Submitted 3 October 2026`; `Submitted 3 October 2026, withdrawn 5 October 2026`.
    var stateWords: String {
        guard let submittedAt else { return "Draft" }
        let withdrawn = withdrawal.map { ", withdrawn \(EvidenceText.day($0.at))" } ?? ""
        return "Submitted \(EvidenceText.day(submittedAt))\(withdrawn)"
    }
}

/// The rows behind one figure.
struct KPIRowsPage: Page {
    let kpiReturn: KPIReturn
    let measure: DefinedMeasure
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
                rows: rows.rows.map { row in
                    zip(row, rows.columns).map { cell, heading in
                        .text(Self.spelled(ReachWords.cell(cell, under: heading)))
                    }
                }
            )
            TableDownloads(
                "the rows",
                csv: SiteMap.kpiRowsFile(kpiReturn.id, measure.id),
                workbook: SiteMap.kpiRowsWorkbook(kpiReturn.id, measure.id)
            )
        }
    }

    /// A row is kept as it stands in files, where a day is written like 2026-10-05.
    private static func spelled(_ cell: String) -> String {
        LocalDate(cell).map { EvidenceText.day($0) } ?? cell
    }

    private var lead: String {
        guard kpiReturn.submittedAt != nil else { return "The rows that make the figure." }
        return rows.isKept
            ? "The rows that made the figure when it was submitted, kept with it."
            : "The rows as they are recorded now; the figure is as it was submitted."
    }
}
