import Foundation
import Testing

/// Where a suite takes its figures from: the project's own file, or all of the shared ones.
enum ReferenceSource: String, Sendable, CaseIterable, CustomTestStringConvertible {
    /// Small published tables typed into `Fixtures/synthesis.json`.
    case project
    /// The shared folder: only with BRAID_REAL_DATA, and then a missing file fails.
    case shared

    static var available: [ReferenceSource] { Reference.hasRealData ? allCases : [.project] }

    var testDescription: String { rawValue }

    /// A figure file by its shared name; in the project's file the same name holds a part of it.
    func file(_ name: String) throws -> JSON {
        switch self {
        case .project: try Reference.fixture("synthesis").files[name]
        case .shared: try Reference.real(name)
        }
    }

    /// Columns of a table by the shared name of its file.
    func table(_ name: String) throws -> [String: [String?]] {
        switch self {
        case .shared: return try Reference.realTable(name)
        case .project:
            let columns = try Reference.fixture("synthesis").tables[name]
            try #require(!columns.keys.isEmpty, "\(name)")
            var table: [String: [String?]] = [:]
            for key in columns.keys {
                table[key] = columns[key].array.map { $0.string == "" ? nil : $0.string }
            }
            return table
        }
    }
}
