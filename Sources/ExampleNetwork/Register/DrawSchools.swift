import Foundation
import Services

/// Draws the schools of a network: those of the stories first, then towns' schools, then closed predecessors.
struct SchoolDrawing {
    private let options: ExampleOptions
    private let towns: [Town]
    private var draws: Draws
    private var names: Set<String> = []

    init(_ options: ExampleOptions) {
        self.options = options
        towns = Town.all(for: options.schools, seed: options.seed)
        draws = Draws(seed: options.seed, "schools")
    }

    /// - Complexity: O(schools × towns) in the choice of towns; a second for 24,000.
    mutating func schools() -> [ExampleSchool] {
        var schools = ToldSchool.allCases.map { told($0) }
        let closedCount = options.schools / 40
        var cumulative: [Double] = []
        for town in towns { cumulative.append((cumulative.last ?? 0) + town.weight) }
        let total = cumulative.last ?? 1
        while schools.count < options.schools - closedCount {
            let aim = draws.unit() * total
            let town = towns[cumulative.firstIndex { aim < $0 } ?? 0]
            schools.append(drawn(urn: 900_001 + schools.count, in: town))
        }
        let academies = schools.indices.filter {
            schools[$0].trust != nil || schools[$0].type == "Academy converter"
        }
        for index in academies.prefix(closedCount) {
            schools.append(predecessor(of: &schools[index], at: schools.count))
        }
        while schools.count < options.schools {
            let town = towns[draws.whole(0...(towns.count - 1))]
            schools.append(closedForGood(drawn(urn: 900_001 + schools.count, in: town)))
        }
        return schools
    }

    private mutating func told(_ told: ToldSchool) -> ExampleSchool {
        let town = towns.first { $0.name == told.town } ?? towns[0]
        names.insert(told.name)
        var school = drawn(
            urn: told.rawValue,
            in: town,
            kind: told.isSecondary ? .secondary : .primary,
            name: told.name
        )
        school.trust = told.trust?.rawValue
        school.type = told.trust == nil ? "Community school" : "Academy converter"
        school.typeGroup = told.trust == nil ? "Local authority maintained schools" : "Academies"
        school.religion = "None"
        school.course = told.course
        return school
    }

    private mutating func drawn(
        urn: Int,
        in town: Town,
        kind given: ExampleSchool.Kind? = nil,
        name givenName: String? = nil
    ) -> ExampleSchool {
        let kinds: [ExampleSchool.Kind] = [
            .primary, .secondary, .allThrough, .nursery, .special, .sixteenPlus,
        ]
        let kind = given ?? kinds[draws.position(weights: [76, 15, 1.5, 2, 4.5, 1])]
        let (name, isChurch) = givenName.map { ($0, false) } ?? freshName(of: kind, in: town)
        let trust = ExampleTrust.allCases.first { $0.towns.contains(town.name) && kind != .nursery }
        let isInToldTrust = trust != nil && draws.happens(0.3)
        let isAcademy = isInToldTrust || (kind != .nursery && draws.happens(kind == .secondary ? 0.7 : 0.35))
        let place = place(in: town)
        let need = min(75, max(2, draws.normal(mean: town.need, deviation: 8)))
        return ExampleSchool(
            urn: urn,
            name: name,
            town: town,
            phase: kind,
            type: type(of: kind, isAcademy: isAcademy, isChurch: isChurch),
            typeGroup: kind == .special && !isAcademy
                ? "Special schools" : isAcademy ? "Academies" : "Local authority maintained schools",
            trust: isInToldTrust ? trust?.rawValue : nil,
            openedOn: options.today.adding(days: -draws.whole(1_200...16_000)),
            pupils: pupils(of: kind),
            freeMealsPercentage: (need * 10).rounded() / 10,
            easting: Int(place.east * 1000),
            northing: Int(place.north * 1000),
            street: "\(draws.whole(1...180)) \(draws.one(of: PlaceNames.streets))",
            postcode: postcode(in: town),
            religion: isChurch ? "Church of England" : "None",
            telephone: "01632 \(960_000 + draws.whole(0...999))",
            course: course(of: kind, need: need)
        )
    }

