import Database
import Foundation
package import Services

extension Evidence {
    /// Writes every study in a format, piece by piece: memory does not grow with the library.
    ///
    /// - Parameters:
    ///   - strand: Only studies with findings under it.
    ///   - write: Handed each piece of the file.
    /// - Returns: How many studies were written.
    @discardableResult
    package func exportReferences(
        as format: ExportFormat,
        under strand: ID<Strand>? = nil,
        write: @concurrent ([UInt8]) async throws -> Void
    ) async throws -> Int {
        guard var writer = format.writer() else {
            return try await exportWorkbook(under: strand, write: write)
        }
        var count = 0
        try await forEachReference(under: strand) { references in
            for (id, reference) in references { writer.write(reference, key: id.description) }
            count += references.count
            try await write(writer.take())
        }
        try await write(writer.finish())
        return count
    }

    /// The studies in the order of their identifiers, 500 at a time.
    func forEachReference(
        under strand: ID<Strand>?,
        _ body: ([(ID<Study>, Reference)]) async throws -> Void
    ) async throws {
        var last = ID<Study>(rawValue: -1)
        while true {
            let after = last
            let batch = try await database.read { transaction in
                let filter: SQL =
                    strand.map {
                        """
                        AND EXISTS (SELECT 1 FROM finding JOIN finding_strand AS link ON link.finding_id = finding.id
                            WHERE finding.study_id = study.id AND link.strand_id = \($0))
                        """
                    } ?? ""
                let ids: [ID<Study>] = try transaction.column(
                    """
                    SELECT id FROM study WHERE id > \(after) AND merged_into IS NULL \(filter) ORDER BY id LIMIT 500
                    """
                )
                let references = try transaction.references(of: ids)
                return ids.compactMap { id in references[id].map { (id, $0) } }
            }
            guard let end = batch.last else { return }
            last = end.0
            try await body(batch)
        }
    }
}
