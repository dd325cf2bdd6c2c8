import Dispatch
import Statistics
import Synchronization

/// What one simulated data set said about a known truth.
struct Outcome: Sendable {
    let estimate: Double
    let covers: Bool
    let rejects: Bool

    init(_ test: CoefficientTest, truth: Double) {
        estimate = test.estimate
        covers = test.lower <= truth && truth <= test.upper
        rejects = test.pValue < 0.05
    }

    init(estimate: Double, lower: Double, upper: Double, pValue: Double, truth: Double) {
        self.estimate = estimate
        covers = lower <= truth && truth <= upper
        rejects = pValue < 0.05
    }
}

/// One line of the report: a method on one design, repeated.
struct Simulation {
    let method: String
    let design: String
    let truth: Double
    let repeats: Int
    /// The power that the formulas of planning promise, in 0…1; `nil` where they have none for the design.
    var planned: Double? = nil
    let body: @Sendable (inout SeededGenerator) throws -> Outcome

    /// Repetition *r* always has stream *r* of the seed, whichever thread runs it.
    func run(seed: UInt64) -> String {
        let outcomes = Mutex<[Outcome?]>(Array(repeating: nil, count: repeats))
        DispatchQueue.concurrentPerform(iterations: repeats) { index in
            var generator = SeededGenerator(seed: seed, stream: UInt64(index) + 1)
            if let outcome = try? body(&generator) { outcomes.withLock { $0[index] = outcome } }
        }
        let found = outcomes.withLock { $0.compactMap(\.self) }
        let count = Double(found.count)
        let mean = found.reduce(0) { $0 + $1.estimate } / count
        let spread = (found.reduce(0) { $0 + ($1.estimate - mean) * ($1.estimate - mean) } / (count - 1))
            .squareRoot()
        let coverage = Double(found.count { $0.covers }) / count
        let rejected = Double(found.count { $0.rejects }) / count
        let failed = repeats - found.count
        return
            "| \(method) | \(design) | \(fixed(truth, 2)) | \(fixed(mean, 3)) ± \(fixed(spread / count.squareRoot(), 3)) "
            + "| \(percent(coverage)) ± \(percent(error(coverage, count))) | \(percent(rejected)) "
            + "| \(planned.map(percent) ?? "–") | \(failed) |"
    }

    private func error(_ share: Double, _ count: Double) -> Double {
        (share * (1 - share) / count).squareRoot()
    }

    private func fixed(_ value: Double, _ digits: Int) -> String {
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let whole = Int((value.magnitude * Double(scale)).rounded())
        let rest = String(whole % scale)
        let padded = String(repeating: "0", count: digits - rest.count) + rest
        return (value < 0 && whole > 0 ? "−" : "") + "\(whole / scale).\(padded)"
    }

    private func percent(_ share: Double) -> String { fixed(100 * share, 1) + " %" }
}
