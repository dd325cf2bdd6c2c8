import Database
import Services

/// What schools took part in, as all sources tell it.
struct ProjectedObjects {
    fileprivate(set) var touches: [Touch] = []
    /// Of what a school took part in.
    fileprivate(set) var titles: [TouchedObject: String] = [:]
    fileprivate(set) var hubs: [TouchedObject: [Int64]] = [:]
    fileprivate(set) var strands: [TouchedObject: [Int64]] = [:]
}

extension Transaction {
    /// By lineage, object and academic year.
    func projectedObjects(on today: LocalDate) throws -> ProjectedObjects {
        var objects = ProjectedObjects()
        for source in TouchSource.all(on: today) {
            let used = try readTouches(from: source, into: &objects)
            try forEachRow("SELECT part.object_id, part.title FROM (\(source.objects)) AS part") { row in
                let object = TouchedObject(kind: source.kind, id: try row.get(0))
                if used.contains(object.id) { objects.titles[object] = try row.get(1) }
                return true
            }
            try readPairs(source, "hub_id", source.hubs, used, &objects.hubs)
            try readPairs(source, "strand_id", source.strands, used, &objects.strands)
        }
        return objects
    }

    /// - Returns: The objects that a school took part in.
    private func readTouches(from source: TouchSource, into objects: inout ProjectedObjects) throws
        -> Set<Int64>
    {
        var used: Set<Int64> = []
        try forEachRow(
            """
            SELECT m.lineage_id, part.object_id, \(TouchSource.academicYear(of: "part.held_on")) AS academic_year,
                sum(part.amount) AS amount, max(part.held_on) AS last_on, min(part.is_public) AS is_public
            FROM (\(source.touches)) AS part
            JOIN establishment AS e ON e.organisation_id = part.organisation_id
            JOIN lineage_member AS m ON m.urn = e.urn
            GROUP BY m.lineage_id, part.object_id, \(TouchSource.academicYear(of: "part.held_on"))
            """
        ) { row in
            let object = TouchedObject(kind: source.kind, id: try row.get(1))
            used.insert(object.id)
            objects.touches.append(
                Touch(
                    lineage: try row.get(0),
                    object: object,
                    academicYear: try row.get(2),
                    amount: try row.get(3),
                    lastOn: try row.get(4),
                    isPublic: try row.get(5)
                )
            )
            return true
        }
        return used
    }

    /// - Parameter pairs: Rows of an object and what stands beside it, under this name.
    private func readPairs(
        _ source: TouchSource,
        _ name: SQL,
        _ pairs: SQL,
        _ used: Set<Int64>,
        _ found: inout [TouchedObject: [Int64]]
    ) throws {
        try forEachRow("SELECT DISTINCT part.object_id, part.\(name) FROM (\(pairs)) AS part") { row in
            let object = TouchedObject(kind: source.kind, id: try row.get(0))
            if used.contains(object.id) { found[object, default: []].append(try row.get(1)) }
            return true
        }
    }
}
