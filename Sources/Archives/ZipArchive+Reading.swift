import CArchive

extension ZipArchive {
    /// Some files of an archive that somebody sent.
    ///
    /// - Parameters:
    ///   - wanted: The names of the files to unpack, in ASCII; others are passed over, whatever they are called.
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
            // A warning tells of a name that is not ASCII, or of a difference between the two headers of a file; what
            // is read of a damaged file does not have its checksum, and is refused below.
            if status != ARCHIVE_WARN { try unsafe check(status, archive) }
            guard let name = unsafe archive_entry_pathname(entry).map({ unsafe String(cString: $0) }),
                wanted.contains(name), files[name] == nil
            else { continue }
            let content = try unsafe content(of: archive, most: left)
            left -= content.count
            files[name] = content
        }
    }

    /// The bytes of the file that stands next in an archive, with the checksum that the archive names: a warning is
    /// refused here.
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
