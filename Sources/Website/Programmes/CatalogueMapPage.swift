import Access
import Directory
import Figures
import HTML
import Programmes
import Services

/// The catalogue by place: a dot where something is held, and the same as a table.
struct CatalogueMapPage: Page {
    /// Its search, filters and address.
    let list: CataloguePage
    let map: CatalogueMap
    /// `nil` when nothing is held anywhere.
    let svg: String?

    /// - Parameter schools: The network's schools, which show where the coast is.
    init(list: CataloguePage, map: CatalogueMap, schools: [SchoolPoint]) throws {
        self.list = list
        self.map = map
        guard !map.offers.isEmpty else {
            svg = nil
            return
        }
        var drawn = DotMap(
            title: "Where training is held",
            layers: [
                DotMap.Layer(
                    name: "School",
                    tone: .mist,
                    points: schools.map {
                        DotMap.GridPoint(easting: Double($0.easting), northing: Double($0.northing))
                    }
                ),
                DotMap.Layer(
                    name: "Training",
                    tone: .coral,
                    size: .large,
                    points: map.offers.map {
                        DotMap.GridPoint(easting: Double($0.easting), northing: Double($0.northing))
                    }
                ),
            ].filter { !$0.points.isEmpty }
        )
        drawn.unitName = "place"
        svg = try drawn.responsive(id: "offers-map").svg()
    }

    var title: String { "Training by place" }
    var summary: String? { "Where training and support for schools are held." }
    var section: SiteSection? { .offers }
    var isWide: Bool { true }
    var trail: [Crumb] { [Crumb("Training", list.query.asList.link)] }

    var body: Markup {
        PageHeader(title)
        CatalogueViews(query: list.query, shows: .map)
        FilteredList {
            list.placeUnknown
            ChosenFilters(filters: list.chosen)
            p(.class("result-count"), .role("status")) { found }
            if let svg {
                FigureBlock(
                    svg: svg,
                    caption: "Each large dot is a place where training is held; small dots are schools.",
                    table: places
                )
            } else {
                EmptyState(
                    "Nothing of this is held in a place.",
                    action: ("Show it as a list", list.query.asList.link)
                )
            }
        } filters: {
            list.filters
        }
    }

    private var found: String {
        let kinds = map.placed == 1 ? "course or programme" : "courses and programmes"
        let more = map.placed > map.offers.count ? ", the next \(map.offers.count) shown" : ""
        let elsewhere = map.unplaced == 0 ? "" : "; \(map.unplaced) online or without a known place"
        return "\(map.placed) \(kinds) held in a place\(more)\(elsewhere)"
    }

    private var places: DataTable {
        DataTable(
            "Places",
            columns: [.init("Place"), .init("Training"), .init("Next")],
            rows: map.offers.map { offer in
                [
                    .text([offer.venue, offer.postcode].filter { !$0.isEmpty }.joined(separator: ", ")),
                    a(.href(SiteMap.offer(offer.id))) { offer.title },
                    .text(offer.nextStart?.spelledShort ?? "open now"),
                ]
            }
        )
    }
}
