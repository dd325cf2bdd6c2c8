import CArchive

extension ZipArchive {
    /// Some files of an archive that somebody sent.
    ///
    /// - Parameters:
    ///   - wanted: The names of the files to unpack; others are passed over.
    ///   - most: The most bytes that they may unpack to, together: a small archive can hold gigabytes.
    /// - Returns: Those that are there, by name.
    /// - Throws: ``ArchiveError`` when it is no such archive, is damaged, or is too large.
    package static func files(
        of bytes: [UInt8],
        named wanted: Set<String>,
        most: Int
    ) throws(ArchiveError) -> [String: [UInt8]] {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 16)
        defer { unsafe copy.deallocate() }
        unsafe copy.copyBytes(from: bytes)
        guard let archive = unsafe archive_read_new() else { throw ArchiveError.refused("no memory") }
        defer { unsafe _ = archive_read_free(archive) }
        try unsafe check(archive_read_support_format_zip(archive), archive)
        try unsafe check(archive_read_open_memory(archive, copy.baseAddress, bytes.count), archive)
        var files: [String: [UInt8]] = [:]
        var left = most
        var entry: OpaquePointer?
        while true {
            let status = unsafe archive_read_next_header(archive, &entry)
            if status == ARCHIVE_EOF { return files }
            try unsafe check(status, archive)
            guard let name = unsafe archive_entry_pathname(entry).map({ unsafe String(cString: $0) }),
                wanted.contains(name), files[name] == nil
            else { continue }
            let content = try unsafe content(of: archive, most: left)
            left -= content.count
            files[name] = content
        }
    }

    /// The bytes of the file that stands next in an archive.
    private static func content(of archive: OpaquePointer, most: Int) throws(ArchiveError) -> [UInt8] {
        let room = 65_536
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
        defer { unsafe buffer.deallocate() }
        var content: [UInt8] = []
        while true {
            let count = unsafe archive_read_data(archive, buffer.baseAddress, room)
            if count == 0 { return content }
            guard count > 0 else { throw ArchiveError.refused(unsafe reason(archive)) }
            guard content.count + count <= most else { throw ArchiveError.tooLarge }
            unsafe content.append(contentsOf: buffer.prefix(count))
        }
    }
}
