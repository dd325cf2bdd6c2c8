import Access
import Foundation
import Mail
import Services

/// The mails that come before a run, in the words of its lead hub.
extension Post {
    func before(_ kind: MailTextKind, _ place: BookedPlace, _ offer: Offer, _ run: Run, _ text: String)
        -> OutgoingMail?
    {
        letter(
            to: place,
            "\(kind == .joining ? "Before you come" : "Soon"): \(offer.facts.title)",
            """
            Dear \(place.name),

            \(text)

            \(summary(of: offer, run, showsLinks: true))

            If you cannot come, give your place to a colleague or give it back:
            \(settings.baseURL)/school/bookings

            \(question(about: offer))
            """,
            []
        )
    }

    /// A hub's text for someone who holds a place.
    func filled(_ template: MailTemplate, for place: BookedPlace, _ offer: Offer, _ run: Run) -> String {
        template.filled { placeholder in
            switch placeholder {
            case .name: return place.name
            case .event: return offer.facts.title
            case .dates:
                return run.sessions.map { "\($0.heldOn.spelled), \($0.start) to \($0.end)" }.joined(
                    separator: "\n"
                )
            case .place:
                var rooms: [String] = []
                for session in run.sessions where !session.room.isEmpty && !rooms.contains(session.room) {
                    rooms.append(session.room)
                }
                let parts = [offer.location] + rooms
                return offer.location.isEmpty && rooms.isEmpty
                    ? "Online" : parts.filter { !$0.isEmpty }.joined(separator: ", ")
            case .link:
                var links: [String] = []
                for session in run.sessions where !session.link.isEmpty && !links.contains(session.link) {
                    links.append(session.link)
                }
                return links.isEmpty ? "no link" : links.joined(separator: "\n")
            case .hub: return offer.lead?.organisation.name ?? offer.facts.contactName
            case .contact: return "\(offer.facts.contactName), \(offer.facts.contactEmail)"
            }
        }
    }
}
