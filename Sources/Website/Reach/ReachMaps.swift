import Figures
import HTML
import Reach
import Services

/// Every school with a known need as a dot: where need was met, and where that is not known.
struct ReachMap {
    private let needy: [ReachPoint]
    private let others: [ReachPoint]
    private let year: AcademicYear

    init(_ points: [ReachPoint], in year: AcademicYear) {
        needy = points.filter { GreatNeed.holds($0.fifth) }
        others = points.filter { $0.fifth != nil && !GreatNeed.holds($0.fifth) }
        self.year = year
    }

    private func isReached(_ point: ReachPoint) -> Bool { point.years.contains(year) }

    /// - Throws: `FigureError` where there is no school to draw.
    func svg() throws -> String {
        // Everyone reads this: where one or two schools took part, the map does not say which, nor how many.
        let hidden = FewSchools.hidden([needy.count(where: isReached), others.count(where: isReached)])
        let (tellsNeedy, tellsOthers) = (!hidden[0], !hidden[1])
        let layers = [
            layer("Other schools", .mist, .small, others.filter { !tellsOthers || !isReached($0) }),
            layer("Took part", .sea, .small, others.filter { tellsOthers && isReached($0) }),
            layer("Great need, took part", .sea, .large, needy.filter { tellsNeedy && isReached($0) }),
            layer(
                tellsNeedy ? "Great need, not known to have taken part" : "Great need",
                .coral,
                .medium,
                needy.filter { !tellsNeedy || !isReached($0) }
            ),
        ]
        let map = DotMap(title: "Need against reach", layers: layers.filter { !$0.points.isEmpty })
        return try map.responsive(id: "reach-map").svg()
    }

    private func layer(_ name: String, _ tone: Tone, _ size: DotMap.Size, _ points: [ReachPoint])
        -> DotMap.Layer
    {
        DotMap.Layer(name: name, tone: tone, size: size, points: points.map(\.gridPoint))
    }
}

extension ReachPoint {
    fileprivate var gridPoint: DotMap.GridPoint {
        DotMap.GridPoint(easting: Double(easting), northing: Double(northing))
    }
}

/// The same map by hub or by academic year, on one scale.
struct ReachPanelDrawing: Sendable {
    let split: ReachSplit
    /// How many small maps it has.
    let count: Int
    /// `nil` where there is nothing to draw.
    let svg: String?

    /// - Parameter points: Every school with a place, under each map.
    init(_ summary: ReachSummary, _ split: ReachSplit, _ panels: [ReachPanel], over points: [ReachPoint]) {
        self.split = split
        count = panels.count
        svg = try? Self.plot(summary, split, panels, points)
            .responsive(id: "small-maps-figure", wide: FigureWidth(960)).svg()
    }

    private static func plot(
        _ summary: ReachSummary,
        _ split: ReachSplit,
        _ panels: [ReachPanel],
        _ points: [ReachPoint]
    ) -> MapPanels {
        var plot = MapPanels(
            title: split == .hub
                ? "Schools that took part with each hub, \(summary.scope.year)"
                : "Schools that took part in each academic year",
            ground: DotMap.Layer(name: "Every school", tone: .mist, points: points.map(\.gridPoint)),
            keys: [
                .init(name: "Took part", tone: .sea, size: .small),
                .init(name: "Great need, took part", tone: .coral, size: .medium),
            ],
            panels: panels.map(panel)
        )
        plot.panelName = split == .hub ? "Hub" : "Academic year"
        // Not the counts of dots: a map may keep to itself which schools are in great need.
        plot.alternative =
            "Small maps on one scale. " + plot.panels.map { "\($0.name): \($0.note)." }.joined(separator: " ")
        return plot
    }

    private static func panel(_ panel: ReachPanel) -> MapPanels.Panel {
        let points = [false, true].map { need in
            panel.places.filter { $0.isHighNeed == need }
                .map { DotMap.GridPoint(easting: Double($0.easting), northing: Double($0.northing)) }
        }
        let need = words(panel.highNeedSchools, of: panel.schools)
        let note = "\(PlainWords.schools(panel.schools)), \(need) in great need"
        switch panel.subject {
        case .hub(let slug, let name):
            return .init(name: name, note: note, points: points, link: SiteMap.hub(slug).description)
        case .year(let year):
            return .init(name: year.description, note: note, points: points)
        }
    }

    /// How many are in great need; of many that leave few, only that they are most.
    private static func words(_ needy: Int, of schools: Int) -> String {
        if needy == 0 { return "none" }
        if FewSchools.isFew(needy) { return ReachWords.hidden(needy) }
        return FewSchools.hides(needy, of: schools) ? "most" : PlainWords.grouped(needy)
    }
}

/// The small maps with the table beside them.
struct ReachPanelMaps: Renderable {
    let summary: ReachSummary
    let drawing: ReachPanelDrawing
    /// The same page by the other split.
    let link: @Sendable (ReachSplit) -> Link

    private var split: ReachSplit { drawing.split }

    var markup: Markup {
        HTML.section(.class("page-section"), .id("small-maps")) {
            h2 { "The same map by hub and by year" }
            nav(.class("tabs"), .aria("label", "What each small map is")) {
                for choice in ReachSplit.allCases {
                    a(
                        .href(link(choice)),
                        .named("aria-current", ifPresent: choice == split ? "true" : nil)
                    ) { choice.name }
                }
            }
            if summary.asOf == nil {
                EmptyState(ReachWords.mapIsBeingMade)
            } else if let svg = drawing.svg {
                FigureBlock(svg: svg, caption: caption)
            } else {
                EmptyState("There is nothing to draw: nobody took part, or too few schools to show.")
            }
            if split == .hub { HubsTable(summary: summary, isPublic: true) } else { yearTable }
        }
    }

    private var caption: String {
        let scale =
            "All maps have one scale. A school that has no place in the register is not drawn. \(ReachWords.drawn)"
        guard split == .hub else { return scale }
        let drawn = drawing.count
        return summary.hubs.count > drawn
            ? "The \(drawn == 1 ? "hub" : "\(drawn) hubs") with most schools; the table names all. \(scale)"
            : scale
    }

    private var yearTable: DataTable {
        DataTable(
            "Schools that took part in each academic year",
            columns: [
                .init("Academic year"), .init("Schools", isNumber: true),
                .init("Of these in great need", isNumber: true),
            ],
            rows: summary.trend.map { line in
                [
                    .text(line.year.description), .text(ReachWords.publicCount(line.schools)),
                    .text(ReachWords.publicCount(line.highNeedSchools, of: line.schools)),
                ]
            }
        )
    }
}
