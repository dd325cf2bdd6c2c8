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
    /// Who waits for a place, or was given as the school's contact.
    case waiting
}

/// Whether a message is about the places that people hold, or wait for.
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
        // A contact has no account, and so no choice that could be kept.
        if audience == .waiting, purpose == .news {
            reader.report("purpose", "Those who wait are written to about what they wait for alone")
        }
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

/// Somebody whom a message reaches.
package struct MessageReader: Sendable {
    /// `nil` where only an address was given.
    let name: String?
    let address: String?
    /// `nil` for who waits: they get no message that they could want to stop.
    let person: ID<Person>?

    package var shown: String { name ?? address ?? "" }

    /// What stands for `{name}`.
    var greeted: String { name ?? "colleague" }
}

/// Whom a message would reach.
package struct MessageReaders: Sendable {
    /// By name; those who wait in their order.
    package let people: [MessageReader]
    /// How many stopped messages like this.
    package let withheld: Int
    /// The message as the first of them gets it.
    package let sample: String
}
