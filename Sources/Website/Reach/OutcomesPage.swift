import Access
import Directory
import Evidence
import Figures
import HTML
import Reach
import Services
import Trials

/// Published results of schools that took part beside those of schools that did not, and why this is no effect.
struct OutcomesPage: Page {
    let outcomes: OutcomesBesideReach
    /// Of which something can be said, newest first.
    let years: [AcademicYear]
    let strands: [Strand]
    /// Empty for readers who may not choose a hub.
    let hubs: [Hub]
    /// Of the strand, where one is chosen.
    let trials: [Trial]
    let today: LocalDate

    private var scope: ReachScope { outcomes.scope }
    private var strand: Strand? { strands.first { $0.id == scope.strand } }
    var title: String { "Results beside reach" }
    var trail: [Crumb] {
        [Crumb("Network", SiteMap.network()), Crumb("Reach", SiteMap.networkReach())]
    }
    var section: SiteSection? { .network }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "Published results of schools that took part\(strand.map { " on \($0.content.title)" } ?? ""), beside those of schools that did not.",
            kicker: hubs.first { $0.id == scope.hub }?.name
        )
        Inset("This is not an effect") {
            p {
                "These figures do not say what taking part did. Groups were not randomly chosen: schools that take part differ from others in leadership, staff, will and where they started, and these may explain any difference. Results also drift towards the average from year to year, whatever anyone does."
            }
            design
        }
        choices
        if outcomes.lines.isEmpty {
            EmptyState("No results are published for the years around \(scope.year) yet.")
        }
        for (position, line) in outcomes.lines.enumerated() {
            OutcomeLine(line: line, id: "outcomes-\(position + 1)")
        }
        if !outcomes.lines.isEmpty {
            TableDownloads(
                "these tables",
                csv: query(SiteMap.outcomesFile()),
                workbook: query(SiteMap.outcomesWorkbook())
            )
        }
        details(.class("behind")) {
            HTML.summary { "How this is put together" }
            p {
                "A school took part when someone from it attended training, went on with a plan, joined a trial, was coached or was supported at any time from September \(String(scope.year.startYear)) to the newest results. Schools of the phase are sorted by their newest share of disadvantaged pupils into five groups of equal number. Each school counts once, whatever its size. The middle half: a quarter of the schools changed by less, a quarter by more; hidden where these quarters are one or two schools. Where one or two schools stand on a side the row is hidden, with what it could be worked out from."
            }
        }
    }

    @MarkupBuilder private var design: Markup {
        if let strand {
            if trials.isEmpty {
                p {
                    "No trial is registered on this strand, so this network cannot say what it does. "
                    a(.href(SiteMap.strand(strand.slug))) { "What published studies say" }
                    "."
                }
            } else {
                p { "What a design can say stands in the registered trials of this strand:" }
                ul {
                    for trial in trials {
                        li {
                            a(.href(SiteMap.trial(trial.slug))) { trial.title }
                            ": \(trial.status(on: today).title.lowercasedFirst)"
                        }
                    }
                }
            }
        } else {
            p {
                "Choose a strand to see its registered trials. "
                a(.href(SiteMap.results())) { "All results of trials" }
                "."
            }
        }
    }

    @MarkupBuilder private var choices: Markup {
        getForm(SiteMap.outcomes()) {
            SelectField(
                "strand",
                "Strand of evidence",
                options: [FormOption("", "All")]
                    + strands.map { FormOption($0.id.description, $0.content.title) },
                state: state
            )
            if !hubs.isEmpty {
                SelectField(
                    "hub",
                    "Hub",
                    options: [FormOption("", "All")] + hubs.map { FormOption($0.id.description, $0.name) },
                    state: state
                )
            }
            if !years.isEmpty {
                SelectField(
                    "year",
                    "Took part from the academic year",
                    options: years.map { FormOption("\($0.startYear)", $0.description) },
                    state: state
                )
            }
            submit("Show")
        }
    }

    private var state: FormState {
        FormState([
            "strand": scope.strand?.description ?? "", "hub": scope.hub?.description ?? "",
            "year": "\(scope.year.startYear)",
        ])
    }

    private func query(_ link: Link) -> Link {
        link.with("year", "\(scope.year.startYear)").with("strand", scope.strand?.description)
            .with("hub", scope.hub?.description)
    }
}

