import Evidence
import Figures
import HTML
import Profiles
import Reach
import Services

/// For everyone: who was reached this year and who was not, by need, on one page.
struct NetworkReachPage: Page {
    let summary: ReachSummary
    let points: [ReachPoint]
    let strands: [Strand]
    let profile: NeedProfile
    let trials: [Suggestion]
    let thisYear: AcademicYear

    var title: String { "Reach in \(summary.scope.year)" }
    var trail: [Crumb] { [Crumb("Network", SiteMap.network())] }
    var section: SiteSection? { .network }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "Which schools took part, with what, and whether those that need it most did. \(ReachWords.meaning)"
        )
        choices
        figures
        FifthsFigure(summary: summary, id: "reach-fifths", isPublic: true)
        NeedNote(profile: profile)
        map
        HTML.section(.class("page-section")) {
            h2 { "With what" }
            KindsTable(summary: summary)
            strandTable
        }
        HTML.section(.class("page-section")) {
            h2 { "Year by year" }
            ReachTrend(summary: summary, id: "reach-trend")
        }
        HTML.section(.class("page-section")) {
            h2 { "By whom" }
            hubTable
        }
        worth
        foot
    }

    @MarkupBuilder private var choices: Markup {
        nav(.class("tabs"), .aria("label", "Academic year")) {
            for ago in 0..<4 {
                let year = AcademicYear(startYear: thisYear.startYear - ago)
                a(
                    .href(link(year)),
                    .named("aria-current", ifPresent: year == summary.scope.year ? "true" : nil)
                ) { year.description }
            }
        }
        getForm(SiteMap.networkReach()) {
            input(.type("hidden"), .name("year"), .value("\(summary.scope.year.startYear)"))
            SelectField(
                "strand",
                "Strand of evidence",
                options: [FormOption("", "All")]
                    + strands.map { FormOption($0.id.description, $0.content.title) },
                state: FormState(["strand": summary.scope.strand?.description ?? ""])
            )
            submit("Show")
        }
    }

    private func link(_ year: AcademicYear) -> Link {
        SiteMap.networkReach().with("year", "\(year.startYear)")
            .with("strand", summary.scope.strand?.description)
    }

    @MarkupBuilder private var figures: Markup {
        let greatest = summary.fifths.first { $0.fifth == 5 }
        div(.class("key-figures")) {
            KeyFigure(
                PlainWords.grouped(summary.reached),
                "schools took part",
                detail: "of \(PlainWords.grouped(summary.schools)) open schools; each counts once"
            )
            if let greatest, let share = greatest.reachedPercentage {
                KeyFigure(
                    "\(PlainWords.number(share, decimals: 0))%",
                    "of schools in the greatest need took part",
                    detail:
                        "\(ReachWords.publicCount(greatest.reached)) of \(PlainWords.grouped(greatest.schools))"
                )
                KeyFigure(
                    PlainWords.grouped(greatest.schools - greatest.reached),
                    "schools in the greatest need did not",
                    detail: "Hubs see which, and what would fit them"
                )
            }
        }
    }

    @MarkupBuilder private var map: Markup {
        HTML.section(.class("page-section")) {
            h2 { "Need against reach" }
            if let svg = try? ReachMap(points: points).svg() {
                FigureBlock(
                    svg: svg,
                    caption: "A dot is a school with a known need. The table above holds the numbers."
                )
            } else {
                EmptyState("There is no school with a known need to draw.")
            }
        }
    }

    @MarkupBuilder private var strandTable: Markup {
        if !summary.strands.isEmpty {
            DataTable(
                "By strand of evidence",
                columns: [
                    .init("Strand"), .init("Schools", isNumber: true),
                    .init("Of these in great need", isNumber: true),
                ],
                rows: summary.strands.map { line in
                    [
                        .group([a(.href(SiteMap.strand(line.slug))) { line.name }]),
                        .text(ReachWords.publicCount(line.schools)),
                        .text(ReachWords.publicCount(line.highNeedSchools)),
                    ]
                }
            )
            p {
                "What came of it is another question: reach says nothing about effects. Where a trial of this network has reported, the strand’s page shows it."
            }
        }
    }

    private var hubTable: Markup {
        DataTable(
            "Schools that took part with each hub",
            isCaptionHidden: true,
            columns: [
                .init("Hub"), .init("Schools", isNumber: true),
                .init("Of these in great need", isNumber: true),
            ],
            rows: summary.hubs.prefix(40).map { line in
                [
                    .group([a(.href(SiteMap.hub(line.slug))) { line.name }]),
                    .text(ReachWords.publicCount(line.schools)),
                    .text(ReachWords.publicCount(line.highNeedSchools)),
                ]
            }
        ).markup
    }

    @MarkupBuilder private var worth: Markup {
        if !trials.isEmpty {
            HTML.section(.class("page-section")) {
                h2 { "Trials worth running together" }
                p { "Strands that many schools work on, where the trials so far leave the question open." }
                ul(.class("list")) {
                    for suggestion in trials {
                        if case .trial(_, let slug, let name) = suggestion.what {
                            li {
                                h3 { a(.href(SiteMap.strand(slug))) { name } }
                                p { suggestion.reasons.joined(separator: " ") }
                            }
                        }
                    }
                }
            }
        }
    }

    @MarkupBuilder private var foot: Markup {
        p(.class("hint")) {
            summary.asOf.map { "Counted on \(EvidenceText.day($0)). " } ?? "Not counted yet. "
            a(
                .href(
                    SiteMap.networkReachFile().with("year", "\(summary.scope.year.startYear)")
                        .with("strand", summary.scope.strand?.description)
                )
            ) { "Download the table (CSV)" }
        }
    }
}

/// Every school as a dot: where need was met, and where it was not.
struct ReachMap {
    let points: [ReachPoint]

    func svg() throws -> String {
        func layer(_ name: String, _ tone: Tone, _ size: DotMap.Size, _ fits: (ReachPoint) -> Bool)
            -> DotMap.Layer
        {
            DotMap.Layer(
                name: name,
                tone: tone,
                size: size,
                points: points.filter(fits).map {
                    DotMap.GridPoint(easting: Double($0.easting), northing: Double($0.northing))
                }
            )
        }
        let layers = [
            layer("Other schools", .mist, .small) { $0.fifth < 4 && !$0.isReached },
            layer("Took part", .sea, .small) { $0.fifth < 4 && $0.isReached },
            layer("Great need, took part", .sea, .large) { $0.fifth >= 4 && $0.isReached },
            layer("Great need, did not take part", .coral, .medium) { $0.fifth >= 4 && !$0.isReached },
        ]
        let map = DotMap(title: "Need against reach", layers: layers.filter { !$0.points.isEmpty })
        return try map.responsive(id: "reach-map").svg()
    }
}
