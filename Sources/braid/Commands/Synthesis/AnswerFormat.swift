import ArgumentParser
import CSV
import Foundation

/// How a calculation prints its answer.
enum AnswerFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv, markdown
}

/// Reads an option by the raw value of an enumeration of the library.
func named<Value: RawRepresentable & CaseIterable>(_ text: String) throws -> Value
where Value.RawValue == String {
    if let value = Value(rawValue: text) { return value }
    let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("“\(text)” is not one of: \(names).")
}

/// Prints rows of cells, the first of them the header.
enum AnswerPrinter {
    /// - Throws: A mistake in the data where a number of the answer is infinite or none.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch is EncodingError {
            throw CommandFailure.data("These numbers are too large or too small to compute with.")
        }
    }

    static func csv(_ rows: [[String]]) -> String {
        var writer = CSVWriter(byteOrderMark: false)
        for row in rows { writer.write(row) }
        return String(decoding: writer.take(), as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    static func markdown(_ rows: [[String]]) -> String {
        var lines = rows.map {
            "| " + $0.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        if let header = rows.first {
            lines.insert("|" + header.map { _ in "---|" }.joined(), at: 1)
        }
        return lines.joined(separator: "\n")
    }

    static func table(_ rows: [[String]]) -> String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }
            .joined(separator: "  ")
        }
        .joined(separator: "\n")
    }
}
