import Crypto
import Foundation
import HTTPTypes
import NIOCore

/// A file that pages refer to. Its name holds a part of its hash, so a browser keeps it for ever and never an
/// old one.
struct Asset: Sendable {
    let name: String
    let contentType: String
    let bytes: ByteBuffer

    init(_ stem: String, _ ending: String, contentType: String, _ text: String) {
        let hash = SHA256.hash(data: Data(text.utf8)).prefix(5).map { String($0, radix: 36) }.joined()
        name = "\(stem).\(hash).\(ending)"
        self.contentType = contentType
        bytes = ByteBuffer(string: text)
    }

    var address: String { "/assets/\(name)" }
}

enum Assets {
    static let stylesheet = Asset("braid", "css", contentType: "text/css; charset=utf-8", Stylesheet.text)
    static let script = Asset(
        "braid",
        "js",
        contentType: "text/javascript; charset=utf-8",
        BrowserScript.text
    )
    static let logo = Asset("logo", "svg", contentType: "image/svg+xml", Drawings.logo)
    static let ribbon = Asset("ribbon", "svg", contentType: "image/svg+xml", Drawings.ribbon)
    static let favicon = Asset("favicon", "svg", contentType: "image/svg+xml", Drawings.favicon)

    static let all: [String: Asset] = Dictionary(
        uniqueKeysWithValues: [stylesheet, script, logo, ribbon, favicon].map { ($0.name, $0) }
    )
}
