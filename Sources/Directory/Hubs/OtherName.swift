import Access
package import Database
package import Services

/// A name that a hub has besides its own: one that it had, or one that a list or its people call it by.
package struct OtherName: Sendable, Equatable, RowReadable {
    package let name: String
    package let origin: Origin
    /// The file that brought it.
    package let list: String?
    /// The day it was written down: of a name that the hub had, the last on which it had it.
    package let notedOn: LocalDate

    /// Where it is from.
    package enum Origin: String, CaseIterable, Sendable, SQLStorable {
        case list, renamed, person
    }

    package init(row: Row) throws {
        name = try row.get("name")
        origin = try row.get("origin")
        list = try row.get("list_name")
        notedOn = try row.get("noted_on")
    }
}

extension Transaction {
    /// The other names that hubs go by, by name. One that was taken away stays stored, so that no list brings it back.
    func otherNames(of hubs: [ID<Organisation>]) throws -> [ID<Organisation>: [OtherName]] {
        var names: [ID<Organisation>: [OtherName]] = [:]
        let sql: SQL = """
            SELECT hub_id, name, origin, list_name, noted_on FROM hub_other_name
            WHERE hub_id IN (\(SQL.list(hubs))) AND dropped_on IS NULL
            ORDER BY hub_id, \(dialect.byteOrder("name_key"))
            """
        for row in try rows(sql) {
            names[try row.get("hub_id"), default: []].append(try OtherName(row: row))
        }
        return names
    }

    /// Keeps a name with its hub; one that was taken away is back.
    func keep(
        _ name: String,
        of hub: ID<Organisation>,
        from origin: OtherName.Origin,
        list: String? = nil,
        on day: LocalDate
    ) throws {
        try execute(
            """
            INSERT INTO hub_other_name (hub_id, name_key, name, origin, list_name, noted_on)
            VALUES (\(hub), \(SearchKey.of(name)), \(name), \(origin), \(list), \(day))
            ON CONFLICT (hub_id, name_key) DO UPDATE SET name = excluded.name, origin = excluded.origin,
                list_name = excluded.list_name, noted_on = excluded.noted_on, dropped_on = NULL
            """
        )
    }

    /// Makes the other names of a hub those that somebody wrote, and keeps the name that it had until now.
    func setOtherNames(
        _ written: [String],
        of hub: ID<Organisation>,
        from before: (name: String, others: [OtherName]),
        to name: String,
        on day: LocalDate
    ) throws {
        let known = try KnownHubs(in: self)
        let had = Set(before.others.map { SearchKey.of($0.name) })
        let wanted = Set(written.map { SearchKey.of($0) })
        for other in written where !had.contains(SearchKey.of(other)) {
            if let holder = known.holder(of: other, besides: hub) {
                throw EntryFaults("otherNames", "“\(other)” is a name of \(holder)")
            }
            try keep(other, of: hub, from: .person, on: day)
        }
        for key in had.subtracting(wanted).sorted() {
            try execute(
                "UPDATE hub_other_name SET dropped_on = \(day) WHERE hub_id = \(hub) AND name_key = \(key)"
            )
        }
        let former = SearchKey.of(before.name)
        let isNew = former != SearchKey.of(name) && !former.isEmpty && !wanted.contains(former)
        if isNew, known.holder(of: before.name, besides: hub) == nil {
            try keep(before.name, of: hub, from: .renamed, on: day)
        }
    }
}
