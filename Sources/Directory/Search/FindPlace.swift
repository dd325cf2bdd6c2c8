package import Database

/// A place that somebody named, as far as the register knows it.
package struct FoundPlace: Sendable, Equatable {
    /// `Seaview School`, or the postcode as it is written: `NE1 1AA`.
    package let name: String
    package let place: GridReference
    /// The school that stands there, or nearest to it of those with a like postcode: it tells the authority and
    /// the district.
    package let school: URN
}

/// A postcode in the form that the register uses: `NE1 1AA`.
package struct Postcode: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// `nil` unless it is written as a postcode of the United Kingdom; blanks and case do not matter.
    package init?(_ typed: String) {
        let letters = typed.uppercased().filter { !$0.isWhitespace }
        guard letters.wholeMatch(of: /[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}/) != nil else { return nil }
        description = "\(letters.dropLast(3)) \(letters.suffix(3))"
    }

    /// `NE1 1`: some thousands of addresses.
    var sector: String { String(description.dropLast(2)) }
    /// `NE1 `: a town or a part of one.
    var district: String { String(description.dropLast(3)) }
}

extension Transaction {
    /// Where a school (by its URN) or a postcode is; `nil` where the register has no school with a like postcode.
    ///
    /// The register knows the grid references of schools only, so a postcode without a school is placed at the middle
    /// of the schools of its sector, else of its district: a few kilometres off at most in a town.
    /// - Complexity: One scan of the schools' postcodes for each of at most three steps.
    package func place(called typed: String) throws -> FoundPlace? {
        if let urn = URN(typed.filter { !$0.isWhitespace }) {
            return try rows(
                """
                SELECT e.urn, e.easting, e.northing, o.name FROM establishment e
                JOIN organisation o ON o.id = e.organisation_id
                WHERE e.urn = \(urn) AND e.easting IS NOT NULL AND e.northing IS NOT NULL
                """
            ).first.flatMap { try FoundPlace(row: $0, name: $0.get("name")) }
        }
        guard let postcode = Postcode(typed) else { return nil }
        // A postcode holds letters, digits and a blank only: nothing to escape.
        for like in [postcode.description, postcode.sector + "%", postcode.district + "%"] {
            let found = try rows(
                """
                SELECT urn, easting, northing FROM establishment
                WHERE postcode LIKE \(like) AND easting IS NOT NULL AND northing IS NOT NULL
                ORDER BY CASE status WHEN 'open' THEN 0 ELSE 1 END, urn
                """
            ).compactMap { try FoundPlace(row: $0, name: postcode.description) }
            if let place = FoundPlace.middle(of: found) { return place }
        }
        return nil
    }
}

extension FoundPlace {
    fileprivate init?(row: Row, name: String) throws {
        guard let place = GridReference(try row.get("easting"), try row.get("northing")) else { return nil }
        self.init(name: name, place: place, school: try row.get("urn"))
    }

    /// The mean of the places, with the school nearest to it; the first of those that are as near.
    fileprivate static func middle(of places: [FoundPlace]) -> FoundPlace? {
        let (easting, northing) = places.reduce((0, 0)) {
            ($0.0 + $1.place.easting, $0.1 + $1.place.northing)
        }
        guard let first = places.first,
            let middle = GridReference(easting / places.count, northing / places.count),
            let nearest = places.min(by: { $0.place.kilometres(to: middle) < $1.place.kilometres(to: middle) }
            )
        else { return nil }
        return FoundPlace(name: first.name, place: middle, school: nearest.school)
    }
}
