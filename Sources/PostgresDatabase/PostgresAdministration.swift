import Database

/// Statements that cannot run in a transaction, such as CREATE DATABASE: for setting up, not for features.
package enum PostgresAdministration {
    package static func run(_ statement: String, at address: String) async throws {
        let pool = PostgresPool(address: address, settings: [], size: 1)
        do {
            try await pool.withConnection { try $0.run(statement) }
        } catch {
            await pool.close()
            throw error
        }
        await pool.close()
    }
}
