import Foundation

/// Where the rows of a file go that could not be taken.
package enum RejectedPlace {
    /// The place that somebody chose; else beside the file, as `FILE.rejected.csv`, or in the folder one is in when the file's
    /// own cannot be written to.
    ///
    /// - Returns: `nil` where they would take the place of the file itself.
    package static func path(of file: String, chosen: String?) -> String? {
        let path = chosen ?? beside(file)
        return place(of: path) == place(of: file) ? nil : path
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
}
