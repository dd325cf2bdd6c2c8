import Access
import Accounts
import Database
import Foundation
import Mail
import Services
import TestDatabases
import Testing

@testable import Website

/// Erases somebody who is named wherever the schema can name a person, and looks for what is left in every text of the
/// database, not only where a part says that it holds something.
@Suite("An erased person is found nowhere in the database")
struct ErasedEverywhereTests {
    private static let name = "Quillon Zephyrine"
    private static let email = "quillon.zephyrine@erased.example"
    /// Stands in the name and in both addresses, and in nothing of the example.
    private static let trace = "zephyrine"

    /// Claimed columns whose names stay by what docs/data-protection.md says: speakers, with the programme.
    private static let staying: Set<String> = ["conference_speaker.name"]

    /// A column that holds text.
    private struct TextColumn: Hashable, RowReadable, Sendable, CustomStringConvertible {
        let table: String
        let name: String

        init(row: Row) throws {
            table = try row.get(0)
            name = try row.get(1)
        }

        var description: String { "\(table).\(name)" }
    }

    private static func textColumns(of database: any Database, _ engine: TestEngine) async throws
        -> [TextColumn]
    {
        try await database.read { transaction -> [TextColumn] in
            switch engine {
            case .sqlite:
                return try transaction.all(
                    """
                    SELECT t.name, c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c
                    WHERE t.type = 'table' AND c.type = 'TEXT' ORDER BY t.name, c.name
                    """
                )
            case .postgres:
                return try transaction.all(
                    """
                    SELECT c.table_name::text, c.column_name::text FROM information_schema.columns AS c
                    WHERE c.table_schema = 'public' AND c.data_type IN ('text', 'character varying')
                    ORDER BY c.table_name, c.column_name
                    """
                )
            }
        }
    }

    /// The columns in which the person is named.
    private static func traces(in columns: [TextColumn], of database: any Database) async throws -> Set<
        String
    > {
        try await database.read { transaction in
            let found = try columns.filter { column in
                try transaction.exists(
                    SQL(
                        trusted:
                            "SELECT 1 FROM \"\(column.table)\" WHERE lower(\"\(column.name)\") LIKE '%\(trace)%'"
                    )
                )
            }
            return Set(found.map(\.description))
        }
    }

