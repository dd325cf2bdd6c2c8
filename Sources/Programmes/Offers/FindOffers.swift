package import Access
import Database
import Directory
package import Evidence
package import Services

extension Programmes {
    /// The published offers that a query finds, by the start of their next run, self-study that is open last; with
    /// the number that each further choice would leave.
    ///
    /// - Complexity: Two statements over the runs still to come, three for the lines of the page.
    package func offers(_ query: OfferQuery = OfferQuery()) async throws -> Catalogue {
        let today = services.today()
        return try await database.read { transaction in
            let catalogue = try CatalogueSQL(query, today: today, in: transaction)
            let near = catalogue.near
            let facets = try transaction.rows(catalogue.facets)
            let lines = try transaction.lines(of: transaction.rows(catalogue.lines), from: near?.place)
            return try Catalogue(lines: lines, facets: facets, near: near, in: transaction)
        }
    }

    /// The published offers tied to a strand that are still to come, next first.
    package func offers(on strand: ID<Strand>, limit: Int = 10) async throws -> [OfferLine] {
        var query = OfferQuery()
        query.strands = [strand]
        return try await next(query, limit: limit)
    }

    /// The published offers of a hub that are still to come, next first.
    package func offers(of hub: ID<Organisation>, limit: Int = 10) async throws -> [OfferLine] {
        var query = OfferQuery()
        query.hubs = [hub]
        return try await next(query, limit: limit)
    }

    /// The published offers that are still to come, next first.
    package func nextOffers(limit: Int) async throws -> [OfferLine] {
        try await next(OfferQuery(), limit: limit)
    }

    /// What a query finds, without the counts of its facets; of its first page.
    private func next(_ query: OfferQuery, limit: Int) async throws -> [OfferLine] {
        let today = services.today()
        return try await database.read { transaction in
            let catalogue = try CatalogueSQL(query, today: today, in: transaction)
            let rows = try transaction.rows(catalogue.lines).prefix(limit)
            return try transaction.lines(of: Array(rows), from: nil)
        }
    }
}

extension Catalogue {
    fileprivate init(
        lines: [OfferLine],
        facets: [Row],
        near: FoundPlace?,
        in transaction: any Transaction
    ) throws {
        var words: [String: [(word: String, count: Int)]] = [:]
        var ids: [String: [Int64: Int]] = [:]
        var numbers: [String: Int] = [:]
        for row in facets {
            let facet: String = try row.get("facet")
            let number: Int = try row.get("number")
            if let id = try row.get("id", as: Int64?.self) {
                ids[facet, default: [:]][id] = number
            } else if let word = try row.get("word", as: String?.self) {
                words[facet, default: []].append((word, number))
            } else {
                numbers[facet] = number
            }
        }
        self.lines = lines
        self.near = near
        weekdays = (ids["weekday"] ?? [:]).sorted { $0.key < $1.key }.map {
            FacetCount(choice: Int($0.key), count: $0.value)
        }
        total = numbers["all"] ?? 0
        withPlaces = numbers["places"] ?? 0
        func counted<Choice>(_ facet: String, _ choices: [Choice], _ word: (Choice) -> String) -> [FacetCount<
            Choice
        >] {
            choices.compactMap { choice in
                let count = words[facet]?.first { $0.word == word(choice) }?.count ?? 0
                return count > 0 ? FacetCount(choice: choice, count: count) : nil
            }
        }
        kinds = counted("kind", OfferKind.allCases, \.rawValue)
        phases = counted("phase", OfferPhase.allCases, \.slug)
        // Counted by what offers say: a few different sets, each for several roles.
        roles = AudienceRole.allCases.compactMap { role in
            let count = (ids["role"] ?? [:]).reduce(0) { sum, item in
                Set<AudienceRole>(mask: Int(item.key)).includes(role) ? sum + item.value : sum
            }
            return count > 0 ? FacetCount(choice: role, count: count) : nil
        }
        modes = counted("mode", OfferMode.allCases, \.rawValue)
        costs = counted("cost", CostBand.allCases, \.rawValue)
        months = (words["month"] ?? []).sorted { $0.word < $1.word }.map {
            FacetCount(choice: $0.word, count: $0.count)
        }
        strands = try transaction.strandTags(ids["strand"] ?? [:])
        hubs = try transaction.organisations(ids["hub"] ?? [:])
    }
}

extension Transaction {
    fileprivate func lines(of rows: [Row], from near: GridReference?) throws -> [OfferLine] {
        let ids: [ID<Offer>] = try rows.map { try $0.get("id") }
        let hubs = try hubs(of: ids)
        let strands = try strands(of: ids)
        return try zip(rows, ids).map { row, id in
            OfferLine(
                id: id,
                facts: try OfferFacts(row: row),
                nextStart: try row.get("next_on"),
                runCount: try row.get("runs"),
                places: PlacesLeft(try row.get("most_left")),
                kilometres: try near.flatMap { near in
                    try GridReference(row.get("easting"), row.get("northing")).map(near.kilometres)
                },
                hubs: hubs[id] ?? [],
                strands: strands[id] ?? []
            )
        }
    }

    fileprivate func strandTags(_ counts: [Int64: Int]) throws -> [FacetCount<StrandTag>] {
        let rows = try rows(
            """
            SELECT strand.id, strand.slug, strand_version.title FROM strand
            JOIN strand_version ON strand_version.strand_id = strand.id AND strand_version.version = strand.version
            WHERE strand.id IN (\(SQL.list(counts.keys.sorted())))
            ORDER BY \(dialect.byteOrder("strand_version.title")), strand.id
            """
        )
        return try rows.map { row in
            let tag = StrandTag(id: try row.get(0), slug: try row.get(1), title: try row.get(2))
            return FacetCount(choice: tag, count: counts[tag.id.rawValue] ?? 0)
        }
    }

    fileprivate func organisations(_ counts: [Int64: Int]) throws -> [FacetCount<Organisation>] {
        let rows = try rows(
            """
            SELECT id, kind, name FROM organisation WHERE id IN (\(SQL.list(counts.keys.sorted())))
            ORDER BY \(dialect.byteOrder("name")), id
            """
        )
        return try rows.map { row in
            let organisation = Organisation(id: try row.get(0), kind: try row.get(1), name: try row.get(2))
            return FacetCount(choice: organisation, count: counts[organisation.id.rawValue] ?? 0)
        }
    }
}
