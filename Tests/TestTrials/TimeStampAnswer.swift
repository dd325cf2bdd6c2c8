/// An authority's answer with a time stamp, without a signature that anybody could check.
package enum TimeStampAnswer {
    /// - Parameter status: 0 is granted, 2 a refusal.
    package static func bytes(sha256 hash: [UInt8], status: UInt8 = 0) -> [UInt8] {
        let algorithm: [UInt8] = [
            0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
        ]
        let imprint = sequence(algorithm + [0x04, 0x20] + hash)
        // What comes before and after the imprint in a token: the length needs two bytes.
        let token = sequence(Array(repeating: 7, count: 150) + imprint + Array(repeating: 9, count: 150))
        return sequence(sequence([0x02, 0x01, status]) + token)
    }

    private static func sequence(_ content: [UInt8]) -> [UInt8] {
        let count = content.count
        let length: [UInt8] =
            count < 0x80 ? [UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
        return [0x30] + length + content
    }
}
