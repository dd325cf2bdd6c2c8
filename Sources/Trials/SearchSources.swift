package import Database
import Evidence
package import Search
import Services

extension RecordKind {
    package static let trial: RecordKind = "trial"
    /// What a school shared of its quick evaluation.
    package static let account: RecordKind = "account"
}

extension Trials {
    /// How the search reads registered trials and shared accounts. A verb that saves one says so in its
    /// transaction: `try transaction.announce(.trial, id)`.
    package static let searchSources: [SearchSource] = [
        SearchSource(.trial, of: "trial") { try trialEntries($0, $1) },
        SearchSource(.account, of: "evaluation") { try accountEntries($0, $1) },
    ]

    private static func trialEntries(_ ids: [Int64], _ transaction: any Transaction) throws
        -> [Int64: SearchEntry]
    {
        let rows = try transaction.rows(
            """
            SELECT t.id, t.slug, t.title, t.question, t.protocol_summary, t.outcome_name, t.registered_on,
                CASE WHEN \(Trial.stoppedWithoutResult) THEN t.stopped_on END AS stopped_on,
                i.name AS intervention, i.developer, o.name AS hub
            FROM trial t JOIN intervention i ON i.id = t.intervention_id
            LEFT JOIN organisation o ON o.id = t.organisation_id
            WHERE t.id IN (\(SQL.list(ids)))
            """
        )
        let strands = try Evidence.links(
            """
            SELECT link.trial_id, strand.slug, v.title FROM trial_strand AS link
            JOIN strand ON strand.id = link.strand_id
            JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
            WHERE link.trial_id IN (\(SQL.list(ids))) ORDER BY strand.slug
            """,
            transaction
        )
        var entries: [Int64: SearchEntry] = [:]
        for row in rows {
            let id: Int64 = try row.get("id")
            let links = strands[id] ?? []
            let registered: LocalDate = try row.get("registered_on")
            let intervention: String = try row.get("intervention")
            let hub: String? = try row.get("hub")
            let stoppedOn: LocalDate? = try row.get("stopped_on")
            let stop = stoppedOn.map { "stopped without a result \($0.year)" }
            entries[id] = SearchEntry(
                title: try row.get("title"),
                detail: [hub, "registered \(registered.year)", stop].compactMap { $0 }
                    .joined(separator: " · "),
                address: try row.get("slug"),
                people: [hub, try row.get("developer", as: String.self)].compactMap { $0 }
                    .joined(separator: ", "),
                subjects: ([intervention] + links.map(\.title)).joined(separator: ", "),
                text: [
                    try row.get("question", as: String.self), try row.get("outcome_name", as: String.self),
                    try row.get("protocol_summary", as: String.self),
                ].joined(separator: "\n"),
                facets: SearchFacets(strands: links.map(\.slug), year: registered.year)
            )
        }
        return entries
    }

    private static func accountEntries(_ ids: [Int64], _ transaction: any Transaction) throws
        -> [Int64: SearchEntry]
    {
        let rows = try transaction.rows(
            """
            SELECT e.id, e.question, e.outcome_name, e.year_group, e.phase, e.account, e.ended_on,
                o.name AS school, strand.slug, v.title
            FROM evaluation e LEFT JOIN organisation o ON o.id = e.organisation_id
            LEFT JOIN strand ON strand.id = e.strand_id
            LEFT JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
            WHERE e.shared_at IS NOT NULL AND e.report IS NOT NULL AND e.id IN (\(SQL.list(ids)))
            """
        )
        var entries: [Int64: SearchEntry] = [:]
        for row in rows {
            let id: Int64 = try row.get("id")
            let school: String? = try row.get("school")
            let slug: String? = try row.get("slug")
            let strand: String? = try row.get("title")
            let ended: LocalDate = try row.get("ended_on")
            entries[id] = SearchEntry(
                title: try row.get("question"),
                detail: [school, try row.get("year_group", as: String.self), "\(ended.year)"].compactMap {
                    $0
                }
                .filter { !$0.isEmpty }.joined(separator: " · "),
                address: ID<Evaluation>(rawValue: id).description,
                people: school ?? "",
                subjects: [strand ?? "", try row.get("outcome_name", as: String.self)].filter { !$0.isEmpty }
                    .joined(separator: ", "),
                text: try row.get("account"),
                facets: SearchFacets(
                    phases: PupilPhase.named(in: try row.get("phase")),
                    strands: [slug].compactMap { $0 },
                    year: ended.year
                )
            )
        }
        return entries
    }
}
