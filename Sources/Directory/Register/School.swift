package import Access
package import Database
package import Services

/// A school with the facts of the register.
package struct School: Sendable, Equatable, RowReadable {
    package let urn: URN
    package let organisation: ID<Organisation>
    package let name: String
    package let type: String
    package let typeGroup: String?
    package let status: EstablishmentStatus
    package let phase: Phase
    package let openedOn: LocalDate?
    package let closedOn: LocalDate?
    package let lowAge: Int?
    package let highAge: Int?
    package let gender: String?
    package let religiousCharacter: String?
    package let capacity: Int?
    package let addressLines: [String]
    package let town: String?
    package let postcode: String?
    package let website: String?
    package let telephone: String?
    package let authorityCode: Int?
    package let authorityName: String?
    package let region: Region?
    package let district: String?
    package let urbanRural: String?
    package let easting: Int?
    package let northing: Int?
    package let lineage: Int

    package var place: GridReference? { GridReference(easting, northing) }

    static let source: SQL = """
        SELECT e.*, o.name, ao.name AS authority_name, l.lineage_id
        FROM establishment e JOIN organisation o ON o.id = e.organisation_id
        JOIN lineage_member l ON l.urn = e.urn
        LEFT JOIN authority a ON a.code = e.authority_code
        LEFT JOIN organisation ao ON ao.id = a.organisation_id
        """

    package init(row: Row) throws {
        urn = try row.get("urn")
        organisation = try row.get("organisation_id")
        name = try row.get("name")
        type = try row.get("type")
        typeGroup = try row.get("type_group")
        status = try row.get("status")
        phase = try row.get("phase")
        openedOn = try row.get("opened_on")
        closedOn = try row.get("closed_on")
        lowAge = try row.get("low_age")
        highAge = try row.get("high_age")
        gender = try row.get("gender")
        religiousCharacter = try row.get("religious_character")
        capacity = try row.get("capacity")
        let address: [String?] = [
            try row.get("street"), try row.get("locality"), try row.get("address3"), try row.get("town"),
            try row.get("county"), try row.get("postcode"),
        ]
        addressLines = address.compactMap { $0 }
        town = address[3]
        postcode = address[5]
        website = try row.get("website")
        telephone = try row.get("telephone")
        authorityCode = try row.get("authority_code")
        authorityName = try row.get("authority_name")
        region = try row.get("region")
        district = try row.get("district")
        urbanRural = try row.get("urban_rural")
        easting = try row.get("easting")
        northing = try row.get("northing")
        lineage = try row.get("lineage_id")
    }
}
