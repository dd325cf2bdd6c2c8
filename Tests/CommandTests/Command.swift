import Foundation
import Testing

/// The program as a shell runs it, in a folder of its own.
struct Command: Sendable {
    let folder: URL

    struct Result: Sendable {
        let code: Int32
        let output: String
        let errors: String

        var errorLines: [Substring] { errors.split(separator: "\n") }
    }

    /// Beside the tests' own program.
    static let program: URL = {
        if let path = ProcessInfo.processInfo.environment["BRAID_PROGRAM"] { return URL(filePath: path) }
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return project.appending(path: ".build/debug/braid")
    }()

    static func inFolder<Answer>(_ body: (Command) async throws -> Answer) async throws -> Answer {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "braid-command-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(Command(folder: folder))
    }

    /// Runs `braid` and waits for its end, away from the cooperative pool.
    func run(_ arguments: String...) async throws -> Result { try await run(arguments) }

    func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Result {
        let folder = folder
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Swift.Result { try Self.wait(arguments, in: folder, environment) })
            }
        }
    }

    func write(_ name: String, _ lines: [String]) throws {
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: name))
    }

    func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    private static func wait(_ arguments: [String], in folder: URL, _ environment: [String: String]) throws
        -> Result
    {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("BRAID_") }
        variables.merge(environment) { $1 }
        process.environment = variables
        // Files, not pipes: nothing has to be emptied while the program runs.
        let names = ["out-\(UUID().uuidString)", "errors-\(UUID().uuidString)"]
        let files = names.map { FileManager.default.temporaryDirectory.appending(path: $0) }
        defer { for file in files { try? FileManager.default.removeItem(at: file) } }
        for file in files { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return Result(
            code: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: files[0]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self)
        )
    }
}

/// Small files for the commands, written by us.
enum CommandFiles {
    static let pupils: [String] =
        ["school,group,pre,post,fsm"]
        + (0..<80).map { number in
            let school = number / 10
            let pre = 90 + number * 7 % 21
            let post = pre + number * 5 % 11 + (school.isMultiple(of: 2) ? 3 : 0)
            return "S\(school),\(school.isMultiple(of: 2) ? 1 : 0),\(pre),\(post),\(number % 3 == 0 ? 1 : 0)"
        }

    static let findings: [String] =
        ["study,yi,vi"] + ["A,0.17,0.0064", "B,0.06,0.0144", "C,0.25,0.01", "D,0.11,0.0081", "E,0.02,0.0049"]

    static let schools: [String] =
        ["urn,phase"] + (1...12).map { "\(100_000 + $0),\($0 <= 6 ? "primary" : "secondary")" }

    static let establishments: [String] = [
        "URN,EstablishmentName,LA (code),LA (name),TypeOfEstablishment (name),EstablishmentStatus (name),PhaseOfEducation (name),Town,Postcode",
        "900101,Addlerford Mill Primary School,501,Marsh Coast,Community school,Open,Primary,Addlerford,QA1 2BC",
        "900102,Addlerford High School,501,Marsh Coast,Academy converter,Open,Secondary,Addlerford,QA1 3BC",
        "abc,No number,501,Marsh Coast,Community school,Open,Primary,Addlerford,QA1 4BC",
    ]
}
