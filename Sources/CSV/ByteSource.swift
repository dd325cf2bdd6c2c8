import Foundation

/// Where a reader's bytes come from: a file, piece by piece, or memory.
final class ByteSource {
    private let storage: Storage
    private var position = 0

    private enum Storage {
        case memory([UInt8])
        case file(FileHandle, path: String)
    }

    static let pieceLength = 256 * 1024

    /// The number of bytes, for showing progress.
    let count: Int

    init(_ bytes: [UInt8]) {
        storage = .memory(bytes)
        count = bytes.count
    }

    init(path: String) throws(CSVError) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw .unreadable(path: path, reason: "there is no such file")
        }
        guard !isDirectory.boolValue else {
            throw .unreadable(path: path, reason: "it is a folder; name the file inside it")
        }
        guard !Self.isDevice(path) else {
            throw .unreadable(path: path, reason: "it is a device, which may have no end; name a file")
        }
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            count = Int(try handle.seekToEnd())
            try handle.seek(toOffset: 0)
            storage = .file(handle, path: path)
        } catch {
            throw .unreadable(
                path: path,
                reason: "it cannot be opened, or is a pipe; save the data to a file first"
            )
        }
    }

    /// Whether a path leads to a device, such as `/dev/zero`, from which as much can be read as anybody wants.
    private static func isDevice(_ path: String) -> Bool {
        let end = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let facts = try? FileManager.default.attributesOfItem(atPath: end)
        let type = facts?[.type] as? FileAttributeType
        return type == .typeCharacterSpecial || type == .typeBlockSpecial
    }

    /// The next piece; empty at the end.
    func next() throws(CSVError) -> [UInt8] {
        switch storage {
        case .memory(let bytes):
            let end = min(bytes.count, position + Self.pieceLength)
            defer { position = end }
            return Array(bytes[position..<end])
        case .file(let handle, let path):
            do {
                let piece = try handle.read(upToCount: Self.pieceLength) ?? Data()
                return [UInt8](piece)
            } catch {
                throw .unreadable(path: path, reason: "reading stopped before its end")
            }
        }
    }

    /// Goes to a byte, counted from 0.
    func rewind(to offset: Int) throws(CSVError) {
        switch storage {
        case .memory: position = offset
        case .file(let handle, let path):
            do { try handle.seek(toOffset: UInt64(offset)) } catch {
                throw .unreadable(path: path, reason: "it is a pipe; save the data to a file first")
            }
        }
    }
}
