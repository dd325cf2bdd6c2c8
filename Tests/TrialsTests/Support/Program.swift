import Foundation
import Testing

/// The built program, run as a person runs it on a file of a trial.
enum Program {
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

    /// What a command answers as JSON, of a file that stands in its folder.
    static func json(_ words: [String], file: [UInt8], named name: String) throws -> [String: Any] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "braid-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(file).write(to: folder.appending(path: name))
        let (output, errors) = (folder.appending(path: "output"), folder.appending(path: "errors"))
        for place in [output, errors] { try Data().write(to: place) }
        let process = Process()
        process.executableURL = executable
        process.currentDirectoryURL = folder
        process.arguments = words + ["--format", "json"]
        // What it prints goes through files, which never fill up or get interrupted.
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        let said = try String(contentsOf: errors, encoding: .utf8)
        try #require(process.terminationStatus == 0, "\(said)")
        let answer = try JSONDecoder().decode(Value.self, from: Data(contentsOf: output))
        return try #require(answer.object as? [String: Any])
    }

    /// A value whose numbers are the very ones that were written: `JSONSerialization` reads long ones as decimals, which
    /// can cost the last digit.
    private enum Value: Decodable {
        case null
        case flag(Bool)
        case number(Double)
        case text(String)
        case list([Value])
        case keyed([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Bool.self) {
                self = .flag(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else if let value = try? container.decode(String.self) {
                self = .text(value)
            } else if let values = try? container.decode([Value].self) {
                self = .list(values)
            } else {
                self = .keyed(try container.decode([String: Value].self))
            }
        }

        var object: Any {
            switch self {
            case .null: NSNull()
            case .flag(let value): value
            case .number(let value): NSNumber(value: value)
            case .text(let value): value
            case .list(let values): values.map(\.object)
            case .keyed(let values): values.mapValues(\.object)
            }
        }
    }

    /// The words of a command as a shell takes them apart: spaces, and single quotation marks around words with spaces.
    static func words(_ line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var (isQuoted, isThere) = (false, false)
        for character in line {
            switch character {
            case "'":
                isQuoted.toggle()
                isThere = true
            case " " where !isQuoted:
                if isThere { words.append(word) }
                (word, isThere) = ("", false)
            default:
                word.append(character)
                isThere = true
            }
        }
        return isThere ? words + [word] : words
    }
}

extension [String: Any] {
    func part(_ name: String) -> [String: Any] { self[name] as? [String: Any] ?? [:] }
    func list(_ name: String) -> [[String: Any]] { self[name] as? [[String: Any]] ?? [] }
    /// Not a number where there is none, which equals nothing.
    func number(_ name: String) -> Double { (self[name] as? NSNumber)?.doubleValue ?? .nan }
    func isNull(_ name: String) -> Bool { self[name] is NSNull }
}
