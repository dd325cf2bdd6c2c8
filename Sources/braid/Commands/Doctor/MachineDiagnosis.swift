import Database
import Foundation

/// What `braid doctor` sees of the machine: the search index's folder, the port, the disk.
struct MachineDiagnosis {
    private let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    var lines: [DiagnosisLine] { [searchLine, portLine] + (diskLine.map { [$0] } ?? []) }

    private var searchLine: DiagnosisLine {
        let path = URL(fileURLWithPath: settings.searchIndex).path
        let folder = nearestFolder(of: path)
        var isFolder: ObjCBool = false
        _ = unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
        let files = FileManager.default
        var closed: String?
        if !isFolder.boolValue || !files.isWritableFile(atPath: folder) {
            closed = folder
        } else if files.fileExists(atPath: path), !files.isWritableFile(atPath: path) {
            // Another user's, such as of a command that ran as root.
            closed = path
        }
        return DiagnosisLine(
            subject: "search index",
            finding: path,
            advice: closed.map {
                "\($0) cannot be written: give it to the user whom Braid runs as, or set BRAID_SEARCH_INDEX to a file in a folder that Braid may write."
            }
        )
    }

    /// What is there already of the way to a file: the rest would be made.
    private func nearestFolder(of path: String) -> String {
        var folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
            folder.deleteLastPathComponent()
        }
        return folder.path
    }

    private var portLine: DiagnosisLine {
        switch PortState(host: settings.host, port: settings.port) {
        case .free:
            DiagnosisLine(subject: "port", finding: "\(settings.port) is free")
        case .braid:
            DiagnosisLine(subject: "port", finding: "\(settings.port): Braid is serving")
        case .taken:
            DiagnosisLine(
                subject: "port",
                finding: "\(settings.port) is taken by another program",
                advice: "Stop that program, or choose another port with BRAID_PORT."
            )
        case .refused(let reason):
            DiagnosisLine(
                subject: "port",
                finding: "\(settings.host):\(settings.port) cannot be listened on: \(reason)",
                advice: "Check BRAID_HOST and BRAID_PORT."
            )
        case .unknown:
            DiagnosisLine(subject: "port", finding: "\(settings.port), not looked at")
        }
    }

    /// A gigabyte, and room for another copy of a database file.
    private var diskLine: DiagnosisLine? {
        let folder = nearestFolder(of: settings.isPostgres ? settings.searchIndex : settings.database)
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value else { return nil }
        let needed = max(1_000_000_000, settings.databaseBytes)
        let text = ByteCountFormatter.string(fromByteCount: free, countStyle: .file)
        return DiagnosisLine(
            subject: "disk",
            finding: "\(text) free at \(folder)",
            advice: free < needed
                ? "Make room: a full disk stops all writing, and a copy needs as much as the database." : nil
        )
    }
}
