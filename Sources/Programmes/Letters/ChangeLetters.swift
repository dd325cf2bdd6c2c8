import Access
import Accounts
import Foundation
import Mail
import Services

/// The mails about changes of a booking.
extension Post {
    /// To the school's lead: may these go?
    ///
    /// - Parameter until: For the reminder, until when the places are kept.
    func askApproval(
        _ booking: Booking,
        of email: EmailAddress,
        named name: String,
        _ offer: Offer,
        _ run: Run,
        again until: Date? = nil
    ) -> OutgoingMail {
        OutgoingMail(
            to: MailAddress(name: name, address: email.text),
            subject:
                "\(until == nil ? "Please approve" : "Reminder: please approve") (\(booking.reference)): \(offer.facts.title)",
            text: """
                Dear \(name),

                \(booking.bookedBy.name) has booked \(counted(booking.heldPlaces.count, "place")) for \(booking.organisation.name):
                \(booking.heldPlaces.map { "  \($0.name)" }.joined(separator: "\n"))

                \(summary(of: offer, run, showsLinks: false))

                \(cost(of: booking))

                The places are kept \(until.map { "until \(spelled($0)); then they are free again" } ?? "for \(BookingApproval.keptDays) days at most, until the first day"). Approve or decline here:
                \(settings.baseURL)/school/bookings#approve

                \(question(about: offer))
                """
        )
    }

    /// To the booker: what the lead decided.
    func approvalAnswered(_ booking: Booking, approved: Bool, to email: EmailAddress, _ offer: Offer)
        -> OutgoingMail
    {
        OutgoingMail(
            to: MailAddress(name: booking.bookedBy.name, address: email.text),
            subject: "\(approved ? "Approved" : "Not approved") (\(booking.reference)): \(offer.facts.title)",
            text: """
                Dear \(booking.bookedBy.name),

                \(approved
                    ? "The lead of \(booking.organisation.name) has approved the booking. Everyone who goes has an email with the details."
                    : "The lead of \(booking.organisation.name) did not approve the booking. The places are free again and there is nothing to pay.")

                \(settings.baseURL)/school/bookings/\(booking.id)
                """
        )
    }

    /// To the booker: nobody at the school answered in time.
    func approvalExpired(_ booking: Booking, to email: EmailAddress, _ offer: Offer) -> OutgoingMail {
        OutgoingMail(
            to: MailAddress(name: booking.bookedBy.name, address: email.text),
            subject: "Not approved in time (\(booking.reference)): \(offer.facts.title)",
            text: """
                Dear \(booking.bookedBy.name),

                No lead of \(booking.organisation.name) answered in time, so the booking has ended. The places are free again and there is nothing to pay.

                Speak to a lead of your school, and book again while there are places:
                \(settings.baseURL)/offers/\(offer.id)
                """
        )
    }

    /// To someone whose place is in another run now: one email with both cancellations and requests.
    func placeMoved(
        from old: BookedPlace,
        _ before: Run,
        to place: BookedPlace,
        _ after: Run,
        _ offer: Offer
    ) -> OutgoingMail? {
        letter(
            to: place,
            "Moved: \(offer.facts.title)",
            """
            Dear \(place.name),

            Your place is now on these dates:

            \(summary(of: offer, after, showsLinks: true))

            \(aboutCalendar(after, "The calendar files with this email take the old sessions out of your calendar and put the new ones in."))\(question(about: offer))
            """,
            before.sessions.map { calendar(.cancel, $0, of: old, offer) }
                + after.sessions.map { calendar(.request, $0, of: place, offer) }
        )
    }
}
