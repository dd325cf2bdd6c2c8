package import Access
package import Database
package import Foundation
package import Services

/// One line of the audit with the names that its identifiers stand for today.
package struct AuditLine: Sendable, RowReadable {
    package let happenedAt: Date
    /// The person's name, the program's, or `nil` where nobody was signed in.
    package let who: String?
    /// The person, unless the program itself did it or nobody was signed in.
    package let person: ID<Person>?
    package let verb: String
    package let objectKind: String
    package let objectID: Int64?
    /// The name of the person whom it was done to, where the object is a person.
    package let objectName: String?
    package let organisation: String?
    package let request: String?
    /// A small JSON object.
    package let detail: String

    package init(row: Row) throws {
        happenedAt = try row.get(0)
        who = try row.get(1)
        verb = try row.get(2)
        objectKind = try row.get(3)
        objectID = try row.get(4)
        objectName = try row.get(5)
        organisation = try row.get(6)
        request = try row.get(7)
        detail = try row.get(8)
        person = try row.get(9)
    }
}

/// Which part of the audit is asked for; what is `nil` does not narrow it.
package struct AuditQuestion: Sendable {
    package var person: ID<Person>?
    package var organisation: ID<Organisation>?
    /// The kind of object, such as `offer`.
    package var objectKind: String?
    package var since: Date?
    package var before: Date?

    package init() {}

    var condition: SQL {
        var parts: [SQL] = ["1 = 1"]
        if let person {
            parts.append(
                "(entry.person_id = \(person) OR (entry.object_kind = 'person' AND entry.object_id = \(person)))"
            )
        }
        if let organisation { parts.append("entry.organisation_id = \(organisation)") }
        if let objectKind { parts.append("entry.object_kind = \(objectKind)") }
        if let since { parts.append("entry.happened_at >= \(since)") }
        if let before { parts.append("entry.happened_at < \(before)") }
        return .joined(parts, by: " AND ")
    }
}

extension Accounts {
    /// The audit, newest first, for network administrators. Reading it is audited too.
    package func audit(
        _ question: AuditQuestion = AuditQuestion(),
        limit: Int = 100,
        offset: Int = 0,
        by actor: Actor
    ) async throws -> (lines: [AuditLine], total: Int) {
        try actor.require(.readAudit)
        let act = services.act(by: actor)
        return try await database.write { transaction in
            let condition = question.condition
            let total = try transaction.count("SELECT count(*) FROM audit_entry AS entry WHERE \(condition)")
            let lines: [AuditLine] = try transaction.all(
                """
                SELECT entry.happened_at, COALESCE(actor.name, entry.system_name), entry.verb, entry.object_kind,
                    entry.object_id, subject.name, organisation.name, entry.request_id, entry.detail, actor.id
                FROM audit_entry AS entry
                LEFT JOIN person AS actor ON actor.id = entry.person_id
                LEFT JOIN person AS subject ON entry.object_kind = 'person' AND subject.id = entry.object_id
                LEFT JOIN organisation ON organisation.id = entry.organisation_id
                WHERE \(condition)
                ORDER BY entry.happened_at DESC, entry.act DESC, entry.line DESC
                LIMIT \(limit) OFFSET \(offset)
                """
            )
            try transaction.audit(act, "audit.read", ["lines": .count(lines.count)])
            return (lines, total)
        }
    }
}
