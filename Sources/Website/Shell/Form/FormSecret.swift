import Crypto
import Foundation

/// The secret that ties forms to the browser they were sent to: a random cookie that a page of another site
/// can neither read nor set. A form carries it masked, differently each time, because compressed pages leak
/// what they repeat (BREACH).
struct FormSecret: Sendable, Equatable {
    let bytes: [UInt8]
    /// Whether the browser has to be told.
    let isNew: Bool
    /// The token of the session that the browser is signed in with, if any. Signing in or out makes every
    /// open form stale, so a secret that somebody planted before is worth nothing after.
    var session: String?

    static let none = FormSecret(bytes: [], isNew: false)
    static let length = 32

    /// From the cookie, or `nil` if it is not one of ours.
    init?(cookie: String) {
        guard let data = Data(base64URL: cookie), data.count == Self.length else { return nil }
        bytes = Array(data)
        isNew = false
    }

    init(bytes: [UInt8], isNew: Bool) {
        self.bytes = bytes
        self.isNew = isNew
    }

    var cookie: String { Data(bytes).base64URL }

    /// A token for one form: a random mask and the secret under it.
    func token(mask: [UInt8]) -> String {
        Data(mask + zip(mask, bound).map { $0 ^ $1 }).base64URL
    }

    /// The secret of this browser in this session.
    private var bound: [UInt8] {
        guard let session else { return bytes }
        return Array(
            HMAC<SHA256>.authenticationCode(for: Data(session.utf8), using: SymmetricKey(data: bytes))
        )
    }

    /// Whether a form's token holds this secret. Takes the same time whatever the token is.
    func accepts(_ token: String) -> Bool {
        guard bytes.count == Self.length, let data = Data(base64URL: token), data.count == 2 * Self.length
        else {
            return false
        }
        let given = Array(data)
        return zip(zip(given[..<Self.length], given[Self.length...]), bound)
            .reduce(UInt8(0)) { $0 | ($1.0.0 ^ $1.0.1 ^ $1.1) } == 0
    }
}

extension Data {
    var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// - Parameter text: At most what a cookie holds.
    init?(base64URL text: String) {
        guard text.utf8.count <= 4_096 else { return nil }
        let padded = text.replacing("-", with: "+").replacing("_", with: "/")
        self.init(base64Encoded: padded + String(repeating: "=", count: (4 - padded.count % 4) % 4))
    }
}
