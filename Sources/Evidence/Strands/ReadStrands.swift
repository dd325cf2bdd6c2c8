import Access
package import Database
package import Foundation
package import Profiles
package import Services

/// One line of the list of strands, and of the choices in a form.
package struct StrandLine: Sendable, Equatable {
    package let strand: Strand
    /// How many findings are filed under it.
    package let findingCount: Int
}

/// What a reader asks of the list of strands. Empty asks for all.
package struct StrandQuery: Sendable, Equatable {
    /// Words that must all stand in the title, the summary or the text.
    package var words = ""
    package var costBands: Set<Int> = []
    package var strengths: Set<Int> = []
    /// `true`: only those with an effect; `false`: only those with insufficient evidence.
    package var hasEffect: Bool?

    package init() {}
}

/// An entry of a strand's history.
package struct StrandRelease: Sendable, Equatable {
    package let version: Int
    package let publishedAt: Date
    package let changeNote: String
}

extension Evidence {
    /// The strands that a query finds, by title. The library is small (tens), so it is searched in memory.
    package func strands(_ query: StrandQuery = StrandQuery()) async throws -> [StrandLine] {
        let words = query.words.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let lines: [StrandLine] = try await database.read { transaction in
            let strands: [Strand] = try transaction.all(
                """
                SELECT \(Strand.columns) FROM strand
                JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
                ORDER BY \(transaction.dialect.byteOrder("lower(v.title)")), strand.id
                """
            )
            var counts: [ID<Strand>: Int] = [:]
            let rows = try transaction.rows(
                "SELECT strand_id, count(*) AS findings FROM finding_strand GROUP BY strand_id"
            )
            for row in rows { counts[try row.get("strand_id")] = try row.get("findings") }
            return strands.map { StrandLine(strand: $0, findingCount: counts[$0.id] ?? 0) }
        }
        return lines.filter { line in
            let content = line.strand.content
            if let hasEffect = query.hasEffect, hasEffect != (content.headline != nil) { return false }
            if !query.costBands.isEmpty, !query.costBands.contains(content.costBand ?? 0) { return false }
            if !query.strengths.isEmpty, !(content.strength.map(query.strengths.contains) ?? false) {
                return false
            }
            guard !words.isEmpty else { return true }
            let text = ([content.title, content.summary] + content.sections.values).joined(separator: " ")
                .lowercased()
            return words.allSatisfy(text.contains)
        }
    }

    /// The names of all strands, by title.
    package func strandLinks() async throws -> [StrandLink] {
        try await database.read { transaction in
            try transaction.all(
                """
                SELECT strand.id, strand.slug, v.title FROM strand
                JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
                ORDER BY \(transaction.dialect.byteOrder("lower(v.title)")), strand.id
                """
            )
        }
    }

    /// The strand at an address, at its current or an earlier version.
    ///
    /// - Throws: ``AccessError/notFound``.
    package func strand(slug: String, version: Int? = nil) async throws -> Strand {
        try await database.read { transaction in
            try transaction.first(
                """
                SELECT \(Strand.columns) FROM strand
                JOIN strand_version AS v ON v.strand_id = strand.id
                WHERE strand.slug = \(slug) AND v.version = coalesce(CAST(\(version) AS BIGINT), strand.version)
                """
            ).orNotFound()
        }
    }

    package func strand(_ id: ID<Strand>) async throws -> Strand {
        try await database.read { transaction in try transaction.strand(id).orNotFound() }
    }

    /// Every published version of a strand, newest first.
    package func history(of id: ID<Strand>) async throws -> [StrandRelease] {
        try await database.read { transaction in
            try transaction.all(
                """
                SELECT version, published_at, change_note FROM strand_version
                WHERE strand_id = \(id) ORDER BY version DESC
                """
            )
        }
    }

    /// The months of a strand's headline. `nil` where there is none, nobody rated it, or the outcome is not
    /// attainment.
    package func months(of content: StrandContent) -> MonthsOfProgress? {
        guard content.isAttainment, let headline = content.headline, let strength = content.strength,
            let scale = profiles.progressScale(headline.profile)
        else { return nil }
        return MonthsOfProgress(
            effect: headline.effect,
            lower: headline.lower,
            upper: headline.upper,
            rating: .strength(strength),
            source: headline.source,
            scale: scale
        )
    }
}

extension Transaction {
    package func strand(_ id: ID<Strand>) throws -> Strand? {
        try first(
            """
            SELECT \(Strand.columns) FROM strand
            JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
            WHERE strand.id = \(id)
            """
        )
    }
}

extension StrandRelease: RowReadable {
    package init(row: Row) throws {
        version = try row.get("version")
        publishedAt = try row.get("published_at")
        changeNote = try row.get("change_note")
    }
}
