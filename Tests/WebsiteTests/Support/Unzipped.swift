import CZlib
import Foundation

/// The files in a ZIP archive, read by its central directory: what a spreadsheet program meets.
enum Unzipped {
    static func files(_ archive: [UInt8]) -> [String: String] {
        func number(_ at: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(archive[at + $1]) << (8 * $1) }
        }
        var files: [String: String] = [:]
        var at = 0
        while at + 46 <= archive.count {
            // A central record: PK 1 2.
            guard archive[at] == 0x50, archive[at + 1] == 0x4B, archive[at + 2] == 1, archive[at + 3] == 2
            else {
                at += 1
                continue
            }
            let (method, packed, plain) = (number(at + 10, 2), number(at + 20, 4), number(at + 24, 4))
            let (nameCount, local) = (number(at + 28, 2), number(at + 42, 4))
            let name = String(decoding: archive[(at + 46)..<(at + 46 + nameCount)], as: UTF8.self)
            let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
            let content = Array(archive[start..<(start + packed)])
            let bytes = method == 0 ? content : inflated(content, to: plain)
            files[name] = String(decoding: bytes, as: UTF8.self)
            at += 46 + nameCount + number(at + 30, 2) + number(at + 32, 2)
        }
        return files
    }

    /// What a compressed answer says; its last four bytes are how much that is.
    static func gzip(_ packed: [UInt8]) -> [UInt8] {
        let count = packed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        return inflated(packed, to: count, windowBits: 15 + 16)
    }

    /// - Parameter windowBits: Below zero, raw deflate without zlib's own header.
    private static func inflated(_ packed: [UInt8], to count: Int, windowBits: Int32 = -15) -> [UInt8] {
        var packed = packed
        var plain = [UInt8](repeating: 0, count: max(count, 1))
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, size) == Z_OK else { return [] }
        defer { inflateEnd(&stream) }
        let made = packed.withUnsafeMutableBufferPointer { from in
            plain.withUnsafeMutableBufferPointer { to in
                stream.next_in = from.baseAddress
                stream.avail_in = UInt32(from.count)
                stream.next_out = to.baseAddress
                stream.avail_out = UInt32(to.count)
                return inflate(&stream, Z_FINISH) == Z_STREAM_END ? Int(stream.total_out) : 0
            }
        }
        return Array(plain.prefix(made))
    }
}
