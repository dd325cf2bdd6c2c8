package import Access
package import Database
package import Services

extension Evidence {
    /// Adds a guidance report, or changes one; its address never changes.
    ///
    /// - Parameters:
    ///   - existing: The one to change and the version that the editor saw.
    ///   - key: The form's: one that is sent twice adds once.
    /// - Throws: ``Faults``; `DatabaseError.staleVersion`; ``AccessError``.
    @discardableResult
    package func saveGuidance(
        _ draft: GuidanceDraft,
        existing: (id: ID<GuidanceReport>, version: Int)? = nil,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> String {
        try actor.require(.editStrands)
        let checked = try Self.checked(draft)
        let act = services.act(by: actor)
        let id = existing?.id ?? services.newID()
        let seen = existing?.version
        return try await database.write { transaction in
            try transaction.once(key, by: act, .saveGuidance) {
                try transaction.requireStrands(draft.strands, field: "strands")
                let slug: String
                if let seen {
                    slug = try transaction.value("SELECT slug FROM guidance_report WHERE id = \(id)")
                        .orNotFound()
                    try transaction.update(
                        """
                        UPDATE guidance_report SET title = \(checked.title), publisher = \(checked.publisher),
                            year = \(checked.year), phase = \(checked.phase), address = \(checked.address),
                            licence = \(checked.licence), summary = \(checked.summary), version = version + 1
                        WHERE id = \(id) AND version = \(seen)
                        """
                    )
                } else {
                    slug = try Slug.free(Slug.made(from: checked.title)) { candidate in
                        try transaction.exists("SELECT 1 FROM guidance_report WHERE slug = \(candidate)")
                    }
                    try transaction.execute(
                        """
                        INSERT INTO guidance_report
                            (id, slug, title, publisher, year, phase, address, licence, summary, version, filed_at)
                        VALUES (\(id), \(slug), \(checked.title), \(checked.publisher), \(checked.year),
                            \(checked.phase), \(checked.address), \(checked.licence), \(checked.summary), 1, \(act.at))
                        """
                    )
                }
                let before: [ID<Strand>] = try transaction.column(
                    "SELECT strand_id FROM guidance_strand WHERE report_id = \(id)"
                )
                try transaction.execute("DELETE FROM guidance_recommendation WHERE report_id = \(id)")
                for (position, text) in checked.recommendations.enumerated() {
                    try transaction.execute(
                        "INSERT INTO guidance_recommendation (report_id, position, text) VALUES (\(id), \(position), \(text))"
                    )
                }
                try transaction.execute("DELETE FROM guidance_strand WHERE report_id = \(id)")
                for strand in Set(draft.strands).sorted() {
                    try transaction.execute(
                        "INSERT INTO guidance_strand (report_id, strand_id) VALUES (\(id), \(strand))"
                    )
                }
                try transaction.audit(act, .saveGuidance, of: id, ["new": .flag(seen == nil)])
                try transaction.announce(.guidance, id)
                try transaction.touch([.guidance] + Set(before + draft.strands).map(Topic.strand))
                return slug
            }
        }
    }

    private struct CheckedGuidance {
        var title, publisher, phase, address, licence, summary: String
        var year: Int?
        var recommendations: [String]
    }

    private static func checked(_ draft: GuidanceDraft) throws(Faults) -> CheckedGuidance {
        var reader = FieldReader()
        let title = reader.required(draft.title, "title", named: "the title", most: 200)
        let publisher = reader.required(draft.publisher, "publisher", named: "who published it", most: 200)
        let year = reader.wholeNumber(draft.year, "year", named: "the year", in: 1850...2200)
        let phase = reader.optional(draft.phase, "phase", named: "the phase", most: 60)
        let address = reader.webAddress(draft.address, "address")
        let licence = reader.optional(draft.licence, "licence", named: "the licence", most: 200)
        let summary = reader.optional(draft.summary, "summary", named: "the summary", most: 4000)
        let lines = draft.recommendations.split(whereSeparator: \.isNewline).map(\.trimmed).filter {
            !$0.isEmpty
        }
        if lines.count > 30 { reader.report("recommendations", "Enter 30 recommendations or fewer") }
        if let long = lines.first(where: { $0.count > 1000 }) {
            reader.report("recommendations", "Shorten “\(long.prefix(40))…” to 1000 characters or fewer")
        }
        if draft.strands.isEmpty { reader.report("strands", "Choose at least one strand") }
        try reader.finish()
        return CheckedGuidance(
            title: title,
            publisher: publisher,
            phase: phase,
            address: address,
            licence: licence,
            summary: summary,
            year: year,
            recommendations: lines
        )
    }
}

extension FieldReader {
    /// An address on the web, or nothing.
    package mutating func webAddress(_ text: String, _ field: String, isRequired: Bool = false) -> String {
        let trimmed = text.trimmed
        if trimmed.isEmpty {
            if isRequired { report(field, "Enter the address, starting with https://") }
            return ""
        }
        let address = Reference.webAddress(trimmed)
        if address != trimmed { report(field, "Enter an address that starts with https:// or http://") }
        return address
    }
}
