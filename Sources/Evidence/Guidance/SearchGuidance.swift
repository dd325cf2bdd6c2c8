import Database
import Search
import Services

extension Evidence {
    static func guidanceEntries(_ ids: [Int64], _ transaction: any Transaction) throws -> [Int64: SearchEntry]
    {
        let reports: [GuidanceReport] = try transaction.all(
            "SELECT * FROM guidance_report WHERE id IN (\(SQL.list(ids)))"
        )
        var entries: [Int64: SearchEntry] = [:]
        for report in try transaction.completed(reports) {
            entries[report.id.rawValue] = SearchEntry(
                title: report.title,
                detail: [report.publisher, report.year.map(String.init) ?? "", report.phase]
                    .filter { !$0.isEmpty }.joined(separator: " · "),
                address: report.slug,
                people: report.publisher,
                subjects: report.strands.map(\.title).joined(separator: ", "),
                text: ([report.summary] + report.recommendations).filter { !$0.isEmpty }
                    .joined(separator: "\n"),
                facets: SearchFacets(
                    phases: PupilPhase.named(in: report.phase),
                    strands: report.strands.map(\.slug),
                    year: report.year
                )
            )
        }
        return entries
    }

    static func resourceEntries(_ ids: [Int64], _ transaction: any Transaction) throws -> [Int64: SearchEntry]
    {
        let resources: [Resource] = try transaction.all(
            "SELECT * FROM resource WHERE id IN (\(SQL.list(ids)))"
        )
        let strands = try links(
            """
            SELECT link.resource_id, strand.slug, v.title FROM resource_strand AS link
            JOIN strand ON strand.id = link.strand_id
            JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
            WHERE link.resource_id IN (\(SQL.list(ids))) ORDER BY strand.slug
            """,
            transaction
        )
        var entries: [Int64: SearchEntry] = [:]
        for resource in resources {
            let links = strands[resource.id.rawValue] ?? []
            entries[resource.id.rawValue] = SearchEntry(
                title: resource.title,
                detail: [resource.kind.title, resource.publisher].filter { !$0.isEmpty }
                    .joined(separator: " · "),
                address: resource.id.description,
                people: resource.publisher,
                subjects: links.map(\.title).joined(separator: ", "),
                text: resource.summary,
                facets: SearchFacets(strands: links.map(\.slug))
            )
        }
        return entries
    }
}
