/// A request for a time stamp of a hash (RFC 3161 §2.4.1), for any time-stamping authority:
///
///     TimeStampReq ::= SEQUENCE { version 1, messageImprint { sha-256, hash }, certReq TRUE }
///
/// There is no nonce, so that the same protocol gives the same request and anyone can make it again.
package enum TimeStampRequest {
    /// DER. The lengths are fixed because a SHA-256 hash always has 32 bytes.
    package static func bytes(sha256 hash: [UInt8]) -> [UInt8] {
        precondition(hash.count == 32, "a SHA-256 hash has 32 bytes")
        let algorithm: [UInt8] = [
            0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
        ]
        let imprint = [0x30, UInt8(algorithm.count + 34)] + algorithm + [0x04, 0x20] + hash
        let body: [UInt8] = [0x02, 0x01, 0x01] + imprint + [0x01, 0x01, 0xFF]
        return [0x30, UInt8(body.count)] + body
    }
}
