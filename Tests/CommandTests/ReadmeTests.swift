import Foundation
import Testing

/// The lines of the documents that one can type are typed.
@Suite("Samples in the documents")
struct ReadmeTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The commands of the README's fenced blocks.
    static func samples() throws -> [String] {
        let text = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let blocks = text.split(separator: "```sh\n").dropFirst().compactMap {
            $0.split(separator: "```").first
        }
        return blocks.flatMap { $0.split(separator: "\n") }
            .map { $0.split(separator: "#", maxSplits: 1)[0].trimmingCharacters(in: .whitespaces) }
            .filter {
                $0.hasPrefix("braid ") && !$0.hasPrefix("braid serve") && !$0.contains("&& braid serve")
            }
    }

    @Test("Every command of the README runs")
    func readme() async throws {
        let samples = try Self.samples()
        #expect(samples.count >= 5)
        try await Command.inFolder { command in
            try command.write("edubasealldata.csv", CommandFiles.establishments)
            try command.write("pupils.csv", CommandFiles.pupils)
            try command.write("findings.csv", CommandFiles.findings)
            try command.write("schools.csv", CommandFiles.schools)
            _ = try await command.run("migrate")
            for sample in samples {
                let words = sample.split(separator: " ").dropFirst().map(String.init)
                let result = try await command.run(words)
                #expect(result.code == 0, "\(sample): \(result.errors)")
            }
        }
    }

    @Test("Every setting is documented, and nothing else")
    func settings() throws {
        let source = try String(
            contentsOf: Self.root.appending(path: "Sources/braid/Configuration/Settings.swift"),
            encoding: .utf8
        )
        let document = try String(
            contentsOf: Self.root.appending(path: "docs/operations.md"),
            encoding: .utf8
        )
        let known = Set(source.matches(of: /BRAID_[A-Z_]+/).map { String($0.output) })
        let told = Set(document.matches(of: /`(BRAID_[A-Z_]+)`/).map { String($0.1) })
        #expect(known.subtracting(told).isEmpty, "not in docs/operations.md: \(known.subtracting(told))")
    }

    @Test("Every make target stands in its help")
    func targets() throws {
        let makefile = try String(contentsOf: Self.root.appending(path: "Makefile"), encoding: .utf8)
        let targets = makefile.matches(of: /(?m)^([a-z-]+):/).map { String($0.1) }.filter { $0 != "help" }
        #expect(targets.count >= 6)
        for target in targets {
            #expect(makefile.contains("make \(target) "), "make help does not name \(target)")
        }
    }
}
