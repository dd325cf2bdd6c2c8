import Access
import Accounts
import Foundation
import Mail
import Services

/// Writes the mails of this module. Plain text; every email says what, when, where, and whom to ask.
struct Post: Sendable {
    let settings: ProgrammesSettings
    let now: Date

    init(_ settings: ProgrammesSettings, at now: Date) {
        self.settings = settings
        self.now = now
    }

    /// To someone who holds a place: a calendar entry for each session.
    ///
    /// - Parameter added: What the lead hub says in it.
    func placeHeld(
        _ place: BookedPlace,
        bookedBy booker: Person,
        _ offer: Offer,
        _ run: Run,
        added: String = ""
    ) -> OutgoingMail? {
        letter(
            to: place,
            "Your place: \(offer.facts.title)",
            """
            Dear \(place.name),

            \(booker.name) has booked a place for you.
            \(added.isEmpty ? "" : "\n\(added)\n")
            \(summary(of: offer, run, showsLinks: true))

            \(toDo(at: place, offer, run))

            If you cannot \(run.study == nil ? "come" : "take part"), tell \(booker.name), who can give your place to a colleague, or give it back yourself:
            \(settings.baseURL)/school/bookings

            \(question(about: offer))
            """,
            run.sessions.map { calendar(.request, $0, of: place, offer) }
        )
    }

    /// To someone who no longer holds a place.
    func placeCancelled(_ place: BookedPlace, _ offer: Offer, _ run: Run) -> OutgoingMail? {
        letter(
            to: place,
            "Cancelled: \(offer.facts.title)",
            """
            Dear \(place.name),

            You no longer have a place on this:

            \(summary(of: offer, run, showsLinks: false))

            \(aboutCalendar(run, "The calendar files with this email take the sessions out of your calendar."))\(question(about: offer))
            """,
            run.sessions.map { calendar(.cancel, $0, of: place, offer) }
        )
    }

    /// To someone who holds a place, when sessions moved.
    func sessionsMoved(_ place: BookedPlace, _ changes: SessionChanges, _ offer: Offer, _ run: Run)
        -> OutgoingMail?
    {
        letter(
            to: place,
            "Changed: \(offer.facts.title)",
            """
            Dear \(place.name),

            \(changes.isOfOffer ? "What it is called, where it is held or how you take part has changed. It is now:" : run.study == nil ? "The sessions have changed. They are now:" : "It has changed. It is now:")

            \(summary(of: offer, run, showsLinks: true))

            \(aboutCalendar(run, "The calendar files with this email bring your calendar up to date."))\(question(about: offer))
            """,
            (changes.moved + changes.added).map { calendar(.request, $0, of: place, offer) }
                + changes.removed.map { calendar(.cancel, $0, of: place, offer) }
        )
    }

    /// To the booker: everything in one email.
    func booked(
        _ booking: Booking,
        to email: EmailAddress,
        _ offer: Offer,
        _ run: Run,
        waits: Bool = false
    ) -> OutgoingMail {
        let people = booking.heldPlaces.map { "  \($0.name), \($0.email?.text ?? "")" }.joined(
            separator: "\n"
        )
        let order = booking.purchaseOrder.map { "Purchase order: \($0)\n" } ?? ""
        let entries = run.sessions.map { session in
            entry(
                session,
                uid: "\(session.id)-\(booking.id)@\(settings.host)",
                sequence: session.sequence,
                offer,
                attendee: nil
            )
        }
        let isGoing = booking.heldPlaces.contains { $0.person == booking.bookedBy.id }
        let file = CalendarFile(method: .publish, entries: entries)
        return OutgoingMail(
            to: MailAddress(name: booking.bookedBy.name, address: email.text),
            subject:
                "\(waits ? "Waiting for approval" : "Booked") (\(booking.reference)): \(offer.facts.title)",
            text: """
                Dear \(booking.bookedBy.name),

                \(waits ? "Your places are kept. They are confirmed when the lead of your school agrees." : "Your booking is confirmed.") Its reference is \(booking.reference).

                \(summary(of: offer, run, showsLinks: false))

                For \(booking.organisation.name):
                \(people)

                \(cost(of: booking))
                \(order)
                \(toldPeople(of: booking, waits: waits)) Change a name or cancel a place here:
                \(settings.baseURL)/school/bookings/\(booking.id)

                \(question(about: offer))
                """,
            // Whoever goes gets calendar entries of their own.
            attachments: isGoing || entries.isEmpty ? [] : [attachment(file, "sessions.ics")]
        )
    }

