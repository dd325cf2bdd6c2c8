import Foundation
import Synchronization

/// How often something may be done by each of many: a bucket of tokens for each key that fills with time.
///
/// In the memory of one process, and bounded: when there are more keys than `capacity`, those whose buckets
/// are full again are forgotten, then all. Limits that must hold across processes (sign-in attempts) are rows
/// of the database.
final class RateLimit: Sendable {
    enum Outcome: Equatable, Sendable {
        case granted
        /// Ask again after so many seconds.
        case refused(seconds: Int)
    }

    private struct Bucket {
        var tokens: Double
        var filledAt: Date
    }

    private let burst: Double
    private let perSecond: Double
    private let capacity: Int
    private let buckets = Mutex<[String: Bucket]>([:])

    /// - Parameters:
    ///   - burst: How often at once.
    ///   - perMinute: How often on and on.
    init(burst: Int, perMinute: Double, capacity: Int = 10_000) {
        precondition(burst >= 1 && perMinute > 0 && capacity >= 1, "a limit that grants nothing")
        self.burst = Double(burst)
        perSecond = perMinute / 60
        self.capacity = capacity
    }

    func take(_ key: String, at now: Date) -> Outcome {
        buckets.withLock { buckets in
            var bucket = buckets[key].map { filled($0, at: now) } ?? Bucket(tokens: burst, filledAt: now)
            guard bucket.tokens >= 1 else {
                buckets[key] = bucket
                return .refused(seconds: max(1, Int(((1 - bucket.tokens) / perSecond).rounded(.up))))
            }
            bucket.tokens -= 1
            if buckets[key] == nil, buckets.count >= capacity { makeRoom(&buckets, at: now) }
            buckets[key] = bucket
            return .granted
        }
    }

    /// How many keys are remembered.
    var count: Int { buckets.withLock { $0.count } }

    private func filled(_ bucket: Bucket, at now: Date) -> Bucket {
        let seconds = max(0, now.timeIntervalSince(bucket.filledAt))
        return Bucket(tokens: min(burst, bucket.tokens + seconds * perSecond), filledAt: now)
    }

    private func makeRoom(_ buckets: inout [String: Bucket], at now: Date) {
        buckets = buckets.filter { filled($0.value, at: now).tokens < burst }
        if buckets.count >= capacity { buckets.removeAll() }
    }
}
