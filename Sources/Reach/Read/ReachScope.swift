package import Access
import Database
package import Directory
package import Evidence
package import Services

/// Which part of the network a question of reach is about.
package struct ReachScope: Sendable, Equatable {
    package var year: AcademicYear
    /// Only what this hub ran, alone or with others.
    package var hub: ID<Organisation>?
    /// Only schools of this area.
    package var area: ID<Area>?
    /// Only schools to which this hub is the nearest.
    package var nearestHub: ID<Organisation>?
    package var strand: ID<Strand>?
    package var kind: TouchKind?

    package init(
        year: AcademicYear,
        hub: ID<Organisation>? = nil,
        area: ID<Area>? = nil,
        strand: ID<Strand>? = nil,
        kind: TouchKind? = nil
    ) {
        self.year = year
        self.hub = hub
        self.area = area
        self.strand = strand
        self.kind = kind
    }
}

extension ReachScope {
    /// Whether nothing but the year narrows it: then the projection has kept the counts.
    var isWholeYear: Bool { self == ReachScope(year: year) }

    /// The academic years that stand beside its own.
    var trendYears: ClosedRange<Int> { (year.startYear - 4)...year.startYear }

    /// A condition on `touch AS t`: plans in these academic years. They are few: the sign before the year keeps SQLite from
    /// going through all touches of the years.
    static func plans(in years: ClosedRange<Int>) -> SQL {
        """
        t.kind = \(TouchKind.plan) AND +t.academic_year BETWEEN \(years.lowerBound) AND \(years.upperBound)
        """
    }

    /// A condition on `touch AS t`: of these academic years, and within the scope.
    ///
    /// A hub or a strand has few objects, an area few schools: the sign before the year keeps SQLite from going
    /// through all touches of the years instead.
    func touches(in years: ClosedRange<Int>) -> SQL {
        let column: SQL = hub == nil && strand == nil && area == nil ? "t.academic_year" : "+t.academic_year"
        let these: SQL =
            years.count == 1
            ? "= \(years.lowerBound)" : "BETWEEN \(years.lowerBound) AND \(years.upperBound)"
        return "\(column) \(these) AND \(touchCondition)"
    }

    /// A condition on `touch AS t`: of the scope's academic year.
    var touches: SQL { touches(in: year.startYear...year.startYear) }

    /// A condition on `touch AS t`, the year apart.
    ///
    /// Of an area's schools only that counts which may be told of each of them: an area may be as small as a school, and
    /// areas overlap, so a number that held more would tell it (decision 25).
    var touchCondition: SQL {
        var conditions: [SQL] = ["1 = 1"]
        if let kind { conditions.append("t.kind = \(kind)") }
        if let hub { conditions.append(Self.isRun(by: hub)) }
        if area != nil, hub == nil { conditions.append(Self.isPublic) }
        if let strand {
            conditions.append(
                """
                (t.kind, t.object_id) IN (
                    SELECT s.kind, s.object_id FROM touch_strand AS s WHERE s.strand_id = \(strand))
                """
            )
        }
        return SQL.joined(conditions, by: " AND ")
    }

    /// A condition on `touch AS t`: others may learn that this school took part in this. A plan is its school's own until
    /// it is shared, and from the moment it is taken back, without waiting for a rebuild; a trial names only the schools
    /// that agreed.
    static let isPublic: SQL = """
        (t.is_public = 1 AND (t.kind <> \(TouchKind.plan)
            OR t.object_id IN (SELECT plan.id FROM plan WHERE plan.shared_at IS NOT NULL)))
        """

    /// A condition on `touch AS t`: this actor may learn that this school took part in this. A hub reads of its own work
    /// all that it did.
    static func isTold(to actor: Actor, of hub: ID<Organisation>?) -> SQL {
        guard let hub, actor.may(.reportKPIs, on: .of(hub)) else { return isPublic }
        return "(\(isPublic) OR \(isRun(by: hub)))"
    }

    /// A condition on `touch AS t`: this hub ran it, alone or with others.
    private static func isRun(by hub: ID<Organisation>) -> SQL {
        """
        (t.kind, t.object_id) IN (SELECT h.kind, h.object_id FROM touch_hub AS h WHERE h.hub_id = \(hub))
        """
    }

    /// A condition on `school_need AS n`.
    var schoolCondition: SQL {
        var conditions: [SQL] = ["1 = 1"]
        if let area {
            conditions.append(
                "n.urn IN (SELECT e.urn FROM establishment AS e WHERE \(Directory.isInArea(area)))"
            )
        }
        if let nearestHub { conditions.append("n.nearest_hub_id = \(nearestHub)") }
        return SQL.joined(conditions, by: " AND ")
    }
}
