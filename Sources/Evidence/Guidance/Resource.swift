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

    /// A resource for the form that changes it.
    ///
    /// - Throws: ``AccessError/notFound``; ``AccessError/forbidden``.
    package func resourceToEdit(_ id: ID<Resource>, by actor: Actor) async throws -> (
        resource: Resource, draft: ResourceDraft
    ) {
        try actor.require(.editStrands)
        return try await database.read { transaction in
            let found: Resource? = try transaction.first("SELECT * FROM resource WHERE id = \(id)")
            let resource = try found.orNotFound()
            var draft = ResourceDraft()
            (draft.title, draft.kind, draft.publisher) = (
                resource.title, resource.kind.rawValue, resource.publisher
            )
            (draft.address, draft.licence, draft.summary) = (
                resource.address, resource.licence, resource.summary
            )
            draft.strands = try transaction.column(
                "SELECT strand_id FROM resource_strand WHERE resource_id = \(id) ORDER BY strand_id"
            )
            return (resource, draft)
        }
    }

    /// Adds a resource.
    ///
    /// - Parameter key: The form's: one that is sent twice adds once.
    /// - Throws: ``Faults``; ``AccessError``.
    @discardableResult
    package func addResource(
        _ draft: ResourceDraft,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<Resource> {
        try actor.require(.editStrands)
        let checked = try CheckedResource(draft)
        let act = services.act(by: actor)
        let id: ID<Resource> = services.newID()
        let answer = try await database.write { transaction in
            try transaction.once(key, by: act, .addResource) {
                try transaction.requireStrands(checked.strands, field: "strands")
                try transaction.execute(
                    """
                    INSERT INTO resource (id, title, kind, publisher, address, licence, summary, version, filed_at)
                    VALUES (\(id), \(checked.title), \(checked.kind), \(checked.publisher), \(checked.address),
                        \(checked.licence), \(checked.summary), 1, \(act.at))
                    """
                )
                try transaction.file(id, under: checked.strands)
                try transaction.audit(act, .addResource, of: id)
                try transaction.announce(.resource, id)
                try transaction.touch([.guidance] + checked.strands.map(Topic.strand))
                return id.description
            }
        }
        return ID<Resource>(answer) ?? id
    }

    /// Changes a resource, such as one whose address is another now.
    ///
    /// - Throws: ``Faults``; `DatabaseError.staleVersion`; ``AccessError``.
    package func editResource(
        _ id: ID<Resource>,
        version: Int,
        _ draft: ResourceDraft,
        by actor: Actor
    ) async throws {
        try actor.require(.editStrands)
        let checked = try CheckedResource(draft)
        let act = services.act(by: actor)
        try await database.write { transaction in
            guard try transaction.exists("SELECT 1 FROM resource WHERE id = \(id)") else {
                throw AccessError.notFound
            }
            try transaction.requireStrands(checked.strands, field: "strands")
            try transaction.update(
                """
                UPDATE resource SET title = \(checked.title), kind = \(checked.kind),
                    publisher = \(checked.publisher), address = \(checked.address), licence = \(checked.licence),
                    summary = \(checked.summary), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            let before: [ID<Strand>] = try transaction.column(
                "SELECT strand_id FROM resource_strand WHERE resource_id = \(id)"
            )
            try transaction.execute("DELETE FROM resource_strand WHERE resource_id = \(id)")
            try transaction.file(id, under: checked.strands)
            try transaction.audit(act, .editResource, of: id, ["version": .count(version + 1)])
            try transaction.announce(.resource, id)
            try transaction.touch([.guidance] + Set(before + checked.strands).map(Topic.strand))
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

/// What a draft says, checked.
private struct CheckedResource: Sendable {
    let title, publisher, address, licence, summary: String
    let kind: Resource.Kind
    let strands: [ID<Strand>]

    init(_ draft: ResourceDraft) throws(Faults) {
        var reader = FieldReader()
        title = reader.required(draft.title, "title", named: "the title", most: 200)
        publisher = reader.optional(draft.publisher, "publisher", named: "who published it", most: 200)
        address = reader.webAddress(draft.address, "address", isRequired: true)
        licence = reader.optional(draft.licence, "licence", named: "the licence", most: 200)
        summary = reader.optional(draft.summary, "summary", named: "the summary", most: 2000)
        let chosen = Resource.Kind(rawValue: draft.kind)
        if chosen == nil { reader.report("kind", "Choose what it is") }
        kind = chosen ?? .other
        strands = Set(draft.strands).sorted()
        if strands.isEmpty { reader.report("strands", "Choose at least one strand") }
        try reader.finish()
    }
}

extension Transaction {
    fileprivate func file(_ resource: ID<Resource>, under strands: [ID<Strand>]) throws {
        for strand in strands {
            try execute(
                "INSERT INTO resource_strand (resource_id, strand_id) VALUES (\(resource), \(strand))"
            )
        }
    }
}
