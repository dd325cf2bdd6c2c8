import Foundation
import Services
import Testing

@testable import Trials

@Suite("Keys of trials in a folder")
struct TrialKeyFolderTests {
    private static func withFolder(_ body: (String, TrialKeyFolder) async throws -> Void) async throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: place) }
        let path = place.appending(path: "trials").path
        try await body(path, TrialKeyFolder(path: path))
    }

    private static let trial: ID<Trial> = ID(rawValue: 7)

    @Test("The first key stays, and each trial has its own until it is destroyed")
    func keeping() async throws {
        try await Self.withFolder { path, keys in
            #expect(try await keys.sealedKey(of: Self.trial) == nil)
            #expect(try await keys.keep([1, 2], of: Self.trial) == [1, 2])
            #expect(try await keys.keep([3, 4], of: Self.trial) == [1, 2])
            #expect(try await keys.keep([5], of: ID(rawValue: 8)) == [5])
            #expect(try await TrialKeyFolder(path: path).sealedKey(of: Self.trial) == [1, 2])
            #expect(try FileManager.default.contentsOfDirectory(atPath: path).count == 2)
            try await keys.destroy(of: Self.trial)
            try await keys.destroy(of: Self.trial)
            #expect(try await keys.sealedKey(of: Self.trial) == nil)
            #expect(try await keys.sealedKey(of: ID(rawValue: 8)) == [5])
        }
    }

    @Test("Of many that begin at once one key is kept, and all hear which")
    func atOnce() async throws {
        try await Self.withFolder { _, keys in
            let kept = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for number: UInt8 in 1...8 {
                    group.addTask { try await keys.keep([number], of: Self.trial) }
                }
                var kept: Set<[UInt8]> = []
                for try await key in group { kept.insert(key) }
                return kept
            }
            #expect(kept.count == 1)
            #expect(try await keys.sealedKey(of: Self.trial) == kept.first)
        }
    }

    @Test("A folder that cannot be written to is said, and no key is given out")
    func unwritable() async throws {
        try await Self.withFolder { path, _ in
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            // A file stands where the folder would be.
            try Data([1]).write(to: URL(fileURLWithPath: path))
            await #expect(throws: TrialKeysError.unwritable(path)) {
                try await TrialKeyFolder(path: path).keep([1], of: Self.trial)
            }
        }
    }
}
