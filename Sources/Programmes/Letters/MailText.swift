package import Access
import Accounts
package import Database
import Evidence
import Foundation
import Mail
package import Services

/// Which mail a hub's text is for.
package enum MailTextKind: String, CaseIterable, Sendable, SQLStorable {
    /// Added to the email that says one has a place.
    case confirmation
    /// An email of its own, some days before the first session.
    case joining
    case reminder
    /// Added to the email with the certificate.
    case thanks

    /// Whether it is an email of its own, sent so many days before the first session.
    package var isLetter: Bool { self == .joining || self == .reminder }

    package var usualDays: Int { self == .joining ? 7 : 1 }
}

/// What a hub says in the mails about the offers that it leads.
package struct MailText: Sendable, Equatable, RowReadable {
    package let hub: ID<Organisation>
    package let kind: MailTextKind
    /// Empty where the hub says nothing: then a letter is not sent.
    package let body: String
    /// Before the first session; `nil` for what is added to another email.
    package let daysBefore: Int?
    package let version: Int

    package init(row: Row) throws {
        hub = try row.get("hub_id")
        kind = try row.get("kind")
        body = try row.get("body")
        daysBefore = try row.get("days_before")
        version = try row.get("version")
    }
}

/// The form of ``MailText``, as typed.
package struct MailTextDraft: Sendable, Equatable {
    package var body = ""
    package var days = ""

    package init() {}

    func checked(_ kind: MailTextKind) throws -> (template: MailTemplate, body: String, days: Int?) {
        var reader = FieldReader()
        let text = reader.optional(body, "body", named: "the text", most: 5_000)
        let days =
            kind.isLetter
            ? reader.wholeNumber(days, "days", named: "the days before the first session", in: 1...60) : nil
        if kind.isLetter, days == nil, self.days.trimmed.isEmpty {
            reader.report("days", "Enter how many days before the first session it is sent")
        }
        try reader.finish()
        return (try MailTemplate(text, field: "body"), text, days)
    }
}

/// An email as it would be sent.
package struct MailPreview: Sendable {
    package let subject: String
    package let text: String
    /// What it is shown for: the title of an offer of the hub's.
    package let offer: String
}

extension Programmes {
    /// What a hub says in its mails, where it says anything.
    package func mailTexts(of hub: ID<Organisation>, by actor: Actor) async throws -> [MailText] {
        try actor.require(.editOffer, on: .of(hub))
        return try await database.read {
            try $0.all("SELECT * FROM mail_text WHERE hub_id = \(hub) ORDER BY kind")
        }
    }

    /// Sets what a hub says in one of its mails. Emails that were sent stay as they were.
    ///
    /// - Parameter version: Of what is there; 0 where nothing is.
    /// - Throws: `Faults` (fields `body`, `days`); `DatabaseError.staleVersion`.
    package func setMailText(
        _ draft: MailTextDraft,
        for kind: MailTextKind,
        of hub: ID<Organisation>,
        version: Int,
        by actor: Actor
    ) async throws {
        try actor.require(.editOffer, on: .of(hub))
        let (_, body, days) = try draft.checked(kind)
        let act = services.act(by: actor)
        try await database.write { transaction in
            try transaction.requireHub(hub)
            if version == 0 {
                try transaction.update(
                    """
                    INSERT INTO mail_text (hub_id, kind, body, days_before, version)
                    VALUES (\(hub), \(kind), \(body), \(days), 1) ON CONFLICT (hub_id, kind) DO NOTHING
                    """
                )
            } else {
                try transaction.update(
                    """
                    UPDATE mail_text SET body = \(body), days_before = \(days), version = version + 1
                    WHERE hub_id = \(hub) AND kind = \(kind) AND version = \(version)
                    """
                )
            }
            try transaction.audit(act, .setMailText, of: hub, in: hub, ["mail": .word(kind)])
        }
    }

    /// The whole mail with a text that is not saved yet, for the hub's next run and in the actor's name; `nil` while
    /// the hub leads no offer with a date.
    package func previewMailText(
        _ draft: MailTextDraft,
        for kind: MailTextKind,
        of hub: ID<Organisation>,
        by actor: Actor
    ) async throws -> MailPreview? {
        try actor.require(.editOffer, on: .of(hub))
        let template = try draft.checked(kind).template
        let act = services.act(by: actor)
        let today = services.today()
        let settings = settings
        return try await database.read { transaction in
            guard let sample = try transaction.sampleMail(kind, template, of: hub, act, settings, today)
            else {
                return nil
            }
            return MailPreview(subject: sample.mail.subject, text: sample.mail.text, offer: sample.offer)
        }
    }

