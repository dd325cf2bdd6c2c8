import Foundation
import Services
import Testing

@Suite("Files that other things rest on")
struct DurableFileTests {
    /// A folder that is gone after the test.
    private static func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "durable-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private static func permissions(_ path: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test("The first one stays, whole, for its owner alone, with nothing beside it")
    func firstStays() throws {
        try Self.inFolder { folder in
            let path = folder.appending(path: "a.key").path
            try DurableFile.place([1, 2, 3], at: path)
            try DurableFile.place([9, 9], at: path)
            #expect(Array(try Data(contentsOf: URL(fileURLWithPath: path))) == [1, 2, 3])
            #expect(try Self.permissions(path) == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.key"])
        }
    }

    @Test("Folders are made with those above them, with the permissions asked for")
    func folders() throws {
        try Self.inFolder { folder in
            let path = folder.appending(path: "one").appending(path: "two").path
            try DurableFile.makeFolder(path, permissions: 0o700)
            try DurableFile.makeFolder(path, permissions: 0o700)
            #expect(try Self.permissions(path) == 0o700)
        }
    }

    @Test("What cannot be on the disk is refused, not passed over")
    func refused() throws {
        try Self.inFolder { folder in
            let file = folder.appending(path: "file").path
            try DurableFile.place([1], at: file)
            #expect(throws: (any Error).self) { try DurableFile.makeFolder("\(file)/under") }
            #expect(throws: (any Error).self) { try DurableFile.place([1], at: "\(file)/under/a.key") }
            #expect(throws: (any Error).self) {
                try DurableFile.synchronizeFolder(folder.appending(path: "nowhere").path)
            }
        }
    }
}
