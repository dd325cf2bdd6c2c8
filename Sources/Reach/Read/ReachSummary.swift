package import Access
package import Database
package import Evidence
package import Foundation
package import Services

/// Who was reached in an academic year, and who was not.
package struct ReachSummary: Sendable, Equatable {
    package let scope: ReachScope
    /// By need, the greatest first; schools without an index last.
    package let fifths: [Fifth]
    package let kinds: [KindLine]
    package let strands: [NamedLine<Strand>]
    package let hubs: [NamedLine<Organisation>]
    /// Schools reached in each of the last years, oldest first.
    package let trend: [YearLine]
    /// When the projection was made; `nil` before the first time, and while it is made anew for a newer version.
    package let asOf: Date?

    package var schools: Int { fifths.reduce(0) { $0 + $1.schools } }
    package var reached: Int { fifths.reduce(0) { $0 + $1.reached } }

    /// In per cent of all schools reached; `nil` where there is none.
    package func shareOfReached(_ line: Fifth) -> Double? {
        reached > 0 ? 100 * Double(line.reached) / Double(reached) : nil
    }

    /// In per cent of the disadvantaged pupils of all schools.
    package func shareOfDisadvantaged(_ line: Fifth) -> Double? {
        let all = fifths.reduce(0) { $0 + $1.disadvantagedPupils }
        return all > 0 ? 100 * Double(line.disadvantagedPupils) / Double(all) : nil
    }

    package struct Fifth: Sendable, Equatable {
        /// 5 for the greatest need, 1 for the least; `nil` where no index is known.
        package let fifth: Int?
        package let schools: Int
        package let reached: Int
        package let disadvantagedPupils: Int

        package var reachedPercentage: Double? {
            schools > 0 ? 100 * Double(reached) / Double(schools) : nil
        }
    }

    package struct KindLine: Sendable, Equatable {
        package let kind: TouchKind
        package let schools: Int
        package let amount: Double

        package init(kind: TouchKind, schools: Int, amount: Double) {
            self.kind = kind
            self.schools = schools
            self.amount = amount
        }
    }

    package struct NamedLine<Entity>: Sendable, Equatable {
        package let id: ID<Entity>
        package let slug: String
        package let name: String
        package let schools: Int
        /// Of these, those in the two fifths of greatest need.
        package let highNeedSchools: Int
    }

    package struct YearLine: Sendable, Equatable {
        package let year: AcademicYear
        package let schools: Int
        package let highNeedSchools: Int
    }
}

extension Reach {
    /// Distinct schools, by lineage. One school counts once however many places it took.
    package func summary(_ scope: ReachScope) async throws -> ReachSummary {
        try await database.read { transaction in
            ReachSummary(
                scope: scope,
                fifths: try transaction.fifths(scope),
                kinds: try transaction.kindLines(scope),
                strands: try transaction.strandLines(scope),
                hubs: try transaction.hubLines(scope),
                trend: try transaction.trend(scope),
                asOf: try transaction.value("SELECT rebuilt_at FROM reach_rebuild")
            )
        }
    }
}

extension Transaction {
    fileprivate func fifths(_ scope: ReachScope) throws -> [ReachSummary.Fifth] {
        let pupils: SQL = """
            CAST(coalesce(round(sum(n.pupils * n.disadvantaged_percentage / 100.0)), 0) AS BIGINT) AS disadvantaged_pupils
            """
        guard scope.isWholeYear else {
            return try all(
                """
                SELECT n.fifth, count(*) AS schools, sum(CASE WHEN n.lineage_id IN (
                    SELECT t.lineage_id FROM touch AS t WHERE \(scope.touches)) THEN 1 ELSE 0 END) AS reached, \(pupils)
                FROM school_need AS n WHERE \(scope.schoolCondition)
                GROUP BY n.fifth ORDER BY coalesce(n.fifth, 0) DESC
                """
            )
        }
        return try all(
            """
            SELECT part.fifth, part.schools, coalesce(c.schools, 0) AS reached, part.disadvantaged_pupils
            FROM (SELECT n.fifth, count(*) AS schools, \(pupils) FROM school_need AS n GROUP BY n.fifth) AS part
            LEFT JOIN reach_count AS c ON c.academic_year = \(scope.year.startYear) AND c.kind = '' AND c.strand_id = 0
                AND c.hub_id = 0 AND c.fifth = coalesce(part.fifth, 0)
            ORDER BY coalesce(part.fifth, 0) DESC
            """
        )
    }

    fileprivate func kindLines(_ scope: ReachScope) throws -> [ReachSummary.KindLine] {
        let lines: [ReachSummary.KindLine] = try all(
            scope.isWholeYear
                ? """
                SELECT c.kind, sum(c.schools) AS schools, sum(c.amount) AS amount FROM reach_count AS c
                WHERE c.academic_year = \(scope.year.startYear) AND c.kind <> '' GROUP BY c.kind
                """
                : """
                SELECT t.kind, count(DISTINCT t.lineage_id) AS schools, sum(t.amount) AS amount
                FROM touch AS t JOIN school_need AS n ON n.lineage_id = t.lineage_id
                WHERE \(scope.touches) AND \(scope.schoolCondition)
                GROUP BY t.kind
                """
        )
        return TouchKind.allCases.compactMap { kind in lines.first { $0.kind == kind } }
    }

