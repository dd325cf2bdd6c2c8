import Foundation
import Synchronization

/// Shows how far long work has come, on standard error: one line that is drawn again on a terminal, a plain
/// line now and then where the output is piped. Standard output stays free for results.
final class Progress: Sendable {
    private struct State {
        var lastShown: ContinuousClock.Instant?
        var lastTenth = 0
        var hasLine = false
    }

    private let name: String
    private let start: ContinuousClock.Instant
    private let isTerminal: Bool
    private let state: Mutex<State>

    init(name: String, isTerminal: Bool = isatty(FileHandle.standardError.fileDescriptor) == 1) {
        self.name = name
        self.isTerminal = isTerminal
        start = .now
        state = Mutex(State())
    }

    /// - Parameters:
    ///   - done: Work done, in any unit, such as bytes.
    ///   - items: What a person counts, such as rows.
    func show(done: Int, of total: Int, items: Int) {
        let elapsed = start.duration(to: .now)
        let line: String? = state.withLock { state in
            isTerminal
                ? Self.bar(&state, name, done, total, items, elapsed)
                : Self.plainLine(&state, name, done, total, items, elapsed)
        }
        if let line { FileHandle.standardError.write(Data(line.utf8)) }
    }

    /// Ends the line that is drawn again and again.
    func finish() {
        let hasLine = state.withLock { $0.hasLine }
        if hasLine { FileHandle.standardError.write(Data("\n".utf8)) }
    }

    /// Ten times a second, and at the end.
    private static func bar(
        _ state: inout State,
        _ name: String,
        _ done: Int,
        _ total: Int,
        _ items: Int,
        _ elapsed: Duration
    ) -> String? {
        let now = ContinuousClock.now
        if let last = state.lastShown, last.duration(to: now) < .milliseconds(100), done < total {
            return nil
        }
        state.lastShown = now
        state.hasLine = true
        let share = total > 0 ? Double(done) / Double(total) : 1
        let full = Int((share * 24).rounded(.down))
        let drawn = String(repeating: "█", count: full) + String(repeating: "░", count: 24 - full)
        return
            "\r\u{1B}[K\(name) \(drawn) \(percent(share)) · \(rate(items, elapsed)) · \(left(share, elapsed))"
    }

    /// At each tenth of the work, if it takes more than a second.
    private static func plainLine(
        _ state: inout State,
        _ name: String,
        _ done: Int,
        _ total: Int,
        _ items: Int,
        _ elapsed: Duration
    ) -> String? {
        guard total > 0, elapsed > .seconds(1) else { return nil }
        let tenth = done * 10 / total
        guard tenth > state.lastTenth else { return nil }
        state.lastTenth = tenth
        let share = Double(done) / Double(total)
        return "\(name): \(percent(share)), \(items) rows, \(rate(items, elapsed)), \(left(share, elapsed))\n"
    }

    private static func percent(_ share: Double) -> String { "\(Int(share * 100)) %" }

    private static func rate(_ items: Int, _ elapsed: Duration) -> String {
        let seconds = elapsed / .seconds(1)
        return seconds > 0 ? "\(Int(Double(items) / seconds)) rows/s" : "\(items) rows"
    }

    static func left(_ share: Double, _ elapsed: Duration) -> String {
        guard share > 0 else { return "time left unknown" }
        let seconds = Int((elapsed / .seconds(1) * (1 - share) / share).rounded(.up))
        return seconds >= 60 ? "\(seconds / 60) min \(seconds % 60) s left" : "\(seconds) s left"
    }
}
