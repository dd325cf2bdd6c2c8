import Evidence
import HTML
import Profiles
import Reach
import Services

/// For everyone: who was reached this year and who was not, by need, on one page.
struct NetworkReachPage: Page {
    /// What is counted and drawn, the same for every reader.
    struct Picture: Sendable {
        let summary: ReachSummary
        /// `nil` where there is no school to draw.
        let map: String?
        let panels: ReachPanelDrawing
        let trials: [Suggestion]
        let tested: [ID<Strand>: StrandTesting]
    }

    let picture: Picture
    let strands: [Strand]
    let profile: NeedProfile
    let thisYear: AcademicYear
    /// Whether the reader may see which schools took part.
    let seesNames: Bool
    /// For such readers, where the page is about this academic year and all strands.
    let gaps: Gaps?

    /// Schools that nobody reached, and those at whose door many are.
    struct Gaps: Sendable {
        let spots: [ColdSpot]
        let spotCount: Int
        let overlaps: [Overlap]
        let overlapCount: Int
    }

    private var summary: ReachSummary { picture.summary }

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
        BeingCounted(summary: summary)
        choices
        figures
        if seesNames {
            div(.class("actions")) {
                a(.class("button"), .href(file(SiteMap.schoolsReached()))) { "Which schools, with what" }
            }
        }
        HTML.section(.class("page-section")) {
            h2 { ReachWords.withWhat }
            strandTable
            KindsTable(summary: summary, hidesFew: true)
        }
        HTML.section(.class("page-section")) {
            h2 { ReachWords.byNeed }
            FifthsFigure(summary: summary, id: "reach-fifths", isPublic: true)
            NeedNote(profile: profile)
        }
        map
        ReachPanelMaps(
            summary: summary,
            drawing: picture.panels,
            link: { [address = link(summary.scope.year)] in
                address.with("split", $0.rawValue).at("small-maps")
            }
        )
        if let gaps {
            cold(gaps)
            manyHubs(gaps)
        }
        HTML.section(.class("page-section")) {
            h2 { "Year by year" }
            ReachTrend(summary: summary, id: "reach-trend", isPublic: true)
        }
        worth
        foot
    }

    @MarkupBuilder private var choices: Markup {
        YearTabs(summary.scope.year, thisYear: thisYear, link: link)
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

    /// The same page, whatever is chosen on it.
    private var whole: Link { link(summary.scope.year).with("split", picture.panels.split.rawValue) }

    @MarkupBuilder private var figures: Markup {
        let greatest = summary.fifths.first { $0.fifth == 5 && !summary.hiddenFifths.contains(5) }
        div(.class("key-figures")) {
            KeyFigure(
                ReachWords.publicCount(summary.reached),
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
            TestedFigure(summary: summary, tested: picture.tested)
        }
    }

    @MarkupBuilder private var map: Markup {
        HTML.section(.class("page-section")) {
            h2 { "Need against reach" }
            if summary.asOf == nil {
                EmptyState(ReachWords.mapIsBeingMade)
            } else if let svg = picture.map {
                FigureBlock(
                    svg: svg,
                    caption:
                        "A dot is a school with a known need. The table above holds the numbers. \(ReachWords.drawn)"
                )
            } else {
                EmptyState("There is no school with a known need to draw.")
            }
        }
    }

    @MarkupBuilder private func cold(_ gaps: Gaps) -> Markup {
        HTML.section(.class("page-section"), .id(LongList.notReached.rawValue)) {
            h2 { "Cold spots" }
            p {
                "Schools in the two fifths of greatest need that took part in nothing for twelve months. \(ReachWords.told)"
            }
            if gaps.spots.isEmpty {
                EmptyState("There is none. Every school in great need took part in something.")
            } else {
                ColdSpotTable(spots: gaps.spots)
                RestOfList(list: .notReached, shown: gaps.spots.count, total: gaps.spotCount, page: whole)
            }
            TableDownloads(
                "every school not reached",
                csv: SiteMap.coldSpotsFile(),
                workbook: SiteMap.coldSpotsWorkbook()
            )
        }
    }

    @MarkupBuilder private func manyHubs(_ gaps: Gaps) -> Markup {
        if !gaps.overlaps.isEmpty {
            HTML.section(.class("page-section"), .id(LongList.manyHubs.rawValue)) {
                h2 { "Many hubs at one door" }
                p {
                    "Schools that at least three hubs worked with in twelve months, those with most hubs first, beside schools of their authority in great need that none did."
                }
                OverlapTable(overlaps: gaps.overlaps)
                RestOfList(
                    list: .manyHubs,
                    shown: gaps.overlaps.count,
                    total: gaps.overlapCount,
                    page: whole
                )
                TableDownloads(
                    "the schools with many hubs",
                    csv: SiteMap.overlapsFile(),
                    workbook: SiteMap.overlapsWorkbook()
                )
            }
        }
    }

    @MarkupBuilder private var strandTable: Markup {
        if !summary.strands.isEmpty {
            StrandsTable(summary: summary, tested: picture.tested, isPublic: true)
            p {
                "What came of it is another question: reach says nothing about effects. Where a trial of this network has reported, the strand’s page shows it. "
                a(
                    .href(SiteMap.outcomes().with("strand", summary.scope.strand?.description))
                ) { "Published results beside reach" }
                ", with what they cannot say."
            }
        }
    }

    @MarkupBuilder private var worth: Markup {
        if !picture.trials.isEmpty {
            HTML.section(.class("page-section")) {
                h2 { "Trials worth running together" }
                p { "Strands that many schools work on, where the trials so far leave the question open." }
                ul(.class("list")) {
                    for suggestion in picture.trials {
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

    private func file(_ link: Link) -> Link {
        link.with("year", "\(summary.scope.year.startYear)").with("strand", summary.scope.strand?.description)
    }

    @MarkupBuilder private var foot: Markup {
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
        p(.class("hint")) {
            ReachWords.counted(summary.asOf)
        }
    }
}
