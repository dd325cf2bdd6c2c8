/// An authority's answer to a request for a time stamp (RFC 3161 §2.4.2):
///
///     TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken SEQUENCE OPTIONAL }
///
/// What is looked at is whether it is whole, granted, and about a hash. Its signature is checked with
/// `openssl ts -verify`, by whoever trusts the authority.
struct TimeStampReply {
    /// DER of `id-sha256`.
    private static let sha256: [UInt8] = [
        0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
    ]
    private static let sequence: UInt8 = 0x30
    private static let integer: UInt8 = 0x02

    private let token: ArraySlice<UInt8>

    /// `nil` unless the bytes are one such answer from end to end, and the stamp was granted, perhaps with changes.
    init?(_ bytes: [UInt8]) {
        guard let whole = DERValue(bytes[...], Self.sequence), whole.end == bytes.endIndex,
            let status = DERValue(whole.content, Self.sequence),
            let code = DERValue(status.content, Self.integer), [0, 1].contains(code.content.first),
            code.content.count == 1,
            let token = DERValue(bytes[status.end...], Self.sequence), token.end == bytes.endIndex
        else { return nil }
        self.token = token.content
    }

    /// Whether what was stamped is this SHA-256 hash: it stands behind the name of its algorithm, which may have empty
    /// parameters.
    func isAbout(sha256 hash: [UInt8]) -> Bool {
        let imprint: [UInt8] = [0x04, UInt8(hash.count)] + hash
        let forms: [[UInt8]] = [Self.sha256 + imprint, Self.sha256 + [0x05, 0x00] + imprint]
        return forms.contains { form in
            token.indices.dropLast(form.count - 1).contains { start in
                token[start] == form[0] && token[start..<start + form.count].elementsEqual(form)
            }
        }
    }
}

/// One value in DER: of definite length, at the beginning of some bytes.
private struct DERValue {
    let content: ArraySlice<UInt8>
    var end: Int { content.endIndex }

    /// `nil` where no whole value of this tag stands.
    init?(_ bytes: ArraySlice<UInt8>, _ tag: UInt8) {
        var start = bytes.startIndex + 2
        guard bytes.count >= 2, bytes.first == tag else { return nil }
        var length = Int(bytes[start - 1])
        if length >= 0x80 {
            let count = length - 0x80
            guard (1...4).contains(count), count <= bytes.endIndex - start else { return nil }
            length = bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
            start += count
        }
        guard length <= bytes.endIndex - start else { return nil }
        content = bytes[start..<start + length]
    }
}
