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
    /// Those of which everyone may know that they took part, by northing, easting; none where they are few.
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
    package func panels(of summary: ReachSummary, by split: ReachSplit) async throws -> [ReachPanel] {
        let scope = summary.scope
        return try await database.read { transaction in
            switch split {
            case .hub:
                let hubs = summary.hubs.filter { $0.schools >= FewSchools.fewest }.prefix(Self.mostPanels)
                let places = try transaction.placesByHub(hubs.map(\.id), scope)
                return hubs.map { hub in
                    ReachPanel(
                        .hub(slug: hub.slug, name: hub.name),
                        hub.schools,
                        hub.highNeedSchools,
                        places[hub.id.rawValue] ?? []
                    )
                }
            case .year:
                let years = summary.trend.filter { $0.schools >= FewSchools.fewest }
                let places = try transaction.placesByYear(years.map(\.year.startYear), scope)
                return years.map { line in
                    ReachPanel(
                        .year(line.year),
                        line.schools,
                        line.highNeedSchools,
                        places[Int64(line.year.startYear)] ?? []
                    )
                }
            }
        }
    }
}

extension ReachPanel {
    fileprivate init(_ subject: Subject, _ schools: Int, _ highNeed: Int, _ places: [Place]) {
        self.subject = subject
        self.schools = schools
        self.highNeedSchools = highNeed
        // Fewer may be drawn than are counted: neither may single out one or two.
        let drawn = FewSchools.isFew(places.count) ? [] : places
        let hidesNeed =
            FewSchools.hides(highNeed, of: schools)
            || FewSchools.hides(drawn.count(where: \.isHighNeed), of: drawn.count)
        self.places =
            hidesNeed
            ? drawn.map { Place(easting: $0.easting, northing: $0.northing, isHighNeed: false) } : drawn
    }
}

extension Transaction {
    fileprivate func placesByHub(_ hubs: [ID<Organisation>], _ scope: ReachScope) throws
        -> [Int64: [ReachPanel.Place]]
    {
        guard !hubs.isEmpty else { return [:] }
        // From the hubs' objects on: the sign keeps SQLite from going through all touches of the year.
        return try places(
            """
            SELECT DISTINCT h.hub_id AS panel, t.lineage_id FROM touch_hub AS h
            JOIN touch AS t ON t.kind = h.kind AND t.object_id = h.object_id
            WHERE h.hub_id IN (\(SQL.list(hubs))) AND +t.academic_year = \(scope.year.startYear)
                AND \(scope.touchCondition) AND \(ReachScope.isPublic)
            """,
            scope
        )
    }

    fileprivate func placesByYear(_ years: [Int], _ scope: ReachScope) throws
        -> [Int64: [ReachPanel.Place]]
    {
        guard let first = years.min(), let last = years.max() else { return [:] }
        return try places(
            """
            SELECT DISTINCT t.academic_year AS panel, t.lineage_id FROM touch AS t
            WHERE \(scope.touches(in: first...last)) AND \(ReachScope.isPublic)
            """,
            scope
        )
    }

    /// - Parameter members: Rows `(panel, lineage_id)`.
    private func places(_ members: SQL, _ scope: ReachScope) throws -> [Int64: [ReachPanel.Place]] {
        var schools: [ReachPanel.Place] = []
        var positions: [Int: Int] = [:]
        try forEachRow(
            """
            SELECT n.lineage_id, n.easting, n.northing, CASE WHEN \(GreatNeed.condition) THEN 1 ELSE 0 END AS is_high
            FROM school_need AS n
            WHERE n.easting IS NOT NULL AND n.northing IS NOT NULL AND \(scope.schoolCondition)
            ORDER BY n.northing, n.easting, n.urn
            """
        ) { row in
            positions[try row.get(0)] = schools.count
            schools.append(
                ReachPanel.Place(
                    easting: try row.get(1),
                    northing: try row.get(2),
                    isHighNeed: try row.get(3)
                )
            )
            return true
        }
        var found: [Int64: [Int]] = [:]
        try forEachRow(members) { row in
            if let position = positions[try row.get(1)] {
                found[try row.get(0), default: []].append(position)
            }
            return true
        }
        return found.mapValues { $0.sorted().map { schools[$0] } }
    }
}
