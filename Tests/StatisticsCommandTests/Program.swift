import Foundation
import Testing

/// The built program, run as a person runs it.
enum Program {
    struct Answer {
        let code: Int32
        let output: String
        let errors: String

        /// The answer as JSON; a failure shows what the program said.
        func json() throws -> [String: Any] {
            try #require(code == 0, "\(errors)")
            let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
            return try #require(value as? [String: Any])
        }
    }

    /// Beside the test bundle, where the build puts every product.
    private static let executable: URL = {
        let bundle = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
        var folder = bundle.deletingLastPathComponent()
        while folder.pathComponents.count > 1 {
            let candidate = folder.appending(path: "braid")
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isFolder),
                !isFolder.boolValue
            {
                return candidate
            }
            folder = folder.deletingLastPathComponent()
        }
        return URL(fileURLWithPath: ".build/debug/braid")
    }()

    /// The folder that holds the program, for shells.
    static var folder: String { executable.deletingLastPathComponent().path }

    /// Runs a command to its end; what it prints goes through files, which never fill up or get interrupted.
    static func run(_ arguments: [String]) throws -> Answer {
        let folder = try Folder()
        let output = try folder.write("", as: "output")
        let errors = try folder.write("", as: "errors")
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
        try process.run()
        process.waitUntilExit()
        return Answer(
            code: process.terminationStatus,
            output: try folder.read("output"),
            errors: try folder.read("errors")
        )
    }

    static func run(_ arguments: String...) throws -> Answer { try run(arguments) }
}

/// Files of one test, removed with it.
final class Folder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "braid-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file and gives its path.
    func write(_ text: String, as name: String = "file.csv") throws -> String {
        try write(Data(text.utf8), as: name)
    }

    func write(_ data: Data, as name: String) throws -> String {
        let place = url.appending(path: name)
        try data.write(to: place)
        return place.path
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func read(_ name: String) throws -> String {
        try String(contentsOf: url.appending(path: name), encoding: .utf8)
    }
}

/// Reading of answers.
extension Dictionary where Key == String, Value == Any {
    func number(_ key: String) -> Double { (self[key] as? NSNumber)?.doubleValue ?? .nan }
    func part(_ key: String) -> [String: Any] { self[key] as? [String: Any] ?? [:] }
    func list(_ key: String) -> [[String: Any]] { self[key] as? [[String: Any]] ?? [] }
    func isNull(_ key: String) -> Bool { self[key] is NSNull }
}

func expectNear(
    _ actual: Double,
    _ expected: Double,
    relative: Double = 1e-9,
    _ what: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(
        abs(actual - expected) <= relative * max(abs(expected), 1e-6),
        "\(what): \(actual) against \(expected)",
        sourceLocation: sourceLocation
    )
}
