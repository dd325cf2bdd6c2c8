import Access
import Accounts
import Database
import Directory
import Services

extension Transaction {
    /// The open schools that an address speaks for, by name: its domain is that of their website or of their people.
    ///
    /// - Complexity: One pass over the websites of all schools, in an index of their own.
    func schools(at email: EmailAddress) throws -> [Organisation] {
        let domain = MailDomain(email)
        return try schools(atAny: [domain])[domain, default: []].sorted {
            ($0.name, $0.id) < ($1.name, $1.id)
        }
    }

    /// The same for several domains in one pass.
    func schools(atAny domains: Set<MailDomain>) throws -> [MailDomain: Set<Organisation>] {
        let wanted = domains.filter { !$0.isPublicService }
        guard !wanted.isEmpty else { return [:] }
        var found: [MailDomain: Set<Organisation>] = [:]
        try forEachRow(MailDomain.websites(holding: wanted.count == 1 ? wanted.first : nil)) { row in
            for domain in MailDomain.all(ofWebsite: try row.get(3)) where wanted.contains(domain) {
                found[domain, default: []].insert(try Self.organisation(row))
            }
            return true
        }
        let sorted = wanted.map(\.text).sorted()
        for start in stride(from: 0, to: sorted.count, by: 500) {
            let part = sorted[start..<min(start + 500, sorted.count)]
            let people = try rows(
                """
                SELECT DISTINCT organisation.id, organisation.kind, organisation.name, \(Accounts.mailDomain)
                FROM person JOIN membership ON membership.person_id = person.id
                JOIN organisation ON organisation.id = membership.organisation_id
                WHERE \(Accounts.mailDomain) IN (\(SQL.list(part))) AND organisation.kind = 'establishment'
                """
            )
            for row in people {
                found[MailDomain(text: try row.get(3)), default: []].insert(try Self.organisation(row))
            }
        }
        return found
    }

    private static func organisation(_ row: Row) throws -> Organisation {
        Organisation(id: try row.get(0), kind: try row.get(1), name: try row.get(2))
    }
}

/// The part of an address after the `@`: letters, digits, hyphens and points, so that nothing in it means something to
/// LIKE.
struct MailDomain: Hashable {
    let text: String

    init(_ email: EmailAddress) {
        text = String(email.text.drop { $0 != "@" }.dropFirst())
    }

    init(text: String) {
        self.text = text
    }

    /// Mail services that anyone can have an address at: such an address speaks for no school.
    var isPublicService: Bool {
        let services: Set<String> = [
            "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com",
            "live.co.uk", "msn.com", "yahoo.com", "yahoo.co.uk", "icloud.com", "me.com", "mac.com", "aol.com",
            "btinternet.com", "sky.com", "talktalk.net", "virginmedia.com", "ntlworld.com", "proton.me",
            "protonmail.com", "gmx.com", "mail.com",
        ]
        return services.contains(text)
    }

    /// The domains at which a website is, the longest first: of `https://www.harbour.example/`, `www.harbour.example` and
    /// `harbour.example`.
    static func all(ofWebsite website: String) -> [MailDomain] {
        var host = website.lowercased()[...]
        for scheme in ["https://", "http://"] where host.hasPrefix(scheme) {
            host = host.dropFirst(scheme.count)
        }
        host = host.prefix { $0 != "/" && $0 != ":" && $0 != "?" }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2 else { return [] }
        return (0...labels.count - 2).map { MailDomain(text: labels[$0...].joined(separator: ".")) }
    }

    /// The open schools that have a website, or one in whose address a domain stands, and the website.
    static func websites(holding domain: MailDomain?) -> SQL {
        // Websites are entered in any case, which LIKE tells apart on one of the engines.
        let holds: SQL = domain.map { "AND lower(e.website) LIKE \("%" + $0.text + "%")" } ?? ""
        // From the index, which holds all that is asked: CROSS JOIN keeps that order on SQLite.
        return """
            SELECT o.id, o.kind, o.name, e.website FROM establishment e CROSS JOIN organisation o
            WHERE o.id = e.organisation_id AND e.website IS NOT NULL AND e.status <> 'closed' \(holds)
            """
    }
}
