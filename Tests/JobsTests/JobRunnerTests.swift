import Database
import Foundation
import Jobs
import Logging
import Services
import Synchronization
import TestDatabases
import Testing

private let now = Date(milliseconds: 1_760_000_000_000)
private let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

/// A clock that a test moves.
private final class Clock: Sendable {
    private let time = Mutex(now)
    var services: Services { Services.seeded(3, at: now).with(clock: { self.time.withLock { $0 } }) }
    func move(by seconds: TimeInterval) { time.withLock { $0 += seconds } }
}

@Suite("The queue of jobs")
struct JobRunnerTests {
    @Test("forgets what ended long ago, but not how each kind went last", arguments: TestEngine.available)
    func forgetsOld(on engine: TestEngine) async throws {
        try await engine.withDatabase(Migration.jobs) { database in
            let clock = Clock()
            let runner = JobRunner(
                database: database,
                services: clock.services,
                handlers: ["a": { _, _ in "" }, "b": { _, _ in throw JobFailure("No.") }],
                logger: quiet
            )
            let ended: [(id: Int64, kind: String)] = [(1, "a"), (2, "b"), (3, "a")]
            for job in ended {
                try await database.write {
                    try $0.enqueueJob(job.kind, payload: "", id: ID(rawValue: job.id), at: now)
                }
                #expect(try await runner.runNext())
                clock.move(by: 86_400)
            }
            let later = now.addingTimeInterval(365 * 86_400)
            try await database.write { transaction in
                try transaction.enqueueJob("a", payload: "", id: ID(rawValue: 4), at: now, due: later)
                try transaction.purgeJobs(before: now)
            }
            #expect(try await database.read { try $0.newestJobs(9).count } == 4, "nothing is as old")
            try await database.write { try $0.purgeJobs(before: later) }
            let kept = try await database.read { try $0.newestJobs(9).map(\.id.rawValue) }
            #expect(Set(kept) == [2, 3, 4])
        }
    }

    @Test("does a job once and keeps what came of it", arguments: TestEngine.available)
    func doesJobsOnce(on engine: TestEngine) async throws {
        try await engine.withDatabase(Migration.jobs) { database in
            let runner = JobRunner(
                database: database,
                services: Clock().services,
                handlers: [
                    "double": { payload, report in
                        try await report.progress(1, of: 2)
                        return payload + payload
                    }
                ],
                logger: quiet
            )
            try await database.write {
                try $0.enqueueJob("double", payload: "ab", id: ID(rawValue: 5), at: now)
            }
            let first = try await runner.runNext()
            let second = try await runner.runNext()
            #expect(first && !second)
            let job = try await database.read { try $0.job(ID(rawValue: 5)) }
            #expect(job?.state == .done)
            #expect(job?.message == "abab")
            #expect(job?.progress == Job.Progress(done: 1, total: 2))
        }
    }

    @Test("many runners share one queue, and no job is done twice", arguments: TestEngine.available)
    func sharesTheQueue(on engine: TestEngine) async throws {
        try await engine.withDatabase(Migration.jobs) { database in
            let done = Mutex<[String]>([])
            let runner = JobRunner(
                database: database,
                services: Clock().services,
                handlers: [
                    "note": { payload, _ in
                        done.withLock { $0.append(payload) }; return ""
                    }
                ],
                logger: quiet
            )
            try await database.write { transaction in
                for number in 1...40 {
                    try transaction.enqueueJob(
                        "note",
                        payload: "\(number)",
                        id: ID(rawValue: Int64(number)),
                        at: now
                    )
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { while try await runner.runNext() {} } }
                try await group.waitForAll()
            }
            #expect(done.withLock { $0.sorted() } == (1...40).map(String.init).sorted())
        }
    }

    @Test("a job whose process died is taken over when its claim ends", arguments: TestEngine.available)
    func takesOver(on engine: TestEngine) async throws {
        try await engine.withDatabase(Migration.jobs) { database in
            let clock = Clock()
            let attempts = Mutex(0)
            let runner = JobRunner(
                database: database,
                services: clock.services,
                handlers: [
                    "die": { _, _ in
                        if attempts.withLock({
                            $0 += 1; return $0
                        }) == 1 {
                            throw CancellationError()
                        }
                        return "done"
                    }
                ],
                logger: quiet
            )
            try await database.write { try $0.enqueueJob("die", payload: "", id: ID(rawValue: 1), at: now) }
            _ = try await runner.runNext()
            let tooEarly = try await runner.runNext()
            #expect(!tooEarly)
            clock.move(by: 301)
            let takenOver = try await runner.runNext()
            #expect(takenOver)
            let job = try await database.read { try $0.job(ID(rawValue: 1)) }
            #expect(job?.state == .done && job?.attempts == 2)
        }
    }

    @Test("a failure with words is final, others are tried five times", arguments: TestEngine.available)
    func failures(on engine: TestEngine) async throws {
        struct Trouble: Error {}
        try await engine.withDatabase(Migration.jobs) { database in
            let clock = Clock()
            let runner = JobRunner(
                database: database,
                services: clock.services,
                handlers: [
                    "hopeless": { _, _ in throw JobFailure("The file has no rows.") },
                    "troubled": { _, _ in throw Trouble() },
                ],
                logger: quiet
            )
            try await database.write { transaction in
                try transaction.enqueueJob("hopeless", payload: "", id: ID(rawValue: 1), at: now)
                try transaction.enqueueJob("troubled", payload: "", id: ID(rawValue: 2), at: now)
                try transaction.enqueueJob("unknown", payload: "", id: ID(rawValue: 3), at: now)
            }
            for _ in 0..<10 {
                while try await runner.runNext() {}
                clock.move(by: 100_000)
            }
            let jobs = try await database.read { try $0.newestJobs(10) }
            let states = Dictionary(uniqueKeysWithValues: jobs.map { ($0.kind, $0) })
            #expect(
                states["hopeless"]?.message == "The file has no rows." && states["hopeless"]?.attempts == 1
            )
            #expect(states["troubled"]?.state == .failed && states["troubled"]?.attempts == 5)
            #expect(states["unknown"]?.state == .waiting)
        }
    }
}
