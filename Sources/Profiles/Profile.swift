import Foundation
package import Services

/// What every table of outside facts carries: which it is, who says so, whether anyone here has read the
/// original, and since when it holds.
package protocol Profile: Decodable, Sendable {
    /// Stable, such as `eef-trial`: stored beside every number that was made with it.
    var id: String { get }
    /// How pages name it: "EEF trial scale".
    var title: String { get }
    var source: String { get }
    /// Whether the values were read in the original source. A note for who keeps the tables, which readers of a page
    /// cannot act on: docs/statistics says where they were not.
    var isChecked: Bool { get }
    var effectiveFrom: LocalDate { get }
    var note: String { get }
    /// What is wrong with the values; empty when they can be used.
    var faults: [String] { get }
}

/// Why a profile cannot be used.
package enum ProfileError: Error, Equatable, Sendable {
    /// The file is not a table of this kind.
    case unreadable(name: String)
    case faulty(id: String, faults: [String])
}

/// Reads a profile from its file.
///
/// - Throws: ``ProfileError``.
package func readProfile<Table: Profile>(_ bytes: [UInt8], name: String) throws(ProfileError) -> Table {
    let table: Table
    do {
        table = try JSONDecoder().decode(Table.self, from: Data(bytes))
    } catch {
        throw .unreadable(name: name)
    }
    guard table.faults.isEmpty else { throw .faulty(id: table.id, faults: table.faults) }
    return table
}

extension LocalDate: Decodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text: String = try container.decode(String.self)
        guard let day = LocalDate(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a day: \(text)")
        }
        self = day
    }
}