    /// Names the person in one row of each table that can.
    private static func rows(_ person: ID<Person>) -> [SQL] {
        let (hub, school): (SQL, SQL) = (
            "(SELECT min(id) FROM hub)", "(SELECT school_id FROM contact_entry ORDER BY id LIMIT 1)"
        )
        let place: SQL = "(SELECT place_id FROM certificate ORDER BY id LIMIT 1)"
        let plan: SQL = "(SELECT plan_id FROM plan_activity ORDER BY id LIMIT 1)"
        let strategy: SQL = "(SELECT min(id) FROM premium_strategy)"
        return [
            """
            INSERT INTO membership (person_id, organisation_id, role, since)
            SELECT \(person), organisation_id, 'member', 0 FROM plan WHERE id = \(plan)
            """,
            """
            INSERT INTO membership (person_id, organisation_id, role, since)
            SELECT \(person), organisation_id, 'editor', 0 FROM premium_strategy WHERE id = \(strategy)
            """,
            """
            INSERT INTO access_link (token_hash, purpose, person_id, email, created_at, expires_at)
            VALUES (\(Array("one".utf8)), 'email', \(person), 'zephyrine@new.example', 0, 1)
            """,
            "INSERT INTO written_address (person_id, email) VALUES (\(person), 'zephyrine@new.example')",
            """
            INSERT INTO address_link (token_hash, email, name, next_page, created_at, expires_at)
            VALUES (\(Array("two".utf8)), \(email), \(name), '/offers', 0, 1)
            """,
            """
            INSERT INTO invitation (id, token_hash, email, name, organisation_id, role, created_at, expires_at, accepted_at)
            VALUES (1, \(Array("three".utf8)), \(email), \(name), \(hub), 'member', 0, 1, 1)
            """,
            "UPDATE plan SET owner_name = \(name) WHERE id = \(plan)",
            """
            UPDATE plan_activity SET owner_name = \(name + " and a colleague")
            WHERE id = (SELECT id FROM plan_activity ORDER BY id LIMIT 1)
            """,
            """
            UPDATE premium_strategy SET authorised_by = \(name), led_by = \(name), governor = \(name)
            WHERE id = \(strategy)
            """,
            """
            INSERT INTO role_contact (id, organisation_id, role, name, email, telephone, added_for_id, wants_news,
                stop_token, changed_on, version)
            VALUES (1, \(school), 'office', \(name), \(email), '', \(school), 0, 'four', '2026-11-01', 1)
            """,
            """
            UPDATE contact_entry SET with_name = \(name)
            WHERE id = (SELECT id FROM contact_entry ORDER BY id LIMIT 1)
            """,
            "UPDATE place SET person_id = \(person), name = \(name), email = \(email) WHERE id = \(place)",
            "UPDATE certificate SET person_id = \(person), name = \(name) WHERE place_id = \(place)",
            """
            UPDATE offer SET contact_name = \(name), contact_email = \(email)
            WHERE id = (SELECT min(id) FROM offer)
            """,
            """
            UPDATE waiting_entry SET contact_email = \(email)
            WHERE id = (SELECT min(id) FROM waiting_entry)
            """,
            """
            INSERT INTO history_import (id, hub_id, file_name, accepted, repeated, refused, imported_at)
            VALUES (1, \(hub), 'attendees.csv', 1, 0, 0, 0)
            """,
            """
            INSERT INTO past_attendance (id, hub_id, import_id, title, held_on, name, email, school_text)
            VALUES (1, \(hub), 1, 'Reading well', '2025-03-14', \(name), \(email), '')
            """,
            """
            INSERT INTO session_facilitator (session_id, position, name, person_id)
            VALUES ((SELECT min(id) FROM run_session), 99, \(name), \(person))
            """,
            """
            UPDATE conference_proposal SET person_id = \(person), presenters = \(name)
            WHERE id = (SELECT min(id) FROM conference_proposal)
            """,
        ]
    }

    @Test("whatever held their name or address", arguments: TestEngine.available)
    func nowhere(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let database = served.database
            let accounts = Accounts(
                database,
                served.site.services,
                settings: AccountsSettings(baseURL: "https://braid.test"),
                hasher: PasswordHasher(cost: .least),
                registry: .everyFeature
            )
            let columns = try await Self.textColumns(of: database, engine)
            #expect(columns.count > 200)
            #expect(try await Self.traces(in: columns, of: database).isEmpty)
            let person = try await accounts.addPerson(
                by: .system("test"),
                name: Self.name,
                email: Self.email
            ).person
            try await database.write { transaction in
                for row in Self.rows(person.id) { #expect(try transaction.execute(row) == 1, "\(row)") }
                for (number, address) in [(1, Self.email), (2, "zephyrine@new.example")] {
                    try transaction.enqueue(
                        OutgoingMail(
                            to: MailAddress(name: Self.name, address: address),
                            subject: "Your place",
                            text: "Dear \(Self.name)"
                        ),
                        id: ID(rawValue: Int64(number)),
                        at: ServedSite.noon
                    )
                }
            }
            let claimed = Set(columns.map(\.description)).intersection(accounts.registry.flatMap(\.columns))
            let named = try await Self.traces(in: columns, of: database)
            let unnamed = claimed.subtracting(named).subtracting(Self.staying)
            #expect(unnamed.isEmpty, "name the person in \(unnamed.sorted()), too")

            try await accounts.erase(person.id, by: .system("test"))
            let left = try await Self.traces(in: columns, of: database)
            #expect(left.isEmpty, "left in \(left.sorted())")
        }
    }
}
