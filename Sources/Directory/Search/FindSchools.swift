package import Access
package import Database
package import Services

/// What someone looks for among the schools.
package struct SchoolQuery: Sendable, Equatable {
    /// Words of a name, a town, a postcode, or a URN, of which the beginning of each is enough; or the name of a local
    /// authority.
    package var text: String
    package var phase: Phase?
    package var authority: Int?
    package var region: Region?
    /// Whether closed schools are wanted too.
    package var includesClosed: Bool
    /// Counted from 1.
    package var page: Int

    package static let pageLength = 25
    /// How much of a text is read: each word is a condition, and a database takes only so many.
    private static let longestText = 200

    package init(
        text: String = "",
        phase: Phase? = nil,
        authority: Int? = nil,
        region: Region? = nil,
        includesClosed: Bool = false,
        page: Int = 1
    ) {
        self.text = String(text.prefix(Self.longestText))
        self.phase = phase
        self.authority = authority
        self.region = region
        self.includesClosed = includesClosed
        self.page = max(1, page)
    }
}

/// One line of a list of schools.
package struct SchoolSummary: Sendable, Equatable, RowReadable {
    package let urn: URN
    package let organisation: ID<Organisation>
    package let name: String
    package let type: String
    package let phase: Phase
    package let status: EstablishmentStatus
    package let town: String?
    package let postcode: String?
    package let authorityName: String?

    static let columns: SQL = """
        e.urn, e.organisation_id, o.name, e.type, e.phase, e.status, e.town, e.postcode, ao.name AS authority_name
        """

    package init(row: Row) throws {
        urn = try row.get(0)
        organisation = try row.get(1)
        name = try row.get(2)
        type = try row.get(3)
        phase = try row.get(4)
        status = try row.get(5)
        town = try row.get(6)
        postcode = try row.get(7)
        authorityName = try row.get(8)
    }
}

/// A page of what was found, and how many there are under each filter.
package struct SchoolMatches: Sendable, Equatable {
    package let schools: [SchoolSummary]
    package let total: Int
    /// How many each phase would show, the other filters staying.
    package let phases: [Phase: Int]
    package let regions: [Region: Int]

    package var pages: Int { max(1, (total + SchoolQuery.pageLength - 1) / SchoolQuery.pageLength) }
}

extension Directory {
    /// Schools that match, best first: those whose name begins with the text, then those that have it in the
    /// name, then by name; last those that only their authority's name brought here.
    ///
    /// - Complexity: Two passes over the search keys (about 100 bytes a school): one counts, one lists.
    package func schools(matching query: SchoolQuery) async throws -> SchoolMatches {
        try await database.read { try Self.schools(matching: query, in: $0) }
    }

    package static func schools(matching query: SchoolQuery, in transaction: any Transaction) throws
        -> SchoolMatches
    {
        let words = wordsWithoutURN(query.text)
        // Narrow keys first, wide rows only for those that match: on SQLite, CROSS JOIN keeps that order.
        let inKey = keyCondition(words)
        var wanted = inKey
        if let ofAuthority = try authorityCondition(words, transaction) {
            wanted = "(\(inKey) OR \(ofAuthority))"
        }
        let text: SQL = "e.urn = s.urn AND \(wanted)"
        let source: SQL = "FROM establishment_search s CROSS JOIN establishment e"
        let counted = try counts(source, [text] + filters(query, facets: false), transaction)
        var phases: [Phase: Int] = [:]
        var regions: [Region: Int] = [:]
        for group in counted {
            let fitsRegion = query.region == nil || query.region == group.region
            let fitsPhase = query.phase == nil || query.phase == group.phase
            if fitsRegion { phases[group.phase, default: 0] += group.count }
            if fitsPhase, let region = group.region { regions[region, default: 0] += group.count }
        }
        let all = SQL.joined([text] + filters(query), by: " AND ")
        let total = query.phase.map { phases[$0] ?? 0 } ?? phases.values.reduce(0, +)
        let start = words.joined(separator: " ")
        let offset = (PageNumber.bounded(query.page) - 1) * SchoolQuery.pageLength
        // Closed schools come last; then names that begin with what was typed; then names that hold it.
        let sql: SQL = """
            SELECT \(SchoolSummary.columns)
            FROM (
                SELECT e.urn AS found, s.search_key AS search_key,
                    CASE WHEN e.status = 'closed' THEN 1 ELSE 0 END AS late,
                    CASE WHEN s.search_key LIKE \(" " + start + "%") THEN 0
                        WHEN s.search_key LIKE \("% " + start + "%|%") THEN 1 WHEN \(inKey) THEN 2 ELSE 3 END AS rank
                \(source) WHERE \(all)
                ORDER BY late, rank, \(transaction.dialect.byteOrder("s.search_key")), e.urn
                LIMIT \(SchoolQuery.pageLength) OFFSET \(offset)
            ) f
            JOIN establishment e ON e.urn = f.found JOIN organisation o ON o.id = e.organisation_id
            LEFT JOIN authority a ON a.code = e.authority_code LEFT JOIN organisation ao ON ao.id = a.organisation_id
            ORDER BY f.late, f.rank, \(transaction.dialect.byteOrder("f.search_key")), e.urn
            """
        return SchoolMatches(
            schools: try transaction.all(sql),
            total: total,
            phases: phases,
            regions: regions
        )
    }

