package import Access
package import Database
package import Services

/// Everything the directory knows of one school: what its page shows.
package struct SchoolRecord: Sendable {
    package let school: School
    package let groups: [GroupMembership]
    package let relatives: [Relative]
    /// Every number, newest year first.
    package let numbers: [YearNumber]
    package let partnerships: [Partnership]
    /// Hubs that this school hosts.
    package let hosted: [Hub]

    package struct GroupMembership: Sendable, Equatable {
        package let uid: Int
        package let organisation: ID<Organisation>
        package let name: String
        package let kind: GroupKind
        package let leftOn: LocalDate?
    }

    /// Another establishment that a link names.
    package struct Relative: Sendable, Equatable {
        package let urn: URN
        package let name: String
        package let kind: LinkKind
        package let establishedOn: LocalDate?
        /// Whether it has a page here.
        package let isInRegister: Bool
    }

    package struct YearNumber: Sendable, Equatable {
        /// Whose number: a predecessor's numbers are this lineage's history.
        package let urn: URN
        package let year: AcademicYear
        package let measure: Measure
        package let value: Characteristic
    }

    /// The newest number of a measure for this lineage.
    package func latest(_ measure: Measure) -> YearNumber? {
        numbers.first { $0.measure == measure }
    }
}

extension Directory {
    package func school(_ urn: URN) async throws -> School? {
        try await database.read { try Self.school(urn, in: $0) }
    }

    package static func school(_ urn: URN, in transaction: any Transaction) throws -> School? {
        try transaction.first("\(School.source) WHERE e.urn = \(urn)")
    }

    /// A school with its groups, relatives, numbers and hubs; `nil` when the register here has no such URN.
    package func schoolRecord(_ urn: URN) async throws -> SchoolRecord? {
        try await database.read { transaction in
            guard let school = try Self.school(urn, in: transaction) else { return nil }
            return SchoolRecord(
                school: school,
                groups: try Self.groups(of: urn, in: transaction),
                relatives: try Self.relatives(of: urn, in: transaction),
                numbers: try Self.numbers(ofLineage: school.lineage, urn, in: transaction),
                partnerships: try Self.partnerships(of: school.organisation, in: transaction),
                hosted: try Self.hubs(where: "h.host_id = \(school.organisation)", in: transaction)
            )
        }
    }

    private static func groups(of urn: URN, in transaction: any Transaction) throws -> [SchoolRecord
        .GroupMembership]
    {
        let sql: SQL = """
            SELECT g.uid, g.organisation_id, o.name, g.kind, m.left_on
            FROM group_member m JOIN school_group g ON g.uid = m.group_uid
            JOIN organisation o ON o.id = g.organisation_id
            WHERE m.urn = \(urn) ORDER BY CASE WHEN m.left_on IS NULL THEN 0 ELSE 1 END, m.left_on DESC, g.uid
            """
        return try transaction.rows(sql).map { row in
            SchoolRecord.GroupMembership(
                uid: try row.get(0),
                organisation: try row.get(1),
                name: try row.get(2),
                kind: try row.get(3),
                leftOn: try row.get(4)
            )
        }
    }

    /// What the school's own links say, and the other end's where the school itself says nothing.
    private static func relatives(of urn: URN, in transaction: any Transaction) throws -> [SchoolRecord
        .Relative]
    {
        let sql: SQL = """
            SELECT l.link_urn, coalesce(o.name, l.link_name) AS name, l.kind, l.established_on, e.urn AS known
            FROM establishment_link l
            LEFT JOIN establishment e ON e.urn = l.link_urn
            LEFT JOIN organisation o ON o.id = e.organisation_id
            WHERE l.urn = \(urn) ORDER BY l.established_on, l.link_urn, l.kind
            """
        return try transaction.rows(sql).map { row in
            let relative: URN = try row.get(0)
            return SchoolRecord.Relative(
                urn: relative,
                name: try row.get(1, as: String?.self) ?? "URN \(relative)",
                kind: try row.get(2),
                establishedOn: try row.get(3),
                isInRegister: try row.get(4, as: URN?.self) != nil
            )
        }
    }

    private static func numbers(
        ofLineage lineage: Int,
        _ urn: URN,
        in transaction: any Transaction
    ) throws -> [SchoolRecord.YearNumber] {
        let sql: SQL = """
            SELECT c.urn, c.academic_year, c.measure, c.value, c.pence, c.missing
            FROM lineage_member l JOIN characteristic c ON c.urn = l.urn
            WHERE l.lineage_id = \(lineage)
            ORDER BY c.academic_year DESC, CASE WHEN c.urn = \(urn) THEN 0 ELSE 1 END, c.urn, c.measure
            """
        return try transaction.rows(sql).compactMap { row in
            // A measure of a newer version of the program is passed over, not an error.
            guard let measure = Measure(rawValue: try row.get(2)) else { return nil }
            return SchoolRecord.YearNumber(
                urn: try row.get(0),
                year: AcademicYear(startYear: try row.get(1)),
                measure: measure,
                value: Characteristic(value: try row.get(3), pence: try row.get(4), missing: try row.get(5))
            )
        }
    }
}
