import Access
import Evidence
import Foundation
import HTTPTypes
import TestDatabases
import Testing

@testable import Website

/// The forest plot of a strand as it was when somebody last looked at it: from the rows of a file through the pool to
/// the page.
///
/// After a change that is meant: look at the page, then `BRAID_RECORD=1 swift test --filter StrandFigureTests` writes the
/// new text; read the difference.
@Suite("The figure of a strand")
struct StrandFigureTests {
    /// Made up: two findings of one study, one against, and one of few pupils.
    private static let file = """
        study,citation,year,effect,se,outcome,n treated,n control,topic
        Adams 2011: reading,"Adams, A. (2011). Lanterns in class.",2011,0.12,0.09,Reading,240,250,lanterns
        Adams 2011: writing,"Adams, A. (2011). Lanterns in class.",2011,0.25,0.10,Writing,240,250,lanterns
        Brown 2013,"Brown, B. (2013). Light and learning.",2013,0.31,0.14,Reading,100,104,lanterns
        Clark 2014,"Clark, C. (2014). No light at all.",2014,-0.05,0.06,Reading,560,548,lanterns
        Davis 2016,"Davis, D. (2016). Lanterns and a title that is long.",2016,0.22,0.11,Reading,160,170,lanterns
        Evans 2018,"Evans, E. (2018). Few pupils.",2018,0.9,0.55,Reading,8,7,lanterns
        Fry 2020,"Fry, F. (2020). Lanterns again.",2020,0.04,0.05,Reading,800,790,lanterns

        """

    @Test("shows what was looked at, drawing and numbers", arguments: TestEngine.available)
    func drawsWhatWasLookedAt(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            var options = FindingsImport(fileName: "lanterns.csv", source: "Made up", licence: "")
            options.strandColumn = "topic"
            let outcome = try await served.site.evidence.importFindings(
                Array(Self.file.utf8),
                options,
                by: .system("test")
            )
            #expect(outcome.added == 7, "\(outcome.rejected.map(\.reason))")
            let anyone = try await served.visitor(nil)
            let page = try await served.ask(.get, "/evidence/strands/lanterns", as: anyone)
            let section = try #require(page.text.range(of: "id=\"findings\""))
            let rest = page.text[section.upperBound...]
            let start = try #require(rest.range(of: "<figure"))
            let end = try #require(rest.range(of: "</figure>"))
            let figure = Self.numbered(String(rest[start.lowerBound..<end.upperBound]))
            // One element a line, so that a difference shows where it is.
            let text = figure.replacing("><", with: ">\n<") + "\n"
            if ProcessInfo.processInfo.environment["BRAID_RECORD"] != nil {
                let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
                try Data(text.utf8).write(to: folder.appending(path: "strand-forest.html"))
                return
            }
            let file = try #require(
                Bundle.module.url(
                    forResource: "strand-forest",
                    withExtension: "html",
                    subdirectory: "Golden"
                )
            )
            let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            let pairs = zip(text.split(separator: "\n"), golden.split(separator: "\n"))
            let first: (Substring, Substring)? = pairs.first { $0 != $1 }
            #expect(text == golden, "first difference: \(String(describing: first))")
        }
    }

    /// The text with the studies numbered as they come: their identifiers are drawn anew each time.
    private static func numbered(_ text: String) -> String {
        var numbers: [Substring: Int] = [:]
        return text.replacing(/\/evidence\/studies\/([0-9A-Za-z]{13})/) { match -> String in
            let number = numbers[match.output.1] ?? numbers.count + 1
            numbers[match.output.1] = number
            return "/evidence/studies/\(number)"
        }
    }
}
