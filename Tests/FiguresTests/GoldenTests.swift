import Figures
import Foundation
import Testing

/// The SVG text of each kind of plot as it was when somebody last looked at it.
///
/// After a change that is meant: look at the pictures, then `FIGURES_RECORD=1 swift test --filter
/// GoldenTests` writes the new text, and the difference goes through review.
struct GoldenTests {
    @Test(arguments: Samples.all)
    func drawsWhatWasLookedAt(sample: Samples.Sample) throws {
        let figure: Figure = try sample.plot.figure(id: sample.name, width: .narrow)
        // One element a line, so that a difference shows where it is.
        let text: String =
            figure.svg().replacing("><", with: ">\n<") + "\n<!--\n" + Self.lines(figure.table) + "-->\n"
        if ProcessInfo.processInfo.environment["FIGURES_RECORD"] != nil {
            let folder: URL = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
            try Data(text.utf8).write(to: folder.appending(path: sample.name + ".svg"))
            return
        }
        let file: URL = try #require(
            Bundle.module.url(forResource: sample.name, withExtension: "svg", subdirectory: "Golden")
        )
        let golden: String = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let pairs = zip(text.split(separator: "\n"), golden.split(separator: "\n"))
        let first: (Substring, Substring)? = pairs.first { $0 != $1 }
        #expect(text == golden, "first difference: \(String(describing: first))")
    }

    /// The table behind the picture, one row a line.
    static func lines(_ table: FigureTable) -> String {
        let rows: [[String]] = [[table.caption], table.headings] + table.rows.map { $0.map { $0.text } }
        return rows.map { $0.joined(separator: " | ") + "\n" }.joined()
    }
}
