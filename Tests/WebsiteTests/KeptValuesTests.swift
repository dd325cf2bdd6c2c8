import Database
import Foundation
import Synchronization
import Testing

@testable import Website

@Suite("Values kept for every reader")
struct KeptValuesTests {
    /// Counts how often a value was made.
    private final class Making: Sendable {
        let count = Mutex(0)

        func make() -> Int {
            count.withLock {
                $0 += 1
                return $0
            }
        }
    }

    private struct Failed: Error {}

    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func value(_ kept: KeptValues, _ making: Making, at time: Date? = nil) async throws -> Int {
        try await kept.value(
            "numbers",
            of: [Topic("reach")],
            now: time ?? now,
            validUntil: now.addingTimeInterval(60)
        ) { making.make() }
    }

    @Test("are made once, and again when a topic of theirs changed")
    func topics() async throws {
        let epochs = TopicEpochs()
        let kept = KeptValues(topics: epochs)
        let making = Making()
        #expect(try await value(kept, making) == 1)
        #expect(try await value(kept, making) == 1)
        epochs.raise([Topic("offers")])
        #expect(try await value(kept, making) == 1)
        epochs.raise([Topic("reach")])
        #expect(try await value(kept, making) == 2)
        epochs.raiseAll()
        #expect(try await value(kept, making) == 3)
    }

    @Test("are made again when their time is over")
    func time() async throws {
        let kept = KeptValues(topics: TopicEpochs())
        let making = Making()
        #expect(try await value(kept, making) == 1)
        #expect(try await value(kept, making, at: now.addingTimeInterval(60)) == 2)
    }

    @Test("a value that changed while it was made is made anew for whoever asks afterwards")
    func changedMeanwhile() async throws {
        let epochs = TopicEpochs()
        let kept = KeptValues(topics: epochs)
        let making = Making()
        let first = try await kept.value(
            "numbers",
            of: [Topic("reach")],
            now: now,
            validUntil: now.addingTimeInterval(60)
        ) {
            epochs.raise([Topic("reach")])
            return making.make()
        }
        #expect(first == 1)
        #expect(try await value(kept, making) == 2)
    }

    @Test("many who ask at once wait for one to make it")
    func together() async throws {
        let kept = KeptValues(topics: TopicEpochs())
        let making = Making()
        let values = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { try await self.value(kept, making) } }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(values == Array(repeating: 1, count: 50))
    }

    @Test("what fails is not kept")
    func failing() async throws {
        let kept = KeptValues(topics: TopicEpochs())
        let making = Making()
        await #expect(throws: Failed.self) {
            try await kept.value(
                "numbers",
                of: [Topic("reach")],
                now: now,
                validUntil: now.addingTimeInterval(60)
            ) { () async throws -> Int in throw Failed() }
        }
        #expect(try await value(kept, making) == 1)
    }

    @Test("no more are kept than was said")
    func bounded() async throws {
        let kept = KeptValues(topics: TopicEpochs(), most: 2)
        let making = Making()
        for key in ["a", "b", "c", "a"] {
            _ = try await kept.value(
                key,
                of: [],
                now: now,
                validUntil: now.addingTimeInterval(60)
            ) { making.make() }
        }
        // The third drops the first two.
        #expect(making.count.withLock { $0 } == 4)
    }
}
