import Access
import Database

/// A local authority as a row about a school names it.
struct AuthorityEntry: Hashable {
    let code: Int
    /// `nil` where the file does not tell.
    let name: String?
    let gssCode: String?
    let region: Region?
}

/// Local authorities have no file of their own: they come with their schools. Each is looked at once in an
/// import.
struct AuthorityRegister {
    private var met: Set<Int> = []

    mutating func store(_ entries: [AuthorityEntry], in transaction: any Transaction) throws {
        for entry in entries where met.insert(entry.code).inserted {
            let organisation = RegisterKey.authority(entry.code).organisation
            let name = entry.name ?? "Local authority \(entry.code)"
            try transaction.execute(
                """
                INSERT INTO organisation (id, kind, name) VALUES (\(organisation), 'authority', \(name))
                ON CONFLICT (id) DO UPDATE SET name = coalesce(\(entry.name), organisation.name)
                """
            )
            try transaction.execute(
                """
                INSERT INTO authority (code, organisation_id, gss_code, region)
                VALUES (\(entry.code), \(organisation), \(entry.gssCode), \(entry.region))
                ON CONFLICT (code) DO UPDATE SET
                    gss_code = coalesce(excluded.gss_code, authority.gss_code),
                    region = coalesce(excluded.region, authority.region)
                """
            )
        }
    }
}