    /// Who has an email besides, or gets one when the school's lead agrees.
    private func toldPeople(of booking: Booking, waits: Bool) -> String {
        let held = booking.heldPlaces
        guard held.count == 1, let only = held.first else {
            return waits
                ? "Each of them gets an email with the details then."
                : "Each of them has an email with the details."
        }
        let who = only.person == booking.bookedBy.id ? "You" : only.name
        if waits { return "\(who) \(who == "You" ? "get" : "gets") an email with the details then." }
        return "\(who) \(who == "You" ? "have another" : "has an") email with the details."
    }

    /// To the booker, when places were cancelled.
    func placesCancelled(_ places: [BookedPlace], of booking: Booking, to email: EmailAddress, _ offer: Offer)
        -> OutgoingMail
    {
        let left = booking.heldPlaces.count
        return OutgoingMail(
            to: MailAddress(name: booking.bookedBy.name, address: email.text),
            subject: "Cancelled (\(booking.reference)): \(offer.facts.title)",
            text: """
                Dear \(booking.bookedBy.name),

                Cancelled in booking \(booking.reference) for \(offer.facts.title):
                \(places.map { "  \($0.name)" }.joined(separator: "\n"))

                \(left == 0 ? "No places are left in the booking." : "The booking now has \(counted(left, "place")).")
                \(left == 0 ? "" : cost(of: booking))

                \(settings.baseURL)/school/bookings/\(booking.id)
                """
        )
    }

    /// To someone on the waiting list, when places are kept for them.
    ///
    /// - Parameter others: To whom it goes, too.
    func waitingOffer(
        _ entry: WaitingEntry,
        to reader: MailAddress,
        _ others: [MailAddress],
        _ offer: Offer,
        _ run: Run
    ) -> OutgoingMail {
        let count = entry.offered ?? 0
        let until = entry.offeredUntil.map(spelled) ?? ""
        let names = others.map { $0.name ?? $0.address }
        let shared =
            names.isEmpty ? "" : "\nThis email goes to \(InWords.list(names)) as well: one of you books."
        return OutgoingMail(
            to: reader,
            subject: "\(count == 1 ? "A place is" : "Places are") free: \(offer.facts.title)",
            text: """
                Dear \(reader.name ?? "colleague"),

                \(count == 1 ? "One place is" : "\(count) places are") kept for \(entry.organisation.name) until \(until).
                After that \(count == 1 ? "it goes" : "they go") to the next on the waiting list.\(shared)

                \(summary(of: offer, run, showsLinks: false))

                Book here:
                \(settings.baseURL)/offers/\(offer.id)/book?run=\(run.id)&waiting=\(entry.id)

                \(question(about: offer))
                """
        )
    }

    func letter(
        to place: BookedPlace,
        _ subject: String,
        _ text: String,
        _ attachments: [MailAttachment]
    ) -> OutgoingMail? {
        guard let email = place.email else { return nil }
        return OutgoingMail(
            to: MailAddress(name: place.name, address: email.text),
            subject: subject,
            text: text,
            attachments: attachments.enumerated().map { position, file in
                let name = attachments.count == 1 ? "session.ics" : "session-\(position + 1).ics"
                return MailAttachment(name: name, contentType: file.contentType, bytes: file.bytes)
            }
        )
    }

    func summary(of offer: Offer, _ run: Run, showsLinks: Bool) -> String {
        var lines = [offer.facts.title, "\(offer.hubNames)", ""]
        for session in run.sessions {
            lines.append("  \(session.heldOn.spelled), \(session.start) to \(session.end)")
            if !session.room.isEmpty { lines.append("    \(session.room)") }
            if showsLinks, !session.link.isEmpty { lines.append("    Join: \(session.link)") }
        }
        if offer.facts.mode != .inPerson, !run.sessions.isEmpty { lines.append("  Times are UK time.") }
        if let study = run.study {
            lines += ["  \(run.openDays)", "  Takes about \(study.duration), in your own time"]
            if showsLinks { lines.append("  Materials: \(study.link)") }
        }
        if !offer.location.isEmpty { lines += ["", offer.location] }
        return lines.joined(separator: "\n")
    }

