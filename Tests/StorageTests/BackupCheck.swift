import Database
import Foundation
import PostgresDatabase
import SQLiteDatabase
import TestDatabases
import Testing

/// Opens a copy in a database of its own and looks whether it was torn.
struct BackupCheck {
    let engine: TestEngine
    let path: String

    func expectPairs() async throws {
        try await engine.withPlace { place in
            switch engine {
            case .sqlite:
                #expect(try await SQLiteDatabase.migrations(inCopy: path).contains("database-001-seam"))
                let copy = try SQLiteDatabase(path: path)
                try await expectPairs(in: copy)
                await copy.close()
            case .postgres:
                #expect(try await PostgresDatabase.migrations(inCopy: path).contains("database-001-seam"))
                try await PostgresDatabase.restore(path, into: place.address, script: "")
                let copy = try await place.open()
                try await expectPairs(in: copy)
                await copy.close()
            }
        }
    }

    private func expectPairs(in copy: any Database) async throws {
        let unpaired = try await copy.read { transaction in
            try transaction.count(
                """
                SELECT count(*) FROM thing t
                WHERE NOT EXISTS (SELECT 1 FROM thing o WHERE o.id = CASE WHEN t.id % 2 = 0 THEN t.id + 1 ELSE t.id - 1 END)
                """
            )
        }
        #expect(unpaired == 0)
    }
}
