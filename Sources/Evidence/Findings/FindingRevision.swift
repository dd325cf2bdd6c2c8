package import Database
package import Foundation
package import Services
import Workbooks

/// What a finding said until it was changed or taken out.
package struct FindingRevision: Sendable, Equatable {
    package let finding: ID<Finding>
    package let version: Int
    /// By the titles of ``FindingColumn``, as a table of findings has them.
    package let values: [String: String]
    package let reason: String
    package let replacedAt: Date

    package func value(of column: FindingColumn) -> String { values[column.title] ?? "" }
}

extension FindingRevision: RowReadable {
    package init(row: Row) throws {
        finding = try row.get("finding_id")
        version = try row.get("version")
        let record: String = try row.get("record")
        values = (try? JSONDecoder().decode([String: String].self, from: Data(record.utf8))) ?? [:]
        reason = try row.get("reason")
        replacedAt = try row.get("replaced_at")
    }
}

extension Transaction {
    /// Keeps what a finding says now, before it is changed or taken out.
    func keepRevision(of id: ID<Finding>, reason: String, at time: Date) throws {
        guard let now = try listedFindings("WHERE finding.id = \(id)").first else { return }
        let sheet = FindingSheet([now])
        let values = zip(sheet.headings, sheet.rows[0]).filter { $1 != .empty }
            .map { ($0, $1.plain) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let record = try encoder.encode(Dictionary(values) { first, _ in first })
        try execute(
            """
            INSERT INTO finding_revision (finding_id, version, study_id, record, reason, replaced_at)
            VALUES (\(id), \(now.finding.version), \(now.finding.study), \(String(decoding: record, as: UTF8.self)),
                \(reason), \(time))
            """
        )
    }
}
