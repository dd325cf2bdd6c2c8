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

    /// The key is on the disk before anything is sealed with it.
    private static func make(_ path: String, _ services: Services) throws {
        do {
            try DurableFile.makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
            try DurableFile.place(Array((SecretKey(services).text + "\n").utf8), at: path)
        } catch {
            throw CommandFailure("cannot write the key file \(path): check its folder", code: 73)
        }
    }
}
