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
    /// Whether a person changed it, not a later file.
    let isCorrection: Bool
    /// Whether it was taken out of the library.
    package let isRemoval: Bool
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
        isCorrection = try row.get("is_correction")
        isRemoval = try row.get("is_removal")
        replacedAt = try row.get("replaced_at")
    }
}

extension FindingRevision {
    /// Whether a row of a file says the same of a finding; what belongs to its study is not compared.
    func says(_ row: CheckedFinding, of finding: Finding) -> Bool {
        let listed = ListedFinding(
            finding: Finding(row, in: finding),
            citation: "",
            year: nil,
            doi: "",
            strand: "",
            intervention: ""
        )
        let ofStudy: Set<FindingColumn> = [
            .citation, .year, .doi, .eric, .clearinghouse, .strand, .intervention,
        ]
        let other = listed.values
        return FindingColumn.allCases.allSatisfy {
            ofStudy.contains($0) || value(of: $0) == other[$0.title] ?? ""
        }
    }
}

extension Finding {
    /// What a row of a file would make of a finding.
    fileprivate init(_ row: CheckedFinding, in finding: Finding) {
        self.init(
            id: finding.id,
            origin: finding.origin,
            study: finding.study,
            intervention: finding.intervention,
            label: row.label,
            effect: row.effect,
            variance: row.variance,
            metric: row.metric,
            outcomeDomain: row.outcomeDomain,
            population: row.population,
            phase: row.phase,
            design: row.design,
            treatedCount: row.treatedCount,
            controlCount: row.controlCount,
            details: row.details,
            provenance: finding.provenance,
            version: finding.version
        )
    }
}

extension ListedFinding {
    /// By the titles of ``FindingColumn``; without what is empty.
    fileprivate var values: [String: String] {
        let sheet = FindingSheet([self])
        let filled = zip(sheet.headings, sheet.rows[0]).filter { $1 != .empty }
        return Dictionary(filled.map { ($0, $1.plain) }) { first, _ in first }
    }
}

extension FindingRevision {
    /// The strands that it stood under, by address.
    var strands: [String] { value(of: .strand).split(separator: " ").map(String.init) }

    fileprivate static func text(ofStrands slugs: [String]) -> String {
        slugs.filter { !$0.isEmpty }.sorted().joined(separator: " ")
    }
}

extension Transaction {
    /// Keeps what a finding says now, before it is changed or taken out.
    func keepRevision(
        of id: ID<Finding>,
        reason: String,
        isCorrection: Bool,
        isRemoval: Bool = false,
        at time: Date
    ) throws {
        let rows = try listedFindings("WHERE finding.id = \(id)")
        guard let now = rows.first else { return }
        var values = now.values
        values[FindingColumn.strand.title] = FindingRevision.text(ofStrands: rows.map(\.strand))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let record = try encoder.encode(values)
        try execute(
            """
            INSERT INTO finding_revision
                (finding_id, version, study_id, record, reason, is_correction, replaced_at, is_removal, source_key,
                 intervention_id, provenance_id)
            VALUES (\(id), \(now.finding.version), \(now.finding.study), \(String(decoding: record, as: UTF8.self)),
                \(reason), \(isCorrection), \(time), \(isRemoval),
                (SELECT source_key FROM finding WHERE id = \(id)), \(now.finding.intervention),
                \(now.finding.provenance))
            """
        )
    }
}