    func strandLines(_ scope: ReachScope) throws -> [ReachSummary.NamedLine<Strand>] {
        try all(
            """
            SELECT strand.id, strand.slug, strand_version.title AS name, part.schools, part.high_need
            FROM (\(schoolsBy("strand_id", of: "touch_strand", scope))) AS part
            JOIN strand ON strand.id = part.strand_id
            JOIN strand_version ON strand_version.strand_id = strand.id AND strand_version.version = strand.version
            ORDER BY part.schools DESC, \(dialect.byteOrder("strand_version.title"))
            """
        )
    }

    fileprivate func hubLines(_ scope: ReachScope) throws -> [ReachSummary.NamedLine<Organisation>] {
        try all(
            """
            SELECT hub.id, hub.slug, organisation.name, part.schools, part.high_need
            FROM (\(schoolsBy("hub_id", of: "touch_hub", scope))) AS part
            JOIN hub ON hub.id = part.hub_id JOIN organisation ON organisation.id = hub.id
            ORDER BY part.schools DESC, \(dialect.byteOrder("organisation.name"))
            """
        )
    }

    /// Rows `(key, schools, high_need)`.
    ///
    /// - Parameter objects: The table that says which objects have which key.
    private func schoolsBy(_ key: SQL, of objects: SQL, _ scope: ReachScope) -> SQL {
        guard scope.isWholeYear else {
            return """
                SELECT o.\(key), \(SQL.countedSchools)
                FROM touch AS t JOIN school_need AS n ON n.lineage_id = t.lineage_id
                JOIN \(objects) AS o ON o.kind = t.kind AND o.object_id = t.object_id
                WHERE \(scope.touches) AND \(scope.schoolCondition)
                GROUP BY o.\(key)
                """
        }
        return """
            SELECT c.\(key), \(SQL.keptSchools) FROM reach_count AS c
            WHERE c.academic_year = \(scope.year.startYear) AND c.\(key) <> 0 GROUP BY c.\(key)
            """
    }

    fileprivate func trend(_ scope: ReachScope) throws -> [ReachSummary.YearLine] {
        let years = scope.trendYears
        let found: [ReachSummary.YearLine] = try all(
            scope.isWholeYear
                ? """
                SELECT c.academic_year, \(SQL.keptSchools) FROM reach_count AS c
                WHERE c.academic_year BETWEEN \(years.lowerBound) AND \(years.upperBound)
                    AND c.kind = '' AND c.strand_id = 0 AND c.hub_id = 0
                GROUP BY c.academic_year
                """
                : """
                SELECT t.academic_year, \(SQL.countedSchools)
                FROM touch AS t JOIN school_need AS n ON n.lineage_id = t.lineage_id
                WHERE \(scope.touches(in: years)) AND \(scope.schoolCondition)
                GROUP BY t.academic_year
                """
        )
        return years.map { year in
            found.first { $0.year.startYear == year }
                ?? ReachSummary.YearLine(
                    year: AcademicYear(startYear: year),
                    schools: 0,
                    highNeedSchools: 0
                )
        }
    }
}

extension SQL {
    /// Over `touch AS t` and `school_need AS n`: distinct schools, and those in the two fifths of greatest need.
    fileprivate static let countedSchools: SQL = """
        count(DISTINCT t.lineage_id) AS schools, count(DISTINCT CASE WHEN \(GreatNeed.condition) THEN t.lineage_id END) AS high_need
        """

    /// The same over `reach_count AS c`.
    fileprivate static let keptSchools: SQL = """
        sum(c.schools) AS schools, sum(CASE WHEN \(GreatNeed.condition(on: "c.fifth")) THEN c.schools ELSE 0 END) AS high_need
        """
}

extension ReachSummary.Fifth: RowReadable {
    package init(row: Row) throws {
        fifth = try row.get("fifth")
        schools = try row.get("schools")
        reached = try row.get("reached")
        disadvantagedPupils = try row.get("disadvantaged_pupils")
    }
}

extension ReachSummary.KindLine: RowReadable {
    package init(row: Row) throws {
        kind = try row.get("kind")
        schools = try row.get("schools")
        amount = try row.get("amount")
    }
}

extension ReachSummary.NamedLine: RowReadable {
    package init(row: Row) throws {
        id = try row.get("id")
        slug = try row.get("slug")
        name = try row.get("name")
        schools = try row.get("schools")
        highNeedSchools = try row.get("high_need")
    }
}

extension ReachSummary.YearLine: RowReadable {
    package init(row: Row) throws {
        year = AcademicYear(startYear: try row.get("academic_year"))
        schools = try row.get("schools")
        highNeedSchools = try row.get("high_need")
    }
}
