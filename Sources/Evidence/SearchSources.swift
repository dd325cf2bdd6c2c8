package import Database
package import Search
import Services

extension RecordKind {
    package static let strand: RecordKind = "strand"
    package static let intervention: RecordKind = "intervention"
    package static let study: RecordKind = "study"
    package static let guidance: RecordKind = "guidance"
    package static let resource: RecordKind = "resource"
    /// An account of practice.
    package static let practice: RecordKind = "practice"
}

extension Evidence {
    /// How the search reads the library. A verb that saves a record says so in its transaction:
    /// `try transaction.announce(.strand, id)`.
    package static let searchSources: [SearchSource] = [
        SearchSource(.strand, of: "strand") { try strandEntries($0, $1) },
        SearchSource(.intervention, of: "intervention") { try interventionEntries($0, $1) },
        SearchSource(.study, of: "study", "AND merged_into IS NULL") { try studyEntries($0, $1) },
        SearchSource(.guidance, of: "guidance_report") { try guidanceEntries($0, $1) },
        SearchSource(.resource, of: "resource") { try resourceEntries($0, $1) },
        SearchSource(.practice, of: "practice_account", "AND state = 'published'") {
            try practiceEntries($0, $1)
        },
    ]

    private static func strandEntries(_ ids: [Int64], _ transaction: any Transaction) throws
        -> [Int64: SearchEntry]
    {
        let strands: [Strand] = try transaction.all(
            """
            SELECT \(Strand.columns) FROM strand
            JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
            WHERE strand.id IN (\(SQL.list(ids)))
            """
        )
        // A strand is about the pupils of its findings.
        var phases: [Int64: Set<PupilPhase>] = [:]
        for row in try transaction.rows(
            """
            SELECT DISTINCT link.strand_id, finding.phase, finding.year_group FROM finding_strand AS link
            JOIN finding ON finding.id = link.finding_id
            WHERE link.strand_id IN (\(SQL.list(ids)))
            """
        ) {
            phases[try row.get(0), default: []].formUnion(
                PupilPhase.of(phase: try row.get(1), yearGroup: try row.get(2))
            )
        }
        var entries: [Int64: SearchEntry] = [:]
        for strand in strands {
            let content = strand.content
            entries[strand.id.rawValue] = SearchEntry(
                title: content.title,
                detail: content.summary,
                address: strand.slug,
                text: ([content.summary] + StrandSection.allCases.map { content.text(of: $0) })
                    .filter { !$0.isEmpty }.joined(separator: "\n"),
                facets: SearchFacets(phases: phases[strand.id.rawValue] ?? [], strands: [strand.slug])
            )
        }
        return entries
    }

    private static func interventionEntries(_ ids: [Int64], _ transaction: any Transaction) throws
        -> [Int64: SearchEntry]
    {
        let interventions: [Intervention] = try transaction.all(
            "SELECT * FROM intervention WHERE id IN (\(SQL.list(ids)))"
        )
        let strands = try links(
            """
            SELECT link.intervention_id, strand.slug, v.title FROM intervention_strand AS link
            JOIN strand ON strand.id = link.strand_id
            JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
            WHERE link.intervention_id IN (\(SQL.list(ids))) ORDER BY strand.slug
            """,
            transaction
        )
        var entries: [Int64: SearchEntry] = [:]
        for item in interventions {
            let links = strands[item.id.rawValue] ?? []
            entries[item.id.rawValue] = SearchEntry(
                title: [item.name, item.edition].filter { !$0.isEmpty }.joined(separator: ", "),
                detail: ([item.developer] + links.map(\.title)).filter { !$0.isEmpty }
                    .joined(separator: " · "),
                address: item.slug,
                people: item.developer,
                subjects: links.map(\.title).joined(separator: ", "),
                text: [item.summary, item.activeIngredients, item.dose].filter { !$0.isEmpty }
                    .joined(separator: "\n"),
                facets: SearchFacets(strands: links.map(\.slug))
            )
        }
        return entries
    }

    package struct SearchLink {
        package let slug: String
        package let title: String
    }

    /// The strands of each record: its identifier, a slug and a title in each row.
    package static func links(_ sql: SQL, _ transaction: any Transaction) throws -> [Int64: [SearchLink]] {
        var links: [Int64: [SearchLink]] = [:]
        for row in try transaction.rows(sql) {
            links[try row.get(0), default: []].append(SearchLink(slug: try row.get(1), title: try row.get(2)))
        }
        return links
    }
}