/// One measure: the change in each fifth as a figure, and the table behind it.
private struct OutcomeLine: Renderable {
    let line: OutcomesBesideReach.MeasureLine
    let id: String

    var markup: Markup {
        HTML.section(.class("page-section")) {
            h2 { line.measure.name }
            p { "Results of \(line.before), and how they changed to \(line.after). \(left)" }
            if let svg = try? plot.responsive(id: id).svg() {
                FigureBlock(
                    svg: svg,
                    caption:
                        "From the fifth of schools with the fewest to that with the most disadvantaged pupils. The distance between the two pictures is not an effect."
                )
            }
            table
        }
    }

    private var left: String {
        line.leftOut == 0
            ? "" : "\(PlainWords.schools(line.leftOut)) of the phase without these results are left out."
    }

    private var unit: String { line.measure.unit == .percentage ? "percentage points" : "points" }

    private var plot: TrendPlot {
        func changes(_ side: (OutcomesBesideReach.Content) -> OutcomesBesideReach.Group?) -> [Double?] {
            line.fifths.map { $0.content.flatMap(side)?.meanChange }
        }
        var plot = TrendPlot(
            title: "\(line.measure.name): change from \(line.before) to \(line.after)",
            valueName: "Mean change of the schools of each fifth, \(unit)",
            positions: ["Fewest disadvantaged", "Second", "Third", "Fourth", "Most"],
            panels: [
                .init(name: "Took part", values: changes(\.tookPart)),
                .init(name: "Did not take part", values: changes(\.others)),
            ]
        )
        plot.reference = 0
        plot.referenceName = "No change"
        plot.decimals = 1
        return plot
    }

    private var table: DataTable {
        DataTable(
            "\(line.measure.name), by disadvantage",
            columns: [
                .init("Disadvantaged pupils"), .init("Schools that"), .init("Schools", isNumber: true),
                .init("Mean before", isNumber: true), .init("Mean change", isNumber: true),
                .init("Middle half of changes", isNumber: true),
            ],
            rows: ([line.all] + line.fifths.reversed()).flatMap(rows)
        )
    }

    private func rows(_ comparison: OutcomesBesideReach.Comparison) -> [[Markup]] {
        let name = Self.name(comparison.fifth)
        return [
            [.text(name), .text("took part")] + cells(comparison, \.tookPart),
            [.text(name), .text("did not")] + cells(comparison, \.others),
        ]
    }

    private func cells(
        _ comparison: OutcomesBesideReach.Comparison,
        _ side: (OutcomesBesideReach.Content) -> OutcomesBesideReach.Group?
    ) -> [Markup] {
        guard let content = comparison.content else { return ["hidden", "", "", ""].map { .text($0) } }
        guard let group = side(content) else { return ["0", "", "", ""].map { .text($0) } }
        return [
            .text(PlainWords.grouped(group.schools)), .text(PlainWords.number(group.meanBefore)),
            .text(Self.signed(group.meanChange)),
            .text(
                group.middleHalf.map { "\(Self.signed($0.lowerBound)) to \(Self.signed($0.upperBound))" }
                    ?? "hidden"
            ),
        ]
    }

    private static func signed(_ value: Double) -> String {
        let text = PlainWords.number(value)
        return value.rounded(toPlaces: 1) > 0 ? "+" + text : text
    }

    private static func name(_ fifth: Int?) -> String {
        switch fifth {
        case 5: "Most (fifth)"
        case 1: "Fewest (first)"
        case 4: "Fourth"
        case 3: "Third"
        case 2: "Second"
        default: "All schools"
        }
    }
}
