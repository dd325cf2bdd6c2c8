import Access
package import Database
package import Evidence
package import Foundation
package import Services

/// To whom of a run a message goes.
package enum MessageAudience: String, CaseIterable, Sendable, SQLStorable {
    case all
    /// Present at a session at least.
    case attended
    /// Present at none, although a register was kept.
    case missed
}

/// Whether a message is about the places that people hold.
package enum MessagePurpose: String, CaseIterable, Sendable, SQLStorable {
    /// About what they booked: it reaches everyone.
    case training
    /// Something else: whoever stopped such messages does not get it.
    case news
}

/// A message that was sent.
package struct ParticipantMessage: Sendable, Equatable, RowReadable {
    package let id: ID<ParticipantMessage>
    package let audience: MessageAudience
    package let purpose: MessagePurpose
    package let subject: String
    package let recipients: Int
    /// How many had stopped messages like this.
    package let withheld: Int
    package let sentAt: Date

    package init(row: Row) throws {
        id = try row.get("id")
        audience = try row.get("audience")
        purpose = try row.get("purpose")
        subject = try row.get("subject")
        recipients = try row.get("recipients")
        withheld = try row.get("withheld")
        sentAt = try row.get("sent_at")
    }
}

/// A message as typed.
package struct MessageDraft: Sendable, Equatable {
    package var audience = ""
    package var purpose = ""
    package var subject = ""
    package var body = ""

    package init() {}

    package struct Checked: Sendable {
        package let audience: MessageAudience
        package let purpose: MessagePurpose
        package let subject: String
        let body: String
        let template: MailTemplate
    }

    /// - Throws: `Faults` (fields `audience`, `purpose`, `subject`, `body`).
    package func checked() throws(Faults) -> Checked {
        var reader = FieldReader()
        let subject = reader.required(subject, "subject", named: "a subject", most: 150)
        let body = reader.required(body, "body", named: "the message", most: 10_000)
        let audience = MessageAudience(rawValue: audience)
        let purpose = MessagePurpose(rawValue: purpose)
        if audience == nil { reader.report("audience", "Choose who gets it") }
        if purpose == nil { reader.report("purpose", "Choose what it is about") }
        try reader.finish()
        let template = try MailTemplate(body, field: "body")
        return Checked(
            audience: audience ?? .all,
            purpose: purpose ?? .training,
            subject: subject,
            body: body,
            template: template
        )
    }
}

/// Whom a message would reach.
package struct MessageReaders: Sendable {
    /// By name.
    package let places: [BookedPlace]
    /// How many stopped messages like this.
    package let withheld: Int
    /// The message as the first of them gets it.
    package let sample: String
}
