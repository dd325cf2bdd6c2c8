import Crypto
import Database
import Foundation
package import Services

/// A secret of 256 random bits that a browser or an email carries. Only its hash is stored, so a copy of the
/// database signs nobody in.
package struct Token: Hashable, Sendable {
    /// 43 characters of base64url: safe in an address and in a cookie.
    package let text: String

    package init(_ services: Services) {
        text = Base64URL.encode(services.randomBytes(32))
    }

    /// Reads what a browser sent; `nil` for anything that no token can be.
    package init?(_ text: String) {
        guard text.utf8.count == 43, text.utf8.allSatisfy(Base64URL.alphabet.contains) else { return nil }
        self.text = text
    }

    /// What is stored and looked up. The token has full entropy, so a plain hash is enough.
    package var hash: [UInt8] {
        Array(SHA256.hash(data: Data(text.utf8)))
    }
}

enum Base64URL {
    static let alphabet: Set<UInt8> = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )

    static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
