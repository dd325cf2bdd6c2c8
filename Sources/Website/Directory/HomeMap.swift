import Directory
import Figures
import HTML
import Services

extension Site {
    /// Where need is, on the front page.
    var publicMap: HomePart {
        HomePart(topics: [.schools, .hubs]) {
            let points = try await directory.schoolPoints()
            guard !points.isEmpty else { return nil }
            let map = HomeMap(points: points)
            let svg = try map.svg()
            return HTML.section(.class("page-section")) {
                h2 { "Where need is" }
                FigureBlock(svg: svg, caption: map.caption)
                p {
                    a(.href(SiteMap.network())) { "Every school and hub on the map" }
                    " · "
                    a(.href(SiteMap.networkReach())) { "Who was reached, and who was not" }
                }
            }
        }
    }
}

/// The map of the network drawn lightly: a dot for each square of ten kilometres that has schools, not for each school,
/// so that the first page that anybody opens stays small.
struct HomeMap {
    let squares: [Square]

    static let sideMetres = 10_000

    /// On a wide page, where the whole map is to be in sight at once.
    static let width: Double = 520

    struct Square: Equatable {
        let easting: Int
        let northing: Int
        let schools: Int
        /// The mean of its schools' shares; `nil` where none is known.
        let need: Double?
    }

    init(points: [SchoolPoint]) {
        let side = Self.sideMetres
        func corner(_ metres: Int) -> Int { metres - metres % side }
        let groups = Dictionary(grouping: points) { point in
            [corner(point.northing), corner(point.easting)]
        }
        squares = groups.map { key, schools in
            let needs = schools.compactMap(\.need)
            return Square(
                easting: key[1] + side / 2,
                northing: key[0] + side / 2,
                schools: schools.count,
                need: needs.isEmpty ? nil : needs.reduce(0, +) / Double(needs.count)
            )
        }
        .sorted { ($0.northing, $0.easting) < ($1.northing, $1.easting) }
    }

    var caption: String {
        let schools = squares.reduce(0) { $0 + $1.schools }
        return
            "\(PlainWords.grouped(schools)) open schools. Each dot is a square of ten kilometres; colour: the mean share of pupils in its schools who attract pupil premium or, where there is none, who are eligible for free school meals."
    }

    /// - Throws: `FigureError` where there is nothing to draw.
    func svg() throws -> String {
        let layers = [
            layer("No figure", .mist, .medium) { $0 == nil },
            layer("Under 15% of pupils", .sea, .medium) { $0.map { $0 < 15 } ?? false },
            layer("15% to 30%", .gold, .medium) {
                $0.map { $0 >= 15 && $0 < NetworkMap.highNeed } ?? false
            },
            layer("30% or more", .coral, .large) { $0.map { $0 >= NetworkMap.highNeed } ?? false },
        ]
        var map = DotMap(title: "Need in the network", layers: layers.filter { !$0.points.isEmpty })
        map.unitName = "square"
        return try map.responsive(id: "home-map", wide: FigureWidth(Self.width)).svg()
    }

    private func layer(_ name: String, _ tone: Tone, _ size: DotMap.Size, _ fits: (Double?) -> Bool)
        -> DotMap.Layer
    {
        DotMap.Layer(
            name: name,
            tone: tone,
            size: size,
            points: squares.filter { fits($0.need) }.map {
                DotMap.GridPoint(easting: Double($0.easting), northing: Double($0.northing))
            }
        )
    }
}
