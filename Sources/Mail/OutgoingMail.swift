/// A message to one person, before it is put into the outbox.
package struct OutgoingMail: Sendable, Equatable {
    package let to: MailAddress
    package let subject: String
    /// Plain text; lines end in `\n`.
    package let text: String
    package let attachments: [MailAttachment]
    /// Where whoever gets it can say that they want no more of the kind; `nil` for what was asked for.
    package let unsubscribe: String?

    package init(
        to: MailAddress,
        subject: String,
        text: String,
        attachments: [MailAttachment] = [],
        unsubscribe: String? = nil
    ) {
        self.to = to
        self.subject = subject
        self.text = text
        self.attachments = attachments
        self.unsubscribe = unsubscribe
    }

    /// The same, with where whoever gets it can say that they want no more of the kind.
    package func stopping(at address: String) -> OutgoingMail {
        OutgoingMail(to: to, subject: subject, text: text, attachments: attachments, unsubscribe: address)
    }
}

/// Whom a message is for.
package struct MailAddress: Sendable, Equatable {
    package let name: String?
    package let address: String

    package init(name: String? = nil, address: String) {
        self.name = name
        self.address = address
    }
}

/// A file that goes with a message.
package struct MailAttachment: Sendable, Equatable {
    package let name: String
    /// A media type such as `text/calendar; method=REQUEST; charset=UTF-8`.
    package let contentType: String
    package let bytes: [UInt8]

    package init(name: String, contentType: String, bytes: [UInt8]) {
        self.name = name
        self.contentType = contentType
        self.bytes = bytes
    }
}
