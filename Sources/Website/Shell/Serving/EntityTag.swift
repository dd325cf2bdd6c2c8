import Crypto
import Foundation
import NIOCore

/// Names a version of an answer, so that a browser that has it is told so instead of sent it again (RFC 9110
/// §8.8.3).
///
/// Weak, because the compressed and the plain form of one page share it.
enum EntityTag {
    static func of(_ bytes: ByteBuffer) -> String {
        var hash = SHA256()
        hash.update(data: bytes.readableBytesView)
        return "W/\"" + Data(hash.finalize().prefix(12)).base64URL + "\""
    }

    /// Whether an `If-None-Match` names the tag.
    static func matches(_ header: String?, _ tag: String) -> Bool {
        guard let header else { return false }
        if header == tag || header == "*" { return true }
        let opaque = tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...]
        return header.split(separator: ",").contains { item in
            let trimmed = item.drop { $0 == " " }
            let value = trimmed.hasPrefix("W/") ? trimmed.dropFirst(2) : trimmed
            return value.prefix(opaque.count) == opaque
        }
    }
}
