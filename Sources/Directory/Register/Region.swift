import Database

/// One of the nine English regions.
package enum Region: String, CaseIterable, Sendable, SQLStorable {
    case northEast = "north-east"
    case northWest = "north-west"
    case yorkshire = "yorkshire-and-the-humber"
    case eastMidlands = "east-midlands"
    case westMidlands = "west-midlands"
    case eastOfEngland = "east-of-england"
    case london
    case southEast = "south-east"
    case southWest = "south-west"

    package var name: String {
        switch self {
        case .northEast: "North East"
        case .northWest: "North West"
        case .yorkshire: "Yorkshire and the Humber"
        case .eastMidlands: "East Midlands"
        case .westMidlands: "West Midlands"
        case .eastOfEngland: "East of England"
        case .london: "London"
        case .southEast: "South East"
        case .southWest: "South West"
        }
    }

    /// From the register's words; the file of 2022 splits London into Inner and Outer. `nil` outside England.
    init?(register words: String) {
        let lowered = words.lowercased()
        if lowered.hasSuffix("london") {
            self = .london
            return
        }
        guard let region = Region.allCases.first(where: { $0.name.lowercased() == lowered }) else {
            return nil
        }
        self = region
    }

    /// From the beginning of a teaching school hub's region code, such as `EE6` or `YH2`.
    init?(hubRegionCode code: String) {
        let prefixes: [(String, Region)] = [
            ("NE", .northEast), ("NW", .northWest), ("YH", .yorkshire), ("EM", .eastMidlands),
            ("WM", .westMidlands),
            ("EE", .eastOfEngland), ("LON", .london), ("LN", .london), ("L", .london), ("SE", .southEast),
            ("SW", .southWest),
        ]
        guard let match = prefixes.first(where: { code.uppercased().hasPrefix($0.0) }) else { return nil }
        self = match.1
    }
}
