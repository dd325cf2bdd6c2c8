import Figures
import Foundation
import Testing

struct DocumentationTests {
    static let guide: String? = {
        let root: URL = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try? String(contentsOf: root.appending(path: "docs/figures.md"), encoding: .utf8)
    }()

    @Test(arguments: Samples.all)
    func theGuideNamesEveryPlot(sample: Samples.Sample) throws {
        let name: String = String(describing: type(of: sample.plot))
        #expect(try #require(Self.guide).contains("| `\(name)` |"))
    }

    @Test func theGuideNamesEveryColourThatAPageMaySet() throws {
        let guide: String = try #require(Self.guide)
        for name in StylesheetTests.palette.keys { #expect(guide.contains("`--\(name)`"), "\(name)") }
    }
}
