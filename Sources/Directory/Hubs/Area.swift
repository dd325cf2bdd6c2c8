package import Access
import Database
import Foundation
package import Services

package enum AreaKind: String, CaseIterable, Sendable, SQLStorable {
    case opportunityArea = "opportunity-area"
    case investmentArea = "education-investment-area"
    case other

    package var name: String {
        switch self {
        case .opportunityArea: "Opportunity area"
        case .investmentArea: "Education investment area"
        case .other: "Local area"
        }
    }
}

/// What a list of areas to choose from shows.
package struct AreaName: Sendable, Equatable {
    package let id: ID<Area>
    package let slug: String
    package let name: String
    package let kind: AreaKind
}

/// A place that people organise around: any set of authorities, districts and schools.
package struct Area: Sendable, Equatable {
    package let id: ID<Area>
    package let slug: String
    package let name: String
    package let kind: AreaKind
    package let summary: String
    /// The hub that drew it; `nil` for an area of the whole network.
    package let owner: ID<Organisation>?
    package let version: Int
    package let authorities: [Int]
    /// Names of administrative districts as the register writes them.
    package let districts: [String]
    package let schools: [URN]
}

/// The places of an area that come from a file.
struct AreaPlaces {
    var authorities: Set<Int> = []
    var districts: Set<String> = []

    var isEmpty: Bool { authorities.isEmpty && districts.isEmpty }

    /// Codes of the Office for National Statistics: those of authorities by the register's own, those of
    /// districts by code where the register has them, else by the area's name: `Norwich`, `North Yorkshire
    /// Coast (Scarborough)`, `A and B`.
    static func resolve(name: String, codes: [String], in transaction: any Transaction) throws -> AreaPlaces {
        var places = AreaPlaces()
        var unknown = 0
        for code in codes {
            let authorities: [Int] = try transaction.column(
                "SELECT code FROM authority WHERE gss_code = \(code)"
            )
            if !authorities.isEmpty {
                places.authorities.formUnion(authorities)
                continue
            }
            let districts: [String] = try transaction.column(
                "SELECT DISTINCT district FROM establishment WHERE district_code = \(code) AND district IS NOT NULL"
            )
            places.districts.formUnion(districts)
            if districts.isEmpty { unknown += 1 }
        }
        if unknown > 0 || codes.isEmpty {
            let (own, inBrackets) = HubName.parted(name)
            let names = (inBrackets.isEmpty ? own : inBrackets).components(separatedBy: " and ")
            places.districts.formUnion(
                try transaction.column(
                    "SELECT DISTINCT district FROM establishment WHERE district IN (\(SQL.list(names)))"
                )
            )
        }
        return places
    }

    /// How many places were not there before.
    func add(to area: ID<Area>, in transaction: any Transaction) throws -> Int {
        var added = 0
        for code in authorities.sorted() {
            added += try transaction.execute(
                "INSERT INTO area_authority (area_id, authority_code) VALUES (\(area), \(code)) ON CONFLICT DO NOTHING"
            )
        }
        for district in districts.sorted() {
            added += try transaction.execute(
                "INSERT INTO area_district (area_id, district) VALUES (\(area), \(district)) ON CONFLICT DO NOTHING"
            )
        }
        return added
    }
}
