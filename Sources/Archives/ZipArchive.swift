import CArchive
package import Foundation

/// Several files in one ZIP file, written and read in memory by libarchive.
package enum ZipArchive {
    package struct File: Sendable {
        package let name: String
        package let bytes: [UInt8]

        package init(_ name: String, _ bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// - Parameters:
    ///   - files: In the order in which they stand in the archive; names are relative and in ASCII.
    ///   - time: The time that every file carries.
    /// - Throws: ``ArchiveError`` when libarchive refuses, which a file that fits into memory does not bring
    ///   about.
    package static func bytes(of files: [File], at time: Date) throws(ArchiveError) -> [UInt8] {
        // Deflate never makes more than a few bytes a block longer; headers hold each name twice.
        let room = files.reduce(65_536) {
            $0 + $1.bytes.count + $1.bytes.count / 8 + 2 * $1.name.utf8.count + 512
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
        defer { unsafe buffer.deallocate() }
        guard let archive = unsafe archive_write_new() else { throw ArchiveError.refused("no memory") }
        defer { unsafe _ = archive_write_free(archive) }
        var used = 0
        try unsafe check(archive_write_set_format_zip(archive), archive)
        try unsafe check(archive_write_set_bytes_in_last_block(archive, 1), archive)
        try unsafe check(archive_write_open_memory(archive, buffer.baseAddress, room, &used), archive)
        for file in files { try unsafe write(file, at: time, to: archive) }
        try unsafe check(archive_write_close(archive), archive)
        return unsafe Array(buffer.prefix(used))
    }

    private static func write(_ file: File, at time: Date, to archive: OpaquePointer) throws(ArchiveError) {
        guard let entry = unsafe archive_entry_new() else { throw ArchiveError.refused("no memory") }
        defer { unsafe archive_entry_free(entry) }
        unsafe archive_entry_set_pathname(entry, file.name)
        unsafe archive_entry_set_size(entry, Int64(file.bytes.count))
        unsafe archive_entry_set_filetype(entry, 0o100000)
        unsafe archive_entry_set_perm(entry, 0o644)
        unsafe archive_entry_set_mtime(entry, Int(time.timeIntervalSince1970.rounded(.down)), 0)
        try unsafe check(archive_write_header(archive, entry), archive)
        let written = unsafe archive_write_data(archive, file.bytes, file.bytes.count)
        guard written == file.bytes.count else { throw ArchiveError.refused(unsafe reason(archive)) }
    }

    static func check(_ status: Int32, _ archive: OpaquePointer) throws(ArchiveError) {
        guard status == ARCHIVE_OK else { throw ArchiveError.refused(unsafe reason(archive)) }
    }

    static func reason(_ archive: OpaquePointer) -> String {
        unsafe archive_error_string(archive).map { unsafe String(cString: $0) } ?? "unknown reason"
    }
}

/// Why an archive could not be written or read; for the log.
package enum ArchiveError: Error, Equatable, Sendable {
    case refused(String)
    /// What is wanted of it unpacks to more than is taken.
    case tooLarge
}
