package import Access
package import Database
package import Services

/// Something ready to use: a tool, a video, a journal, a course of another body.
package struct Resource: Sendable, Equatable {
    package enum Kind: String, CaseIterable, Sendable, SQLStorable {
        case tool, video, reading, journal, training, other

        package var title: String {
            switch self {
            case .tool: "Tool or template"
            case .video: "Video"
            case .reading: "Reading"
            case .journal: "Journal"
            case .training: "Training"
            case .other: "Other"
            }
        }
    }

    package let id: ID<Resource>
    package let title: String
    package let kind: Kind
    package let publisher: String
    package let address: String
    package let licence: String
    package let summary: String
    package let version: Int
    package var strands: [StrandLink] = []
}

/// A resource as it is typed.
package struct ResourceDraft: Sendable, Equatable {
    package var title = ""
    package var kind = Resource.Kind.reading.rawValue
    package var publisher = ""
    package var address = ""
    package var licence = ""
    package var summary = ""
    package var strands: [ID<Strand>] = []

    package init() {}
}

extension Resource: RowReadable {
    package init(row: Row) throws {
        id = try row.get("id")
        title = try row.get("title")
        kind = try row.get("kind")
        publisher = try row.get("publisher")
        address = try row.get("address")
        licence = try row.get("licence")
        summary = try row.get("summary")
        version = try row.get("version")
    }
}

extension Evidence {
    /// Every resource by title; those of one strand where it is given.
    package func resources(on strand: ID<Strand>? = nil) async throws -> [Resource] {
        try await database.read { transaction in
            let filter: SQL =
                strand.map { "WHERE id IN (SELECT resource_id FROM resource_strand WHERE strand_id = \($0))" }
                ?? ""
            let resources: [Resource] = try transaction.all(
                "SELECT * FROM resource \(filter) ORDER BY \(transaction.dialect.byteOrder("lower(title)")), id"
            )
            var strands: [ID<Resource>: [StrandLink]] = [:]
            for row in try transaction.rows(
                """
                SELECT link.resource_id, strand.id, strand.slug, v.title FROM resource_strand AS link
                JOIN strand ON strand.id = link.strand_id
                JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
                WHERE link.resource_id IN (\(SQL.list(resources.map(\.id)))) ORDER BY strand.slug
                """
            ) { strands[try row.get(0), default: []].append(try StrandLink(row: row)) }
            return resources.map { resource in
                var whole = resource
                whole.strands = strands[resource.id] ?? []
                return whole
            }
        }
    }

    /// Adds a resource.
    ///
    /// - Throws: ``Faults``; ``AccessError``.
    @discardableResult
    package func addResource(_ draft: ResourceDraft, by actor: Actor) async throws -> ID<Resource> {
        try actor.require(.editStrands)
        var reader = FieldReader()
        let title = reader.required(draft.title, "title", named: "the title", most: 200)
        let publisher = reader.optional(draft.publisher, "publisher", named: "who published it", most: 200)
        let address = reader.webAddress(draft.address, "address", isRequired: true)
        let licence = reader.optional(draft.licence, "licence", named: "the licence", most: 200)
        let summary = reader.optional(draft.summary, "summary", named: "the summary", most: 2000)
        let kind = Resource.Kind(rawValue: draft.kind)
        if kind == nil { reader.report("kind", "Choose what it is") }
        if draft.strands.isEmpty { reader.report("strands", "Choose at least one strand") }
        try reader.finish()
        let act = services.act(by: actor)
        let id: ID<Resource> = services.newID()
        return try await database.write { transaction in
            try transaction.requireStrands(draft.strands, field: "strands")
            try transaction.execute(
                """
                INSERT INTO resource (id, title, kind, publisher, address, licence, summary, version, filed_at)
                VALUES (\(id), \(title), \(kind ?? .other), \(publisher), \(address), \(licence), \(summary), 1,
                    \(act.at))
                """
            )
            for strand in Set(draft.strands).sorted() {
                try transaction.execute(
                    "INSERT INTO resource_strand (resource_id, strand_id) VALUES (\(id), \(strand))"
                )
            }
            try transaction.audit(act, .addResource, of: id)
            try transaction.announce(.resource, id)
            try transaction.touch([.guidance] + draft.strands.map(Topic.strand))
            return id
        }
    }

    /// Takes a resource out, such as one whose address is gone.
    package func removeResource(_ id: ID<Resource>, by actor: Actor) async throws {
        try actor.require(.editStrands)
        let act = services.act(by: actor)
        try await database.write { transaction in
            let strands: [ID<Strand>] = try transaction.column(
                "SELECT strand_id FROM resource_strand WHERE resource_id = \(id)"
            )
            try transaction.execute("DELETE FROM resource_strand WHERE resource_id = \(id)")
            guard try transaction.execute("DELETE FROM resource WHERE id = \(id)") == 1 else {
                throw AccessError.notFound
            }
            try transaction.audit(act, .removeResource, of: id)
            try transaction.announce(.resource, id)
            try transaction.touch([.guidance] + strands.map(Topic.strand))
        }
    }
}
