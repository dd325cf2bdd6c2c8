import Dispatch
import Foundation
package import Services
import Synchronization

/// Where the keys of trials are kept: outside the database, and so outside its backups. Destroying a key
/// makes every copy of the trial's pupil rows unreadable, those in old backups too.
///
/// What is kept is each key sealed under the operator's key: whoever finds it alone can open nothing.
package protocol TrialKeys: Sendable {
    /// The sealed key of a trial; `nil` where there is none, or no longer.
    func sealedKey(of trial: ID<Trial>) async throws -> [UInt8]?
    /// Keeps a sealed key unless the trial has one.
    ///
    /// - Returns: The one that is kept: two processes may begin at the same time.
    func keep(_ sealed: [UInt8], of trial: ID<Trial>) async throws -> [UInt8]
    /// Destroys a trial's key for good. Does nothing where there is none.
    func destroy(of trial: ID<Trial>) async throws
}

/// Keys as files of one folder, a file a trial, readable by the program's own account only.
package struct TrialKeyFolder: TrialKeys {
    private let path: String

    /// - Parameter path: Made when the first key is kept. With several servers it is a folder that all share.
    package init(path: String) {
        self.path = path
    }

    package func sealedKey(of trial: ID<Trial>) async throws -> [UInt8]? {
        try await Self.aside { try read(trial) }
    }

    package func keep(_ sealed: [UInt8], of trial: ID<Trial>) async throws -> [UInt8] {
        try await Self.aside {
            // The rows that come are sealed under it: it is on the disk before them.
            do {
                try DurableFile.makeFolder(path, permissions: 0o700)
                try DurableFile.place(sealed, at: file(trial))
            } catch {
                throw TrialKeysError.unwritable(path)
            }
            guard let kept = try read(trial) else { throw TrialKeysError.unwritable(path) }
            return kept
        }
    }

    package func destroy(of trial: ID<Trial>) async throws {
        try await Self.aside {
            guard let sealed = try read(trial) else { return }
            // Overwritten first: on most disks that is only good manners, the seal under the operator's key is what counts.
            try Data(count: sealed.count).write(to: URL(fileURLWithPath: file(trial)))
            try FileManager.default.removeItem(atPath: file(trial))
            try DurableFile.synchronizeFolder(path)
        }
    }

    private func file(_ trial: ID<Trial>) -> String { "\(path)/\(trial).key" }

    private func read(_ trial: ID<Trial>) throws -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: file(trial)) else { return nil }
        return Array(try Data(contentsOf: URL(fileURLWithPath: file(trial))))
    }

    /// Files are read on a thread of their own, never on the cooperative pool.
    private static func aside<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws
        -> Result
    {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}

/// Keys that last as long as the program: for tests.
package final class TrialKeysInMemory: TrialKeys {
    private let keys = Mutex<[ID<Trial>: [UInt8]]>([:])

    package init() {}

    package func sealedKey(of trial: ID<Trial>) async throws -> [UInt8]? { keys.withLock { $0[trial] } }

    package func keep(_ sealed: [UInt8], of trial: ID<Trial>) async throws -> [UInt8] {
        keys.withLock { keys in
            let kept = keys[trial] ?? sealed
            keys[trial] = kept
            return kept
        }
    }

    package func destroy(of trial: ID<Trial>) async throws { keys.withLock { $0[trial] = nil } }
}

/// Why a key could not be kept; for the operator.
package enum TrialKeysError: Error, Equatable, Sendable {
    case unwritable(String)
}
