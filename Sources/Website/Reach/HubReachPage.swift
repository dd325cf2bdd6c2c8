import Access
import Directory
import Evidence
import HTML
import Profiles
import Reach
import Services

/// For a hub: whom we reached, whom we did not, and what to do about it.
struct HubReachPage: Page {
    let hub: Organisation
    let summary: ReachSummary
    /// The schools that the hub answers for, and its reach among them.
    let schools: HubSchools
    let own: ReachSummary
    let tested: [ID<Strand>: StrandTesting]
    let profile: NeedProfile
    let thisYear: AcademicYear
    /// What to do about it now; `nil` where an earlier academic year is read.
    let work: Work?
    let ticket: FormTicket

    /// Schools that nobody reached, those that many hubs call on, and what is suggested.
    struct Work: Sendable {
        let spots: [ColdSpot]
        let spotCount: Int
        let overlaps: [Overlap]
        let overlapCount: Int
        let suggestions: [Suggestion]
        let trials: [Suggestion]
    }

    var title: String { "Reach" }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(
            "Whom we reach",
            lead:
                "Schools that took part with you in \(summary.scope.year)\(work == nil ? "" : ", and those in need near you that did not"). \(ReachWords.meaning)",
            kicker: hub.name
        )
        BeingCounted(summary: summary)
        YearTabs(summary.scope.year, thisYear: thisYear, link: link)
        div(.class("key-figures")) {
            KeyFigure(
                PlainWords.grouped(summary.reached),
                summary.reached == 1 ? "school took part with you" : "schools took part with you",
                detail: ReachWords.beyondReturns
            )
            KeyFigure(
                PlainWords.grouped(
                    summary.highNeedFifths.reduce(0) { $0 + $1.reached }
                ),
                "of these in the two fifths of greatest need"
            )
            if let work {
                KeyFigure(
                    PlainWords.grouped(work.spotCount),
                    work.spotCount == 1
                        ? "school in great need nearest to you took part in nothing for twelve months"
                        : "schools in great need nearest to you took part in nothing for twelve months"
                )
            }
            TestedFigure(summary: summary, tested: tested)
        }
        div(.class("actions")) {
            a(.class("button"), .href(SiteMap.kpiReturns().with("hub", hub.id.description))) {
                "Returns to funders"
            }
            a(
                .class("button button--secondary"),
                .href(SiteMap.outcomes().with("hub", hub.id.description))
            ) { "Published results beside reach" }
            a(
                .class("button button--secondary"),
                .href(file(SiteMap.hubSchoolsReached()))
            ) { "Which schools, with what" }
            a(.href(SiteMap.networkReach().with("year", "\(summary.scope.year.startYear)"))) {
                "Reach of all hubs together"
            }
        }
        HTML.section(.class("page-section")) {
            h2 { ReachWords.withWhat }
            StrandsTable(summary: summary, tested: tested, isPublic: false)
            KindsTable(summary: summary, hidesFew: false)
        }
        // A hub without an area and a place is the nearest to no school.
        if own.schools > 0 {
            HTML.section(.class("page-section")) {
                h2 { ReachWords.byNeed }
                p { among }
                FifthsFigure(summary: own, id: "hub-fifths", isPublic: false)
                TableDownloads(
                    "the table by need",
                    csv: file(SiteMap.hubReachFile()),
                    workbook: file(SiteMap.hubReachWorkbook())
                )
            }
        }
        NeedNote(profile: profile)
        if let work {
            invite(work)
            cold(work)
        }
        HTML.section(.class("page-section")) {
            h2 { "Year by year" }
            ReachTrend(summary: summary, id: "hub-trend", isPublic: false)
        }
        TableDownloads(
            "the tables by kind, strand, hub and year",
            csv: file(SiteMap.hubReachLinesFile()),
            workbook: file(SiteMap.hubReachLinesWorkbook())
        )
        if let work {
            manyHubs(work)
            worth(work)
        }
        p(.class("hint")) { ReachWords.counted(summary.asOf) }
    }

    private func file(_ link: Link) -> Link {
        link.with("hub", hub.id.description).with("year", "\(summary.scope.year.startYear)")
    }

    private func link(_ year: AcademicYear) -> Link {
        SiteMap.hubReach().with("hub", hub.id.description).with("year", "\(year.startYear)")
    }

    /// What the shares are shares of.
    private var among: String {
        let whose =
            switch schools {
            case .area(_, let name): "of \(name), your area"
            case .nearest: "to which you are the nearest hub"
            }
        let elsewhere = summary.reached - own.reached
        return "Among the \(PlainWords.schools(own.schools)) \(whose)."
            + (elsewhere == 0
                ? "" : " \(PlainWords.schools(elsewhere)) elsewhere took part with you, too.")
    }

    @MarkupBuilder private func invite(_ work: Work) -> Markup {
        if !work.suggestions.isEmpty {
            HTML.section(.class("page-section")) {
                h2 { "Schools to invite" }
                SuggestionList(suggestions: work.suggestions, organisation: hub.id, ticket: ticket)
            }
        }
    }

    @MarkupBuilder private func worth(_ work: Work) -> Markup {
        if !work.trials.isEmpty {
            HTML.section(.class("page-section")) {
                h2 { "Trials worth running together" }
                p { "Strands that many schools work on, where the trials so far leave the question open." }
                SuggestionList(suggestions: work.trials, organisation: hub.id, ticket: ticket)
            }
        }
    }

    @MarkupBuilder private func cold(_ work: Work) -> Markup {
        HTML.section(.class("page-section"), .id(LongList.notReached.rawValue)) {
            h2 { "Cold spots" }
            p {
                "Schools in the two fifths of greatest need to which you are the nearest hub, and which took part in nothing for twelve months. \(ReachWords.told)"
            }
            if work.spots.isEmpty {
                EmptyState("There is none. Every school in great need near you took part in something.")
            } else {
                ColdSpotTable(spots: work.spots)
                RestOfList(
                    list: .notReached,
                    shown: work.spots.count,
                    total: work.spotCount,
                    page: link(summary.scope.year)
                )
            }
            TableDownloads(
                "every school not reached",
                csv: SiteMap.coldSpotsFile().with("hub", hub.id.description),
                workbook: SiteMap.coldSpotsWorkbook().with("hub", hub.id.description)
            )
        }
    }

    @MarkupBuilder private func manyHubs(_ work: Work) -> Markup {
        if !work.overlaps.isEmpty {
            HTML.section(.class("page-section"), .id(LongList.manyHubs.rawValue)) {
                h2 { "Many hubs at one door" }
                p {
                    "Schools that you and at least two other hubs worked with in twelve months. Talk to each other before you call again."
                }
                OverlapTable(overlaps: work.overlaps)
                RestOfList(
                    list: .manyHubs,
                    shown: work.overlaps.count,
                    total: work.overlapCount,
                    page: link(summary.scope.year)
                )
                TableDownloads(
                    "the schools with many hubs",
                    csv: SiteMap.overlapsFile().with("hub", hub.id.description),
                    workbook: SiteMap.overlapsWorkbook().with("hub", hub.id.description)
                )
            }
        }
    }
}

