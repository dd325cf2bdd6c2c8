import Database
import Foundation
import Services

/// Asks again what a page or a form asked: the same statements, and nothing else.
struct Replay: Sendable {
    let transactions: [RecordedTransaction]
    /// Texts that must be different in each repetition: a form's key, an address, a reference.
    let drawnTexts: Set<String>

    func run(on database: any Database) async throws {
        for recorded in transactions {
            let statements = recorded.isWrite ? redrawn(recorded, database.dialect) : recorded.statements
            if recorded.isWrite {
                try await database.write(exclusively: recorded.exclusively) {
                    try Self.execute(statements, $0)
                }
            } else {
                try await database.read { transaction in
                    for statement in statements { _ = try transaction.rows(statement) }
                }
            }
        }
    }

    private static func execute(_ statements: [SQL], _ transaction: any Transaction) throws {
        for statement in statements {
            if statement.rendered(for: transaction.dialect).text.hasPrefix("SELECT") {
                _ = try transaction.rows(statement)
            } else {
                try transaction.execute(statement)
            }
        }
    }

    /// The statements with new identifiers and texts where the first run drew its own.
    private func redrawn(_ recorded: RecordedTransaction, _ dialect: Dialect) -> [SQL] {
        var numbers: [Int64: Int64] = [:]
        var texts: [String: String] = [:]
        return recorded.statements.map { statement in
            statement.replacingValues(dialect) { value in
                switch value {
                case .integer(let number)
                where number > 1 << 50 && !recorded.known.contains(number):
                    let new = numbers[number] ?? Int64.random(in: (1 << 50)...Int64.max)
                    numbers[number] = new
                    return .integer(new)
                case .text(let text) where isDrawn(text):
                    let new =
                        texts[text] ?? String(UInt64.random(in: 0...UInt64.max), radix: 36) + text.suffix(12)
                    texts[text] = new
                    return .text(new)
                default: return value
                }
            }
        }
    }

    private func isDrawn(_ text: String) -> Bool {
        drawnTexts.contains(text) || text.wholeMatch(of: /[2-9B-Z]{4}-[2-9B-Z]{4}/) != nil
    }
}

extension RecordedTransaction {
    /// How long each statement takes, the mean of a number of repetitions, in milliseconds.
    func times(_ repetitions: Int, on database: any Database) async throws -> [(
        text: String, milliseconds: Double
    )] {
        guard !isWrite else { return [] }
        var times: [(text: String, milliseconds: Double)] = []
        for statement in statements {
            let duration = try await database.read { transaction in
                let clock = ContinuousClock()
                return try clock.measure {
                    for _ in 0..<repetitions { _ = try transaction.rows(statement) }
                }
            }
            let text = statement.rendered(for: database.dialect).text
                .split(whereSeparator: \.isWhitespace).joined(separator: " ")
            times.append((text, duration / .milliseconds(1) / Double(repetitions)))
        }
        return times
    }
}

extension SQL {
    /// The same statement with other values bound.
    fileprivate func replacingValues(_ dialect: Dialect, _ change: (SQLValue) -> SQLValue) -> SQL {
        let (text, values) = rendered(for: dialect)
        let mark = dialect == .postgres ? "$" : "?"
        var rest = text[...]
        var changed: SQL = ""
        for (position, value) in values.enumerated() {
            guard let place = rest.firstRange(of: "\(mark)\(position + 1)") else { return self }
            changed += SQL(trusted: String(rest[..<place.lowerBound]))
            changed += "\(change(value))"
            rest = rest[place.upperBound...]
        }
        return changed + SQL(trusted: String(rest))
    }
}
