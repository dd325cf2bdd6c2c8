package import Access
import Database
import Foundation
package import Services

extension Directory {
    /// An organisation by what people call it by: a school's URN, a trust's UID, a local authority's code or a hub's
    /// address such as `shore-hub`. The three kinds of number have different lengths, so none is taken for another.
    package func organisation(named written: String) async throws -> Organisation? {
        let name = written.trimmingCharacters(in: .whitespaces)
        return try await database.read { transaction in
            let found: SQL
            if let number = Int(name), (1..<1_000_000_000).contains(number) {
                let keys: [RegisterKey] = [
                    URN(rawValue: number).map(RegisterKey.establishment), .group(number), .authority(number),
                ].compactMap(\.self)
                found = "id IN (\(SQL.list(keys.map(\.organisation))))"
            } else {
                found = "id = (SELECT id FROM hub WHERE slug = \(name))"
            }
            return try Self.organisations(found, in: transaction).first
        }
    }

    package func organisation(_ id: ID<Organisation>) async throws -> Organisation? {
        try await database.read { try Self.organisations("id = \(id)", in: $0).first }
    }

    private static func organisations(_ condition: SQL, in transaction: any Transaction) throws
        -> [Organisation]
    {
        try transaction.rows("SELECT id, kind, name FROM organisation WHERE \(condition) ORDER BY id").map {
            row in
            Organisation(id: try row.get(0), kind: try row.get(1), name: try row.get(2))
        }
    }
}

/// An organisation that was looked for, with what tells it from others of its name.
package struct FoundOrganisation: Sendable, Equatable {
    package let organisation: Organisation
    /// `Multi-academy trust, Whitby`.
    package let detail: String
}

extension Directory {
    /// Organisations of every kind that match, to choose one from: hubs, authorities, trusts that are open, and schools as
    /// ``schools(matching:)`` finds them.
    ///
    /// - Parameter most: How many of each kind.
    package func organisations(matching text: String, most: Int = 10) async throws -> [FoundOrganisation] {
        let query = SchoolQuery(text: text)
        let words = SearchKey.words(query.text)
        guard !words.isEmpty else { return [] }
        return try await database.read { transaction in
            let schools = try Self.schools(matching: query, in: transaction).schools
            return try Self.few(words, in: transaction, most: most)
                + Self.trusts(words, in: transaction, most: most) + schools.prefix(most).map(\.found)
        }
    }

    /// Hubs and authorities: some hundreds, so all their names are looked at, and what else hubs go by.
    private static func few(_ words: [String], in transaction: any Transaction, most: Int) throws
        -> [FoundOrganisation]
    {
        func fit(_ name: String) -> Bool {
            let own = SearchKey.words(name)
            return words.allSatisfy { word in own.contains { $0.hasPrefix(word) } }
        }
        let all = try organisations("kind IN ('hub', 'authority')", in: transaction)
        let others = try transaction.otherNames(of: all.filter { $0.kind == .hub }.map(\.id))
        let found = all.compactMap { organisation -> FoundOrganisation? in
            let plain = organisation.kind == .hub ? "Hub" : "Local authority"
            if fit(organisation.name) { return FoundOrganisation(organisation: organisation, detail: plain) }
            guard let other = others[organisation.id]?.first(where: { fit($0.name) }) else { return nil }
            return FoundOrganisation(
                organisation: organisation,
                detail: "\(plain), also called \(other.name)"
            )
        }
        return [OrganisationKind.hub, .authority].flatMap { kind in
            found.filter { $0.organisation.kind == kind }
                .sorted { $0.organisation.name < $1.organisation.name }.prefix(most)
        }
    }

    private static func trusts(_ words: [String], in transaction: any Transaction, most: Int) throws
        -> [FoundOrganisation]
    {
        // Words hold letters and digits only, so nothing needs escaping.
        let conditions: [SQL] = words.map { "(' ' || g.name_key) LIKE \("% " + $0 + "%")" }
        return try transaction.rows(
            """
            SELECT o.id, o.name, g.kind, g.town FROM school_group g JOIN organisation o ON o.id = g.organisation_id
            WHERE g.is_open = 1 AND \(SQL.joined(conditions, by: " AND "))
            ORDER BY \(transaction.dialect.byteOrder("g.name_key")), g.uid LIMIT \(most)
            """
        ).map { row in
            let kind: GroupKind = try row.get(2)
            return FoundOrganisation(
                organisation: Organisation(id: try row.get(0), kind: .group, name: try row.get(1)),
                detail: [kind.name, try row.get(3, as: String?.self)].compactMap(\.self).joined(
                    separator: ", "
                )
            )
        }
    }
}

extension SchoolRecord {
    /// The school, the groups that it is in now and its local authority.
    package var organisations: [Organisation] {
        let here = Organisation(id: school.organisation, kind: .establishment, name: school.name)
        let groups = groups.filter { $0.leftOn == nil }.map {
            Organisation(id: $0.organisation, kind: .group, name: $0.name)
        }
        let authority = school.authorityCode.map { code in
            Organisation(
                id: RegisterKey.authority(code).organisation,
                kind: .authority,
                name: school.authorityName ?? "\(code)"
            )
        }
        return [here] + groups + [authority].compactMap(\.self)
    }
}

extension SchoolSummary {
    fileprivate var found: FoundOrganisation {
        let facts: [String?] = [phase.name, town, "URN \(urn)"]
        return FoundOrganisation(
            organisation: Organisation(id: organisation, kind: .establishment, name: name),
            detail: facts.compactMap(\.self).joined(separator: ", ")
        )
    }
}
