import Foundation
import Testing

/// The commands of the worked example are run, and print what the document says.
@Suite struct WorkedExampleTests {
    private static let documents = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/statistics")

    struct Step {
        let command: String
        /// What it prints; `nil` where the document does not show it.
        var output: String?
    }

    /// Shell blocks in order, each with the text block that follows it at once.
    static func steps() throws -> [Step] {
        let text = try String(contentsOf: documents.appending(path: "worked-example.md"), encoding: .utf8)
        var steps: [Step] = []
        var language: String?
        var block: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("```") else {
                if language != nil { block.append(line) }
                continue
            }
            guard let open = language else {
                language = String(line.dropFirst(3))
                block = []
                continue
            }
            let content = block.joined(separator: "\n")
            if open == "sh" { steps.append(Step(command: content)) }
            if open == "text", !steps.isEmpty { steps[steps.count - 1].output = content }
            language = nil
        }
        return steps
    }

    @Test func theFileOfTheExampleIsTheOneTheSeedGives() throws {
        let file = try String(
            contentsOf: Self.documents.appending(path: "examples/star-like.csv"),
            encoding: .utf8
        )
        #expect(file == StarLike.csv())
    }

    @Test func everyCommandPrintsWhatTheDocumentSays() throws {
        let folder = try Folder()
        _ = try folder.write(StarLike.csv(), as: "star-like.csv")
        let steps = try Self.steps()
        #expect(steps.count >= 6)
        for step in steps {
            let output = folder.path("printed")
            _ = try folder.write("", as: "printed")
            let shell = Process()
            shell.executableURL = URL(fileURLWithPath: "/bin/sh")
            shell.arguments = ["-e", "-c", step.command]
            shell.currentDirectoryURL = folder.url
            var environment = ProcessInfo.processInfo.environment
            environment["PATH"] = "\(Program.folder):\(environment["PATH"] ?? "/usr/bin:/bin")"
            shell.environment = environment
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
            shell.standardOutput = handle
            shell.standardError = handle
            try shell.run()
            shell.waitUntilExit()
            let printed = try folder.read("printed")
            #expect(shell.terminationStatus == 0, "\(step.command): \(printed)")
            if let expected = step.output {
                #expect(printed.trimmingCharacters(in: .newlines) == expected, "\(step.command)")
            }
        }
        #expect(try folder.read("forest.svg").contains("river"))
    }
}
