import Access
import Directory
import Evidence
import Figures
import HTML
import Plans
import Reach
import Services
import Trials

/// The schools most like one, what they took part in, and whom to ask.
struct SimilarSchoolsPage: Page {
    let school: School
    let found: SimilarSchools?
    let weights: [SimilarityVariable: Double]
    let weightState: FormState
    let filter: SimilarityFilter
    /// How many schools are listed; all of them are in the chart and in the files.
    let length: Int
    /// For people of the school.
    let ideas: Ideas?
    /// What trials that the schools were in found, by slug.
    let results: [String: String]
    /// Whether the reader belongs to an organisation that can ask a school.
    let mayAsk: Bool
    /// What a school took part in is for people of the network, not for everyone.
    let showsParticipation: Bool

    /// Strands worth a look, each with why.
    struct Ideas: Sendable {
        let suggestions: [Suggestion]
        let organisation: ID<Organisation>
        let ticket: FormTicket
    }

    var title: String { "Schools like \(school.name)" }
    var trail: [Crumb] {
        [Crumb("Network", SiteMap.network()), Crumb(school.name, SiteMap.school(school.urn))]
    }
    var section: SiteSection? { .network }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "The schools of the same phase whose published figures are nearest. Alike in figures is not alike in everything."
        )
        if found != nil {
            SimilarityChoices(school: school, filter: filter, weights: weights, isWhole: isWhole)
        }
        if let found, !found.schools.isEmpty {
            p { note(found) }
            scatter(found)
            experiences(found)
            strands
            HTML.section(.id(LongList.similar.rawValue)) {
                table(found)
                RestOfList(
                    list: .similar,
                    shown: min(length, found.schools.count),
                    total: found.schools.count,
                    page: page
                )
            }
            columns(found)
            TableDownloads(
                "these schools",
                csv: weighted(SiteMap.similarSchoolsFile(school.urn)),
                workbook: weighted(SiteMap.similarSchoolsWorkbook(school.urn))
            )
            if !showsParticipation {
                p {
                    a(.href(SiteMap.signIn())) { "Sign in" }
                    " to see on which strands each took part in training, plans and trials."
                }
            }
        } else if filter != SimilarityFilter(), found != nil {
            EmptyState("No school that is like this one fits the choices above.")
        } else {
            EmptyState(
                found == nil
                    ? "Only open schools are compared, once their figures are counted: a school that is new here is there in a few minutes."
                    : "Too little is published about this school to compare it.",
                action: ("Back to the school", SiteMap.school(school.urn))
            )
        }
        weighing
    }

    /// The page with the schools as they are weighed and chosen.
    private var page: Link { weighted(SiteMap.similarSchools(school.urn)) }

    private var isWhole: Bool { length == LongList.most }

    @MarkupBuilder private var strands: Markup {
        if let ideas, !ideas.suggestions.isEmpty {
            HTML.section(.class("page-section")) {
                h2 { "Strands that schools like yours work on" }
                p {
                    "What others take part in is no sign that pupils gain: each strand’s page says what is known, and how surely."
                }
                SuggestionList(
                    suggestions: ideas.suggestions,
                    organisation: ideas.organisation,
                    ticket: ideas.ticket
                )
            }
        }
    }

    private func weighted(_ link: Link) -> Link {
        let filtered = SimilarityChoices.values(filter).reduce(link) { $0.with($1.name, $1.value) }
        return SimilarityVariable.allCases.reduce(filtered) { link, variable in
            link.with(variable.rawValue, weights[variable].map { PlainWords.number($0, decimals: 2) })
        }
    }

    private func note(_ found: SimilarSchools) -> String {
        var text =
            "Compared on: \(found.used.map { $0.name.lowercasedFirst }.joined(separator: "; "))."
        let absent = SimilarityVariable.allCases.filter { found.own[$0] == nil }
        if !absent.isEmpty {
            text +=
                " Not published for this school: \(absent.map { $0.name.lowercasedFirst }.joined(separator: "; "))."
        }
        if found.lacking > 0 {
            text +=
                " \(PlainWords.schools(found.lacking)) of the phase lack one of these figures and could not be compared."
        }
        return text
    }

    @MarkupBuilder private func scatter(_ found: SimilarSchools) -> Markup {
        if let plot = plot(found), let svg = try? plot.responsive(id: "similar-schools").svg() {
            FigureBlock(
                svg: svg,
                caption: "Each point is a school; \(school.name) is marked. \(Self.note(on: plot.yName))"
            )
        }
    }

    private static let progressName = "Published progress"

    private static func note(on yName: String) -> String {
        yName == progressName
            ? "Progress is Progress 8 or, of primary schools, the mean of reading, writing and maths, as last published."
            : "Attainment is as last published: Attainment 8 or, of primary schools, the share of pupils who reach the expected standard in reading, writing and maths. No progress is published for enough of these schools."
    }

    /// Need against progress; against attainment where no progress is published.
    private func plot(_ found: SimilarSchools) -> ScatterPlot? {
        guard let x = found.own[.disadvantage] else { return nil }
        if let progress = found.ownProgress,
            let plot = plot(found, x, progress, Self.progressName, { $0.progress })
        {
            return plot
        }
        guard let attainment = found.own[.attainment] else { return nil }
        return plot(found, x, attainment, "Published attainment") { $0.figures[.attainment] }
    }

    private func plot(
        _ found: SimilarSchools,
        _ x: Double,
        _ y: Double,
        _ yName: String,
        _ value: (SimilarSchool) -> Double?
    ) -> ScatterPlot? {
        let others = found.schools.compactMap { other -> ScatterPlot.Point? in
            guard let need = other.figures[.disadvantage], let y = value(other) else { return nil }
            return ScatterPlot.Point(
                x: need,
                y: y,
                label: other.name,
                link: SiteMap.school(other.urn).description
            )
        }
        guard !others.isEmpty else { return nil }
        var plot = ScatterPlot(
            title: "Need and \(yName.lowercasedFirst) of similar schools",
            xName: "Disadvantaged pupils, %",
            yName: yName,
            groups: [
                .init(name: "Similar schools", points: others),
                .init(
                    name: school.name,
                    points: [.init(x: x, y: y, label: school.name, isHighlighted: true)]
                ),
            ]
        )
        plot.pointName = "School"
        plot.decimals = 1
        return plot
    }

    private func table(_ found: SimilarSchools) -> Markup {
        let shown = found.used
        let count = found.schools.count
        return DataTable(
            length < count
                ? "The \(length) nearest of the \(count) most similar schools"
                : "The \(count) most similar schools, nearest first",
            isDense: true,
            columns: [.init("School")] + shown.map { .init($0.heading, isNumber: true) } + [
                .init("Progress", isNumber: true), .init("Distance, SD", isNumber: true),
                .init("Miles away", isNumber: true),
            ] + (showsParticipation ? [.init("Took part on these strands")] : [])
                + (mayAsk ? [.init("Whom to ask")] : []),
            rows: found.schools.prefix(length).map { row($0, shown) }
        ).markup
    }

    /// What the figures of the table are, in words.
    private func columns(_ found: SimilarSchools) -> Markup {
        let meanings =
            found.used.compactMap(\.meaning) + [
                "Distance: how far apart the two schools are over the figures compared; 0 is alike in all of them, and 1 is one standard deviation (SD), the usual spread among schools of the phase."
            ]
        return p(.class("hint")) { meanings.joined(separator: " ") }
    }

    private func row(_ other: SimilarSchool, _ shown: [SimilarityVariable]) -> [Markup] {
        var cells: [Markup] = [
            .group([
                a(.href(SiteMap.school(other.urn))) { other.name }, .text(other.town.map { ", \($0)" } ?? ""),
            ])
        ]
        for variable in shown {
            cells.append(
                .text(
                    other.figures[variable].map { PlainWords.number($0, decimals: variable.decimals) } ?? ""
                )
            )
        }
        cells.append(.text(other.progress.map { PlainWords.number($0, decimals: 1) } ?? ""))
        cells.append(.text(PlainWords.number(other.distance, decimals: 2)))
        let miles = other.kilometres.map(PlainWords.inMiles)
        cells.append(.text(miles.map { PlainWords.number($0, decimals: 0) } ?? ""))
        if showsParticipation { cells.append(tried(other)) }
        if mayAsk { cells.append(ask(other)) }
        return cells
    }

    private func tried(_ other: SimilarSchool) -> Markup {
        var parts: [Markup] = []
        for (position, strand) in other.strands.enumerated() {
            if position > 0 { parts.append(.text("; ")) }
            parts.append(a(.href(SiteMap.strand(strand.slug))) { strand.title })
        }
        return parts.isEmpty ? .text("Nothing recorded") : .group(parts)
    }

    /// Which of them worked on what, what they say, and the results of their trials.
    @MarkupBuilder private func experiences(_ found: SimilarSchools) -> Markup {
        let all = found.schools.filter {
            !Experiences.shown($0.experiences, isSignedIn: showsParticipation).isEmpty
        }
        // What a school tells is worth more than being nearest: those of all that are alike, and no longer list than theirs.
        let telling = all.prefix(length)
        HTML.section(.class("page-section")) {
            h2 { "What they did, and what they say" }
            if all.isEmpty {
                EmptyState("None of these schools has shared a plan, an account or a trial yet.")
            } else {
                p {
                    "Shared by the schools, or with their agreement to be named. A trial’s result is of all its schools, never of one."
                }
                ul(.class("cards")) {
                    for other in telling {
                        li(.class("card")) {
                            h3 { a(.href(SiteMap.school(other.urn))) { other.name } }
                            Experiences(
                                list: other.experiences,
                                results: results,
                                isSignedIn: showsParticipation
                            )
                            if mayAsk { p { ask(other) } }
                        }
                    }
                }
            }
            if telling.count < all.count {
                p {
                    a(.href(LongList.similar.whole(on: page))) {
                        "Show all \(PlainWords.schools(all.count)) that have shared something"
                    }
                }
            }
        }
    }

    private func ask(_ other: SimilarSchool) -> Markup {
        guard other.canBeAsked else { return .text("Nobody leads it here yet") }
        return a(.href(SiteMap.askSchool(other.urn))) {
            "Ask"
            span(.class("visually-hidden")) { " \(other.name)" }
        }
    }

    @MarkupBuilder private var weighing: Markup {
        details(.class("behind"), .open(!weightState.isValid)) {
            HTML.summary { "What counts, and how much" }
            p {
                "Each figure is measured in standard deviations of the schools of the phase, so that all of them can be put together. The distance is the root of the weighted mean of the squared differences: 0 is the same in every figure. A figure that is not published is never filled in."
            }
            p {
                "Published attainment does not count unless you give it a weight: it is what schools want to change. Two schools are alike here when their pupils are alike and came with similar prior attainment, whatever their results are now."
            }
            getForm(SiteMap.similarSchools(school.urn)) {
                WholeList(.similar, isWhole: isWhole)
                for (name, value) in SimilarityChoices.values(filter) {
                    input(.type("hidden"), .name(name), .value(value))
                }
                for variable in SimilarityVariable.allCases {
                    TextField(
                        variable.rawValue,
                        variable.name,
                        isShort: true,
                        state: weightState
                    )
                }
                submit("Weigh again")
            }
        }
    }
}

extension SimilarityVariable {
    /// Its name in the heading of a narrow column.
    fileprivate var heading: String {
        switch self {
        case .disadvantage: "Disadvantaged, %"
        case .attainment: "Attainment"
        case .pupils: "Pupils"
        case .additionalLanguage: "EAL, %"
        case .specialNeeds: "SEN support, %"
        case .priorAttainment: "Prior attainment"
        case .deprivation: "IDACI"
        }
    }

    /// What stands in its column, where the heading does not say it.
    fileprivate var meaning: String? {
        switch self {
        case .disadvantage, .attainment, .pupils: nil
        case .additionalLanguage: "EAL: pupils with English as an additional language."
        case .specialNeeds: "SEN support: pupils with special educational needs who have no plan."
        case .priorAttainment:
            "Prior attainment: the average points that pupils had reached at key stage 1 or 2, before they were taught here."
        case .deprivation:
            "IDACI: the share of children in homes on a low income where pupils live; 0.33 is 33%."
        }
    }

    fileprivate var decimals: Int {
        switch self {
        case .pupils: 0
        case .deprivation: 2
        default: 1
        }
    }
}
