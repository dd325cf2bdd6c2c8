import Access
import Database
import Directory
import Profiles
import Services

extension Reach {
    /// What a rebuild found.
    package struct Rebuilt: Sendable, Equatable {
        package let schools: Int
        package let touches: Int
    }

    /// Makes the projection anew from what the features hold, in one transaction.
    ///
    /// - Complexity: O(schools + bookings).
    @discardableResult
    package func rebuild() async throws -> Rebuilt {
        let now = services.now()
        let today = services.today()
        let profile = profiles.need
        let hubs = try await hubPlaces()
        return try await database.write(exclusively: "reach") { transaction in
            let schools = try transaction.schoolFigures()
            let needs = NeedIndex.compute(schools.map(\.needFigures), profile: profile)
            try transaction.execute("DELETE FROM school_need")
            try transaction.insertNeeds(schools, needs, hubs)
            for table: SQL in ["touch", "touch_object", "touch_hub", "touch_strand", "reach_count"] {
                try transaction.execute("DELETE FROM \(table)")
            }
            for source in TouchSource.all(on: today) { try transaction.fill(from: source) }
            try transaction.keepLastReached(since: today.adding(days: -365))
            try transaction.keepCounts()
            try transaction.execute(
                """
                INSERT INTO reach_rebuild (id, rebuilt_at, need_profile) VALUES (1, \(now), \(profile.id))
                ON CONFLICT (id) DO UPDATE SET rebuilt_at = excluded.rebuilt_at, need_profile = excluded.need_profile
                """
            )
            try transaction.touch([.reach])
            return Rebuilt(
                schools: schools.count,
                touches: try transaction.count("SELECT count(*) FROM touch")
            )
        }
    }
}

extension Transaction {
    fileprivate func insertNeeds(
        _ schools: [SchoolFigures],
        _ needs: [NeedIndex.Result],
        _ hubs: HubPlaces
    ) throws {
        let rows: [[SQLValue]] = zip(schools, needs).map { school, need in
            [
                school.lineage.sqlValue, school.urn.sqlValue, school.organisation.sqlValue,
                school.phase.sqlValue, school.region?.sqlValue ?? .null, school.authority?.sqlValue ?? .null,
                school.easting?.sqlValue ?? .null, school.northing?.sqlValue ?? .null,
                school.pupils?.sqlValue ?? .null, school.disadvantaged?.sqlValue ?? .null,
                need.attainmentRank?.sqlValue ?? .null, need.need?.sqlValue ?? .null,
                need.fifth?.sqlValue ?? .null, need.figuresKnown.sqlValue,
                school.attainment?.sqlValue ?? .null, school.priorAttainment?.sqlValue ?? .null,
                school.additionalLanguage?.sqlValue ?? .null, school.specialNeeds?.sqlValue ?? .null,
                school.deprivation?.sqlValue ?? .null,
                hubs.nearest(to: school.place)?.id.sqlValue ?? .null, school.progress?.sqlValue ?? .null,
            ]
        }
        try insert(
            into: "school_need",
            columns: [
                "lineage_id", "urn", "organisation_id", "phase", "region", "authority_code", "easting",
                "northing", "pupils", "disadvantaged_percentage", "attainment_rank", "need", "fifth",
                "figures_known", "attainment", "prior_attainment", "additional_language_percentage",
                "special_needs_percentage", "income_deprivation", "nearest_hub_id", "progress",
            ],
            rows: rows
        )
    }

    /// Adds one source's touches: by lineage, object and academic year.
    fileprivate func fill(from source: TouchSource) throws {
        let kind = source.kind
        try execute(
            """
            INSERT INTO touch (lineage_id, kind, object_id, academic_year, amount, last_on, is_public)
            SELECT m.lineage_id, CAST(\(kind) AS TEXT), part.object_id, \(TouchSource.academicYear(of: "part.held_on")),
                sum(part.amount), max(part.held_on), min(part.is_public)
            FROM (\(source.touches)) AS part
            JOIN establishment AS e ON e.organisation_id = part.organisation_id
            JOIN lineage_member AS m ON m.urn = e.urn
            GROUP BY m.lineage_id, part.object_id, \(TouchSource.academicYear(of: "part.held_on"))
            """
        )
        let used: SQL = """
            part.object_id IN (SELECT object_id FROM touch WHERE kind = CAST(\(kind) AS TEXT))
            """
        try execute(
            """
            INSERT INTO touch_object (kind, object_id, title)
            SELECT CAST(\(kind) AS TEXT), part.object_id, part.title FROM (\(source.objects)) AS part WHERE \(used)
            """
        )
        try execute(
            """
            INSERT INTO touch_hub (kind, object_id, hub_id)
            SELECT DISTINCT CAST(\(kind) AS TEXT), part.object_id, part.hub_id FROM (\(source.hubs)) AS part
            WHERE \(used)
            """
        )
        try execute(
            """
            INSERT INTO touch_strand (kind, object_id, strand_id)
            SELECT DISTINCT CAST(\(kind) AS TEXT), part.object_id, part.strand_id
            FROM (\(source.strands)) AS part WHERE \(used)
            """
        )
    }

    /// When each school was last reached, and by how many hubs since a day.
    fileprivate func keepLastReached(since: LocalDate) throws {
        try execute(
            """
            UPDATE school_need SET
                last_reached_on = (SELECT max(t.last_on) FROM touch AS t WHERE t.lineage_id = school_need.lineage_id),
                hub_count = (SELECT count(DISTINCT h.hub_id) FROM touch AS t
                    JOIN touch_hub AS h ON h.kind = t.kind AND h.object_id = t.object_id
                    WHERE t.lineage_id = school_need.lineage_id AND t.last_on >= \(since))
            """
        )
    }

    /// The counts that every reader asks for first; what is narrowed further is counted when it is asked for.
    fileprivate func keepCounts() throws {
        let hubs: SQL = "JOIN touch_hub AS h ON h.kind = t.kind AND h.object_id = t.object_id"
        let strands: SQL = "JOIN touch_strand AS s ON s.kind = t.kind AND s.object_id = t.object_id"
        try keepCounts(kind: "''", strand: "0", hub: "0", of: "")
        try keepCounts(kind: "t.kind", strand: "0", hub: "0", of: "")
        try keepCounts(kind: "''", strand: "s.strand_id", hub: "0", of: strands)
        try keepCounts(kind: "''", strand: "0", hub: "h.hub_id", of: hubs)
    }

    private func keepCounts(kind: SQL, strand: SQL, hub: SQL, of objects: SQL) throws {
        try execute(
            """
            INSERT INTO reach_count (academic_year, kind, strand_id, hub_id, fifth, schools, amount)
            SELECT part.academic_year, part.kind, part.strand_id, part.hub_id, part.fifth, count(*), sum(part.amount)
            FROM (
                SELECT t.academic_year, \(kind) AS kind, \(strand) AS strand_id, \(hub) AS hub_id,
                    coalesce(n.fifth, 0) AS fifth, t.lineage_id, sum(t.amount) AS amount
                FROM touch AS t JOIN school_need AS n ON n.lineage_id = t.lineage_id \(objects)
                GROUP BY 1, 2, 3, 4, 5, 6
            ) AS part
            GROUP BY part.academic_year, part.kind, part.strand_id, part.hub_id, part.fifth
            """
        )
    }
}
