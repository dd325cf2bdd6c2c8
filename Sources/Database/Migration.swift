/// One step of the schema: plain SQL that never mentions a type of the program, so that it means the same for
/// ever.
///
/// Portable types: `BIGINT` (identifiers, instants, pence), `INTEGER`, `DOUBLE PRECISION`, `TEXT` (days as
/// `YYYY-MM-DD`), `SMALLINT` with a CHECK for truth, `BLOB` (rendered as the engine's type of bytes).
package struct Migration: Sendable {
    /// `module-NNN-what`, such as `directory-001-organisations`: unique and never changed after a release.
    package let name: String
    package let script: String
    /// What only one engine's language can say, such as a trigger; it follows the common script.
    package let sqliteScript: String
    package let postgresScript: String

    package init(_ name: String, _ script: String, sqlite: String = "", postgres: String = "") {
        self.name = name
        self.script = script
        sqliteScript = sqlite
        postgresScript = postgres
    }
}

extension Migration {
    /// The tables of this module: idempotency keys, and which records changed.
    package static let database: [Migration] = [
        Migration(
            "database-001-seam",
            """
            CREATE TABLE idempotency_key (
                idempotency_key TEXT NOT NULL,
                scope TEXT NOT NULL,
                answer TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                PRIMARY KEY (idempotency_key, scope)
            );
            CREATE INDEX idempotency_key_by_age ON idempotency_key (created_at);
            """
        ),
        recordChanges,
    ]
}
