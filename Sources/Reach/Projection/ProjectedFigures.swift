import Database

extension SchoolFigures: RowReadable {
    /// Of `school_need`, where they are kept between rebuilds.
    static let columns: SQL = """
        lineage_id, urn, organisation_id, phase, region, authority_code, easting, northing, pupils,
        disadvantaged_percentage, attainment, prior_attainment, additional_language_percentage,
        special_needs_percentage, income_deprivation, progress
        """

    init(row: Row) throws {
        lineage = try row.get(0)
        urn = try row.get(1)
        organisation = try row.get(2)
        phase = try row.get(3)
        region = try row.get(4)
        authority = try row.get(5)
        easting = try row.get(6)
        northing = try row.get(7)
        pupils = try row.get(8)
        disadvantaged = try row.get(9)
        attainment = try row.get(10)
        priorAttainment = try row.get(11)
        additionalLanguage = try row.get(12)
        specialNeeds = try row.get(13)
        deprivation = try row.get(14)
        progress = try row.get(15)
    }
}
