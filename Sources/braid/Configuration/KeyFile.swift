import Accounts
import Foundation
import Services

/// The file with the key that pupil rows and second factors are encrypted with.
enum KeyFile {
    /// Reads the key; makes one, readable by this user only, when there is none yet.
    ///
    /// - Throws: ``CommandFailure`` when the file holds something else: it is never overwritten.
    static func readOrMake(_ path: String, services: Services) throws -> SecretKey {
        if FileManager.default.fileExists(atPath: path) {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8), let key = SecretKey(text)
            else {
                throw CommandFailure.configuration(
                    "\(path) does not hold a key of 32 bytes in base64: put the right file back"
                )
            }
            return key
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let key = SecretKey(services)
        let isMade = FileManager.default.createFile(
            atPath: path,
            contents: Data((key.text + "\n").utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard isMade else {
            throw CommandFailure("cannot write the key file \(path): check its folder", code: 73)
        }
        return key
    }
}
