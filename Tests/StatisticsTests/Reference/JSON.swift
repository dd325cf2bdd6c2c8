import Foundation
import Synchronization
import Testing

/// A JSON value for reading reference figures: numbers, `"Infinity"`, and `null` for a missing figure.
@dynamicMemberLookup
struct JSON: @unchecked Sendable {
    let value: Any?

    init(_ value: Any?) { self.value = value is NSNull ? nil : value }

    init(contentsOf url: URL) throws {
        self.init(try JSONSerialization.jsonObject(with: Data(contentsOf: url)))
    }

    subscript(key: String) -> JSON { JSON((value as? [String: Any])?[key]) }
    subscript(dynamicMember key: String) -> JSON { self[key] }
    subscript(index: Int) -> JSON {
        guard let items = value as? [Any], items.indices.contains(index) else { return JSON(nil) }
        return JSON(items[index])
    }

    var isMissing: Bool { value == nil }
    var keys: [String] { ((value as? [String: Any])?.keys).map { $0.sorted() } ?? [] }
    var array: [JSON] { (value as? [Any])?.map { JSON($0) } ?? [] }
    var string: String? { value as? String }

    /// The number, or nil where the reference software gave none.
    var number: Double? {
        if let number = value as? NSNumber { return number.doubleValue }
        switch string {
        case "Infinity": return .infinity
        case "-Infinity": return -.infinity
        default: return nil
        }
    }

    var integer: Int? { number.map { Int($0) } }

    /// Numbers; a single number counts as one (R writes vectors of one as scalars).
    var numbers: [Double?] {
        if let items = value as? [Any] { return items.map { JSON($0).number } }
        return number.map { [$0] } ?? []
    }

    /// Rows of a matrix written either as rows or as `{rows, cols, m}`.
    var matrix: [[Double]] {
        let rows = value is [String: Any] ? self["m"] : self
        return rows.array.map { $0.numbers.map { $0 ?? .nan } }
    }
}

/// Where reference figures stand.
enum Reference {
    /// A figure file of the project: inputs we wrote or typed, with the software that made the figures.
    static func fixture(_ name: String) throws -> JSON {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "json"))
        return try cached(url)
    }

    private static let parsed = Mutex<[URL: JSON]>([:])

    /// Each file is parsed once, however many tests read it.
    private static func cached(_ url: URL) throws -> JSON {
        if let known = parsed.withLock({ $0[url] }) { return known }
        let json = try JSON(contentsOf: url)
        parsed.withLock { $0[url] = json }
        return json
    }

    /// The shared folder with the real files, set by `make verify-real`; without it those suites are
    /// disabled.
    static let realData: URL? = ProcessInfo.processInfo.environment["BRAID_REAL_DATA"]
        .map { URL(fileURLWithPath: $0) }

    static var hasRealData: Bool { realData != nil }

    /// A file of the shared `reference` folder; its absence is a failure, never a skip.
    static func real(_ name: String) throws -> JSON {
        let folder = try #require(realData, "BRAID_REAL_DATA is not set")
        return try cached(folder.appending(path: "reference/\(name)"))
    }

    /// Columns of a shared CSV by name; an empty or NA field is nil. Quotes may hold commas, not line ends.
    static func realTable(_ name: String) throws -> [String: [String?]] {
        let folder = try #require(realData, "BRAID_REAL_DATA is not set")
        let text = try String(contentsOf: folder.appending(path: "reference/\(name)"), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        let rows = lines.map(fields)
        var table: [String: [String?]] = [:]
        for (column, name) in (rows.first ?? []).enumerated() {
            table[name] = rows.dropFirst().map { row in
                row.indices.contains(column) && !row[column].isEmpty && row[column] != "NA"
                    ? row[column] : nil
            }
        }
        return table
    }
}

/// The fields of one CSV line, without their quotes.
private func fields(_ line: Substring) -> [String] {
    var fields = [""]
    var quoted = false
    for character in line where character != "\r" {
        switch character {
        case "\"": quoted.toggle()
        case "," where !quoted: fields.append("")
        default: fields[fields.count - 1].append(character)
        }
    }
    return fields
}

/// The larger of the absolute error and, where the expected value is not tiny, the relative one.
func disagreement(_ actual: Double, _ expected: Double) -> Double {
    if actual == expected { return 0 }
    guard actual.isFinite, expected.isFinite else { return .infinity }
    return abs(actual - expected) / abs(expected)
}

/// Expects `actual` within a relative tolerance, or within `floor` absolutely.
func expectClose(
    _ actual: Double,
    _ expected: Double,
    relative: Double,
    floor: Double = 1e-12,
    _ what: @autoclosure () -> String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let near = disagreement(actual, expected) <= relative || abs(actual - expected) <= floor
    #expect(
        near,
        "\(what()): \(actual) against \(expected), relative \(disagreement(actual, expected))",
        sourceLocation: sourceLocation
    )
}
