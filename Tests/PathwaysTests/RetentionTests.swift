import Foundation
import Pathways
import Testing

@Suite struct `Retention periods` {
    /// docs/data-protection.md, read beside this file's project.
    private static func document() throws -> String {
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: project.appending(path: "docs/data-protection.md"), encoding: .utf8)
    }

    @Test(arguments: Retention.allCases) func `stand in the data protection guide as the job keeps them`(
        kind: Retention
    ) throws {
        let lines = try Self.document().split(separator: "\n")
        let line = try #require(
            lines.first { $0.contains("| `\(kind.rawValue)` |") },
            "\(kind) is not documented"
        )
        #expect(line.contains("| \(kind.days) "), "\(line)")
    }
}
