import Database

/// A table of the projection. Only ``Reach/rebuild()`` writes it.
struct ProjectedTable: Sendable {
    let name: StaticString
    let key: [StaticString]
    let others: [StaticString]

    var columns: [StaticString] { key + others }

    static let schoolNeed = ProjectedTable(
        name: "school_need",
        key: ["lineage_id"],
        others: [
            "urn", "organisation_id", "phase", "region", "authority_code", "easting", "northing", "pupils",
            "disadvantaged_percentage", "attainment_rank", "need", "fifth", "figures_known", "attainment",
            "prior_attainment", "additional_language_percentage", "special_needs_percentage",
            "income_deprivation", "nearest_hub_id", "progress", "last_reached_on", "hub_count",
            "public_years",
        ]
    )
    static let touch = ProjectedTable(
        name: "touch",
        key: ["kind", "object_id", "lineage_id", "academic_year"],
        others: ["amount", "last_on", "is_public"]
    )
    static let touchObject = ProjectedTable(
        name: "touch_object",
        key: ["kind", "object_id"],
        others: ["title"]
    )
    static let touchHub = ProjectedTable(
        name: "touch_hub",
        key: ["kind", "object_id", "hub_id"],
        others: []
    )
    static let touchStrand = ProjectedTable(
        name: "touch_strand",
        key: ["kind", "object_id", "strand_id"],
        others: []
    )
    static let reachCount = ProjectedTable(
        name: "reach_count",
        key: ["academic_year", "kind", "strand_id", "hub_id", "fifth"],
        others: ["schools", "amount"]
    )
}

/// What has to be written so that a table of the projection holds new rows and no others.
struct TableChange: Sendable {
    let table: ProjectedTable
    /// The keys of rows that are no more, or are not as they were.
    let gone: [[SQLValue]]
    /// Rows that are new, or are not as they were.
    let fresh: [[SQLValue]]
}

extension Transaction {
    /// - Parameter rows: All that the table is to hold, in the order of its columns; a key once.
    func change(of table: ProjectedTable, to rows: some Sequence<[SQLValue]>) throws -> TableChange {
        var held: Set<[SQLValue]> = []
        let columns = SQL.joined(table.columns.map(SQL.init(stringLiteral:)), by: ", ")
        try forEachRow("SELECT \(columns) FROM \(SQL(stringLiteral: table.name))") { row in
            held.insert(row.values)
            return true
        }
        let fresh = rows.filter { held.remove($0) == nil }
        return TableChange(table: table, gone: held.map { Array($0.prefix(table.key.count)) }, fresh: fresh)
    }

    func apply(_ change: TableChange) throws {
        // A connection keeps the statements that it has prepared: there are two for each table, of a hundred
        // rows and of one, and not one for each number of rows.
        let perStatement = 100
        let whole = change.gone.count - change.gone.count % perStatement
        for start in stride(from: 0, to: whole, by: perStatement) {
            try deleteRows(change.gone[start..<start + perStatement], of: change.table)
        }
        for key in change.gone[whole...] { try deleteRows([key], of: change.table) }
        try insert(into: change.table.name, columns: change.table.columns, rows: change.fresh)
    }

    private func deleteRows(_ keys: some Sequence<[SQLValue]>, of table: ProjectedTable) throws {
        let rows = keys.map { key -> SQL in
            let parts = zip(table.key, key).map { column, value -> SQL in
                "\(SQL(stringLiteral: column)) = \(value)"
            }
            return "(\(SQL.joined(parts, by: " AND ")))"
        }
        try execute("DELETE FROM \(SQL(stringLiteral: table.name)) WHERE \(SQL.joined(rows, by: " OR "))")
    }
}
