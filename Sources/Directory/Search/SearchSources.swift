package import Database
package import Search
import Services

extension RecordKind {
    /// Its record is the URN.
    package static let school: RecordKind = "school"
    package static let hub: RecordKind = "hub"
    package static let area: RecordKind = "area"
}

extension Directory {
    /// How the search reads places. A verb that saves one says so in its transaction:
    /// `try transaction.announce(.hub, id)`.
    package static let searchSources: [SearchSource] = [
        SearchSource(
            .school,
            entries: { records, transaction in try schoolEntries(records, transaction) },
            records: { after, limit, transaction in
                try transaction.column(
                    "SELECT urn FROM establishment WHERE urn > \(max(0, after)) ORDER BY urn LIMIT \(limit)"
                )
            }
        ),
        SearchSource(.hub, of: "hub") { try hubEntries($0, $1) },
        SearchSource(.area, of: "area") { try areaEntries($0, $1) },
    ]

    private static func schoolEntries(_ urns: [Int64], _ transaction: any Transaction) throws
        -> [Int64: SearchEntry]
    {
        let rows = try transaction.rows(
            """
            SELECT e.urn, o.name, e.type, e.phase, e.status, e.locality, e.town, e.county, e.postcode,
                e.district, e.region, ao.name AS authority_name, s.search_key, e.religious_character
            FROM establishment e
            JOIN organisation o ON o.id = e.organisation_id
            JOIN establishment_search s ON s.urn = e.urn
            LEFT JOIN authority a ON a.code = e.authority_code
            LEFT JOIN organisation ao ON ao.id = a.organisation_id
            WHERE e.urn IN (\(SQL.list(urns)))
            """
        )
        var entries: [Int64: SearchEntry] = [:]
        for row in rows {
            let urn: Int64 = try row.get(0)
            let type: String = try row.get(2)
            let phase: Phase = try row.get(3)
            let status: EstablishmentStatus = try row.get(4)
            let places: [String] = try (5...9).compactMap { try row.get($0, as: String?.self) }
            let region: Region? = try row.get(10)
            let authority: String? = try row.get(11)
            let character: String? = try row.get(13)
            let town: String? = try row.get(6)
            var detail = [phase.name, town, authority].compactMap { $0 }.joined(separator: " · ")
            if !status.isOpen { detail += " · \(status.name)" }
            // The search key holds the other ways to write the name: `st`, `ce`, `marys`, the joined postcode.
            let subjects = Set(places + [authority, region?.name, phase.name].compactMap { $0 }).sorted()
            entries[urn] = SearchEntry(
                title: try row.get(1),
                detail: detail,
                address: String(urn),
                subjects: subjects.joined(separator: ", "),
                text: [type, character, try row.get(12, as: String.self)].compactMap { $0 }
                    .joined(separator: "\n"),
                facets: SearchFacets(phases: phase.pupils),
                isDimmed: !status.isOpen
            )
        }
        return entries
    }

    private static func hubEntries(_ ids: [Int64], _ transaction: any Transaction) throws -> [Int64:
        SearchEntry]
    {
        let hubs = try hubs(where: "h.id IN (\(SQL.list(ids)))", in: transaction)
        return Dictionary(
            uniqueKeysWithValues: hubs.map { hub in
                let kinds = Set(hub.designations.map(\.kind.name)).sorted()
                let others = hub.otherNames.map(\.name)
                let around = [hub.region?.name, hub.host?.name].compactMap { $0 }
                let isOver = !hub.designations.isEmpty && hub.designations.allSatisfy { $0.endedOn != nil }
                return (
                    hub.id.rawValue,
                    SearchEntry(
                        title: hub.name,
                        detail: (kinds + [hub.region?.name].compactMap { $0 }).joined(separator: " · "),
                        address: hub.slug,
                        subjects: (others + kinds + around).joined(separator: ", "),
                        text: [hub.summary, hub.serves ?? ""].joined(separator: "\n"),
                        isDimmed: isOver
                    )
                )
            }
        )
    }

    private static func areaEntries(_ ids: [Int64], _ transaction: any Transaction) throws
        -> [Int64: SearchEntry]
    {
        var entries: [Int64: SearchEntry] = [:]
        for id in ids {
            guard let area = try area(ID(rawValue: id), in: transaction) else { continue }
            let authorities: [String] = try transaction.column(
                """
                SELECT o.name FROM authority a JOIN organisation o ON o.id = a.organisation_id
                WHERE a.code IN (\(SQL.list(area.authorities))) ORDER BY o.name
                """
            )
            let places = authorities + area.districts
            entries[id] = SearchEntry(
                title: area.name,
                detail: ([area.kind.name] + places.prefix(3)).joined(separator: " · "),
                address: area.slug,
                subjects: ([area.kind.name] + places).joined(separator: ", "),
                text: area.summary
            )
        }
        return entries
    }
}

extension Phase {
    /// The pupils that a school of this phase has.
    package var pupils: Set<PupilPhase> {
        switch self {
        case .nursery: [.earlyYears]
        case .primary: [.primary]
        case .middlePrimary, .middleSecondary: [.primary, .secondary]
        case .secondary: [.secondary]
        case .allThrough: [.primary, .secondary]
        case .sixteenPlus: [.post16]
        case .notApplicable: []
        }
    }
}
