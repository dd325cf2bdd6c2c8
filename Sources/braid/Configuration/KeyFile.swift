import Accounts
import Foundation
import Services

/// The file with the key that pupil rows and second factors are encrypted with.
enum KeyFile {
    /// Reads the key; makes one, readable by this user only, when there is none yet. Of several programs that begin at once
    /// one makes it, and the others read that one: what is sealed with a key that is nowhere kept is lost.
    ///
    /// - Throws: ``CommandFailure`` when the file holds something else: it is never overwritten.
    static func readOrMake(_ path: String, services: Services) throws -> SecretKey {
        if !FileManager.default.fileExists(atPath: path) { try make(path, services) }
        guard let key = read(path) else {
            throw CommandFailure.configuration(
                "\(path) does not hold a key of 32 bytes in base64: put the right file back"
            )
        }
        return key
    }

    /// The key that a file holds; `nil` where it cannot be read or holds something else.
    static func read(_ path: String) -> SecretKey? {
        (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { SecretKey($0) }
    }

    /// Writes a key beside its place and links it there, so that a file of this name is always whole and the first one
    /// stays. It is on the disk before anything is sealed with it.
    private static func make(_ path: String, _ services: Services) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let draft = "\(path).\(UUID().uuidString)"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        defer { try? FileManager.default.removeItem(atPath: draft) }
        do {
            guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try file.write(contentsOf: Data((SecretKey(services).text + "\n").utf8))
            try file.synchronize()
            try file.close()
            // Refused where another program was faster, whose key is read then.
            try? FileManager.default.linkItem(atPath: draft, toPath: path)
            guard FileManager.default.fileExists(atPath: path) else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            throw CommandFailure("cannot write the key file \(path): check its folder", code: 73)
        }
        let place = open(folder, O_RDONLY)
        if place >= 0 {
            fsync(place)
            close(place)
        }
    }
}
