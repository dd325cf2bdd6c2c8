import CCurl
import Foundation

/// Where mail is handed over.
package struct SMTPServer: Sendable {
    /// `smtp://host:587` (STARTTLS) or `smtps://host:465`.
    package let url: String
    package let username: String?
    package let password: String?
    /// Refuse to send over a connection that is not encrypted. Off only for a relay on the same machine.
    package let requiresTLS: Bool
    package let from: MailAddress

    package init(url: String, username: String?, password: String?, requiresTLS: Bool, from: MailAddress) {
        self.url = url
        self.username = username
        self.password = password
        self.requiresTLS = requiresTLS
        self.from = from
    }

    /// Why a message was not accepted.
    package struct Refusal: Error, Equatable, Sendable {
        package let text: String
        /// The server said that trying again is of no use (a reply code of 500 or more), such as an unknown
        /// address.
        package let isPermanent: Bool
    }

    /// Sends one message. Blocks for up to half a minute: for a thread of our own only.
    func send(_ message: String, to recipient: String) throws(Refusal) {
        try unsafe ask(timeoutSeconds: 30, message, to: recipient, braid_smtp_send)
    }

    /// Connects, encrypts and signs in as for a message, and hands nothing over.
    package func greet() async throws(Refusal) {
        let refusal: Refusal? = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                do throws(Refusal) {
                    try unsafe ask(timeoutSeconds: 10, "", to: "", braid_smtp_greet)
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: error)
                }
            }
        }
        if let refusal { throw refusal }
    }

    private typealias Order = (
        UnsafePointer<braid_smtp_message>?, UnsafeMutablePointer<Int>?, UnsafeMutablePointer<CChar>?
    ) -> Int32

    private func ask(
        timeoutSeconds: Int,
        _ message: String,
        to recipient: String,
        _ order: Order
    ) throws(Refusal) {
        var response = 0
        var code: Int32 = 0
        let errorText = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { error in
            unsafe error.initialize(repeating: 0)
            code = unsafe perform(
                order,
                timeoutSeconds,
                message,
                to: recipient,
                response: &response,
                error: error
            )
            return unsafe error.baseAddress.map { unsafe String(cString: $0) } ?? ""
        }
        guard code != 0 else { return }
        throw Refusal(
            text: response > 0 ? "\(response): \(errorText)" : errorText,
            isPermanent: response >= 500
        )
    }

    private func perform(
        _ send: Order,
        _ timeoutSeconds: Int,
        _ message: String,
        to recipient: String,
        response: inout Int,
        error: UnsafeMutableBufferPointer<CChar>
    ) -> Int32 {
        guard let errorAddress = error.baseAddress else { return -1 }
        return unsafe withOptionalCString(username) { username in
            unsafe withOptionalCString(password) { password in
                unsafe url.withCString { url in
                    unsafe from.address.withCString { from in
                        unsafe recipient.withCString { recipient in
                            unsafe withUnsafePointer(to: Optional(recipient)) { recipients in
                                var message = message
                                return message.withUTF8 { bytes in
                                    let start = unsafe UnsafeRawPointer(bytes.baseAddress)?
                                        .assumingMemoryBound(to: CChar.self)
                                    var order = unsafe braid_smtp_message(
                                        url: url,
                                        username: username,
                                        password: password,
                                        require_tls: requiresTLS ? 1 : 0,
                                        from: from,
                                        recipients: recipients,
                                        recipient_count: 1,
                                        message: start,
                                        message_length: bytes.count,
                                        timeout_seconds: timeoutSeconds
                                    )
                                    return unsafe send(&order, &response, errorAddress)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

private func withOptionalCString<Result>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result
{
    guard let text else { return body(nil) }
    return unsafe text.withCString { unsafe body($0) }
}
