import Access
import Database
import Services

/// What commands leave in the audit that work on the database as a whole.
enum CommandAudit {
    /// Whether a schema of these steps has the audit as this program writes it.
    static func isThere(in applied: [String]) -> Bool {
        Migration.access.allSatisfy { applied.contains($0.name) }
    }

    /// Makes an entry, where the database has an audit: one of an older version may be copied before it is migrated.
    static func enter(
        _ verb: AuditVerb,
        by command: String,
        in database: any Database,
        _ facts: KeyValuePairs<StaticString, AuditFact> = [:]
    ) async throws {
        guard isThere(in: try await Migrator.braid.status(of: database).applied) else { return }
        let act = Services.live.act(by: .system(command))
        try await database.write { try $0.audit(act, verb, facts) }
    }
}

extension AuditVerb {
    static let backUp: AuditVerb = "database.back-up"
    static let restore: AuditVerb = "database.restore"
    static let migrate: AuditVerb = "database.migrate"
}
