package import Database
package import Services

/// A notice that a message did not arrive, as a mail server sends it back to the sender (RFC 3464), as far as the outbox
/// needs it: which message, and why.
package struct BounceNotice: Sendable, Equatable {
    /// What can be one of our messages: the notice quotes the headers of what it is about, and has one of its own.
    package let messages: [ID<OutgoingMail>]
    /// What the last server said.
    package let reason: String

    /// Reads a notice; `nil` for any other mail, and for one that says that a message is only late.
    package init?(_ text: String) {
        var messages: [ID<OutgoingMail>] = []
        var hasFailed = false
        var status = ""
        var diagnosis = ""
        for (name, value) in Self.fields(of: text) {
            switch name {
            case "message-id":
                let local = value.drop { $0 == "<" || $0 == " " }.prefix { $0 != "@" && $0 != ">" }
                if let id = ID<OutgoingMail>(String(local)), !messages.contains(id) { messages.append(id) }
            case "action": hasFailed = hasFailed || value.lowercased() == "failed"
            case "status": status = value
            case "diagnostic-code":
                diagnosis = String(value.drop { $0 != ";" }.dropFirst()).trimmingBlanks
            default: break
            }
        }
        guard hasFailed, !messages.isEmpty else { return nil }
        self.messages = messages
        reason = diagnosis.isEmpty ? "It came back: \(status)" : String(diagnosis.prefix(500))
    }

    /// Lines of the form `Name: value` in any part, with what goes on in the next line.
    private static func fields(of text: String) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        // `isNewline` knows CRLF as one character.
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.first == " " || line.first == "\t", !fields.isEmpty {
                fields[fields.count - 1].value += " " + String(line).trimmingBlanks
            } else if let colon = line.firstIndex(of: ":") {
                let value = String(line[line.index(after: colon)...]).trimmingBlanks
                fields.append((line[..<colon].lowercased(), value))
            } else {
                fields.append(("", ""))
            }
        }
        return fields
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

extension Transaction {
    /// Marks the message that a notice is about as not arrived.
    ///
    /// - Returns: The message; `nil` when it is none of ours, is kept no longer, or was marked before.
    package func record(_ bounce: BounceNotice) throws -> ID<OutgoingMail>? {
        for id in bounce.messages {
            let marked = try execute(
                "UPDATE mail SET state = 'failed', last_error = \(bounce.reason) WHERE id = \(id) AND state = 'sent'"
            )
            if marked == 1 { return id }
        }
        return nil
    }
}
