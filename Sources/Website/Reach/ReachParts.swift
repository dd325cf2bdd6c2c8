import Figures
import HTML
import Profiles
import Reach
import Services

/// The academic years that a page can be read of, the newest first.
struct YearTabs: Renderable {
    let chosen: AcademicYear
    let years: [AcademicYear]
    let link: (AcademicYear) -> Link

    /// - Parameters:
    ///   - thisYear: The year that it is; the three before it stand beside it.
    ///   - hasNext: Whether the coming year can be read, too.
    init(
        _ chosen: AcademicYear,
        thisYear: AcademicYear,
        hasNext: Bool = false,
        link: @escaping (AcademicYear) -> Link
    ) {
        self.chosen = chosen
        years = ((hasNext ? -1 : 0)...3).map { AcademicYear(startYear: thisYear.startYear - $0) }
        self.link = link
    }

    var markup: Markup {
        nav(.class("tabs"), .aria("label", "Academic year")) {
            for year in years {
                a(.href(link(year)), .named("aria-current", ifPresent: year == chosen ? "true" : nil)) {
                    year.description
                }
            }
        }
    }
}

/// What stands above figures of reach before they are counted for the first time, or for a newer version.
struct BeingCounted: Renderable {
    let summary: ReachSummary

    var markup: Markup {
        if summary.asOf == nil {
            Inset("Reach is being counted") {
                p { "This takes a few minutes. Until then maps are not drawn, and figures may be missing." }
            }
        }
    }
}

/// Who was reached by fifth of need, drawn and as a table.
struct FifthsFigure: Renderable {
    let summary: ReachSummary
    let id: String
    /// Small numbers are hidden where anyone reads.
    let isPublic: Bool

    var markup: Markup {
        let known = summary.fifths.filter { $0.fifth != nil }
        // The share of all schools would tell the number that is hidden elsewhere.
        let overall: Double? =
            summary.schools == 0 || isPublic && FewSchools.isFew(summary.reached)
            ? nil : 100 * Double(summary.reached) / Double(summary.schools)
        var bars = ShareBars(
            title: "Share of schools that took part, by need",
            valueName: "Share of the schools of this fifth",
            markerName: overall == nil ? nil : "Share of all schools",
            bars: known.map { line in
                ShareBars.Bar(
                    label: ReachWords.fifth(line.fifth),
                    value: hides(line) ? nil : line.reachedPercentage,
                    marker: overall,
                    isHighlighted: line.fifth == 5,
                    hiddenReason: "hidden: few schools"
                )
            }
        )
        bars.decimals = 0
        let svg = try? bars.responsive(id: id).svg()
        return .group([
            svg.map {
                FigureBlock(
                    svg: $0,
                    caption: "\(summary.scope.year)."
                        + (overall == nil
                            ? ""
                            : " The line is the share of all schools: each bar would end there if schools of every fifth took part alike."),
                    table: table
                ).markup
            } ?? table.markup
        ])
    }

    private func hides(_ line: ReachSummary.Fifth) -> Bool {
        isPublic && summary.hiddenFifths.contains(line.fifth)
    }

    private func percentage(_ share: Double?) -> String {
        share.map { "\(PlainWords.number($0, decimals: 0))%" } ?? ""
    }

    private var table: DataTable {
        DataTable(
            "Schools that took part, by need",
            columns: [
                .init("Need"), .init("Schools", isNumber: true), .init("Took part", isNumber: true),
                .init("Share of these schools", isNumber: true),
                .init("Share of all that took part", isNumber: true),
                .init("Disadvantaged pupils there", isNumber: true),
                .init("Share of all disadvantaged pupils", isNumber: true),
            ],
            rows: summary.fifths.map { line in
                [
                    .text(ReachWords.fifth(line.fifth)), .text(PlainWords.grouped(line.schools)),
                    .text(
                        hides(line)
                            ? ReachWords.hidden(line.reached) : PlainWords.grouped(line.reached)
                    ),
                    .text(hides(line) ? "hidden" : percentage(line.reachedPercentage)),
                    .text(hides(line) ? "hidden" : percentage(summary.shareOfReached(line))),
                    .text(PlainWords.grouped(line.disadvantagedPupils)),
                    .text(percentage(summary.shareOfDisadvantaged(line))),
                ]
            }
        )
    }
}

