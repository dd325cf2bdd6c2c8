import Foundation

/// A small file that other things rest on, such as a key: it outlives a loss of power from the moment its writing has
/// returned, its name too, and whoever reads a file of its name reads a whole one.
package enum DurableFile {
    /// Makes a folder with those above it, unless it is there.
    ///
    /// - Parameter permissions: Of the folders made; what the system gives otherwise.
    package static func makeFolder(_ path: String, permissions: Int? = nil) throws {
        var missing: [String] = []
        var place = URL(fileURLWithPath: path).standardizedFileURL
        while place.path != "/", !FileManager.default.fileExists(atPath: place.path) {
            missing.append(place.path)
            place.deleteLastPathComponent()
        }
        guard !missing.isEmpty else { return }
        let attributes: [FileAttributeKey: Any]? = permissions.map { [.posixPermissions: $0] }
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: attributes
        )
        // The name of each new folder stands in the one above it.
        for folder in missing {
            try synchronizeFolder(URL(fileURLWithPath: folder).deletingLastPathComponent().path)
        }
    }

    /// Puts a file in its place, readable by the program's own account only, unless one of this name is there: of
    /// several programs that begin at once the first one's stays, for all of them.
    ///
    /// It is written beside its place and linked there.
    ///
    /// - Throws: Where it is not on the disk; also where the file that was there may not be.
    package static func place(_ bytes: [UInt8], at path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        if !FileManager.default.fileExists(atPath: path) {
            let draft = "\(path).\(UUID().uuidString)"
            let file = FileHandle(fileDescriptor: try create(draft), closeOnDealloc: true)
            defer { try? FileManager.default.removeItem(atPath: draft) }
            try file.write(contentsOf: Data(bytes))
            try file.synchronize()
            try file.close()
            // Refused where another program was faster, whose file stays.
            try? FileManager.default.linkItem(atPath: draft, toPath: path)
            guard FileManager.default.fileExists(atPath: path) else { throw CocoaError(.fileWriteUnknown) }
        }
        // Also where the file was there: who linked it may have lost its power before this line.
        try synchronizeFolder(folder)
    }

    /// Makes an empty file that only the program's own account can read, for another program or library to fill: it has
    /// these permissions from the first byte on.
    ///
    /// - Throws: Where it cannot be made, and where there is one of this name.
    package static func makeEmpty(at path: String) throws {
        close(try create(path))
    }

    private static func create(_ path: String) throws -> CInt {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        return descriptor
    }

    /// Waits until the names in a folder are on the disk.
    package static func synchronizeFolder(_ path: String) throws {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw CocoaError(.fileReadUnknown) }
        defer { close(descriptor) }
        // Some file systems cannot do this for a folder and say so: they keep names in order by themselves.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw CocoaError(.fileWriteUnknown) }
    }
}
