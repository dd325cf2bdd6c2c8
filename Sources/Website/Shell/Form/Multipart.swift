import NIOCore

/// Reads `multipart/form-data` (RFC 7578) from a body that is in memory. The packages at hand have no reader
/// for it.
///
/// Bounded: at most 1,000 parts and 8 KB of headers a part. Anything malformed is refused as a whole.
enum Multipart {
    enum Refusal: Error, Equatable {
        case malformed
        case tooManyParts
    }

    /// The boundary of a `Content-Type` header.
    static func boundary(of contentType: String) -> String? {
        guard contentType.lowercased().hasPrefix("multipart/form-data") else { return nil }
        return parameter("boundary", of: contentType).flatMap { (1...70).contains($0.utf8.count) ? $0 : nil }
    }

    static func read(_ body: ByteBuffer, boundary: String) throws(Refusal) -> Submission {
        var submission = Submission()
        let bytes = body.readableBytesView
        let delimiter = Array("--\(boundary)".utf8)
        guard bytes.starts(with: delimiter) else { throw .malformed }
        var position = bytes.startIndex + delimiter.count
        var parts = 0
        while true {
            let rest = bytes[position...]
            if rest.starts(with: "--".utf8) { return submission }
            guard rest.starts(with: "\r\n".utf8) else { throw .malformed }
            parts += 1
            guard parts <= 1000 else { throw .tooManyParts }
            let headersStart = position + 2
            let headersLimit = min(bytes.endIndex, headersStart + 8192)
            guard let headersEnd = find(Array("\r\n\r\n".utf8), in: bytes[headersStart..<headersLimit]) else {
                throw .malformed
            }
            let contentStart = headersEnd + 4
            guard let contentEnd = find(Array("\r\n".utf8) + delimiter, in: bytes[contentStart...]) else {
                throw .malformed
            }
            let headers = String(decoding: bytes[headersStart..<headersEnd], as: UTF8.self)
            try add(
                headers,
                body: body,
                from: contentStart - bytes.startIndex,
                to: contentEnd - bytes.startIndex,
                &submission
            )
            position = contentEnd + 2 + delimiter.count
        }
    }

    private static func add(
        _ headers: String,
        body: ByteBuffer,
        from: Int,
        to: Int,
        _ submission: inout Submission
    ) throws(Refusal) {
        let disposition = headers.split(separator: "\r\n").first {
            $0.lowercased().hasPrefix("content-disposition:")
        }
        guard let disposition, let name = parameter("name", of: String(disposition)) else { throw .malformed }
        guard let content = body.getSlice(at: body.readerIndex + from, length: to - from) else {
            throw .malformed
        }
        if let fileName = parameter("filename", of: String(disposition)) {
            let last = fileName.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
            submission.add(UploadedFile(name: last, bytes: content), as: name)
        } else {
            submission.add(name, String(buffer: content))
        }
    }

    /// A parameter of a header, quoted or not. Browsers write a quote in a name as `%22`.
    static func parameter(_ name: String, of header: String) -> String? {
        for piece in pieces(of: header).dropFirst() {
            let parts = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].lowercased() == name else { continue }
            var value = String(parts[1])
            if value.hasPrefix("\""), value.hasSuffix("\""), value.count >= 2 {
                value = String(value.dropFirst().dropLast())
            }
            return value.replacing("%22", with: "\"")
        }
        return nil
    }

    /// The header at its semicolons, but for those within quotes.
    private static func pieces(of header: String) -> [String] {
        var pieces = [""]
        var isQuoted = false
        for character in header {
            if character == "\"" { isQuoted.toggle() }
            if character == ";", !isQuoted {
                pieces.append("")
            } else if !(character == " " && pieces[pieces.count - 1].isEmpty) {
                pieces[pieces.count - 1].append(character)
            }
        }
        return pieces
    }

    /// The first place of a short pattern. O(*n*) for boundaries, which hardly repeat themselves.
    private static func find(_ pattern: [UInt8], in bytes: ByteBufferView) -> Int? {
        guard let first = pattern.first else { return nil }
        var start = bytes.startIndex
        while let candidate = bytes[start...].firstIndex(of: first) {
            if bytes[candidate...].starts(with: pattern) { return candidate }
            start = candidate + 1
        }
        return nil
    }
}