/// Schools that nobody reached, with who could.
struct ColdSpotTable: Renderable {
    let spots: [ColdSpot]

    var markup: Markup {
        DataTable(
            "Schools in great need that took part in nothing for twelve months",
            isCaptionHidden: true,
            columns: [
                .init("School"), .init("Phase"), .init("Need", isNumber: true),
                .init("Disadvantaged", isNumber: true), .init("Last took part"), .init("Nearest hub"),
                .init("What would fit"),
            ],
            rows: spots.map(row)
        ).markup
    }

    private func row(_ spot: ColdSpot) -> [Markup] {
        let school = spot.school
        return [
            .group([
                a(.href(SiteMap.school(school.urn))) { school.name },
                .text(school.town.map { ", \($0)" } ?? ""),
            ]),
            .text(school.phase.name),
            .text(school.need.map { PlainWords.number($0, decimals: 0) } ?? ""),
            .text(school.disadvantagedPercentage.map { "\(PlainWords.number($0, decimals: 0))%" } ?? ""),
            .text(spot.lastReachedOn.map { EvidenceText.day($0) } ?? "Nothing known"),
            .text(spot.nearest.map { "\($0.name), \(PlainWords.miles(kilometres: $0.kilometres))" } ?? ""),
            .group(
                spot.offers.enumerated().map { position, offer in
                    .group([
                        .text(position == 0 ? "" : "; "),
                        a(.href(SiteMap.offer(offer.id))) { offer.title },
                    ])
                }
            ),
        ]
    }
}

/// Schools that many hubs call on, beside their neighbours that none does.
struct OverlapTable: Renderable {
    let overlaps: [Overlap]

    var markup: Markup {
        DataTable(
            "Schools with three or more hubs",
            isCaptionHidden: true,
            columns: [
                .init("School"), .init("Hubs", isNumber: true),
                .init("Schools in great need in the same authority with none", isNumber: true),
            ],
            rows: overlaps.map { overlap in
                [
                    .group([a(.href(SiteMap.school(overlap.school.urn))) { overlap.school.name }]),
                    .text("\(overlap.school.hubCount)"), .text("\(overlap.unreachedNeighbours)"),
                ]
            }
        ).markup
    }
}

/// Suggestions, each with why, and a way to put it away.
struct SuggestionList: Renderable {
    let suggestions: [Suggestion]
    let organisation: ID<Organisation>
    let ticket: FormTicket

    var markup: Markup {
        ul(.class("list")) {
            for suggestion in suggestions {
                li {
                    h3 { title(suggestion) }
                    p { suggestion.reasons.joined(separator: " ") }
                    form(.method("post"), .action(SiteMap.dismissSuggestion()), .class("form--line")) {
                        input(.type("hidden"), .name(FormField.token), .value(ticket.token))
                        input(.type("hidden"), .name("organisation"), .value(organisation.description))
                        input(.type("hidden"), .name("suggestion"), .value(suggestion.key))
                        button(.type("submit"), .class("button button--quiet")) {
                            "Not for us"
                            span(.class("visually-hidden")) { ": \(name(suggestion))" }
                        }
                    }
                }
            }
        }
    }

    private func title(_ suggestion: Suggestion) -> Markup {
        switch suggestion.what {
        case .offer(let id, let title): a(.href(SiteMap.offer(id))) { title }
        case .strand(_, let slug, let title): a(.href(SiteMap.strand(slug))) { title }
        case .school(let school): a(.href(SiteMap.school(school.urn))) { school.name }
        case .trial(_, let slug, let title): a(.href(SiteMap.strand(slug))) { title }
        }
    }

    private func name(_ suggestion: Suggestion) -> String {
        switch suggestion.what {
        case .offer(_, let title): title
        case .strand(_, _, let title): title
        case .school(let school): school.name
        case .trial(_, _, let title): title
        }
    }
}
