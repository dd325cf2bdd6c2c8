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
    /// A condition on `touch AS t`, the year apart.
    var touchCondition: SQL {
        var conditions: [SQL] = ["1 = 1"]
        if let kind { conditions.append("t.kind = \(kind)") }
        if let hub {
            conditions.append(
                """
                EXISTS (SELECT 1 FROM touch_hub AS h WHERE h.hub_id = \(hub)
                    AND h.kind = t.kind AND h.object_id = t.object_id)
                """
            )
        }
        if let strand {
            conditions.append(
                """
                EXISTS (SELECT 1 FROM touch_strand AS s WHERE s.strand_id = \(strand)
                    AND s.kind = t.kind AND s.object_id = t.object_id)
                """
            )
        }
        return SQL.joined(conditions, by: " AND ")
    }

    /// A condition on `school_need AS n`.
    var schoolCondition: SQL {
        guard let area else { return "1 = 1" }
        return "n.urn IN (SELECT e.urn FROM establishment AS e WHERE \(Directory.isInArea(area)))"
    }
}
