import Access
package import Database
package import Services

/// A report that says what to do, recommendation by recommendation, and the strands that it rests on.
package struct GuidanceReport: Sendable, Equatable {
    package let id: ID<GuidanceReport>
    package let slug: String
    package let title: String
    package let publisher: String
    package let year: Int?
    package let phase: String
    /// Where the report itself is read.
    package let address: String
    package let licence: String
    package let summary: String
    package let version: Int
    package var recommendations: [String] = []
    package var strands: [StrandLink] = []
}

/// A guidance report as it is typed.
package struct GuidanceDraft: Sendable, Equatable {
    package var title = ""
    package var publisher = ""
    package var year = ""
    package var phase = ""
    package var address = ""
    package var licence = ""
    package var summary = ""
    /// One on each line.
    package var recommendations = ""
    package var strands: [ID<Strand>] = []

    package init() {}

    package init(_ report: GuidanceReport) {
        title = report.title
        publisher = report.publisher
        year = report.year.map(String.init) ?? ""
        phase = report.phase
        address = report.address
        licence = report.licence
        summary = report.summary
        recommendations = report.recommendations.joined(separator: "\n")
        strands = report.strands.map(\.id)
    }
}

extension GuidanceReport: RowReadable {
    package init(row: Row) throws {
        id = try row.get("id")
        slug = try row.get("slug")
        title = try row.get("title")
        publisher = try row.get("publisher")
        year = try row.get("year")
        phase = try row.get("phase")
        address = try row.get("address")
        licence = try row.get("licence")
        summary = try row.get("summary")
        version = try row.get("version")
    }
}

extension Evidence {
    /// Every report by title; those on one strand where it is given.
    package func guidance(on strand: ID<Strand>? = nil) async throws -> [GuidanceReport] {
        try await database.read { transaction in
            let filter: SQL =
                strand.map { "WHERE id IN (SELECT report_id FROM guidance_strand WHERE strand_id = \($0))" }
                ?? ""
            let reports: [GuidanceReport] = try transaction.all(
                "SELECT * FROM guidance_report \(filter) ORDER BY \(transaction.dialect.byteOrder("lower(title)")), id"
            )
            return try transaction.completed(reports)
        }
    }

    /// - Throws: ``AccessError/notFound``.
    package func guidance(slug: String) async throws -> GuidanceReport {
        try await database.read { transaction in
            let report: GuidanceReport? = try transaction.first(
                "SELECT * FROM guidance_report WHERE slug = \(slug)"
            )
            return try transaction.completed([try report.orNotFound()])[0]
        }
    }
}

extension Transaction {
    /// Reports with their recommendations and strands, in two statements however many there are.
    func completed(_ reports: [GuidanceReport]) throws -> [GuidanceReport] {
        let ids = SQL.list(reports.map(\.id))
        var recommendations: [ID<GuidanceReport>: [String]] = [:]
        for row in try rows(
            """
            SELECT report_id, text FROM guidance_recommendation WHERE report_id IN (\(ids))
            ORDER BY report_id, position
            """
        ) { recommendations[try row.get(0), default: []].append(try row.get(1)) }
        var strands: [ID<GuidanceReport>: [StrandLink]] = [:]
        for row in try rows(
            """
            SELECT link.report_id, strand.id, strand.slug, v.title FROM guidance_strand AS link
            JOIN strand ON strand.id = link.strand_id
            JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
            WHERE link.report_id IN (\(ids)) ORDER BY strand.slug
            """
        ) { strands[try row.get(0), default: []].append(try StrandLink(row: row)) }
        return reports.map { report in
            var whole = report
            whole.recommendations = recommendations[report.id] ?? []
            whole.strands = strands[report.id] ?? []
            return whole
        }
    }
}