    /// What someone who holds a place does next.
    private func toDo(at place: BookedPlace, _ offer: Offer, _ run: Run) -> String {
        if run.study != nil {
            return """
                When you have worked through it, say so with your booking; your certificate comes by email then:
                \(settings.baseURL)/school/bookings
                """
        }
        if offer.facts.mode == .online {
            let hasLinks = run.sessions.contains { !$0.link.isEmpty }
            return """
                The calendar files with this email put each session into your calendar.

                It is held online. \(hasLinks ? "The links to join stand above and with your booking" : "The link to join will stand with your booking"), where you can also tell us what you need to take part:
                \(settings.baseURL)/school/bookings
                """
        }
        return """
            The calendar files with this email put each session into your calendar.

            Your ticket, to show at the door, and a way to tell us what you need to eat and to take part:
            \(settings.baseURL)/tickets/\(place.id)
            \(settings.baseURL)/school/bookings
            """
    }

    /// A paragraph about calendar files, where there are sessions to have any.
    func aboutCalendar(_ run: Run, _ text: String) -> String { run.study == nil ? text + "\n\n" : "" }

    func question(about offer: Offer) -> String {
        "Questions: \(offer.facts.contact)\n\(settings.baseURL)/offers/\(offer.id)"
    }

    func cost(of booking: Booking) -> String {
        let cost = booking.cost
        // A single line without a reason says no more than the sum.
        let lines = booking.priceLines
        let reasons =
            lines.allSatisfy(\.reason.isEmpty)
            ? "" : "\n" + lines.map { "  \($0.words)" }.joined(separator: "\n")
        if cost.total == .zero { return "There is nothing to pay." + reasons }
        let vat = cost.vat == .zero ? "" : ", of which VAT \(cost.vat)"
        return
            "\(counted(booking.heldPlaces.count, "place")): \(cost.total)\(vat). The hub will send an invoice."
            + reasons
    }

    func counted(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }

    func spelled(_ instant: Date) -> String {
        "\(LocalTime(instant, in: .london)) on \(LocalDate(instant, in: .london).spelled)"
    }

    func calendar(
        _ method: CalendarFile.Method,
        _ session: RunSession,
        of place: BookedPlace,
        _ offer: Offer
    ) -> MailAttachment {
        let entry = entry(
            session,
            uid: "\(session.id)-\(place.id)@\(settings.host)",
            sequence: session.sequence + (method == .cancel ? 1 : 0),
            offer,
            attendee: place.email.map { .init(name: place.name, email: $0.text) }
        )
        return attachment(CalendarFile(method: method, entries: [entry]), "session.ics")
    }

    func entry(
        _ session: RunSession,
        uid: String,
        sequence: Int,
        _ offer: Offer,
        attendee: CalendarEntry.Mailbox?,
        titled title: String? = nil,
        showsLink: Bool = false
    ) -> CalendarEntry {
        let place = [session.room, offer.location].filter { !$0.isEmpty }.joined(separator: ", ")
        // The link to join is for those who go.
        let mayJoin = showsLink || attendee != nil
        let join = !mayJoin || session.link.isEmpty ? "" : "Join: \(session.link)\n"
        return CalendarEntry(
            uid: uid,
            sequence: sequence,
            stamp: now,
            session: session,
            title: title ?? offer.facts.title,
            text: "\(offer.hubNames)\n\(join)Questions: \(offer.facts.contact)",
            location: place.isEmpty ? offer.whereHeld : place,
            address: "\(settings.baseURL)/offers/\(offer.id)",
            organiser: .init(
                name: offer.lead?.organisation.name ?? offer.facts.contactName,
                email: offer.facts.contactEmail
            ),
            attendee: attendee
        )
    }

    func attachment(_ file: CalendarFile, _ name: String) -> MailAttachment {
        MailAttachment(name: name, contentType: file.contentType, bytes: Array(file.text.utf8))
    }
}

extension Offer {
    /// The hubs' names: `Northshore Teaching School Hub with Fens Maths Hub`.
    package var hubNames: String {
        let names = hubs.map(\.organisation.name)
        guard let lead = names.first, names.count > 1 else { return names.first ?? "" }
        return "\(lead) with \(InWords.list(Array(names.dropFirst())))"
    }

    /// Venue, address and postcode on one line; empty when online, and where the hub comes to the school.
    package var location: String {
        [facts.venue, facts.address, facts.postcode].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// The location or, where there is none, `Online` or `At your school`.
    package var whereHeld: String { location.isEmpty ? facts.venueName : location }
}

extension OfferFacts {
    /// The venue or, where there is none, `Online` or `At your school`.
    package var venueName: String {
        if mode == .online { return "Online" }
        return venue.isEmpty ? "At your school" : venue
    }
}
