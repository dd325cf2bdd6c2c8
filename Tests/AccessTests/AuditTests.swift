import Access
import Database
import Foundation
import Services
import TestDatabases
import Testing

struct AuditTests {
    static let now = Date(timeIntervalSince1970: 1_790_000_000)
    static let person = Person(id: ID(rawValue: 42), name: "Ada Auditor")
    static let organisation = ID<Organisation>(rawValue: 5)

    @Test(
        "An entry says who, when, what, on which object, whose, and in which request",
        arguments: TestEngine.available
    )
    func entrySaysAll(on engine: TestEngine) async throws {
        try await engine.withDatabase(Migration.access) { database in
            let services = Services.seeded(1, at: Self.now)
            let act = services.act(by: .person(Self.person, request: "req-7"))
            try await database.write { transaction in
                try transaction.audit(
                    act,
                    "offer.publish",
                    of: ID<String>(rawValue: 99),
                    in: Self.organisation,
                    [
                        "places": .count(30), "joint": .flag(true), "role": .word(Role.lead),
                        "hub": .id(Self.organisation),
                    ]
                )
            }
            let row = try await database.read { try $0.rows("SELECT * FROM audit_entry") }[0]
            #expect(try row.get("person_id") == Self.person.id)
            #expect(try row.get("happened_at") == Self.now)
            #expect(try row.get("verb") == "offer.publish")
            #expect(try row.get("object_kind") == "offer")
            #expect(try row.get("object_id") == 99)
            #expect(try row.get("organisation_id") == Self.organisation)
            #expect(try row.get("request_id") == "req-7")
            #expect(try row.get("system_name", as: String?.self) == nil)
            #expect(
                try row.get("detail") == #"{"places":30,"joint":true,"role":"lead","hub":"0000000000005"}"#
            )
        }
    }

    @Test("What the program does is under its own name", arguments: TestEngine.available)
    func systemName(on engine: TestEngine) async throws {
        try await engine.withDatabase(Migration.access) { database in
            let act = Services.seeded(1, at: Self.now).act(by: .system("braid import"))
            try await database.write { try $0.audit(act, "register.import", ["rows": .count(20_185)]) }
            let row = try await database.read { try $0.rows("SELECT * FROM audit_entry") }[0]
            #expect(try row.get("system_name") == "braid import")
            #expect(try row.get("person_id", as: Int64?.self) == nil)
            #expect(try row.get("object_id", as: Int64?.self) == nil)
        }
    }

    @Test(
        "An entry goes with its change: a transaction that fails leaves none",
        arguments: TestEngine.available
    )
    func failedTransactionLeavesNone(on engine: TestEngine) async throws {
        struct Refusal: Error {}
        try await engine.withDatabase(Migration.access) { database in
            let act = Services.seeded(1, at: Self.now).act(by: .person(Self.person))
            await #expect(throws: Refusal.self) {
                try await database.write { transaction in
                    try transaction.audit(act, "offer.publish")
                    throw Refusal()
                }
            }
            let entries = try await database.read { try $0.count("SELECT count(*) FROM audit_entry") }
            #expect(entries == 0)
        }
    }

    @Test("The database refuses to change an entry", arguments: TestEngine.available)
    func entriesDoNotChange(on engine: TestEngine) async throws {
        try await engine.withDatabase(Migration.access) { database in
            let act = Services.seeded(1, at: Self.now).act(by: .person(Self.person))
            try await database.write { try $0.audit(act, "offer.publish") }
            await #expect(throws: DatabaseError.self) {
                try await database.write { try $0.execute("UPDATE audit_entry SET person_id = 1") }
            }
            #expect(
                try await database.read { try $0.value("SELECT person_id FROM audit_entry") }
                    == Self.person.id
            )
        }
    }

    @Test("The database keeps entries for six years and lets older ones go", arguments: TestEngine.available)
    func entriesAreKept(on engine: TestEngine) async throws {
        try await engine.withDatabase(Migration.access) { database in
            let services = Services.seeded(1, at: Self.now)
            let old = services.at(Date(timeIntervalSince1970: 946_684_800)).act(by: .person(Self.person))
            let recent = services.at(Date(timeIntervalSince1970: 4_000_000_000)).act(by: .person(Self.person))
            try await database.write { transaction in
                try transaction.audit(old, "offer.publish")
                try transaction.audit(recent, "offer.publish")
            }
            await #expect(throws: DatabaseError.self) {
                try await database.write { try $0.execute("DELETE FROM audit_entry") }
            }
            let removed = try await database.write {
                try $0.execute(
                    "DELETE FROM audit_entry WHERE happened_at < \(Date(timeIntervalSince1970: 1_000_000_000))"
                )
            }
            #expect(removed == 1)
        }
    }

    @Test(
        "A word in a detail cannot carry what a person typed into the structure",
        arguments: [#"lead","x":"y"#, "a@b.example", "line\nbreak", "back\\slash"]
    )
    func wordsAreFiltered(_ typed: String) async throws {
        try await TestEngine.sqlite.withDatabase(Migration.access) { database in
            let act = Services.seeded(1, at: Self.now).act(by: .anonymous)
            try await database.write { try $0.audit(act, "offer.publish", ["word": .word(typed)]) }
            let detail: String? = try await database.read { try $0.value("SELECT detail FROM audit_entry") }
            let object =
                try JSONSerialization.jsonObject(with: Data((detail ?? "").utf8)) as? [String: String]
            #expect(object?.keys.sorted() == ["word"])
            #expect(object?["word"]?.contains("@") == false)
        }
    }
}
