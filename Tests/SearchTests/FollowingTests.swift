import Database
import Foundation
import Services
import TestDatabases
import Testing

@testable import Search

@Suite("Following the database")
struct FollowingTests {
    @Test(
        "a change is found by the next query, and a record that is gone is not",
        arguments: TestEngine.available
    )
    func followsChanges(_ engine: TestEngine) async throws {
        try await Shelf.open(on: engine) { shelf in
            #expect(try await shelf.found("reading").isEmpty)
            try await shelf.put(1, "Reading")
            #expect(try await shelf.found("reading") == [1])
            try await shelf.put(1, "Writing")
            #expect(try await shelf.found("reading").isEmpty)
            #expect(try await shelf.found("writing") == [1])
            try await shelf.remove(1)
            #expect(try await shelf.found("writing").isEmpty)
            #expect(try await shelf.search.counts()[.book] ?? 0 == 0)
        }
    }

    @Test("records that were there before the index are found", arguments: TestEngine.available)
    func readsWhatWasThere(_ engine: TestEngine) async throws {
        try await engine.withDatabase([Shelf.migration]) { database in
            try await database.write { transaction in
                for id in 1...2500 { try Shelf.store(Int64(id), "Old \(id)", "reading", in: transaction) }
            }
            try await Shelf.over(database) { shelf in
                let answer = try await shelf.search.answer(SearchRequest("reading"))
                #expect(answer.total == 2500)
            }
        }
    }

    @Test(
        "a database put back to an earlier time is read again, whatever was followed since",
        arguments: TestEngine.available
    )
    func readsAgainAfterRestore(_ engine: TestEngine) async throws {
        try await Shelf.open(on: engine) { shelf in
            try await shelf.put(1, "Reading")
            try await shelf.put(2, "Reading again")
            #expect(try await shelf.found("reading") == [1, 2])
            // As a copy from before the second: the record is not there, and no change says so.
            try await shelf.database.write { transaction in
                try transaction.execute("DELETE FROM shelf WHERE id = 2")
                try transaction.executeScript(
                    RecordChanges.restartScript(.seeded(3, at: Date(milliseconds: 0)))
                )
                try transaction.touch(.records)
            }
            #expect(try await shelf.found("reading") == [1])
            try await shelf.put(3, "Reading once more")
            #expect(try await shelf.found("reading") == [1, 3])
        }
    }

