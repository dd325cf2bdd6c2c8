import CZlib
import NIOCore

/// Compresses one answer at once or piece by piece (RFC 1952): memory does not grow with the number of pieces.
///
/// One belongs to one answer; it is used by one task at a time.
@safe final class GzipStream {
    /// zlib has no memory, or was handed something after the end.
    struct Failure: Error {}

    // Not within the object: zlib refuses a stream that has moved.
    private let stream: UnsafeMutablePointer<z_stream>

    /// - Throws: ``Failure``.
    init(_ effort: Gzip.Effort) throws(Failure) {
        unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 15 bits of window and 16 for a gzip header.
        let isReady = unsafe deflateInit2_(
            stream,
            effort.rawValue,
            Z_DEFLATED,
            15 + 16,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard isReady == Z_OK else { throw Failure() }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// What can be sent of everything handed over so far: perhaps nothing; with the last bytes, all of it.
    ///
    /// - Throws: ``Failure``.
    func compressed(_ bytes: ByteBuffer, isLast: Bool) throws(Failure) -> ByteBuffer {
        let bound = unsafe Int(deflateBound(stream, UInt(bytes.readableBytes)))
        var result = ByteBufferAllocator().buffer(capacity: bound)
        var status = Z_OK
        var isFull = true
        unsafe bytes.withUnsafeReadableBytes { input in
            // zlib only reads its input; the C type says otherwise.
            unsafe stream.pointee.next_in = UnsafeMutablePointer(
                mutating: input.bindMemory(to: UInt8.self).baseAddress
            )
            unsafe stream.pointee.avail_in = UInt32(input.count)
            // What was held back of earlier pieces can be more than the bound of this one.
            while isFull, status == Z_OK {
                unsafe result.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { output in
                    unsafe stream.pointee.next_out = unsafe output.bindMemory(to: UInt8.self).baseAddress
                    unsafe stream.pointee.avail_out = UInt32(output.count)
                    status = unsafe deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                    isFull = unsafe stream.pointee.avail_out == 0
                    return unsafe output.count - Int(stream.pointee.avail_out)
                }
            }
        }
        // That nothing was left to do is an error of the buffer to zlib.
        let isDone = isLast ? status == Z_STREAM_END : status == Z_OK || status == Z_BUF_ERROR
        guard isDone else { throw Failure() }
        return result
    }
}
