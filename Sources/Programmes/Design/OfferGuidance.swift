import Access
package import Database
package import Evidence
package import Services

/// A guidance report as an offer's page names it.
package struct GuidanceTag: Sendable, Equatable {
    package let id: ID<GuidanceReport>
    package let slug: String
    package let title: String
    package let publisher: String
}

extension GuidanceTag: RowReadable {
    package init(row: Row) throws {
        id = try row.get("id")
        slug = try row.get("slug")
        title = try row.get("title")
        publisher = try row.get("publisher")
    }
}

extension Programmes {
    /// The published offers that follow a guidance report and are still to come, next first, self-study that is open
    /// last.
    package func offers(following report: ID<GuidanceReport>, limit: Int = 10) async throws -> [Offer] {
        let today = services.today()
        return try await database.read { transaction in
            try transaction.offers(
                where: """
                    offer.state = 'published'
                        AND offer.id IN (SELECT offer_id FROM offer_guidance WHERE report_id = \(report))
                        AND EXISTS (SELECT 1 FROM run WHERE run.offer_id = offer.id AND \(Run.lastStart) >= \(today) AND \(Run.isHeld))
                    """,
                order: """
                    (SELECT CASE WHEN min(run.starts_on) >= \(today) THEN min(run.starts_on) ELSE \(Run.noEnd) END
                        FROM run WHERE run.offer_id = offer.id AND \(Run.lastStart) >= \(today) AND \(Run.isHeld)), offer.id
                    """,
                limit: limit
            )
        }
    }
}

extension Transaction {
    func guidance(of offers: [ID<Offer>]) throws -> [ID<Offer>: [GuidanceTag]] {
        var guidance: [ID<Offer>: [GuidanceTag]] = [:]
        let rows = try rows(
            """
            SELECT offer_guidance.offer_id, guidance_report.id, guidance_report.slug, guidance_report.title,
                guidance_report.publisher
            FROM offer_guidance JOIN guidance_report ON guidance_report.id = offer_guidance.report_id
            WHERE offer_guidance.offer_id IN (\(SQL.list(offers)))
            ORDER BY \(dialect.byteOrder("guidance_report.title")), guidance_report.id
            """
        )
        for row in rows {
            guidance[try row.get("offer_id"), default: []].append(try GuidanceTag(row: row))
        }
        return guidance
    }

    func setGuidance(_ reports: Set<ID<GuidanceReport>>, of offer: ID<Offer>) throws {
        let known: [ID<GuidanceReport>] = try column(
            "SELECT id FROM guidance_report WHERE id IN (\(SQL.list(reports.sorted())))"
        )
        guard known.count == reports.count else {
            throw Faults([Fault("guidance", "Choose the guidance reports from the list")])
        }
        try execute("DELETE FROM offer_guidance WHERE offer_id = \(offer)")
        try insert(
            into: "offer_guidance",
            columns: ["offer_id", "report_id"],
            rows: known.sorted().map { [offer.sqlValue, $0.sqlValue] }
        )
    }

    /// Every report by title, for an offer's form.
    func guidanceChoices() throws -> [GuidanceTag] {
        try all(
            """
            SELECT id, slug, title, publisher FROM guidance_report ORDER BY \(dialect.byteOrder("title")), id
            """
        )
    }
}