    /// The words of a text. “URN 123456” is the number: no key has the word.
    private static func wordsWithoutURN(_ text: String) -> [String] {
        let words = SearchKey.words(text)
        let others = words.filter { $0 != "urn" }
        return others.contains { URN($0) != nil } ? others : words
    }

    /// Every word must begin a word of the key. Words hold letters and digits only, so nothing needs
    /// escaping.
    private static func keyCondition(_ words: [String]) -> SQL {
        let conditions: [SQL] = words.map { "s.search_key LIKE \("% " + $0 + "%")" }
        return conditions.isEmpty ? "1 = 1" : SQL.joined(conditions, by: " AND ")
    }

    /// Words that say nothing of which authority is meant.
    private static let commonWords: Set<String> = [
        "of", "the", "city", "county", "council", "borough", "upon",
    ]

    /// That a school is in an authority whose name is among the words, and that the other words are in the key. An authority is
    /// meant where all of its name is there, or a word that no other has: Kensington, but not North. `nil` where none is.
    private static func authorityCondition(_ words: [String], _ transaction: any Transaction) throws -> SQL? {
        guard !words.isEmpty else { return nil }
        let names = try transaction.rows(
            "SELECT a.code, o.name FROM authority a JOIN organisation o ON o.id = a.organisation_id ORDER BY a.code"
        ).map { row in
            (
                code: try row.get(0, as: Int.self),
                words: Set(SearchKey.words(try row.get(1))).subtracting(commonWords)
            )
        }
        let holders = Dictionary(names.flatMap { $0.words }.map { ($0, 1) }, uniquingKeysWith: +)
        let conditions: [SQL] = names.compactMap { name in
            let said = name.words.intersection(words)
            guard !said.isEmpty, said == name.words || said.contains(where: { holders[$0] == 1 }) else {
                return nil
            }
            let others = words.filter { !said.contains($0) && !commonWords.contains($0) }
            return "(e.authority_code = \(name.code) AND \(keyCondition(others)))"
        }
        return conditions.isEmpty ? nil : SQL.joined(conditions, by: " OR ")
    }

    /// - Parameter facets: Whether the phase and the region count, too.
    private static func filters(_ query: SchoolQuery, facets: Bool = true) -> [SQL] {
        var conditions: [SQL] = []
        if !query.includesClosed { conditions.append("e.status <> 'closed'") }
        if let authority = query.authority { conditions.append("e.authority_code = \(authority)") }
        if facets, let wanted = query.phase { conditions.append("e.phase = \(wanted)") }
        if facets, let wanted = query.region { conditions.append("e.region = \(wanted)") }
        return conditions
    }

    private struct FacetCount {
        let phase: Phase
        let region: Region?
        let count: Int
    }

    /// Phases and regions together, so that one pass serves both.
    private static func counts(
        _ source: SQL,
        _ conditions: [SQL],
        _ transaction: any Transaction
    ) throws -> [FacetCount] {
        let all = SQL.joined(conditions, by: " AND ")
        let sql: SQL = """
            SELECT e.phase, e.region, count(*) \(source) WHERE \(all) GROUP BY e.phase, e.region
            """
        return try transaction.rows(sql).map { row in
            FacetCount(phase: try row.get(0), region: try row.get(1), count: try row.get(2))
        }
    }
}
