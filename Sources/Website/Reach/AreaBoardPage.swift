import Directory
import Evidence
import HTML
import Profiles
import Reach
import Services

/// For an area's board: targets, where each stands, and the schools behind them for those who may see.
struct AreaBoardPage: Page {
    let area: Area
    let year: AcademicYear
    let thisYear: AcademicYear
    let summary: ReachSummary
    let tested: [ID<Strand>: StrandTesting]
    let profile: NeedProfile
    let targets: [TargetLine]
    /// The first of them; `nil` for readers who may not see names.
    let spots: [ColdSpot]?
    let spotCount: Int
    /// For those who may set targets.
    let ticket: FormTicket?
    private(set) var state: FormState

    var title: String { "\(area.name): the board’s page" }
    var trail: [Crumb] { [Crumb("Network", SiteMap.network()), Crumb(area.name, SiteMap.area(area.slug))] }
    var section: SiteSection? { .network }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(
            area.name,
            lead: "What this area set out to do in \(year), and where it stands. \(ReachWords.meaning)",
            kicker: "The board’s page"
        )
        BeingCounted(summary: summary)
        // Whoever sets targets sets those of the year that is to come, too.
        YearTabs(year, thisYear: thisYear, hasNext: ticket != nil, link: link)
        DataTable(
            "Targets for \(year)",
            columns: [
                .init("Target"), .init("Goal", isNumber: true), .init("So far", isNumber: true),
                .init("Schools in the area", isNumber: true),
            ],
            rows: targets.map { line in
                [
                    .text(line.measure.name), .text(line.goal.map(PlainWords.grouped) ?? "None set"),
                    .text(
                        spots == nil && line.isHidden
                            ? ReachWords.hidden(line.reached) : PlainWords.grouped(line.reached)
                    ),
                    .text(PlainWords.grouped(line.possible)),
                ]
            }
        )
        TableDownloads(
            "the targets",
            csv: SiteMap.areaBoardFile(area.slug).with("year", "\(year.startYear)"),
            workbook: SiteMap.areaBoardWorkbook(area.slug).with("year", "\(year.startYear)")
        )
        if !summary.strands.isEmpty {
            div(.class("key-figures")) { TestedFigure(summary: summary, tested: tested) }
        }
        if spots != nil {
            div(.class("actions")) {
                a(.class("button"), .href(file(SiteMap.schoolsReached()))) { "Which schools, with what" }
            }
        }
        HTML.section(.class("page-section")) {
            h2 { ReachWords.withWhat }
            StrandsTable(summary: summary, tested: tested, isPublic: spots == nil)
            KindsTable(summary: summary, hidesFew: spots == nil)
        }
        HTML.section(.class("page-section")) {
            h2 { ReachWords.byNeed }
            FifthsFigure(summary: summary, id: "area-fifths", isPublic: spots == nil)
            NeedNote(profile: profile)
        }
        if !summary.hubs.isEmpty {
            HTML.section(.class("page-section")) {
                h2 { "With whom" }
                HubsTable(summary: summary, isPublic: spots == nil)
            }
        }
        HTML.section(.class("page-section")) {
            h2 { "Year by year" }
            ReachTrend(summary: summary, id: "area-trend", isPublic: spots == nil)
        }
        TableDownloads(
            "the table by need",
            csv: file(SiteMap.networkReachFile()),
            workbook: file(SiteMap.networkReachWorkbook())
        )
        TableDownloads(
            "the tables by kind, strand, hub and year",
            csv: file(SiteMap.reachLinesFile()),
            workbook: file(SiteMap.reachLinesWorkbook())
        )
        p(.class("hint")) { "\(ReachWords.told) \(ReachWords.counted(summary.asOf))" }
        if let spots {
            named(spots)
        } else {
            p(.class("hint")) { "Hubs and trusts of the network see which schools, when they sign in." }
        }
        if let ticket { goals(ticket) }
    }

    private func link(_ year: AcademicYear) -> Link {
        SiteMap.areaBoard(area.slug).with("year", "\(year.startYear)")
    }

    private func file(_ link: Link) -> Link {
        link.with("year", "\(year.startYear)").with("area", area.slug)
    }

    @MarkupBuilder private func named(_ spots: [ColdSpot]) -> Markup {
        HTML.section(.class("page-section"), .id(LongList.notReached.rawValue)) {
            h2 { "Schools in great need that took part in nothing for twelve months" }
            if spots.isEmpty { EmptyState("There is none.") } else { ColdSpotTable(spots: spots) }
            RestOfList(list: .notReached, shown: spots.count, total: spotCount, page: link(year))
            TableDownloads(
                "every school not reached",
                csv: SiteMap.coldSpotsFile().with("area", area.slug),
                workbook: SiteMap.coldSpotsWorkbook().with("area", area.slug)
            )
        }
    }

    @MarkupBuilder private func goals(_ ticket: FormTicket) -> Markup {
        HTML.section(.class("page-section")) {
            h2 { "Set the targets for \(year)" }
            postForm(SiteMap.areaBoard(area.slug), ticket: ticket, state: state) {
                input(.type("hidden"), .name("year"), .value("\(year.startYear)"))
                for line in targets {
                    input(
                        .type("hidden"),
                        .name(Self.shown(line.measure)),
                        .value(state.isValid ? Self.text(line.goal) : state.value(Self.shown(line.measure)))
                    )
                    TextField(
                        line.measure.rawValue,
                        line.measure.name,
                        kind: .wholeNumber,
                        state: state.isValid
                            ? FormState([line.measure.rawValue: Self.text(line.goal)]) : state
                    )
                }
                submit("Set the targets")
            }
        }
    }

    /// The field that holds the target which was shown.
    static func shown(_ measure: TargetMeasure) -> String { "shown-\(measure.rawValue)" }

    private static func text(_ goal: Int?) -> String { goal.map(String.init) ?? "" }

    /// The same after somebody else set targets meanwhile: it says so, and the next time those of now are replaced.
    func changedMeanwhile() -> AreaBoardPage {
        var page = self
        page.state.refuse(
            TargetMeasure.schools.rawValue,
            "Someone else set targets meanwhile. They stand in the table above: look at them, then set yours"
        )
        for line in targets { page.state.set(Self.shown(line.measure), Self.text(line.goal)) }
        return page
    }
}