    private mutating func freshName(of kind: ExampleSchool.Kind, in town: Town) -> (
        name: String, isChurch: Bool
    ) {
        var attempts = 0
        while true {
            attempts += 1
            let isChurch = kind == .primary && draws.happens(0.28)
            let feature =
                attempts > 40
                ? "\(draws.one(of: SchoolNames.features)) \(draws.one(of: SchoolNames.features))"
                : draws.one(of: SchoolNames.features)
            let name: String =
                switch kind {
                case .primary where isChurch:
                    "\(draws.one(of: SchoolNames.saints)) \(town.name) CofE Primary School"
                case .primary: "\(town.name) \(feature) Primary School"
                case .secondary:
                    "\(town.name) \(attempts == 1 ? "" : feature + " ")\(draws.one(of: SchoolNames.secondaryKinds))"
                case .allThrough: "\(town.name) \(feature) All-Through School"
                case .nursery: "\(town.name) \(feature) Nursery School"
                case .special: "\(town.name) \(feature) Special School"
                case .sixteenPlus: "\(town.name) \(attempts == 1 ? "" : feature + " ")Sixth Form College"
                }
            if names.insert(name).inserted { return (name, isChurch) }
        }
    }

    private func type(of kind: ExampleSchool.Kind, isAcademy: Bool, isChurch: Bool) -> String {
        switch kind {
        case .special: isAcademy ? "Academy special converter" : "Community special school"
        case .nursery: "Local authority nursery school"
        case .sixteenPlus: isAcademy ? "Academy 16-19 converter" : "Further education"
        default:
            isAcademy ? "Academy converter" : isChurch ? "Voluntary controlled school" : "Community school"
        }
    }

    private mutating func pupils(of kind: ExampleSchool.Kind) -> Int {
        let (mean, deviation): (Double, Double) =
            switch kind {
            case .primary: (275, 120)
            case .secondary: (980, 300)
            case .allThrough: (1_150, 300)
            case .nursery: (85, 25)
            case .special: (130, 55)
            case .sixteenPlus: (1_400, 500)
            }
        return max(28, Int(draws.normal(mean: mean, deviation: deviation)))
    }

    private mutating func place(in town: Town) -> (east: Double, north: Double) {
        for _ in 0..<20 {
            let east = draws.normal(mean: town.east, deviation: town.spread)
            let north = draws.normal(mean: town.north, deviation: town.spread)
            if Outline.contains(east: east, north: north) { return (east, north) }
        }
        return (town.east, town.north)
    }

    private mutating func postcode(in town: Town) -> String {
        let letters = Array("ABDEFGHJLNPQRSTUWXYZ")
        let inward = "\(draws.whole(1...9))\(draws.one(of: letters))\(draws.one(of: letters))"
        return "\(town.postcodeArea)\(draws.whole(1...19)) \(inward)"
    }

    /// Schools with more need have lower results on average, and much overlap.
    private mutating func course(of kind: ExampleSchool.Kind, need: Double) -> ExampleSchool.Course {
        let isPrimary = kind == .primary
        let level =
            isPrimary
            ? draws.normal(mean: 72 - 0.5 * need, deviation: 9)
            : draws.normal(mean: 55 - 0.35 * need, deviation: 5)
        let change = draws.normal(deviation: isPrimary ? 2.2 : 1)
        return .init(level: min(96, max(12, level)), yearlyChange: change)
    }

    /// The maintained school that became an academy: its last day is the day before the academy opened.
    private mutating func predecessor(of school: inout ExampleSchool, at position: Int) -> ExampleSchool {
        let converted = options.today.adding(days: -draws.whole(500...2_600))
        var old = school
        old.urn = 900_001 + position
        old.trust = nil
        old.type = "Community school"
        old.typeGroup = "Local authority maintained schools"
        old.isClosed = true
        old.openedOn = converted.adding(days: -9_000)
        old.closedOn = converted.adding(days: -1)
        school.openedOn = converted
        school.predecessor = old.urn
        return old
    }

    private mutating func closedForGood(_ school: ExampleSchool) -> ExampleSchool {
        var closed = school
        closed.isClosed = true
        closed.trust = nil
        closed.closedOn = options.today.adding(days: -draws.whole(100...1_100))
        return closed
    }
}
