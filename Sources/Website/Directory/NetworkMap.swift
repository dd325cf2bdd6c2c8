import Directory
import Figures

/// Every open school as a dot, coloured by need or by what it is designated as.
struct NetworkMap: Sendable {
    enum Colouring: String, CaseIterable, Sendable {
        case need
        case designation

        init(_ text: String) {
            self = Colouring(rawValue: text) ?? .need
        }

        var name: String {
            switch self {
            case .need: "Need"
            case .designation: "Hubs"
            }
        }
    }

    /// One line of the table behind the map.
    struct RegionRow: Sendable {
        let name: String
        let schools: Int
        let highNeed: Int
        let hosts: Int
    }

    let shows: Colouring
    /// `nil` when there is no school to draw.
    let svg: String?
    let regions: [RegionRow]

    static let highNeed = 30.0

    init(points: [SchoolPoint], shows: Colouring) throws {
        self.shows = shows
        let layers = shows == .need ? Self.needLayers(points) : Self.designationLayers(points)
        let map = DotMap(title: "Schools of the network", layers: layers.filter { !$0.points.isEmpty })
        svg = points.isEmpty ? nil : try map.responsive(id: "network-map").svg()
        regions = Self.rows(points)
    }

    private static func needLayers(_ points: [SchoolPoint]) -> [DotMap.Layer] {
        func layer(_ name: String, _ tone: Tone, _ size: DotMap.Size, _ fits: (Double?) -> Bool)
            -> DotMap.Layer
        {
            DotMap.Layer(
                name: name,
                tone: tone,
                size: size,
                points: points.filter { fits($0.need) }.map(\.gridPoint)
            )
        }
        return [
            layer("No figure", .mist, .small) { $0 == nil },
            layer("Under 15% of pupils", .sea, .small) { $0.map { $0 < 15 } ?? false },
            layer("15% to 30%", .gold, .small) { $0.map { $0 >= 15 && $0 < highNeed } ?? false },
            layer("30% or more", .coral, .medium) { $0.map { $0 >= highNeed } ?? false },
        ]
    }

    private static func designationLayers(_ points: [SchoolPoint]) -> [DotMap.Layer] {
        func hosts(_ kinds: Set<DesignationKind>) -> [DotMap.GridPoint] {
            points.filter { !kinds.isDisjoint(with: $0.hubKinds) }.map(\.gridPoint)
        }
        let research: Set<DesignationKind> = [.researchSchool, .associateResearchSchool]
        let teaching: Set<DesignationKind> = [.teachingSchoolHub, .teachingSchool]
        let others = Set(DesignationKind.allCases).subtracting(research).subtracting(teaching)
        return [
            DotMap.Layer(
                name: "School",
                tone: .mist,
                size: .small,
                points: points.filter(\.hubKinds.isEmpty).map(\.gridPoint)
            ),
            DotMap.Layer(
                name: "Hosts a subject or other hub",
                tone: .gold,
                size: .large,
                points: hosts(others)
            ),
            DotMap.Layer(
                name: "Hosts a teaching school hub",
                tone: .sea,
                size: .large,
                points: hosts(teaching)
            ),
            DotMap.Layer(name: "Research school", tone: .coral, size: .large, points: hosts(research)),
        ]
    }

    private static func rows(_ points: [SchoolPoint]) -> [RegionRow] {
        let byRegion = Dictionary(grouping: points, by: \.region)
        let order: [Region?] = Region.allCases.map { $0 } + [nil]
        return order.compactMap { region in
            guard let schools = byRegion[region] else { return nil }
            return RegionRow(
                name: region?.name ?? "No region given",
                schools: schools.count,
                highNeed: schools.count { $0.need.map { $0 >= highNeed } ?? false },
                hosts: schools.count { !$0.hubKinds.isEmpty }
            )
        }
    }
}

extension SchoolPoint {
    fileprivate var gridPoint: DotMap.GridPoint {
        DotMap.GridPoint(easting: Double(easting), northing: Double(northing))
    }
}
