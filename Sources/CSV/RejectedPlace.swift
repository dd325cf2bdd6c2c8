import Foundation

/// Where the rows of a file go that could not be taken.
package enum RejectedPlace {
    /// What the column with the reasons is called, whatever was imported. A file that has one was written by an import, and
    /// may be replaced by the next one, or deleted where nothing is rejected any more; what else stands at the place is
    /// somebody's.
    package static let reason = "Why it was not taken"

    /// The place that somebody chose; else beside the file, as `FILE.rejected.csv`, or in the folder one is in when the file's
    /// own cannot be written to.
    ///
    /// - Throws: ``RejectedPlaceError`` where the rows would take the place of the file itself, or of anything that no import
    ///   wrote.
    package static func path(of file: String, chosen: String?) throws -> String {
        let path = chosen ?? beside(file)
        guard place(of: path) != place(of: file) else {
            throw RejectedPlaceError(
                "The rejected rows would take the place of the file itself. Name another place with --rejected."
            )
        }
        guard mayReplace(path) else {
            throw RejectedPlaceError(
                "\(path) is there already, and no import wrote it. Move it, or name another place for the rejected rows with --rejected."
            )
        }
        return path
    }

    private static func beside(_ file: String) -> String {
        let url = URL(fileURLWithPath: file)
        let folder = url.deletingLastPathComponent().path
        let isWritable = FileManager.default.isWritableFile(atPath: folder)
        return (isWritable ? file : url.lastPathComponent) + ".rejected.csv"
    }

    private static func place(of path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }

    /// Whether nothing stands there, nothing that could be lost, or the list of an earlier import.
    private static func mayReplace(_ path: String) -> Bool {
        // Of a symbolic link itself, also of one that leads nowhere.
        guard let facts = try? FileManager.default.attributesOfItem(atPath: path) else { return true }
        guard facts[.type] as? FileAttributeType == .typeRegular else { return false }
        if (facts[.size] as? NSNumber)?.int64Value == 0 { return true }
        guard let reader = try? CSVReader(path: path) else { return false }
        return reader.header.position(of: reason) != nil
    }
}

/// Why rejected rows cannot go where they should: one line, what is in the way and what to do.
package struct RejectedPlaceError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
