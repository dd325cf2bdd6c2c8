import Foundation
import Statistics
import Testing

/// The shared trial files, read only where `BRAID_REAL_DATA` names their folder.
enum RealTrials {
    /// A CSV of the shared reference folder with every column that reads as numbers made numeric.
    static func table(_ name: String) throws -> DataTable {
        let columns = try Reference.realTable(name)
        var converted: [(String, DataTable.Column)] = []
        for (name, texts) in columns {
            let numbers: [Double?] = texts.map { text in text.map { Double($0) ?? .infinity } ?? .nan }
            if numbers.contains(where: { $0 == .infinity }) {
                converted.append((name, .labels(texts)))
            } else {
                converted.append((name, .numbers(numbers.map { $0 ?? .nan })))
            }
        }
        return try DataTable(converted)
    }

    /// The right-hand side of an R formula of plain columns, `a * b` and `a:b`, without its random part.
    static func terms(_ formula: String) -> [Term] {
        let right: Substring = formula.split(separator: "~")[1]
        let fixed: String = String(right).replacing(/\([^)]*\|[^)]*\)/, with: "")
        var terms: [Term] = [.intercept]
        var interactions: [Term] = []
        for part in fixed.split(separator: "+") {
            let names: [String] = part.split(separator: "*").map { $0.trimmingCharacters(in: .whitespaces) }
            for name in names where !name.isEmpty && name != "1" {
                terms.append(.number(name))
            }
            if names.count == 2 {
                interactions.append(.interaction(.number(names[0]), .number(names[1])))
            }
        }
        return terms + interactions
    }

    /// The name of the outcome of an R formula.
    static func outcome(_ formula: String) -> String {
        formula.split(separator: "~")[0].trimmingCharacters(in: .whitespaces)
    }
}

/// Expects numbers in order, each within a relative tolerance.
func expectClose(
    _ actual: [Double],
    _ expected: [Double?],
    relative: Double,
    floor: Double = 1e-12,
    _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(actual.count == expected.count, "\(what): counts", sourceLocation: sourceLocation)
    for (index, pair) in zip(actual, expected).enumerated() {
        guard let value = pair.1 else { continue }
        expectClose(
            pair.0,
            value,
            relative: relative,
            floor: floor,
            "\(what)[\(index)]",
            sourceLocation: sourceLocation
        )
    }
}
