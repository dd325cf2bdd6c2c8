import Access
import Database
import Services

/// What lists of hubs write into a hub's name: `Alban Teaching School Hub (Sandringham School)`.
enum HubName {
    struct Host {
        let organisation: ID<Organisation>
        let region: Region?
    }

    /// The hub's own name, written out, and the school in the last pair of brackets.
    static func parted(_ full: String) -> (name: String, host: String) {
        var name = full[...]
        var host = ""
        if name.hasSuffix(")"), let opening = openingBracket(of: name) {
            host = String(name[name.index(after: opening)...].dropLast())
            name = name[..<opening]
        }
        let plain = writtenOut(String(name))
        return (plain.isEmpty ? full : plain, host)
    }

    /// The name with single blanks, `TS Hub` as `Teaching School Hub`, and what it has in brackets.
    static func writtenOut(_ name: String) -> String {
        name.split(separator: " ").joined(separator: " ")
            .replacing("TS Hub", with: "Teaching School Hub")
            .replacing("School hub", with: "School Hub")
    }

    /// `Redriff Primary School (2015)` without the year in which it was seen.
    static func withoutYear(_ name: String) -> String {
        name.replacing(/\s*\(\d{4}\)$/, with: "")
    }

    private static func openingBracket(of name: Substring) -> Substring.Index? {
        var depth = 0
        for index in name.indices.reversed() {
            if name[index] == ")" { depth += 1 }
            if name[index] == "(" {
                depth -= 1
                if depth == 0 { return index }
            }
        }
        return nil
    }

    /// The open school that has this name, if there is just one.
    static func host(_ name: String, in transaction: any Transaction) throws -> Host? {
        let key = SearchKey.of(name)
        guard !key.isEmpty else { return nil }
        let found = try transaction.rows(
            """
            SELECT e.organisation_id, e.region FROM establishment_search s JOIN establishment e ON e.urn = s.urn
            WHERE s.search_key LIKE \(" " + key + " | %") AND e.status IN ('open', 'closing')
            ORDER BY e.urn LIMIT 2
            """
        )
        guard found.count == 1 else { return nil }
        return Host(organisation: try found[0].get(0), region: try found[0].get(1))
    }
}
