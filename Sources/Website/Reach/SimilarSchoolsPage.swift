import Access
import Directory
import Evidence
import Figures
import HTML
import Plans
import Reach
import Services

extension Site {
    func addSimilarSchools(to routes: Routes) {
        routes.get(SiteMap.similarSchools, .everyone) { visit, urn in
            let school = try await directory.school(urn).orNotFound()
            var weights: [SimilarityVariable: Double] = [:]
            for variable in SimilarityVariable.allCases {
                let typed = visit.query.text(variable.rawValue)
                if let weight = Double(typed), (0...10).contains(weight) { weights[variable] = weight }
            }
            let found = try await reach.similarSchools(to: urn, Similarity(weights: weights))
            return .page(
                SimilarSchoolsPage(
                    school: school,
                    found: found,
                    weights: weights,
                    showsParticipation: visit.actor.isSignedIn
                )
            )
            .cached([.schools, .reach, .sharedPlans], validUntil: endOfToday())
        }
    }
}

/// The schools most like one, what they took part in, and whom to ask.
struct SimilarSchoolsPage: Page {
    let school: School
    let found: SimilarSchools?
    let weights: [SimilarityVariable: Double]
    /// What a school took part in is for people of the network, not for everyone.
    let showsParticipation: Bool

    var title: String { "Schools like \(school.name)" }
    var trail: [Crumb] {
        [Crumb("Network", SiteMap.network()), Crumb(school.name, SiteMap.school(school.urn))]
    }
    var section: SiteSection? { .network }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(
            "Schools like yours",
            lead:
                "The schools of the same phase whose published figures are nearest. Alike in figures is not alike in everything.",
            kicker: school.name
        )
        if let found, !found.schools.isEmpty {
            p { note(found) }
            scatter(found)
            table(found)
            if !showsParticipation {
                p {
                    a(.href(SiteMap.signIn())) { "Sign in" }
                    " to see on which strands each took part in training, plans and trials."
                }
            }
        } else {
            EmptyState(
                "Too little is published about this school to compare it.",
                action: ("Back to the school", SiteMap.school(school.urn))
            )
        }
        weighing
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
        if let svg = try? plot(found)?.responsive(id: "similar-schools").svg() {
            FigureBlock(
                svg: svg,
                caption: "Each point is a school; yours is marked. The figures stand in the table."
            )
        }
    }

    private func plot(_ found: SimilarSchools) -> ScatterPlot? {
        guard let x = found.own[.disadvantage], let y = found.own[.attainment] else { return nil }
        let others = found.schools.compactMap { other -> ScatterPlot.Point? in
            guard let need = other.figures[.disadvantage], let attainment = other.figures[.attainment] else {
                return nil
            }
            return ScatterPlot.Point(
                x: need,
                y: attainment,
                label: other.name,
                link: SiteMap.school(other.urn).description
            )
        }
        guard !others.isEmpty else { return nil }
        var plot = ScatterPlot(
            title: "Need and attainment of similar schools",
            xName: "Disadvantaged pupils, %",
            yName: "Published attainment",
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
        return DataTable(
            "The \(found.schools.count) most similar schools, nearest first",
            columns: [.init("School")] + shown.map { .init($0.name, isNumber: true) } + [
                .init("Distance, SD", isNumber: true), .init("Miles away", isNumber: true),
            ] + (showsParticipation ? [.init("Took part on these strands")] : []),
            rows: found.schools.map { row($0, shown) }
        ).markup
    }

    private func row(_ other: SimilarSchool, _ shown: [SimilarityVariable]) -> [Markup] {
        var cells: [Markup] = [
            .group([
                a(.href(SiteMap.school(other.urn))) { other.name }, .text(other.town.map { ", \($0)" } ?? ""),
            ])
        ]
        for variable in shown {
            let decimals = variable == .pupils ? 0 : 1
            cells.append(
                .text(other.figures[variable].map { PlainWords.number($0, decimals: decimals) } ?? "")
            )
        }
        cells.append(.text(PlainWords.number(other.distance, decimals: 2)))
        cells.append(.text(other.kilometres.map { PlainWords.number($0 / 1.609344, decimals: 0) } ?? ""))
        if showsParticipation { cells.append(tried(other)) }
        return cells
    }

    private func tried(_ other: SimilarSchool) -> Markup {
        var parts: [Markup] = []
        for (position, strand) in other.strands.enumerated() {
            if position > 0 { parts.append(.text("; ")) }
            parts.append(a(.href(SiteMap.strand(strand.slug))) { strand.title })
        }
        if other.sharedPlans > 0 {
            if !parts.isEmpty { parts.append(.text("; ")) }
            parts.append(
                a(.href(SiteMap.sharedPlans())) {
                    other.sharedPlans == 1 ? "a shared plan" : "\(other.sharedPlans) shared plans"
                }
            )
        }
        return parts.isEmpty ? .text("Nothing recorded") : .group(parts)
    }

    @MarkupBuilder private var weighing: Markup {
        details(.class("behind")) {
            HTML.summary { "What counts, and how much" }
            p {
                "Each figure is standardised within the phase; the distance is the root of the weighted mean of squared differences. A figure that is not published is never filled in."
            }
            getForm(SiteMap.similarSchools(school.urn)) {
                for variable in SimilarityVariable.allCases {
                    TextField(
                        variable.rawValue,
                        variable.name,
                        kind: .wholeNumber,
                        state: FormState([
                            variable.rawValue: PlainWords.number(weights[variable] ?? 1, decimals: 0)
                        ])
                    )
                }
                submit("Weigh again")
            }
        }
    }
}
