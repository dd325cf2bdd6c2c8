import Database
import Directory
import Services

extension Migration {
    /// Where an offer is held, as far as the register tells from its postcode; none for what is online only.
    static let offerPlaces = """
        CREATE TABLE offer_place (
            offer_id BIGINT NOT NULL PRIMARY KEY REFERENCES offer (id),
            easting BIGINT NOT NULL,
            northing BIGINT NOT NULL,
            urn INTEGER NOT NULL REFERENCES establishment (urn)
        );
        """
}

extension Transaction {
    /// Keeps where an offer is held, for the catalogue's filters by distance and area.
    func keepPlace(of offer: ID<Offer>, _ facts: OfferFacts) throws {
        try execute("DELETE FROM offer_place WHERE offer_id = \(offer)")
        guard let found = try place(called: facts.postcode) else { return }
        try execute(
            """
            INSERT INTO offer_place (offer_id, easting, northing, urn)
            VALUES (\(offer), \(found.place.easting), \(found.place.northing), \(found.school))
            """
        )
    }
}
