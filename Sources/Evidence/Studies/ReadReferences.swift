import Database
import Services

extension Transaction {
    /// The full citation records of some studies.
    func references(of studies: [ID<Study>]) throws -> [ID<Study>: Reference] {
        guard !studies.isEmpty else { return [:] }
        let wanted = SQL.list(studies)
        var references: [ID<Study>: Reference] = [:]
        for row in try rows(
            """
            SELECT id, title, kind, year, published_month, published_day, container, series, volume, issue, pages,
                edition, publisher, place, abstract, abstract_licence, is_peer_reviewed, open_access, address,
                language, note
            FROM study WHERE id IN (\(wanted))
            """
        ) {
            references[try row.get(0)] = try Reference(row: row)
        }
        for row in try rows(
            """
            SELECT study_id, role, family, given, particle, suffix, literal FROM study_author
            WHERE study_id IN (\(wanted)) ORDER BY study_id, role, position
            """
        ) {
            let id: ID<Study> = try row.get(0)
            let role: String = try row.get(1)
            let literal: String = try row.get(6)
            let name =
                literal.isEmpty
                ? AuthorName(
                    family: try row.get(2),
                    given: try row.get(3),
                    particle: try row.get(4),
                    suffix: try row.get(5)
                ) : AuthorName(literal: literal)
            if role == "author" {
                references[id]?.authors.append(name)
            } else {
                references[id]?.editors.append(name)
            }
        }
        for row in try rows(
            """
            SELECT study_id, subject FROM study_subject WHERE study_id IN (\(wanted)) ORDER BY study_id, position
            """
        ) {
            references[try row.get(0)]?.subjects.append(try row.get(1))
        }
        for row in try rows(
            """
            SELECT study_id, scheme, value FROM study_identifier
            WHERE study_id IN (\(wanted)) ORDER BY study_id, \(dialect.byteOrder("scheme")), \(dialect.byteOrder("value"))
            """
        ) {
            let id: ID<Study> = try row.get(0)
            if let scheme = StudyIdentifier.Scheme(rawValue: try row.get(1)) {
                references[id]?.identify(scheme, try row.get(2))
            }
        }
        return references
    }
}

extension Reference {
    fileprivate init(row: Row) throws {
        self.init()
        title = try row.get(1)
        type = ReferenceType(rawValue: try row.get(2)) ?? .other
        let year: Int? = try row.get(3)
        date = try year.flatMap { PublicationDate(year: $0, month: try row.get(4), day: try row.get(5)) }
        container = try row.get(6)
        series = try row.get(7)
        volume = try row.get(8)
        issue = try row.get(9)
        pages = try row.get(10)
        edition = try row.get(11)
        publisher = try row.get(12)
        place = try row.get(13)
        abstract = try row.get(14)
        abstractLicence = try row.get(15)
        isPeerReviewed = try row.get(16)
        openAccess = try row.get(17)
        let address: String? = try row.get(18)
        self.address = address ?? ""
        language = try row.get(19)
        note = try row.get(20)
    }
}
