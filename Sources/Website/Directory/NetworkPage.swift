import Directory
import HTML
import Services

/// The network: its map, its hubs by kind and region, its areas.
struct NetworkPage: Page {
    let hubs: [Hub]
    let areas: [AreaName]
    let map: NetworkMap
    let today: LocalDate
    let mayCreate: Bool

    var title: String { "Network" }
    var summary: String? { "Hubs, areas and schools that work together, on one map." }
    var section: SiteSection? { .network }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader("The network", lead: "Hubs, areas and the schools they serve.")
        getForm(SiteMap.schools()) {
            TextField(
                "q",
                "Find a school by name, town, postcode, local authority or URN",
                kind: .search,
                state: FormState()
            )
            submit("Search schools")
        }
        p { a(.href(SiteMap.networkReach())) { "Who was reached this year, and who was not" } }
        mapSection
        hubSection
        areaSection
        if mayCreate {
            p {
                a(.class("button"), .href(SiteMap.newHub())) { "Add a hub" }
                " "
                a(.class("button button--secondary"), .href(SiteMap.newArea())) { "Draw an area" }
            }
        }
    }

    @MarkupBuilder private var mapSection: Markup {
        if let svg = map.svg {
            HTML.section(.class("page-section")) {
                h2 { "Where schools are" }
                nav(.class("tabs"), .aria("label", "What the colours show")) {
                    for colouring in NetworkMap.Colouring.allCases {
                        a(
                            .href(
                                SiteMap.network().with(
                                    "colour",
                                    colouring == .need ? nil : colouring.rawValue
                                )
                            ),
                            .named("aria-current", ifPresent: map.shows == colouring ? "true" : nil)
                        ) { colouring.name }
                        " "
                    }
                }
                FigureBlock(svg: svg, caption: caption, table: regionTable)
            }
        } else {
            EmptyState("No schools have been imported yet.")
        }
    }

    private var caption: String {
        switch map.shows {
        case .need:
            "Each dot is an open school. Colour: the newest share of pupils who attract pupil premium or, where there is none, who are eligible for free school meals."
        case .designation: "Each dot is an open school. Larger dots host a hub today."
        }
    }

    private var regionTable: DataTable {
        DataTable(
            "Schools by region",
            columns: [
                .init("Region"), .init("Schools", isNumber: true),
                .init("30% or more disadvantaged", isNumber: true),
                .init("Host a hub", isNumber: true),
            ],
            rows: map.regions.map { row in
                [
                    .text(row.name), .text(PlainWords.grouped(row.schools)),
                    .text(PlainWords.grouped(row.highNeed)),
                    .text(PlainWords.grouped(row.hosts)),
                ]
            }
        )
    }

    @MarkupBuilder private var hubSection: Markup {
        HTML.section(.class("page-section")) {
            h2 { "Hubs" }
            if hubs.isEmpty { p { "No hubs have been added yet." } }
            for kind in DesignationKind.allCases {
                let found = hubs.filter { $0.kinds(on: today).contains(kind) }
                if !found.isEmpty {
                    details(.class("filter"), .open(found.count <= 12)) {
                        HTML.summary { "\(kind.name) (\(found.count))" }
                        for (region, members) in byRegion(found) {
                            h3 { region }
                            ul { for hub in members { li { a(.href(SiteMap.hub(hub.slug))) { hub.name } } } }
                        }
                    }
                }
            }
            titles("Designations to come", toCome)
            titles("Former designations", former)
            if !undesignated.isEmpty {
                details(.class("filter")) {
                    HTML.summary { "No designation recorded (\(undesignated.count))" }
                    ul { for hub in undesignated { li { a(.href(SiteMap.hub(hub.slug))) { hub.name } } } }
                }
            }
        }
    }

    /// A designation of a hub that is not held today.
    private typealias Title = (hub: Hub, designation: Designation)

    private var allTitles: [Title] {
        hubs.flatMap { hub in hub.designations.map { (hub: hub, designation: $0) } }
    }

    /// The next first.
    private var toCome: [Title] {
        allTitles.filter { $0.designation.isToCome(on: today) }.sorted {
            ($0.designation.startedOn ?? today, $0.hub.name) < (
                $1.designation.startedOn ?? today, $1.hub.name
            )
        }
    }

    /// The last to end first.
    private var former: [Title] {
        allTitles.filter { title in title.designation.endedOn.map { $0 < today } ?? false }.sorted {
            ($1.designation.endedOn ?? today, $0.hub.name) < ($0.designation.endedOn ?? today, $1.hub.name)
        }
    }

    private var undesignated: [Hub] { hubs.filter(\.designations.isEmpty) }

    @MarkupBuilder private func titles(_ heading: String, _ titles: [Title]) -> Markup {
        if !titles.isEmpty {
            details(.class("filter"), .open(titles.count <= 12)) {
                HTML.summary { "\(heading) (\(titles.count))" }
                ul {
                    for (hub, title) in titles {
                        li {
                            a(.href(SiteMap.hub(hub.slug))) { hub.name }
                            ": \(title.kind.name.lowercasedFirst), "
                            PlainWords.held(from: title.startedOn, until: title.endedOn, on: today)
                        }
                    }
                }
            }
        }
    }

    private func byRegion(_ hubs: [Hub]) -> [(String, [Hub])] {
        let groups = Dictionary(grouping: hubs, by: \.region)
        let named = Region.allCases.compactMap { region in groups[region].map { (region.name, $0) } }
        return named + (groups[nil].map { [("Region not recorded", $0)] } ?? [])
    }

    @MarkupBuilder private var areaSection: Markup {
        if !areas.isEmpty {
            HTML.section(.class("page-section")) {
                h2 { "Areas" }
                ul {
                    for area in areas {
                        li {
                            a(.href(SiteMap.area(area.slug))) { area.name }
                            " (\(area.kind.name.lowercasedFirst))"
                        }
                    }
                }
            }
        }
    }
}
