import Access
import Accounts
import Mail
import Services

/// The mails when a run is not held, or nobody can book it any longer.
extension Post {
    /// To someone who held a place in a run that is not held: takes every session out of the calendar.
    func runCancelled(_ place: BookedPlace, _ offer: Offer, _ run: Run, reason: String) -> OutgoingMail? {
        letter(
            to: place,
            "Not taking place: \(offer.facts.title)",
            """
            Dear \(place.name),

            The organiser has cancelled this:

            \(summary(of: offer, run, showsLinks: false))

            \(reason)

            \(aboutCalendar(run, "The calendar files with this email take the sessions out of your calendar."))\(question(about: offer))
            """,
            run.sessions.map { calendar(.cancel, $0, of: place, offer) }
        )
    }

    /// To whoever booked in a run that is not held.
    func runCancelled(
        _ booking: Booking,
        to email: EmailAddress,
        _ offer: Offer,
        _ run: Run,
        reason: String,
        waited: Bool
    ) -> OutgoingMail {
        OutgoingMail(
            to: MailAddress(name: booking.bookedBy.name, address: email.text),
            subject: "Not taking place (\(booking.reference)): \(offer.facts.title)",
            text: """
                Dear \(booking.bookedBy.name),

                The organiser has cancelled this, and with it booking \(booking.reference) for \(booking.organisation.name):

                \(summary(of: offer, run, showsLinks: false))

                \(reason)

                There is nothing to pay for it. \(waited ? "Those who were to go had not heard of it." : "Everyone who was to go has an email.") If it was invoiced already, the hub will send a credit note.

                Other dates, if there are any, stand on the page of the offer below.

                \(question(about: offer))
                """
        )
    }

    /// To whoever had cancelled a whole booking late, when the run is not held.
    func chargeDropped(
        _ booking: Booking,
        to email: EmailAddress,
        _ offer: Offer,
        _ run: Run,
        reason: String
    ) -> OutgoingMail {
        OutgoingMail(
            to: MailAddress(name: booking.bookedBy.name, address: email.text),
            subject: "Not taking place (\(booking.reference)): \(offer.facts.title)",
            text: """
                Dear \(booking.bookedBy.name),

                The organiser has cancelled this, for which you had cancelled booking \(booking.reference) for \(booking.organisation.name):

                \(summary(of: offer, run, showsLinks: false))

                \(reason)

                There is nothing to pay for cancelling late. If it was invoiced already, the hub will send a credit note.

                \(question(about: offer))
                """
        )
    }

    /// To somebody who leads sessions of a run that is not held. Their calendar is one they subscribe to, which says so.
    func ledRunCancelled(
        _ facilitator: Facilitator,
        to email: EmailAddress,
        _ offer: Offer,
        _ run: Run,
        reason: String
    ) -> OutgoingMail {
        let led = run.sessions.count { session in
            session.facilitators.contains { $0.person == facilitator.person }
        }
        return OutgoingMail(
            to: MailAddress(name: facilitator.name, address: email.text),
            subject: "Not taking place: \(offer.facts.title)",
            text: """
                Dear \(facilitator.name),

                The organiser has cancelled this, in which you were to lead \(counted(led, "session")):

                \(summary(of: offer, run, showsLinks: false))

                \(reason)

                \(question(about: offer))
                """
        )
    }

    /// To someone who waits for a run, when there is nothing to wait for, or they wait no longer.
    func waitingEnded(
        _ entry: WaitingEntry,
        _ news: WaitingNews,
        to reader: MailAddress,
        _ offer: Offer,
        _ run: Run
    ) -> OutgoingMail {
        let kept =
            entry.state == .offered ? " The places that were kept for you are no longer kept." : ""
        let (subject, text) =
            switch news {
            case .closed:
                (
                    "Closed to booking",
                    "Booking has been closed for what you are waiting for.\(kept) You keep your turn: if it is opened again, free places are kept for those who wait, and you get an email."
                )
            case .over:
                (
                    "Waiting list closed",
                    "What you are waiting for will not be opened for booking again, so the waiting list has ended."
                )
            case .cancelled(let reason):
                (
                    "Not taking place",
                    "The organiser has cancelled what you are waiting for, so the waiting list has ended.\(kept)\n\n\(reason)"
                )
            case .removed(let reason):
                ("Taken off the waiting list", removal(of: entry, reason: reason, kept))
            }
        return OutgoingMail(
            to: reader,
            subject: "\(subject): \(offer.facts.title)",
            text: """
                Dear \(reader.name ?? "colleague"),

                \(text)

                \(summary(of: offer, run, showsLinks: false))

                \(question(about: offer))
                """
        )
    }

    private func removal(of entry: WaitingEntry, reason: String, _ kept: String) -> String {
        let paragraphs = [
            "The organiser has taken the turn of \(entry.organisation.name) off this waiting list.\(kept)",
            reason,
            "If that is a mistake, join the waiting list again:\n\(settings.baseURL)/runs/\(entry.run)/waiting-list",
        ]
        return paragraphs.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
}
