import Foundation
import Services
import Workbooks

extension Evidence {
    /// Writes every study as an Excel workbook.
    func exportWorkbook(under strand: ID<Strand>?, write: @concurrent ([UInt8]) async throws -> Void)
        async throws -> Int
    {
        let workbook = try Workbook(sheet: "Studies")
        workbook.write(
            heading: ReferenceSheet.Column.allCases.map {
                $0.rawValue.prefix(1).uppercased() + $0.rawValue.dropFirst()
            }
        )
        var count = 0
        try await forEachReference(under: strand) { references in
            for (_, reference) in references {
                workbook.write(ReferenceSheet.cells(reference).map { .text($0) })
            }
            count += references.count
        }
        try await write(try workbook.finish())
        return count
    }
}