    /// Sends the actor the email of ``previewMailText(_:for:of:by:)``, once for a key.
    ///
    /// - Returns: Whether there was an offer to show it for.
    package func sendTestMail(
        _ draft: MailTextDraft,
        for kind: MailTextKind,
        of hub: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey?
    ) async throws -> Bool {
        try actor.signedInPerson()
        try actor.require(.editOffer, on: .of(hub))
        let template = try draft.checked(kind).template
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let today = services.today()
        let settings = settings
        let answer = try await database.write { transaction in
            try transaction.once(key, by: act, .testMailText) {
                var ids = ids
                guard let sample = try transaction.sampleMail(kind, template, of: hub, act, settings, today)
                else { return "none" }
                let test = OutgoingMail(
                    to: sample.mail.to,
                    subject: "Test: \(sample.mail.subject)",
                    text: sample.mail.text
                )
                try transaction.send(test, act, &ids)
                try transaction.audit(act, .testMailText, of: hub, in: hub, ["mail": .word(kind)])
                return "sent"
            }
        }
        return answer == "sent"
    }
}

extension Transaction {
    /// What the lead hub of an offer says in an email; `nil` where it says nothing.
    func mailTemplate(_ kind: MailTextKind, of offer: Offer) throws -> MailTemplate? {
        guard let hub = offer.lead?.organisation.id else { return nil }
        let body: String? = try value("SELECT body FROM mail_text WHERE hub_id = \(hub) AND kind = \(kind)")
        guard let body, !body.isEmpty else { return nil }
        return try MailTemplate(body, field: "body")
    }

    /// The mail that one has a place, with what the hub adds.
    func tellOfPlace(
        _ place: BookedPlace,
        bookedBy booker: Person,
        _ offer: Offer,
        _ run: Run,
        _ post: Post,
        _ act: Act,
        _ ids: inout IDSequence
    ) throws {
        let added = try mailTemplate(.confirmation, of: offer).map { post.filled($0, for: place, offer, run) }
        try send(post.placeHeld(place, bookedBy: booker, offer, run, added: added ?? ""), act, &ids)
    }

    /// The mail as the actor would get it, for the hub's next run, or its last where none is to come.
    fileprivate func sampleMail(
        _ kind: MailTextKind,
        _ template: MailTemplate,
        of hub: ID<Organisation>,
        _ act: Act,
        _ settings: ProgrammesSettings,
        _ today: LocalDate
    ) throws -> (mail: OutgoingMail, offer: String)? {
        guard let person = act.actor.person, let email = try email(of: person.id) else { return nil }
        let id: ID<Run>? = try value(
            """
            SELECT run.id FROM run JOIN offer_hub ON offer_hub.offer_id = run.offer_id
                AND offer_hub.hub_id = \(hub) AND offer_hub.is_lead = 1
            ORDER BY CASE WHEN run.starts_on >= \(today) THEN 0 ELSE 1 END,
                CASE WHEN run.starts_on >= \(today) THEN run.starts_on ELSE '' END, run.starts_on DESC, run.id LIMIT 1
            """
        )
        guard let id, let run = try run(id), let offer = try offer(run.offer) else { return nil }
        let post = Post(settings, at: act.at)
        let place = BookedPlace(sampleFor: person, email)
        let text = post.filled(template, for: place, offer, run)
        let mail: OutgoingMail? =
            switch kind {
            case .confirmation: post.placeHeld(place, bookedBy: person, offer, run, added: text)
            case .thanks: post.thanks(place, ID(rawValue: 0), nil, offer, added: text)
            case .joining, .reminder: post.before(kind, place, offer, run, text)
            }
        return mail.map { ($0, offer.facts.title) }
    }
}

extension BookedPlace {
    /// A condition on `place`: those in a run that are held and confirmed. One that waits for the school's lead is not
    /// among them yet.
    static func confirmed(in run: ID<Run>) -> SQL {
        """
        place.run_id = \(run) AND place.state = 'held' AND NOT EXISTS (SELECT 1 FROM booking_approval asked
            WHERE asked.booking_id = place.booking_id AND asked.state = 'asked')
        """
    }

    /// The same, of those who can be written to.
    static func written(in run: ID<Run>) -> SQL { "\(confirmed(in: run)) AND place.email IS NOT NULL" }

    /// A place that nobody holds, to show what an email looks like.
    fileprivate init(sampleFor person: Person, _ email: EmailAddress) {
        self.init(
            id: ID(rawValue: 0),
            person: person.id,
            name: person.name,
            email: email,
            position: 0,
            state: .held,
            price: .zero,
            basis: .place,
            priceReason: "",
            charge: .zero,
            movedTo: nil
        )
    }
}
