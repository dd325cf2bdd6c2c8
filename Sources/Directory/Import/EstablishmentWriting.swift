import Access
import Database

/// Writes a batch of schools: new ones at once, changed ones column by column, unchanged ones not at all.
enum EstablishmentWriting {
    typealias Entry = EstablishmentsImport.Entry
    typealias Outcome = CharacteristicBatch.Outcome

    private struct Stored {
        let name: String
        let values: [SQLValue]
    }

    static func write(_ entries: [Entry], in transaction: any Transaction) throws -> [Outcome] {
        let stored = try storedSchools(entries.map(\.urn), in: transaction)
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(entries.count)
        var fresh: [Entry] = []
        for entry in entries {
            guard let old = stored[entry.urn] else {
                fresh.append(entry)
                outcomes.append(.new)
                continue
            }
            let merged = zip(entry.values, old.values).map { $0 ?? $1 }
            if merged == old.values, entry.name == old.name {
                outcomes.append(.unchanged)
            } else {
                try update(entry, merged, old.name, in: transaction)
                outcomes.append(.changed)
            }
        }
        try insert(fresh, in: transaction)
        return outcomes
    }

    private static func storedSchools(_ urns: [URN], in transaction: any Transaction) throws -> [URN: Stored]
    {
        let sql: SQL = """
            SELECT o.name, e.* FROM establishment e JOIN organisation o ON o.id = e.organisation_id
            WHERE e.urn IN (\(SQL.list(urns)))
            """
        var stored: [URN: Stored] = [:]
        for row in try transaction.rows(sql) {
            stored[try row.get(1)] = Stored(name: try row.get(0), values: Array(row.values[3...]))
        }
        return stored
    }

    private static func insert(_ entries: [Entry], in transaction: any Transaction) throws {
        let ids = entries.map { RegisterKey.establishment($0.urn).organisation.sqlValue }
        try transaction.insert(
            into: "organisation",
            columns: ["id", "kind", "name"],
            rows: zip(ids, entries).map { [$0, .text("establishment"), .text($1.name)] }
        )
        try transaction.insert(
            into: "establishment",
            columns: ["urn", "organisation_id"] + EstablishmentColumn.all.map(\.name),
            rows: zip(ids, entries).map { id, entry in
                [entry.urn.sqlValue, id] + entry.values.map { $0 ?? .null }
            }
        )
        try transaction.insert(
            into: "establishment_search",
            columns: ["urn", "search_key"],
            rows: entries.map {
                [$0.urn.sqlValue, .text(searchKey($0.name, $0.urn, $0.values.map { $0 ?? .null }))]
            }
        )
    }

    private static func update(
        _ entry: Entry,
        _ values: [SQLValue],
        _ oldName: String,
        in transaction: any Transaction
    ) throws {
        let organisation = RegisterKey.establishment(entry.urn).organisation
        if entry.name != oldName {
            try transaction.execute("UPDATE organisation SET name = \(entry.name) WHERE id = \(organisation)")
        }
        let settings = zip(EstablishmentColumn.all, values).map { column, value in
            SQL(trusted: "\(column.name) = ") + "\(value)"
        }
        try transaction.execute(
            "UPDATE establishment SET \(SQL.joined(settings, by: ", ")) WHERE urn = \(entry.urn)"
        )
        let key = searchKey(entry.name, entry.urn, values)
        try transaction.execute(
            "UPDATE establishment_search SET search_key = \(key) WHERE urn = \(entry.urn)"
        )
    }

    /// ` name words | town county locality district postcode urn `: a blank before every word, so that a
    /// search for beginnings of words is a search for a blank and letters.
    static func searchKey(_ name: String, _ urn: URN, _ values: [SQLValue]) -> String {
        var key = " " + SearchKey.of(name) + " | "
        for index in placeIndices {
            if case .text(let text) = values[index] { key += SearchKey.of(text) + " " }
        }
        if case .text(let postcode) = values[postcodeIndex] {
            let parts = SearchKey.words(postcode)
            key += parts.joined(separator: " ") + " "
            if parts.count > 1 { key += parts.joined() + " " }
        }
        return key + urn.description + " "
    }

    private static let postcodeIndex = 19
    /// Locality, town, county, district.
    private static let placeIndices = [15, 17, 18, 23]
}
