import Database
import Foundation
import Services
import Synchronization
import TestDatabases
import Testing

private let tables = [
    Migration(
        "storage-001-things",
        """
        CREATE TABLE thing (
            id BIGINT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            amount DOUBLE PRECISION,
            content BLOB,
            version BIGINT NOT NULL DEFAULT 1,
            CONSTRAINT thing_name_given CHECK (length(name) > 0)
        );
        CREATE TABLE part (
            id BIGINT NOT NULL PRIMARY KEY,
            thing_id BIGINT NOT NULL REFERENCES thing (id)
        );
        CREATE TABLE place (id BIGINT NOT NULL PRIMARY KEY, capacity INTEGER NOT NULL, taken INTEGER NOT NULL);
        """
    )
]

private let now = Date(milliseconds: 1_760_000_000_000)

@Suite("The contract of a transaction")
struct TransactionContractTests {
    @Test("every kind of value comes back as it went in", arguments: TestEngine.available)
    func valuesRoundTrip(on engine: TestEngine) async throws {
        try await engine.withDatabase(tables) { database in
            let content: [UInt8] = Array(0...255)
            let name = "Ysgol ‘Môr’ — 学校; DROP TABLE thing; \\ \" ' $1 ?1"
            try await database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO thing (id, name, amount, content)
                    VALUES (\(Int64.max), \(name), \(-1.5e-300), \(content))
                    """
                )
                try transaction.execute("INSERT INTO thing (id, name) VALUES (\(Int64.min), \("plain"))")
            }
            let rows = try await database.read {
                try $0.rows("SELECT id, name, amount, content FROM thing ORDER BY id")
            }
            #expect(try rows.map { try $0.get("id", as: Int64.self) } == [.min, .max])
            #expect(try rows[1].get("name", as: String.self) == name)
            #expect(try rows[1].get("amount", as: Double.self) == -1.5e-300)
            #expect(try rows[1].get("content", as: [UInt8].self) == content)
            #expect(try rows[0].get("amount", as: Double?.self) == nil)
            #expect(try rows[0].get("content", as: [UInt8]?.self) == nil)
        }
    }

    @Test("a zero byte in a text does not cut it off", arguments: TestEngine.available)
    func zeroBytes(on engine: TestEngine) async throws {
        try await engine.withDatabase(tables) { database in
            let typed = ["before\0after", "\0", "\0\0first"]
            try await database.write { transaction in
                for (id, name) in typed.enumerated() {
                    try transaction.execute("INSERT INTO thing (id, name) VALUES (\(id), \(name))")
                }
            }
            let kept = try await database.read { transaction in
                try transaction.column("SELECT name FROM thing ORDER BY id", as: String.self)
            }
            #expect(kept == ["before\u{FFFD}after", "\u{FFFD}", "\u{FFFD}\u{FFFD}first"])
        }
    }

    @Test(
        "a value of the wrong type or a missing column is named, without the value",
        arguments: TestEngine.available
    )
    func wrongTypesAreNamed(on engine: TestEngine) async throws {
        try await engine.withDatabase(tables) { database in
            let row = try #require(
                try await database.read { try $0.rows("SELECT 'secret' AS name, 1 AS number") }.first
            )
            let wrong = #expect(throws: DatabaseError.self) { try row.get("name", as: Int.self) }
            #expect(wrong?.description.contains("name") == true)
            #expect(wrong?.description.contains("secret") == false)
            #expect(throws: DatabaseError.self) { try row.get("nothing", as: Int.self) }
            #expect(throws: DatabaseError.self) { try row.get(7, as: Int.self) }
        }
    }

    @Test("a list may be longer than a statement has placeholders", arguments: TestEngine.available)
    func longLists(on engine: TestEngine) async throws {
        try await engine.withDatabase(tables) { database in
            let names = ["plain", "O’Brien \"& sons\" \\ 学校", "a,b", "Tab\there"]
            try await database.write { transaction in
                for (position, name) in names.enumerated() {
                    try transaction.execute(
                        "INSERT INTO thing (id, name) VALUES (\(Int64.max - Int64(position)), \(name))"
                    )
                }
            }
            let others = (0..<70_000).map { "other \($0)" }
            for count in [SQL.mostPlaceholders - 4, SQL.mostPlaceholders, 70_000] {
                let ids: [Int64] = Array(0..<Int64(count)) + [Int64.max, Int64.max - 2]
                let texts: [String] = Array(others.prefix(count)) + Array(names.dropFirst())
                let (byID, byName, rest): ([String], [Int64], Int) = try await database.read { transaction in
                    (
                        try transaction.column(
                            "SELECT name FROM thing WHERE id IN (\(SQL.list(ids))) ORDER BY id DESC"
                        ),
                        try transaction.column(
                            "SELECT id FROM thing WHERE name IN (\(SQL.list(texts))) ORDER BY id DESC"
                        ),
                        try transaction.count(
                            "SELECT count(*) FROM thing WHERE id NOT IN (\(SQL.list(ids))) AND id > \(0)"
                        )
                    )
                }
                #expect(byID == ["plain", "a,b"], "\(count)")
                #expect(byName == [Int64.max - 1, Int64.max - 2, Int64.max - 3], "\(count)")
                #expect(rest == 2, "\(count)")
            }
        }
    }

    @Test("a write that throws changes nothing", arguments: TestEngine.available)
    func failedWritesChangeNothing(on engine: TestEngine) async throws {
        struct Stop: Error {}
        try await engine.withDatabase(tables) { database in
            await #expect(throws: Stop.self) {
                try await database.write { transaction in
                    try transaction.execute("INSERT INTO thing (id, name) VALUES (1, 'one')")
                    throw Stop()
                }
            }
            let count = try await database.read { try $0.count("SELECT count(*) FROM thing") }
            #expect(count == 0)
        }
    }

    @Test("constraints are told apart", arguments: TestEngine.available)
    func constraintsAreToldApart(on engine: TestEngine) async throws {
        let cases: [(SQL, DatabaseError.Constraint)] = [
            ("INSERT INTO thing (id, name) VALUES (2, 'one')", .unique),
            ("INSERT INTO thing (id, name) VALUES (1, 'two')", .unique),
            ("INSERT INTO thing (id, name) VALUES (2, '')", .check),
            ("INSERT INTO thing (id, name) VALUES (2, NULL)", .notNull),
            ("INSERT INTO part (id, thing_id) VALUES (1, 99)", .foreignKey),
        ]
        try await engine.withDatabase(tables) { database in
            try await database.write { try $0.execute("INSERT INTO thing (id, name) VALUES (1, 'one')") }
            for (statement, expected) in cases {
                let error = await #expect(throws: DatabaseError.self) {
                    try await database.write { try $0.execute(statement) }
                }
                guard case .constraint(let kind, _) = error else {
                    Issue.record("expected \(expected), got \(String(describing: error))")
                    continue
                }
                #expect(kind == expected)
            }
        }
    }

    @Test(
        "after a statement that failed nothing goes on, even when the error was caught",
        arguments: TestEngine.available
    )
    func failedStatementsEndTheTransaction(on engine: TestEngine) async throws {
        try await engine.withDatabase(tables, rehearses: false) { database in
            await #expect(throws: DatabaseError.self) {
                try await database.write { transaction in
                    try transaction.execute("INSERT INTO thing (id, name) VALUES (1, 'one')")
                    _ = try? transaction.execute("INSERT INTO thing (id, name) VALUES (1, 'again')")
                }
            }
            let count = try await database.read { try $0.count("SELECT count(*) FROM thing") }
            #expect(count == 0)
        }
    }

    @Test("a read cannot write", arguments: TestEngine.available)
    func readsCannotWrite(on engine: TestEngine) async throws {
        try await engine.withDatabase(tables) { database in
            await #expect(throws: DatabaseError.self) {
                try await database.read { try $0.execute("INSERT INTO thing (id, name) VALUES (1, 'one')") }
            }
        }
    }

    @Test("a read sees one snapshot while others write", arguments: TestEngine.available)
    func readsSeeOneSnapshot(on engine: TestEngine) async throws {
        try await engine.withDatabase(tables, rehearses: false) { database in
            let firstCountTaken = DispatchSemaphore(value: 0)
            let written = Latch()
            async let counts = database.read { transaction in
                let before = try transaction.count("SELECT count(*) FROM thing")
                firstCountTaken.signal()
                written.wait()
                return [before, try transaction.count("SELECT count(*) FROM thing")]
            }
            await Self.blocking { firstCountTaken.wait() }
            try await database.write { try $0.execute("INSERT INTO thing (id, name) VALUES (1, 'one')") }
            written.open()
            #expect(try await counts == [0, 0])
            #expect(try await database.read { try $0.count("SELECT count(*) FROM thing") } == 1)
        }
    }

    @Test("an update of a row that was changed meanwhile is refused", arguments: TestEngine.available)
    func staleVersionsAreRefused(on engine: TestEngine) async throws {
        try await engine.withDatabase(tables) { database in
            try await database.write { try $0.execute("INSERT INTO thing (id, name) VALUES (1, 'one')") }
            let change: SQL =
                "UPDATE thing SET name = 'two', version = version + 1 WHERE id = 1 AND version = \(1)"
            try await database.write { try $0.update(change) }
            await #expect(throws: DatabaseError.staleVersion) {
                try await database.write { try $0.update(change) }
            }
        }
    }

    @Test("rows are read one by one, and reading can stop", arguments: TestEngine.available)
    func rowsAreReadOneByOne(on engine: TestEngine) async throws {
        try await engine.withDatabase(tables) { database in
            try await database.write { transaction in
                let rows = (1...4_500).map { [Int64($0).sqlValue, "thing \($0)".sqlValue, SQLValue.null] }
                try transaction.insert(into: "thing", columns: ["id", "name", "amount"], rows: rows)
            }
            let (all, some) = try await database.read { transaction in
                var sum = 0
                try transaction.forEachRow("SELECT id FROM thing ORDER BY id") { row in
                    sum += try row.get(0)
                    return true
                }
                var seen = 0
                try transaction.forEachRow("SELECT id FROM thing ORDER BY id") { _ in
                    seen += 1
                    return seen < 10
                }
                return (sum, seen)
            }
            #expect(all == 4_500 * 4_501 / 2)
            #expect(some == 10)
        }
    }

    @Test("writers of a hot row queue, and capacity is never exceeded", arguments: TestEngine.available)
    func capacityIsNeverExceeded(on engine: TestEngine) async throws {
        try await engine.withDatabase(tables) { database in
            try await database.write {
                try $0.execute("INSERT INTO place (id, capacity, taken) VALUES (1, 30, 0)")
            }
            let won = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        try await database.write(exclusively: "place/1") { transaction in
                            let taken = try transaction.count("SELECT taken FROM place WHERE id = 1")
                            guard taken < 30 else { return false }
                            try transaction.execute("UPDATE place SET taken = \(taken + 1) WHERE id = 1")
                            return true
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(won == 30)
            #expect(try await database.read { try $0.count("SELECT taken FROM place WHERE id = 1") } == 30)
        }
    }

    @Test("writers who queue leave the other connections to everybody else", arguments: TestEngine.available)
    func queuesHoldOneConnection(on engine: TestEngine) async throws {
        try await engine.withPlace(tables) { place in
            let database = try await place.open(connections: 2)
            try await database.write {
                try $0.execute("INSERT INTO place (id, capacity, taken) VALUES (1, 1000, 0)")
            }
            let (isInside, mayLeave) = (DispatchSemaphore(value: 0), Latch())
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await database.write(exclusively: "place/1") { _ in
                        isInside.signal()
                        mayLeave.wait()
                    }
                }
                await Self.blocking { isInside.wait() }
                for _ in 0..<20 {
                    group.addTask {
                        try await database.write(exclusively: "place/1") { transaction -> Void in
                            try transaction.execute("UPDATE place SET taken = taken + 1 WHERE id = 1")
                        }
                    }
                }
                for _ in 0..<10 {
                    let taken = try await database.read {
                        try $0.count("SELECT taken FROM place WHERE id = 1")
                    }
                    #expect(taken == 0)
                }
                mayLeave.open()
                try await group.waitForAll()
            }
            #expect(try await database.read { try $0.count("SELECT taken FROM place WHERE id = 1") } == 20)
            await database.close()
        }
    }

    /// Waits on a thread of its own, not on one that other tests run on.
    private static func blocking(_ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { done in
            Thread.detachNewThread {
                body()
                done.resume()
            }
        }
    }

    @Test("even writers that do not queue are serializable", arguments: TestEngine.available)
    func conflictsAreRunAgain(on engine: TestEngine) async throws {
        try await engine.withDatabase(tables, rehearses: false) { database in
            try await database.write {
                try $0.execute("INSERT INTO place (id, capacity, taken) VALUES (1, 1000, 0)")
            }
            // Each is turned back at most once for each other that commits: fewer than the thirty attempts it has.
            let writers = 25
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<writers {
                    group.addTask {
                        try await database.write { transaction in
                            let taken = try transaction.count("SELECT taken FROM place WHERE id = 1")
                            try transaction.execute("UPDATE place SET taken = \(taken + 1) WHERE id = 1")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let taken = try await database.read { try $0.count("SELECT taken FROM place WHERE id = 1") }
            #expect(taken == writers)
        }
    }

    @Test("a key is carried out once for its scope", arguments: TestEngine.available)
    func keysAreCarriedOutOnce(on engine: TestEngine) async throws {
        try await engine.withDatabase(tables) { database in
            let key = try #require(IdempotencyKey("0123456789"))
            @Sendable func add(_ id: Int64, scope: String) async throws -> (
                answer: String, isRepetition: Bool
            ) {
                try await database.write { transaction in
                    try transaction.once(key, scope: scope, at: now) {
                        try transaction.execute(
                            "INSERT INTO thing (id, name) VALUES (\(id), \("thing \(id)"))"
                        )
                        return "thing \(id)"
                    }
                }
            }
            for (id, scope, expected) in [
                (1, "a", ("thing 1", false)), (2, "a", ("thing 1", true)), (3, "b", ("thing 3", false)),
            ] {
                let answer = try await add(Int64(id), scope: scope)
                #expect(answer == expected)
            }
            #expect(try await database.read { try $0.count("SELECT count(*) FROM thing") } == 2)
            try await database.write { try $0.purgeIdempotencyKeys(before: now.addingTimeInterval(1)) }
            let afterPurge = try await add(4, scope: "a")
            #expect(afterPurge == ("thing 4", false))
        }
    }

    @Test("the same key sent many times at once is carried out once", arguments: TestEngine.available)
    func simultaneousKeysAreCarriedOutOnce(on engine: TestEngine) async throws {
        try await engine.withDatabase(tables) { database in
            let key = try #require(IdempotencyKey("simultaneous"))
            let services = Services.seeded(7, at: now)
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        let id: ID<TransactionContractTests> = services.newID()
                        return try await database.write { transaction in
                            try transaction.once(key, scope: "s", at: now) {
                                try transaction.execute(
                                    "INSERT INTO thing (id, name) VALUES (\(id), \("\(id)"))"
                                )
                                return "\(id)"
                            }.answer
                        }
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(answers.count == 1)
            #expect(try await database.read { try $0.count("SELECT count(*) FROM thing") } == 1)
        }
    }

    @Test(
        "a commit raises the topics it touched before it returns, a roll-back does not",
        arguments: TestEngine.available
    )
    func commitsRaiseTopics(on engine: TestEngine) async throws {
        struct Stop: Error {}
        try await engine.withDatabase(tables) { database in
            let before = database.topics.present
            await #expect(throws: Stop.self) {
                try await database.write { transaction in
                    try transaction.touch("offers")
                    throw Stop()
                }
            }
            #expect(!database.topics.haveChanged(["offers"], since: before))
            try await database.write { try $0.touch("offers", "offer/1") }
            #expect(database.topics.haveChanged(["offers"], since: before))
            #expect(!database.topics.haveChanged(["strands"], since: before))
            #expect(!database.topics.haveChanged(["offers"], since: database.topics.present))
        }
    }

    @Test("a copy taken while others write is whole", arguments: TestEngine.available)
    func copiesAreConsistent(on engine: TestEngine) async throws {
        try await engine.withDatabase(tables, rehearses: false) { database in
            // Two rows are always added together: a copy with an odd number is torn.
            let isDone = Mutex(false)
            let writing = Task {
                var next: Int64 = 0
                while !isDone.withLock({ $0 }) {
                    next += 2
                    let id = next
                    try await database.write { transaction in
                        for id in [id, id + 1] {
                            try transaction.execute("INSERT INTO thing (id, name) VALUES (\(id), \("\(id)"))")
                        }
                    }
                }
            }
            let path = FileManager.default.temporaryDirectory.appendingPathComponent(
                "copy-\(engine)-\(getpid())"
            ).path
            defer { try? FileManager.default.removeItem(atPath: path) }
            try await database.backUp(to: path)
            isDone.withLock { $0 = true }
            try await writing.value
            try await BackupCheck(engine: engine, path: path).expectPairs()
        }
    }
}

/// A door that stays open once it was opened, so that a transaction that runs again does not wait again.
private final class Latch: Sendable {
    private let door = DispatchSemaphore(value: 0)

    func open() { door.signal() }

    func wait() {
        door.wait()
        door.signal()
    }
}
