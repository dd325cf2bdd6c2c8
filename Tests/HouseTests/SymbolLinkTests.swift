import Foundation
import Testing

/// What documentation of the statistics library may link to: types, and members by their names with labels.
struct DeclaredNames {
    private(set) var types: Set<String> = []
    private(set) var members: Set<String> = []

    /// Adds what a source file declares.
    mutating func read(_ source: String) {
        let code = source.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
        for match in code.matches(of: /\b(?:struct|enum|class|actor|protocol|typealias)\s+(\w+)/) {
            types.insert(String(match.1))
        }
        for match in code.matches(of: /\b(?:var|let)\s+(\w+)/) { members.insert(String(match.1)) }
        for match in code.matches(of: /\bfunc\s+(\w+)(?:<[^>(]*>)?\(|\b(init)(?:<[^>(]*>)?\(/) {
            guard let name = match.1 ?? match.2 else { continue }
            members.insert("\(name)(" + Self.labels(code[match.range.upperBound...]) + ")")
        }
        for match in code.matches(of: /\bcase\s+(\w+)(\()?/) {
            let name = String(match.1)
            members.insert(
                match.2 == nil ? name : "\(name)(" + Self.labels(code[match.range.upperBound...]) + ")"
            )
        }
    }

    /// The labels of a list of parameters that begins after its bracket: `a:_:` of `a: Int, _ b: Int)`.
    private static func labels(_ rest: Substring) -> String {
        var depth = 0
        var parameter = ""
        var labels = ""
        for character in rest {
            if depth == 0, character == "," || character == ")" {
                let colon = parameter.firstIndex(of: ":")
                let words = (colon.map { parameter[..<$0] } ?? "_").split(whereSeparator: \.isWhitespace)
                if let label = words.first, parameter.contains(where: { !$0.isWhitespace }) {
                    labels += label + ":"
                }
                if character == ")" { return labels }
                parameter = ""
                continue
            }
            if "([{".contains(character) { depth += 1 }
            if ")]}".contains(character) { depth -= 1 }
            // What stands in brackets belongs to a type or a default.
            parameter.append(depth > 0 ? "·" : character)
        }
        return labels
    }

    /// Whether a link such as `Type/member(label:)` leads somewhere.
    func hold(_ link: String) -> Bool {
        let parts = link.split(separator: "/").map(String.init)
        guard let last = parts.last else { return false }
        return parts.dropLast().allSatisfy(types.contains) && (types.contains(last) || members.contains(last))
    }
}

/// `make documentation` builds the archive and fails on a broken link, too; this needs no other tool and a second.
@Suite("Documentation of the statistics library")
struct SymbolLinkTests {
    static let library = project.appendingPathComponent("Sources/Statistics")
    static let landing = "Sources/Statistics/Statistics.docc/Statistics.md"

    private static func files(_ suffix: String) -> [URL] {
        let all = FileManager.default.enumerator(at: library, includingPropertiesForKeys: nil)
        return (all?.allObjects as? [URL] ?? []).filter { $0.pathExtension == suffix }
    }

    private static func names() throws -> DeclaredNames {
        var names = DeclaredNames()
        for file in files("swift") { names.read(try String(contentsOf: file, encoding: .utf8)) }
        names.read("enum Statistics {}")
        return names
    }

    @Test("every link to a symbol leads somewhere")
    func links() throws {
        let names = try Self.names()
        var count = 0
        for file in Self.files("swift") + Self.files("md") {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /``([^`\n]+)``/) {
                count += 1
                #expect(names.hold(String(match.1)), "\(file.lastPathComponent): \(match.1)")
            }
        }
        #expect(count > 150)
    }

    @Test("the check sees a link that leads nowhere")
    func theCheckCanFail() {
        var names = DeclaredNames()
        names.read(
            """
            // struct Gone {}
            public struct Fit {
                public static func made(
                    _ values: [String: Double],
                    by weights: (Int, Int) -> Double = { $0 + $1 },
                    level: Double = 0.95
                ) throws -> Fit {}
                init(rows: Int) {}
                let count: Int
            }
            enum Wrong { case tooFew(Int, needed: Int), none }
            """
        )
        let good = [
            "Fit", "Fit/made(_:by:level:)", "made(_:by:level:)", "Fit/init(rows:)", "Fit/count",
            "Wrong/tooFew(_:needed:)",
        ]
        for link in good { #expect(names.hold(link), "\(link)") }
        let bad = ["Gone", "Fit/made(_:weights:level:)", "Fit/made", "Misfit/count", "Wrong/tooFew"]
        for link in bad { #expect(!names.hold(link), "\(link)") }
    }

    @Test("the landing page lists every article")
    func articles() throws {
        let page = try text(of: Self.landing)
        let folder = project.appendingPathComponent("docs/statistics").path
        let articles = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            $0.hasSuffix(".md")
        }
        #expect(articles.count > 20)
        for article in articles { #expect(page.contains("`\(article)`"), "\(article)") }
    }
}
