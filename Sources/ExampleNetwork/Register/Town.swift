import Foundation

/// An invented town with its place on the map.
struct Town: Equatable {
    let name: String
    /// Kilometres of the national grid.
    let east: Double
    let north: Double
    let authority: LocalAuthority
    /// Letters before the digits of its postcodes. None begins with Q, V or X in the United Kingdom.
    let postcodeArea: String
    /// How many schools it has, beside other towns.
    let weight: Double
    /// Mean share of pupils with free school meals.
    let need: Double
    let isCoastal: Bool

    var region: String { Outline.region(east: east, north: north) }
    /// How far its schools lie from the middle, in kilometres.
    var spread: Double { min(6, 0.8 + weight.squareRoot() * 0.35) }
}

/// An invented local authority. Its code is one of the five or six hundreds, which no authority in England
/// has.
struct LocalAuthority: Equatable {
    let code: Int
    let name: String
}

extension Town {
    /// The towns of the stories. The first is the coast, the second the city.
    static let told: [Town] = [
        Town(
            told: "Tarnsea",
            550,
            381,
            LocalAuthority(code: 501, name: "Tarnsea and Marsh Coast"),
            "QT",
            16,
            38,
            coastal: true
        ),
        Town(told: "Hallowick", 474, 437, LocalAuthority(code: 502, name: "Hallowick"), "QH", 26, 24),
        Town(told: "Brackenstow", 506, 402, LocalAuthority(code: 503, name: "Brackenshire"), "QB", 14, 19),
        Town(told: "Kestrelby", 520, 358, LocalAuthority(code: 503, name: "Brackenshire"), "QK", 9, 22),
        Town(told: "Orrinton", 468, 366, LocalAuthority(code: 504, name: "Orrinshire"), "QO", 16, 21),
        Town(told: "Withermere", 545, 318, LocalAuthority(code: 505, name: "Withermere Fens"), "QW", 11, 26),
        Town(
            told: "Gannockmouth",
            552,
            366,
            LocalAuthority(code: 501, name: "Tarnsea and Marsh Coast"),
            "QG",
            8,
            35,
            coastal: true
        ),
    ]

    private init(
        told name: String,
        _ east: Double,
        _ north: Double,
        _ authority: LocalAuthority,
        _ postcodeArea: String,
        _ weight: Double,
        _ need: Double,
        coastal: Bool = false
    ) {
        self.init(
            name: name,
            east: east,
            north: north,
            authority: authority,
            postcodeArea: postcodeArea,
            weight: weight,
            need: need,
            isCoastal: coastal
        )
    }

    /// The stories' towns and enough others for a number of schools.
    static func all(for schools: Int, seed: UInt64) -> [Town] {
        var draws = Draws(seed: seed, "towns")
        let count = max(34, schools / 20)
        var names = Set(told.map(\.name))
        var towns = told
        var authorities: [(authority: LocalAuthority, east: Double, north: Double)] = []
        while towns.count < count {
            let place = location(&draws)
            let name = freshName(&names, &draws)
            let authority = authority(near: place, named: name, &authorities, of: count, &draws)
            let letters = Array("ABCDEFGHJKLMNPRSTUVWXYZ")
            let area = String(draws.one(of: ["Q", "V", "X"])) + String(draws.one(of: letters))
            // A few large towns and many small ones.
            let weight = 2.2 * exp(draws.normal(deviation: 0.75))
            towns.append(
                Town(
                    name: name,
                    east: place.east,
                    north: place.north,
                    authority: authority,
                    postcodeArea: area,
                    weight: weight,
                    need: min(45, max(6, draws.normal(mean: 21, deviation: 8))),
                    isCoastal: false
                )
            )
        }
        return towns
    }

    /// Most people live around cities: three in five towns near one, the others anywhere.
    private static func location(_ draws: inout Draws) -> (east: Double, north: Double) {
        while true {
            var east = Double(draws.whole(135...655))
            var north = Double(draws.whole(15...650))
            if draws.happens(0.6) {
                let crowd = Outline.crowds[draws.position(weights: Outline.crowds.map(\.weight))]
                east = draws.normal(mean: crowd.east, deviation: crowd.spread)
                north = draws.normal(mean: crowd.north, deviation: crowd.spread)
            }
            if Outline.contains(east: east, north: north) { return (east, north) }
        }
    }

    private static func freshName(_ names: inout Set<String>, _ draws: inout Draws) -> String {
        while true {
            var name = draws.one(of: PlaceNames.beginnings) + draws.one(of: PlaceNames.endings)
            if names.contains(name) { name = draws.one(of: PlaceNames.additions) + " " + name }
            if names.insert(name).inserted { return name }
        }
    }

    /// The authority of the nearest one's seat, or a new one named after this town while there are few.
    private static func authority(
        near place: (east: Double, north: Double),
        named name: String,
        _ known: inout [(authority: LocalAuthority, east: Double, north: Double)],
        of towns: Int,
        _ draws: inout Draws
    ) -> LocalAuthority {
        let most = min(150, max(12, towns / 6))
        func distance(_ seat: (authority: LocalAuthority, east: Double, north: Double)) -> Double {
            hypot(seat.east - place.east, seat.north - place.north)
        }
        let nearest = known.min { distance($0) < distance($1) }
        if let nearest, known.count >= most || distance(nearest) < 12 { return nearest.authority }
        let made = LocalAuthority(
            code: 506 + known.count,
            name: name + draws.one(of: PlaceNames.authorityEndings)
        )
        known.append((made, place.east, place.north))
        return made
    }
}
