import CSV
import Database
import Workbooks
package import Services

extension Evidence {
    /// The findings under a strand with their studies, by label; each once.
    package func listedFindings(under strand: ID<Strand>) async throws -> [ListedFinding] {
        try await database.read { transaction in
            try transaction.listedFindings("WHERE link.strand_id = \(strand)")
        }
    }

    /// Writes the findings of a strand, or of all, a row for each strand that a finding stands under, piece by piece.
    ///
    /// - Returns: How many rows were written.
    @discardableResult
    package func exportFindings(
        under strand: ID<Strand>? = nil,
        write: ([UInt8]) throws -> Void
    ) async throws -> Int {
        var writer = CSVWriter()
        var count = 0
        writer.write(FindingSheet([]).headings)
        let strands = if let strand { [strand] } else { try await strandLinks().map(\.id) }
        for strand in strands {
            let sheet = FindingSheet(try await listedFindings(under: strand))
            for row in sheet.rows { writer.write(row.map(\.plain)) }
            count += sheet.rows.count
            try write(writer.take())
        }
        try write(writer.take())
        return count
    }
}

extension Transaction {
    /// Findings with their studies, a row for each strand that one stands under; one under none has a row, too.
    func listedFindings(_ condition: SQL) throws -> [ListedFinding] {
        try rows(
            """
            SELECT \(Finding.columns), study.citation, study.year, strand.slug AS strand_slug,
                intervention.name AS intervention_name,
                \(SQL.numberOfStudy(.doi)) AS doi, \(SQL.numberOfStudy(.eric)) AS eric,
                \(SQL.numberOfStudy(.wwc)) AS clearinghouse
            FROM finding
            LEFT JOIN finding_strand AS link ON link.finding_id = finding.id
            LEFT JOIN strand ON strand.id = link.strand_id
            LEFT JOIN study ON study.id = finding.study_id
            LEFT JOIN intervention ON intervention.id = finding.intervention_id
            \(condition)
            ORDER BY \(dialect.byteOrder("finding.label")), finding.id
            """
        ).map { row in
            let citation: String? = try row.get("citation")
            let doi: String? = try row.get("doi")
            let eric: String? = try row.get("eric")
            let clearinghouse: String? = try row.get("clearinghouse")
            let intervention: String? = try row.get("intervention_name")
            let strand: String? = try row.get("strand_slug")
            return ListedFinding(
                finding: try Finding(row: row),
                citation: citation ?? "",
                year: try row.get("year"),
                doi: doi ?? "",
                eric: eric ?? "",
                clearinghouse: clearinghouse ?? "",
                strand: strand ?? "",
                intervention: intervention ?? ""
            )
        }
    }
}

extension SQL {
    /// A number that others name the study of a row by.
    fileprivate static func numberOfStudy(_ scheme: StudyIdentifier.Scheme) -> SQL {
        """
        (SELECT min(value) FROM study_identifier AS named
            WHERE named.study_id = study.id AND named.scheme = \(scheme.rawValue))
        """
    }
}
