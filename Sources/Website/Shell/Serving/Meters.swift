import CoreMetrics
import Synchronization

/// Counts up.
final class CountMeter: CounterHandler {
    private let state = Mutex<Int64>(0)

    var count: Int64 { state.withLock { $0 } }

    func increment(by amount: Int64) { state.withLock { $0 &+= amount } }
    func reset() { state.withLock { $0 = 0 } }
}

/// Stands at a level.
final class LevelMeter: MeterHandler, RecorderHandler {
    private let state = Mutex<Double>(0)

    var level: Double { state.withLock { $0 } }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { state.withLock { $0 = value } }
    func increment(by amount: Double) { state.withLock { $0 += amount } }
    func decrement(by amount: Double) { state.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
}

/// Counts durations by how long they were.
final class DurationMeter: TimerHandler {
    /// Upper bounds of the steps, in seconds: from a kept page to the longest that a person waits.
    static let bounds: [Double] = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
    ]

    struct Tally: Sendable {
        /// How many fell in each step; the last is for all above the bounds.
        var steps = [UInt64](repeating: 0, count: bounds.count + 1)
        var sum = 0.0
        var count: UInt64 { steps.reduce(0, +) }
    }

    private let state = Mutex(Tally())

    var tally: Tally { state.withLock { $0 } }

    func observe(_ seconds: Double) {
        let step = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        state.withLock { tally in
            tally.steps[step] += 1
            tally.sum += seconds
        }
    }

    func observe(since start: ContinuousClock.Instant) {
        observe(start.duration(to: .now).inSeconds)
    }

    func recordNanoseconds(_ duration: Int64) { observe(Double(duration) / 1e9) }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
