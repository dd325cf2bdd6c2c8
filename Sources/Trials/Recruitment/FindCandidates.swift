package import Access
import Database
package import Directory
package import Programmes
package import Services

extension Trials {
    /// The schools of a list of URNs as someone pasted it, and the lines that are none.
    package func schools(ofURNs text: String) async throws -> (found: [ID<Organisation>], unknown: [String]) {
        let words = text.split { $0.isWhitespace || $0 == "," || $0 == ";" }.map(String.init)
        let urns = words.compactMap { URN($0) }
        let known: [URN: ID<Organisation>] = try await database.read { transaction in
            var known: [URN: ID<Organisation>] = [:]
            for row in try transaction.rows(
                "SELECT urn, organisation_id FROM establishment WHERE urn IN (\(SQL.list(urns)))"
            ) {
                known[try row.get(0)] = try row.get(1)
            }
            return known
        }
        let unknown = words.filter { word in URN(word).map { known[$0] == nil } ?? true }
        return (urns.compactMap { known[$0] }, unknown)
    }

    /// The schools that hold places in an offer's runs.
    package func schools(in offer: ID<Offer>) async throws -> [ID<Organisation>] {
        try await database.read { transaction in
            try transaction.column(
                """
                SELECT DISTINCT b.organisation_id FROM booking b JOIN run r ON r.id = b.run_id
                JOIN organisation o ON o.id = b.organisation_id
                WHERE r.offer_id = \(offer) AND b.state = 'confirmed' AND o.kind = 'establishment'
                """
            )
        }
    }

    /// Every school that a search of the directory finds, at most 2,000, the best first.
    package func schools(matching query: SchoolQuery) async throws -> [ID<Organisation>] {
        try await database.read { transaction in
            var found: [ID<Organisation>] = []
            var query = query
            query.page = 1
            while found.count < 2_000 {
                let page = try Directory.schools(matching: query, in: transaction)
                found += page.schools.map(\.organisation)
                if query.page >= page.pages { break }
                query.page += 1
            }
            return found
        }
    }
}