    @Test("a change that was rolled back is not followed", arguments: TestEngine.available)
    func ignoresRollbacks(_ engine: TestEngine) async throws {
        struct Stop: Error {}
        try await Shelf.open(on: engine) { shelf in
            await #expect(throws: Stop.self) {
                try await shelf.database.write { transaction in
                    try Shelf.store(1, "Reading", "", in: transaction)
                    try transaction.announce(.book, [1])
                    throw Stop()
                }
            }
            let found = try await shelf.found("reading")
            #expect(found.isEmpty)
        }
    }

    @Test("after any changes the index is what a rebuild makes", arguments: TestEngine.available, [1, 2, 3])
    func equalsRebuild(_ engine: TestEngine, _ seed: Int) async throws {
        try await Shelf.open(on: engine) { shelf in
            var draw = Draw(UInt64(seed))
            let words = [
                "reading", "writing", "maths", "feedback", "tutoring", "oracy", "phonics", "homework",
            ]
            func text(_ most: Int) -> String {
                (0..<Int.random(in: 1...most, using: &draw)).map { _ in
                    words.randomElement(using: &draw) ?? ""
                }
                .joined(separator: " ")
            }
            for step in 0..<60 {
                let id = Int64.random(in: 1...15, using: &draw)
                let kind: RecordKind = Bool.random(using: &draw) ? .book : .person
                if Int.random(in: 0..<4, using: &draw) == 0 {
                    try await shelf.remove(id, kind: kind)
                } else {
                    try await shelf.put(
                        id,
                        text(4),
                        text(30),
                        people: text(2),
                        strands: ["", "a", "a b"].randomElement(using: &draw) ?? "",
                        year: Int.random(in: 2010...2020, using: &draw),
                        kind: kind
                    )
                }
                // Sometimes several changes are read at once.
                if step.isMultiple(of: 3) { try await shelf.search.catchUp() }
            }
            let queries =
                words + ["reading writing", "author:maths", "\"reading maths\"", "year:2012-2015", "-oracy"]
            var before: [SearchAnswer] = []
            for query in queries { before.append(try await shelf.search.answer(SearchRequest(query))) }
            let rebuilt = try Shelf.node("rebuilt", of: shelf.database, in: shelf.folder)
            defer { rebuilt.close() }
            try await rebuilt.rebuild()
            for (query, old) in zip(queries, before) {
                #expect(try await rebuilt.answer(SearchRequest(query)) == old, "\(query)")
            }
            #expect(try await rebuilt.fingerprint() == shelf.search.fingerprint())
        }
    }

    @Test(
        "a node that died between the change and the reading reads it when it is back",
        arguments: TestEngine.available
    )
    func survivesCrash(_ engine: TestEngine) async throws {
        try await Shelf.open(on: engine) { shelf in
            try await shelf.put(1, "Reading")
            let node = try Shelf.node("other", of: shelf.database, in: shelf.folder)
            #expect(try await node.answer(SearchRequest("reading")).total == 1)
            node.close()
            try await shelf.put(2, "Reading again")
            try await shelf.remove(1)
            let back = try Shelf.node("other", of: shelf.database, in: shelf.folder)
            defer { back.close() }
            #expect(try await back.answer(SearchRequest("reading")).results.map(\.record) == [2])
        }
    }

    @Test("a rebuild that was cut short is begun again", arguments: TestEngine.available)
    func survivesCrashOfRebuild(_ engine: TestEngine) async throws {
        try await Shelf.open(on: engine) { shelf in
            try await shelf.put(1, "Reading")
            try await shelf.search.catchUp()
            // What a process leaves behind that dies after emptying the index.
            try await shelf.search.index.write { writer in try writer.clear() }
            let back = try Shelf.node("index", of: shelf.database, in: shelf.folder)
            defer { back.close() }
            #expect(try await back.answer(SearchRequest("reading")).total == 1)
        }
    }

    @Test("a damaged index file is thrown away and made again")
    func survivesDamage() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "Reading")
            let path = shelf.folder.appendingPathComponent("broken.sqlite")
            try Data("this is no database, whatever its name says".utf8).write(to: path)
            let node = try Shelf.node("broken", of: shelf.database, in: shelf.folder)
            defer { node.close() }
            #expect(try await node.answer(SearchRequest("reading")).total == 1)
        }
    }

    @Test("an index that another program is writing opens as it stands, and is not thrown away")
    func opensWhileWritten() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "Reading")
            #expect(try await shelf.found("reading") == [1])
            let path = shelf.folder.appendingPathComponent("index.sqlite").path
            let other = try await shelf.search.index.write { writer in
                try writer.set(.mark, try writer.state(.mark))
                return try SearchIndex(path: path)
            }
            defer { other.close() }
            let counts = try await other.read { $0.facts.countByKind() }
            #expect(counts[.book] == 1)
        }
    }

    @Test(
        "a node that was away longer than changes are kept reads everything",
        arguments: TestEngine.available
    )
    func readsEverythingAfterPurge(_ engine: TestEngine) async throws {
        try await Shelf.open(on: engine) { shelf in
            try await shelf.put(1, "Reading")
            try await shelf.search.catchUp()
            let node = try Shelf.node("away", of: shelf.database, in: shelf.folder)
            try await node.catchUp()
            node.close()
            for id in 2...30 { try await shelf.put(Int64(id), "Reading \(id)") }
            try await shelf.remove(1)
            try await shelf.database.write { try $0.purgeRecordChanges(keeping: 3) }
            let left = try await shelf.database.read { try $0.count("SELECT count(*) FROM record_change") }
            #expect(left <= 5)
            let back = try Shelf.node("away", of: shelf.database, in: shelf.folder)
            defer { back.close() }
            #expect(try await back.answer(SearchRequest("reading")).total == 29)
            #expect(try await shelf.search.answer(SearchRequest("reading")).total == 29)
        }
    }

    @Test("an index of another database is not believed")
    func knowsItsDatabase() async throws {
        try await Shelf.open(on: .sqlite) { first in
            try await first.put(1, "Reading")
            try await first.search.catchUp()
            try await TestEngine.sqlite.withDatabase([Shelf.migration]) { second in
                let node = try Shelf.node("index", of: second, in: first.folder)
                defer { node.close() }
                #expect(try await node.answer(SearchRequest("reading")).total == 0)
            }
        }
    }

    @Test("what commits late is not missed", arguments: TestEngine.available)
    func waitsForOpenTransactions(_ engine: TestEngine) async throws {
        try await Shelf.open(on: engine) { shelf in
            try await shelf.search.catchUp()
            // Twenty writers at once, read between them: on PostgreSQL they overlap and commit in any order.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 1...20 {
                    group.addTask { try await shelf.put(Int64(id), "Reading \(id)") }
                    if id.isMultiple(of: 4) { group.addTask { try await shelf.search.catchUp() } }
                }
                try await group.waitForAll()
            }
            #expect(try await shelf.search.answer(SearchRequest("reading")).total == 20)
        }
    }

    @Test("several nodes over one database find the same in the same order", arguments: TestEngine.available)
    func nodesAgree(_ engine: TestEngine) async throws {
        try await Shelf.open(on: engine) { shelf in
            let other = try Shelf.node("other", of: shelf.database, in: shelf.folder)
            defer { other.close() }
            for id in 1...12 {
                try await shelf.put(Int64(id), "Reading", "the same text")
                if id.isMultiple(of: 5) { try await other.catchUp() }
            }
            try await shelf.put(3, "Reading", "the same text, longer")
            let here = try await shelf.search.answer(SearchRequest("reading"))
            #expect(try await other.answer(SearchRequest("reading")) == here)
        }
    }
}

extension Search {
    /// What the index knows of words, whatever the order in which it learned it.
    fileprivate func fingerprint() async throws -> [String] {
        try await index.read { reader in try reader.fingerprint() }
    }
}
