package import Access
package import Database
import Evidence
package import Services

extension Programmes {
    /// One offer: anyone's when it is public, otherwise its hubs'; to everybody else it does not exist.
    package func offer(_ id: ID<Offer>, by actor: Actor) async throws -> Offer {
        try await database.read { transaction in
            let offer = try transaction.offer(id).orNotFound()
            guard offer.state.isPublic || actor.may(.seeBookings, on: offer.subject) else {
                throw AccessError.notFound
            }
            return offer
        }
    }

    /// A hub's own offers in a state, newest first.
    package func offers(
        of hub: ID<Organisation>,
        in states: Set<OfferState> = Set(OfferState.allCases),
        limit: Int = 50,
        offset: Int = 0,
        by actor: Actor
    ) async throws -> (offers: [Offer], total: Int) {
        try actor.require(.seeBookings, on: .of(hub))
        let condition: SQL = """
            offer.id IN (SELECT offer_id FROM offer_hub WHERE hub_id = \(hub))
                AND offer.state IN (\(SQL.list(states.sorted { $0.rawValue < $1.rawValue })))
            """
        return try await database.read { transaction in
            let total = try transaction.count("SELECT count(*) FROM offer WHERE \(condition)")
            let offers = try transaction.offers(
                where: condition,
                order: "offer.created_at DESC, offer.id",
                limit: limit,
                offset: offset
            )
            return (offers, total)
        }
    }
}

extension Transaction {
    package func offer(_ id: ID<Offer>) throws -> Offer? {
        try offers(where: "offer.id = \(id)", order: "offer.id", limit: 1).first
    }

    /// Whole offers: eight statements at most, however many they are.
    func offers(where condition: SQL, order: SQL, limit: Int, offset: Int = 0) throws -> [Offer] {
        let rows = try rows(
            """
            SELECT offer.id, offer.state, \(OfferFacts.columns), offer.published_at, offer.version FROM offer
            WHERE \(condition) ORDER BY \(order) LIMIT \(limit) OFFSET \(offset)
            """
        )
        guard !rows.isEmpty else { return [] }
        let ids: [ID<Offer>] = try rows.map { try $0.get("id") }
        let hubs = try hubs(of: ids)
        let strands = try strands(of: ids)
        let guidance = try guidance(of: ids)
        let runs = Dictionary(
            grouping: try runs(where: "run.offer_id IN (\(SQL.list(ids)))"),
            by: \.offer
        )
        let funding = try funding(of: ids)
        return try zip(rows, ids).map { row, id in
            Offer(
                id: id,
                state: try row.get("state"),
                facts: try OfferFacts(row: row),
                publishedAt: try row.get("published_at"),
                version: try row.get("version"),
                hubs: hubs[id] ?? [],
                strands: strands[id] ?? [],
                guidance: guidance[id] ?? [],
                runs: (runs[id] ?? []).sorted { ($0.startsAt, $0.id) < ($1.startsAt, $1.id) },
                funding: funding[id]
            )
        }
    }

    func hubs(of offers: [ID<Offer>]) throws -> [ID<Offer>: [OfferHub]] {
        var hubs: [ID<Offer>: [OfferHub]] = [:]
        let rows = try rows(
            """
            SELECT offer_hub.offer_id, organisation.id, organisation.kind, organisation.name, hub.slug,
                offer_hub.is_lead, offer_hub.agreed_at
            FROM offer_hub
            JOIN organisation ON organisation.id = offer_hub.hub_id
            JOIN hub ON hub.id = offer_hub.hub_id
            WHERE offer_hub.offer_id IN (\(SQL.list(offers)))
            ORDER BY offer_hub.is_lead DESC, \(dialect.byteOrder("organisation.name")), organisation.id
            """
        )
        for row in rows {
            let hub = OfferHub(
                organisation: Organisation(id: try row.get(1), kind: try row.get(2), name: try row.get(3)),
                slug: try row.get(4),
                isLead: try row.get(5),
                agreedAt: try row.get(6)
            )
            hubs[try row.get(0), default: []].append(hub)
        }
        return hubs
    }

    func strands(of offers: [ID<Offer>]) throws -> [ID<Offer>: [StrandTag]] {
        var strands: [ID<Offer>: [StrandTag]] = [:]
        let rows = try rows(
            """
            SELECT offer_strand.offer_id, strand.id, strand.slug, strand_version.title
            FROM offer_strand
            JOIN strand ON strand.id = offer_strand.strand_id
            JOIN strand_version ON strand_version.strand_id = strand.id AND strand_version.version = strand.version
            WHERE offer_strand.offer_id IN (\(SQL.list(offers)))
            ORDER BY \(dialect.byteOrder("strand_version.title")), strand.id
            """
        )
        for row in rows {
            strands[try row.get(0), default: []].append(
                StrandTag(id: try row.get(1), slug: try row.get(2), title: try row.get(3))
            )
        }
        return strands
    }
}

/// What can be chosen in an offer's form.
package struct OfferChoices: Sendable {
    /// By title.
    package let strands: [StrandTag]
    /// By title.
    package let guidance: [GuidanceTag]
    /// By name.
    package let hubs: [Organisation]
}

extension Programmes {
    package func choices() async throws -> OfferChoices {
        try await database.read { transaction in
            let strands = try transaction.rows(
                """
                SELECT strand.id, strand.slug, strand_version.title FROM strand
                JOIN strand_version ON strand_version.strand_id = strand.id AND strand_version.version = strand.version
                ORDER BY \(transaction.dialect.byteOrder("strand_version.title")), strand.id
                """
            )
            let hubs = try transaction.rows(
                """
                SELECT organisation.id, organisation.kind, organisation.name FROM hub
                JOIN organisation ON organisation.id = hub.id
                ORDER BY \(transaction.dialect.byteOrder("organisation.name")), organisation.id
                """
            )
            return OfferChoices(
                strands: try strands.map {
                    StrandTag(id: try $0.get(0), slug: try $0.get(1), title: try $0.get(2))
                },
                guidance: try transaction.guidanceChoices(),
                hubs: try hubs.map {
                    Organisation(id: try $0.get(0), kind: try $0.get(1), name: try $0.get(2))
                }
            )
        }
    }
}

extension Programmes {
    /// The offer that a run belongs to, as ``offer(_:by:)``.
    package func offer(ofRun run: ID<Run>, by actor: Actor) async throws -> Offer {
        let id: ID<Offer> = try await database.read { transaction in
            try transaction.value("SELECT offer_id FROM run WHERE id = \(run)").orNotFound()
        }
        return try await offer(id, by: actor)
    }
}
