import Access
import Database
import Evidence
package import Services

/// How a map of reach is taken apart into small ones.
package enum ReachSplit: String, CaseIterable, Sendable {
    case hub
    case year

    package var name: String {
        switch self {
        case .hub: "By hub"
        case .year: "By academic year"
        }
    }
}

/// One small map: the schools that took part with one hub, or in one academic year.
package struct ReachPanel: Sendable, Equatable {
    package let subject: Subject
    /// Distinct schools, also those that have no place on the map.
    package let schools: Int
    package let highNeedSchools: Int
    /// Those of which everyone may know that they took part, by lineage; none where they are few.
    package let places: [Place]

    package enum Subject: Sendable, Equatable {
        case hub(slug: String, name: String)
        case year(AcademicYear)
    }

    package struct Place: Sendable, Equatable {
        package let easting: Int
        package let northing: Int
        /// In the two fifths of greatest need. Not said where one or two schools of a map are, or all but one
        /// or two.
        package let isHighNeed: Bool
    }
}

extension Reach {
    package static let mostPanels = 8

    /// Small maps of the schools that a summary counts: of the hubs with most schools, or of its academic years.
    ///
    /// Everyone may see them, so a hub or a year with one or two schools has none.
    ///
    /// - Parameter points: Those of the summary's scope, for this split.
    package func panels(
        of summary: ReachSummary,
        by split: ReachSplit,
        over points: [ReachPoint]
    ) async throws -> [ReachPanel] {
        switch split {
        case .hub:
            let hubs = Array(
                summary.hubs.filter { $0.schools >= FewSchools.fewest }.prefix(Self.mostPanels)
            )
            let scope = summary.scope
            let schools = try await database.read { try $0.schoolsByHub(hubs.map(\.id), scope) }
            return hubs.map { hub in
                let own = schools[hub.id] ?? []
                return ReachPanel(
                    .hub(slug: hub.slug, name: hub.name),
                    hub.schools,
                    hub.highNeedSchools,
                    points.filter { own.contains($0.lineage) }
                )
            }
        case .year:
            return summary.trend.filter { $0.schools >= FewSchools.fewest }.map { line in
                ReachPanel(
                    .year(line.year),
                    line.schools,
                    line.highNeedSchools,
                    points.filter { $0.years.contains(line.year) }
                )
            }
        }
    }
}

extension ReachPanel {
    fileprivate init(_ subject: Subject, _ schools: Int, _ highNeed: Int, _ known: [ReachPoint]) {
        self.subject = subject
        self.schools = schools
        self.highNeedSchools = highNeed
        // Fewer may be drawn than are counted: neither may single out one or two.
        let drawn = FewSchools.isFew(known.count) ? [] : known
        let needy = drawn.count { GreatNeed.holds($0.fifth) }
        let hidesNeed = FewSchools.hides(highNeed, of: schools) || FewSchools.hides(needy, of: drawn.count)
        places = drawn.map { point in
            Place(
                easting: point.easting,
                northing: point.northing,
                isHighNeed: !hidesNeed && GreatNeed.holds(point.fifth)
            )
        }
    }
}

extension Transaction {
    /// The lineages of which everyone may know that they took part with these hubs.
    fileprivate func schoolsByHub(_ hubs: [ID<Organisation>], _ scope: ReachScope) throws
        -> [ID<Organisation>: Set<Int>]
    {
        var schools: [ID<Organisation>: Set<Int>] = [:]
        guard !hubs.isEmpty else { return schools }
        // From the hubs' objects on: the sign keeps SQLite from going through all touches of the year.
        try forEachRow(
            """
            SELECT DISTINCT h.hub_id, t.lineage_id FROM touch_hub AS h
            JOIN touch AS t ON t.kind = h.kind AND t.object_id = h.object_id
            WHERE h.hub_id IN (\(SQL.list(hubs))) AND +t.academic_year = \(scope.year.startYear)
                AND \(scope.touchCondition) AND \(ReachScope.isPublic)
            """
        ) { row in
            schools[try row.get(0), default: []].insert(try row.get(1))
            return true
        }
        return schools
    }
}
