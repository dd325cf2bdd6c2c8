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
            return try reports.map(transaction.completed)
        }
    }

    /// - Throws: ``AccessError/notFound``.
    package func guidance(slug: String) async throws -> GuidanceReport {
        try await database.read { transaction in
            let report: GuidanceReport? = try transaction.first(
                "SELECT * FROM guidance_report WHERE slug = \(slug)"
            )
            return try transaction.completed(try report.orNotFound())
        }
    }
}

extension Transaction {
    func completed(_ report: GuidanceReport) throws -> GuidanceReport {
        var whole = report
        whole.recommendations = try column(
            "SELECT text FROM guidance_recommendation WHERE report_id = \(report.id) ORDER BY position"
        )
        whole.strands = try all(
            """
            SELECT strand.id, strand.slug, v.title FROM guidance_strand AS link
            JOIN strand ON strand.id = link.strand_id
            JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
            WHERE link.report_id = \(report.id) ORDER BY strand.slug
            """
        )
        return whole
    }
}
