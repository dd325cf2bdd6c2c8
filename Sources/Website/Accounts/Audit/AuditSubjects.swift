import Accounts
import Database
import Services

/// What entries of the audit are about, by the names of today and where it is seen; what is not there any more has none.
struct AuditSubjects: Sendable {
    struct Subject: Sendable, Equatable {
        let name: String
        let link: Link
    }

    private let found: [String: [Int64: Subject]]

    func subject(of line: AuditLine) -> Subject? {
        line.objectID.flatMap { found[line.objectKind]?[$0] }
    }

    /// Reads the subjects of some lines, in one question for each kind.
    init(of lines: [AuditLine], in transaction: any Transaction) throws {
        let objects = Dictionary(grouping: lines, by: \.objectKind)
        var found: [String: [Int64: Subject]] = [:]
        for (kind, source) in Self.sources {
            let ids = Set((objects[kind] ?? []).compactMap(\.objectID)).sorted()
            guard !ids.isEmpty else { continue }
            for row in try transaction.rows("\(source.query) IN (\(SQL.list(ids)))") {
                let id: Int64 = try row.get(0)
                let (name, day, key): (String, LocalDate?, String) = (
                    try row.get(1), try row.get(2), try row.get(3)
                )
                let short = name.count > 100 ? String(name.prefix(100)) + "…" : name
                let dated = day.map { "\(short), \($0.spelledShort)" } ?? short
                found[kind, default: [:]][id] = Subject(name: dated, link: source.link(id, key))
            }
        }
        self.found = found
    }

    /// How the objects of one kind are found: number, name, day and the key of the address.
    private struct Source: Sendable {
        let query: SQL
        let link: @Sendable (Int64, String) -> Link
    }

    private static let sources: [(kind: String, source: Source)] = [
        ("area", areas), ("hub", hubs), ("intervention", interventions), ("mail", letters), ("offer", offers),
        ("run", runs), ("session", sessions), ("strand", strands), ("study", studies), ("trial", trials),
    ]

    private static let areas = Source(query: "SELECT id, name, NULL, slug FROM area WHERE id") { _, slug in
        SiteMap.area(slug)
    }

    private static let hubs = Source(
        query: """
            SELECT hub.id, organisation.name, NULL, hub.slug
            FROM hub JOIN organisation ON organisation.id = hub.id WHERE hub.id
            """
    ) { _, slug in SiteMap.hub(slug) }

    private static let interventions = Source(
        query: "SELECT id, name, NULL, slug FROM intervention WHERE id"
    ) { _, slug in SiteMap.intervention(slug) }

    private static let letters = Source(query: "SELECT id, subject, NULL, '' FROM mail WHERE id") { id, _ in
        SiteMap.letter(ID(rawValue: id))
    }

    private static let offers = Source(query: "SELECT id, title, NULL, '' FROM offer WHERE id") { id, _ in
        SiteMap.hubOffer(ID(rawValue: id))
    }

    private static let runs = Source(
        query: """
            SELECT run.id, offer.title, run.starts_on, ''
            FROM run JOIN offer ON offer.id = run.offer_id WHERE run.id
            """
    ) { id, _ in SiteMap.register(ID(rawValue: id)) }

    private static let sessions = Source(
        query: """
            SELECT run_session.id, offer.title, run_session.held_on, '' FROM run_session
            JOIN run ON run.id = run_session.run_id JOIN offer ON offer.id = run.offer_id
            WHERE run_session.id
            """
    ) { id, _ in SiteMap.attendance(ID(rawValue: id)) }

    private static let strands = Source(
        query: """
            SELECT strand.id, v.title, NULL, strand.slug FROM strand
            JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
            WHERE strand.id
            """
    ) { _, slug in SiteMap.strand(slug) }

    private static let studies = Source(query: "SELECT id, citation, NULL, '' FROM study WHERE id") { id, _ in
        SiteMap.study(ID(rawValue: id))
    }

    private static let trials = Source(query: "SELECT id, title, NULL, '' FROM trial WHERE id") { id, _ in
        SiteMap.hubTrial(ID(rawValue: id))
    }
}
