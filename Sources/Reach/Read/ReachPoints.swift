package import Database
import Services

/// One school as a dot: how great its need is, and when everyone may know that it was reached.
package struct ReachPoint: Sendable, Equatable {
    package let lineage: Int
    package let easting: Int
    package let northing: Int
    /// `nil` where no index is known.
    package let fifth: Int?
    package fileprivate(set) var years: AcademicYears
}

extension Reach {
    /// The whole map: every school that has a place, by lineage. Everyone may see it, so only that counts as reached which
    /// others may learn of a school.
    ///
    /// - Parameter split: Whether the years before are asked for, too.
    package func points(_ scope: ReachScope, for split: ReachSplit = .hub) async throws -> [ReachPoint] {
        let newest = scope.year.startYear
        let years = split == .year ? scope.trendYears : newest...newest
        return try await database.read { transaction in
            // What the projection has kept is of all that a school did; what is narrowed is read from the touches.
            let kept: SQL = scope.isWholeYear ? "n.public_years" : "0"
            var points: [ReachPoint] = []
            var positions: [Int: Int] = [:]
            try transaction.forEachRow(
                """
                SELECT n.lineage_id, n.easting, n.northing, n.fifth, \(kept) AS years FROM school_need AS n
                WHERE n.easting IS NOT NULL AND n.northing IS NOT NULL AND \(scope.schoolCondition)
                ORDER BY n.lineage_id
                """
            ) { row in
                let point = try ReachPoint(row: row)
                positions[point.lineage] = points.count
                points.append(point)
                return true
            }
            try transaction.forEachRow(
                """
                SELECT DISTINCT t.lineage_id, t.academic_year FROM touch AS t
                WHERE \(scope.isWholeYear ? ReachScope.plans(in: years) : scope.touches(in: years))
                    AND \(ReachScope.isPublic)
                """
            ) { row in
                if let position = positions[try row.get(0)] {
                    points[position].years.insert(AcademicYear(startYear: try row.get(1)))
                }
                return true
            }
            return points
        }
    }
}

extension ReachPoint: RowReadable {
    package init(row: Row) throws {
        lineage = try row.get(0)
        easting = try row.get(1)
        northing = try row.get(2)
        fifth = try row.get(3)
        years = try row.get(4)
    }
}
