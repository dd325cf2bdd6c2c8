import Foundation
import Synchronization

/// Shows how far long work has come, on standard error: one line that is drawn again on a terminal, a plain
/// line now and then where the output is piped. Standard output stays free for results.
final class Progress: Sendable {
    /// What a person counts.
    enum Unit: Sendable {
        case rows
        case bytes
    }

    /// What is told beside the share that is done.
    private enum Detail {
        /// How many things a person counts.
        case items(Int)
        /// What is being done, where the parts are too different to be counted.
        case doing(String)
    }

    private struct State {
        var lastShown: ContinuousClock.Instant?
        var lastTenth = 0
        var hasLine = false
    }

    private let name: String
    private let unit: Unit
    private let start: ContinuousClock.Instant
    private let isTerminal: Bool
    private let state: Mutex<State>

    init(
        name: String,
        unit: Unit = .rows,
        isTerminal: Bool = isatty(FileHandle.standardError.fileDescriptor) == 1
    ) {
        self.name = name
        self.unit = unit
        self.isTerminal = isTerminal
        start = .now
        state = Mutex(State())
    }

    /// - Parameters:
    ///   - done: Work done, in any unit, such as bytes.
    ///   - total: All of it; 0 where nobody can say, and then there is no bar and no time left.
    ///   - items: What a person counts, such as rows.
    func show(done: Int, of total: Int, items: Int) { show(done, total, .items(items)) }

    /// - Parameters:
    ///   - done: Work done, in any unit.
    ///   - total: All of it.
    ///   - doing: What is being done, such as `bookings`.
    func show(done: Int, of total: Int, doing: String) { show(done, total, .doing(doing)) }

    private func show(_ done: Int, _ total: Int, _ detail: Detail) {
        let elapsed = start.duration(to: .now)
        let line: String? = state.withLock { state in
            isTerminal
                ? bar(&state, done, total, detail, elapsed)
                : plainLine(&state, done, total, detail, elapsed)
        }
        if let line { FileHandle.standardError.write(Data(line.utf8)) }
    }

    /// Takes the line away, so that something can be printed in its place; it is drawn again below.
    func clear() {
        let hasLine = state.withLock { state in
            defer { (state.hasLine, state.lastShown) = (false, nil) }
            return state.hasLine
        }
        if hasLine { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }

    /// Ends the line that is drawn again and again.
    func finish() {
        let hasLine = state.withLock { $0.hasLine }
        if hasLine { FileHandle.standardError.write(Data("\n".utf8)) }
    }

    /// Ten times a second, and at the end.
    private func bar(
        _ state: inout State,
        _ done: Int,
        _ total: Int,
        _ detail: Detail,
        _ elapsed: Duration
    ) -> String? {
        let now = ContinuousClock.now
        if let last = state.lastShown, last.duration(to: now) < .milliseconds(100), total == 0 || done < total
        {
            return nil
        }
        state.lastShown = now
        state.hasLine = true
        guard total > 0 else {
            return "\r\u{1B}[K\(name) \(words(detail, elapsed).joined(separator: " · "))"
        }
        let share = Double(done) / Double(total)
        let full = Int((share * 24).rounded(.down))
        let drawn = String(repeating: "█", count: full) + String(repeating: "░", count: 24 - full)
        // The bar stands for the amount.
        let words = Array(words(detail, elapsed).suffix(1)) + [Self.left(share, elapsed)]
        return "\r\u{1B}[K\(name) \(drawn) \(Self.percent(share)) · \(words.joined(separator: " · "))"
    }

    /// At each tenth of the work, if it takes more than a second; every ten seconds where nobody knows how much it is.
    private func plainLine(
        _ state: inout State,
        _ done: Int,
        _ total: Int,
        _ detail: Detail,
        _ elapsed: Duration
    ) -> String? {
        guard total > 0 else {
            let tens = Int(elapsed / .seconds(10))
            guard tens > state.lastTenth else { return nil }
            state.lastTenth = tens
            return "\(name): \(words(detail, elapsed).joined(separator: ", "))\n"
        }
        guard elapsed > .seconds(1) else { return nil }
        let tenth = done * 10 / total
        guard tenth > state.lastTenth else { return nil }
        state.lastTenth = tenth
        let share = Double(done) / Double(total)
        let words = [Self.percent(share)] + words(detail, elapsed) + [Self.left(share, elapsed)]
        return "\(name): \(words.joined(separator: ", "))\n"
    }

    /// The amount and how many a second, or what is being done.
    private func words(_ detail: Detail, _ elapsed: Duration) -> [String] {
        switch detail {
        case .items(let items): [amount(items), rate(items, elapsed)]
        case .doing(let text): [text]
        }
    }

    private static func percent(_ share: Double) -> String { "\(Int(share * 100)) %" }

    private func rate(_ items: Int, _ elapsed: Duration) -> String {
        let seconds = elapsed / .seconds(1)
        return seconds > 0 ? "\(amount(Int(Double(items) / seconds)))/s" : amount(items)
    }

    private func amount(_ items: Int) -> String {
        switch unit {
        case .rows: "\(items) rows"
        case .bytes: "\((Double(items) / 100_000).rounded() / 10) MB"
        }
    }

    static func left(_ share: Double, _ elapsed: Duration) -> String {
        guard share > 0 else { return "time left unknown" }
        let seconds = Int((elapsed / .seconds(1) * (1 - share) / share).rounded(.up))
        return seconds >= 60 ? "\(seconds / 60) min \(seconds % 60) s left" : "\(seconds) s left"
    }
}