/// What schools took part in.
struct KindsTable: Renderable {
    let summary: ReachSummary
    /// Whether one or two schools are not to be told.
    let hidesFew: Bool

    var markup: Markup {
        if summary.kinds.isEmpty {
            EmptyState("Nothing is recorded for \(summary.scope.year) yet.")
        } else {
            DataTable(
                "What schools took part in",
                columns: [
                    .init("What"), .init("Schools", isNumber: true), .init("How much", isNumber: true),
                ],
                rows: summary.kinds.map { line in
                    let hides = hidesFew && FewSchools.isFew(line.schools)
                    return [
                        .text(line.kind.name), .text(ReachWords.count(line.schools, isPublic: hidesFew)),
                        .text(hides ? "hidden" : ReachWords.amount(line)),
                    ]
                }
            )
            // Below both tables: one by strand is not on every page.
            if hidesFew { p(.class("hint")) { ReachWords.whyHidden } }
        }
    }
}

/// Five academic years, with the part that was in great need.
struct ReachTrend: Renderable {
    let summary: ReachSummary
    let id: String
    let isPublic: Bool

    var markup: Markup {
        var plot = TrendPlot(
            title: "Schools that took part, year by year",
            valueName: "Schools",
            positions: summary.trend.map(\.year.description),
            panels: [
                .init(
                    name: "All schools",
                    values: summary.trend.map { value($0.schools, hides: FewSchools.isFew($0.schools)) }
                ),
                .init(
                    name: "Schools in the two fifths of greatest need",
                    values: summary.trend.map {
                        value($0.highNeedSchools, hides: FewSchools.hides($0.highNeedSchools, of: $0.schools))
                    }
                ),
            ]
        )
        plot.decimals = 0
        guard let svg = try? plot.responsive(id: id).svg() else { return .group([]) }
        return FigureBlock(
            svg: svg,
            caption: "Distinct schools: one counts once however many places it took.",
            table: DataTable(
                "Schools that took part, year by year",
                columns: [
                    .init("Academic year"), .init("Schools", isNumber: true),
                    .init("Of these in great need", isNumber: true),
                ],
                rows: summary.trend.map {
                    [
                        .text($0.year.description), .text(ReachWords.count($0.schools, isPublic: isPublic)),
                        .text(ReachWords.count($0.highNeedSchools, of: $0.schools, isPublic: isPublic)),
                    ]
                }
            )
        ).markup
    }
}

extension ReachTrend {
    /// What is hidden breaks the line.
    private func value(_ count: Int, hides: Bool) -> Double? { isPublic && hides ? nil : Double(count) }
}

/// How the need index is made: its parts and weights, in sight.
struct NeedNote: Renderable {
    let profile: NeedProfile

    /// In one sentence.
    var sentence: String {
        let all = profile.parts.reduce(0) { $0 + $1.weight }
        let parts = profile.parts.enumerated().map { position, part in
            let share = "\(PlainWords.number(100 * part.weight / all, decimals: 0))%"
            return position == 0 ? "\(Self.name(part.id)) counts \(share)" : "\(Self.name(part.id)) \(share)"
        }
        return
            "Need, from 0 to 100, says where a school stands among the schools of its phase: \(InWords.list(parts))."
    }

    private static func name(_ figure: NeedProfile.Figure) -> String {
        switch figure {
        case .disadvantage: "the share of disadvantaged pupils"
        case .attainment: "low published attainment"
        case .deprivation: "low income where pupils live"
        }
    }

    var markup: Markup {
        p { sentence }
        details(.class("behind")) {
            HTML.summary { "How need is worked out" }
            p { "\(profile.source). Version \(profile.id)." }
            ul {
                for part in profile.parts {
                    li { "\(part.name): weight \(PlainWords.number(part.weight, decimals: 2))" }
                }
            }
            p { profile.note }
        }
    }
}
