import Database
import Directory
package import Services

/// An offer with the place where it is held, for a map.
package struct MappedOffer: Sendable, Equatable {
    package let id: ID<Offer>
    package let title: String
    /// `nil` for self-study that is open now.
    package let nextStart: LocalDate?
    package let venue: String
    package let postcode: String
    /// In metres on the National Grid.
    package let easting: Int
    package let northing: Int
}

/// What a query finds, by where it is held.
package struct CatalogueMap: Sendable, Equatable {
    /// The first ones by their next run.
    package let offers: [MappedOffer]
    /// How many are held in a place, shown or not.
    package let placed: Int
    /// How many are online, or have a postcode that the register does not know.
    package let unplaced: Int

    package static let most = 500
}

extension Programmes {
    /// The offers that a query finds with the places where they are held.
    ///
    /// - Complexity: One statement over the runs still to come.
    package func map(_ query: OfferQuery) async throws -> CatalogueMap {
        let today = services.today()
        return try await database.read { transaction in
            let catalogue = try CatalogueSQL(query, today: today, in: transaction)
            let rows = try transaction.rows(
                """
                \(catalogue.base)
                SELECT base.id, base.next_on, place.easting, place.northing, offer.title, offer.venue, offer.postcode
                FROM base JOIN offer ON offer.id = base.id LEFT JOIN offer_place place ON place.offer_id = base.id
                WHERE \(CatalogueSQL.all(except: nil))
                ORDER BY CASE WHEN base.next_on IS NULL THEN 1 ELSE 0 END, base.next_on, base.id
                """
            )
            let placed = try rows.compactMap { row -> MappedOffer? in
                guard let easting = try row.get("easting", as: Int?.self) else { return nil }
                return MappedOffer(
                    id: try row.get("id"),
                    title: try row.get("title"),
                    nextStart: try row.get("next_on"),
                    venue: try row.get("venue"),
                    postcode: try row.get("postcode"),
                    easting: easting,
                    northing: try row.get("northing")
                )
            }
            return CatalogueMap(
                offers: Array(placed.prefix(CatalogueMap.most)),
                placed: placed.count,
                unplaced: rows.count - placed.count
            )
        }
    }
}
