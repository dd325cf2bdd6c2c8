package import Access
import Database
package import Services

/// An organisation that holds, or held, a designation.
package struct Hub: Sendable, Equatable {
    package let id: ID<Organisation>
    package let slug: String
    package let name: String
    /// What else it is called, or was.
    package let otherNames: [OtherName]
    package let host: Host?
    package let region: Region?
    /// The places it serves, in its own words.
    package let serves: String?
    package let website: String?
    package let email: String?
    package let summary: String
    package let version: Int
    package let designations: [Designation]

    /// The school or group that hosts it; a name alone where it was not found in the register.
    package struct Host: Sendable, Equatable {
        package let organisation: ID<Organisation>?
        package let name: String
        package let easting: Int?
        package let northing: Int?

        package var place: GridReference? { GridReference(easting, northing) }

        /// The school, where the host is one.
        package var urn: URN? {
            guard let organisation, case .establishment(let urn) = RegisterKey(organisation) else {
                return nil
            }
            return urn
        }
    }

    package func kinds(on day: LocalDate) -> [DesignationKind] {
        let held = Set(designations.filter { $0.isHeld(on: day) }.map(\.kind))
        return DesignationKind.allCases.filter(held.contains)
    }

    static let columns: SQL = """
        h.id, h.slug, o.name, h.host_id, coalesce(ho.name, h.host_name) AS host_name, e.easting, e.northing,
        coalesce(h.region, e.region) AS region, h.serves, h.website, h.email, h.summary, h.version
        FROM hub h JOIN organisation o ON o.id = h.id
        LEFT JOIN organisation ho ON ho.id = h.host_id
        LEFT JOIN establishment e ON e.organisation_id = h.host_id
        """

    init(row: Row, otherNames: [OtherName], designations: [Designation]) throws {
        id = try row.get("id")
        slug = try row.get("slug")
        name = try row.get("name")
        let hostName: String? = try row.get("host_name")
        let hostID: ID<Organisation>? = try row.get("host_id")
        let easting: Int? = try row.get("easting")
        let northing: Int? = try row.get("northing")
        host = hostName.map { Host(organisation: hostID, name: $0, easting: easting, northing: northing) }
        region = try row.get("region")
        serves = try row.get("serves")
        website = try row.get("website")
        email = try row.get("email")
        summary = try row.get("summary")
        version = try row.get("version")
        self.otherNames = otherNames
        self.designations = designations
    }
}
