import CZlib
import NIOCore

/// Compresses answers (RFC 1952). In one shot: every answer of the site is in memory.
enum Gzip {
    /// Below this size the headers cost more than is saved, and it all fits one packet.
    static let worthwhileBytes = 1_200

    /// Fast for what is compressed on every request, small for what is kept. Not the smallest: on a map of twenty
    /// thousand dots zlib's last three levels save eight in a hundred bytes and take thirteen times as long, which the
    /// first reader waits for.
    enum Effort: Int32 {
        case each = 2
        case kept = 6
    }

    /// The bytes compressed, or `nil` if zlib refuses (it has no memory).
    static func compressed(_ bytes: ByteBuffer, _ effort: Effort) -> ByteBuffer? {
        var stream = unsafe z_stream()
        // 15 bits of window and 16 for a gzip header.
        let isReady = unsafe deflateInit2_(
            &stream,
            effort.rawValue,
            Z_DEFLATED,
            15 + 16,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard isReady == Z_OK else { return nil }
        defer { unsafe deflateEnd(&stream) }
        let bound = unsafe Int(deflateBound(&stream, UInt(bytes.readableBytes)))
        var result = ByteBufferAllocator().buffer(capacity: bound)
        let isWhole: Bool = unsafe bytes.withUnsafeReadableBytes { input in
            var isWhole = false
            unsafe result.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { output in
                // zlib only reads its input; the C type says otherwise.
                unsafe stream.next_in = UnsafeMutablePointer(
                    mutating: input.bindMemory(to: UInt8.self).baseAddress
                )
                unsafe stream.avail_in = UInt32(input.count)
                unsafe stream.next_out = unsafe output.bindMemory(to: UInt8.self).baseAddress
                unsafe stream.avail_out = UInt32(output.count)
                isWhole = unsafe deflate(&stream, Z_FINISH) == Z_STREAM_END
                return unsafe Int(stream.total_out)
            }
            return isWhole
        }
        return isWhole ? result : nil
    }

    /// Whether a type shrinks: text does, pictures and spreadsheets are compressed already.
    static func helps(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }
        return type.hasPrefix("text/")
            || [
                "application/json", "application/ld+json", "image/svg+xml", "application/xml",
                "application/atom+xml",
            ]
            .contains(String(type))
    }

    /// Whether an `Accept-Encoding` takes gzip: it is named, or `*` is, and not with a weight of nothing.
    static func isAccepted(_ header: String?) -> Bool {
        guard let header else { return false }
        var star = false
        for item in header.lowercased().split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " } }
            guard let coding = parts.first, coding == "gzip" || coding == "*" else { continue }
            let weight =
                parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            if coding == "gzip" { return weight > 0 }
            star = weight > 0
        }
        return star
    }
}
