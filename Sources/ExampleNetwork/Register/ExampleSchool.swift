import Services

/// One invented establishment, as the register would describe it.
struct ExampleSchool: Equatable {
    var urn: Int
    var name: String
    var town: Town
    var phase: Kind
    var type: String
    var typeGroup: String
    /// The trust's number, or `nil`.
    var trust: Int?
    var isClosed = false
    var openedOn: LocalDate
    var closedOn: LocalDate?
    /// The reference number that the school had before it joined a trust.
    var predecessor: Int?
    var pupils: Int
    var freeMealsPercentage: Double
    /// Metres of the national grid.
    var easting: Int
    var northing: Int
    var street: String
    var postcode: String
    var religion: String
    var telephone: String
    /// Its results and where they are going.
    var course: Course

    enum Kind: String, CaseIterable {
        case primary = "Primary"
        case secondary = "Secondary"
        case allThrough = "All-through"
        case nursery = "Nursery"
        case special = "Not applicable"
        case sixteenPlus = "16 plus"

        var ages: (low: Int, high: Int) {
            switch self {
            case .primary: (4, 11)
            case .secondary: (11, 16)
            case .allThrough: (4, 18)
            case .nursery: (2, 5)
            case .special: (4, 19)
            case .sixteenPlus: (16, 19)
            }
        }
    }

    /// The level in the last year with results, and the change in each year before it.
    struct Course: Equatable {
        /// Primary: per cent at the expected standard. Secondary: Attainment 8.
        var level: Double
        var yearlyChange: Double
    }
}

/// The schools that the stories name.
enum ToldSchool: Int, CaseIterable {
    case hallowickHigh = 900_001
    case tarnseaHarbour = 900_002
    case tarnseaAcademy = 900_003
    case brackenstowPriory = 900_004
    case kestrelbyChurchLane = 900_005
    case orrintonHigh = 900_006
    case withermereMeadow = 900_007
    case gannockmouthQuay = 900_008
    case hallowickCanalSide = 900_009
    case orrintonWindmill = 900_010

    var name: String {
        switch self {
        case .hallowickHigh: "Hallowick High School"
        case .tarnseaHarbour: "Tarnsea Harbour Primary School"
        case .tarnseaAcademy: "Tarnsea Academy"
        case .brackenstowPriory: "Brackenstow Priory School"
        case .kestrelbyChurchLane: "Kestrelby Church Lane Primary School"
        case .orrintonHigh: "Orrinton High School"
        case .withermereMeadow: "Withermere Meadow Primary School"
        case .gannockmouthQuay: "Gannockmouth Quay Primary School"
        case .hallowickCanalSide: "Hallowick Canal Side Primary School"
        case .orrintonWindmill: "Orrinton Windmill Primary School"
        }
    }

    var town: String { String(name.prefix { $0 != " " }) }

    var isSecondary: Bool {
        [.hallowickHigh, .tarnseaAcademy, .brackenstowPriory, .orrintonHigh].contains(self)
    }

    var trust: ExampleTrust? {
        switch self {
        case .tarnseaHarbour, .tarnseaAcademy, .gannockmouthQuay: .tideway
        case .orrintonHigh, .orrintonWindmill: .orrinVale
        default: nil
        }
    }

    /// Tarnsea Harbour climbed for years; Gannockmouth Quay, eight miles down the same coast, did not.
    var course: ExampleSchool.Course {
        switch self {
        case .tarnseaHarbour: .init(level: 71, yearlyChange: 6)
        case .gannockmouthQuay: .init(level: 46, yearlyChange: -3)
        case .tarnseaAcademy: .init(level: 44.5, yearlyChange: 1.9)
        case .hallowickHigh: .init(level: 50.2, yearlyChange: 0.4)
        case .brackenstowPriory: .init(level: 51.6, yearlyChange: 0.7)
        case .orrintonHigh: .init(level: 41.8, yearlyChange: -1.1)
        case .kestrelbyChurchLane: .init(level: 68, yearlyChange: 1)
        case .withermereMeadow: .init(level: 63, yearlyChange: 0)
        case .hallowickCanalSide: .init(level: 60, yearlyChange: 2)
        case .orrintonWindmill: .init(level: 57, yearlyChange: -1)
        }
    }
}

/// The two trusts of the stories.
enum ExampleTrust: Int, CaseIterable {
    case tideway = 990_001
    case orrinVale = 990_002

    var name: String {
        switch self {
        case .tideway: "Tideway Tarnsea Learning Trust"
        case .orrinVale: "Orrinton Vale Schools Trust"
        }
    }

    /// Where its schools are.
    var towns: Set<String> {
        switch self {
        case .tideway: ["Tarnsea", "Gannockmouth", "Kestrelby"]
        case .orrinVale: ["Orrinton", "Hallowick"]
        }
    }
}
