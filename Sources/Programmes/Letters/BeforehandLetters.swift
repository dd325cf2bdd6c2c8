import Access
import Foundation
import Mail
import Services

/// The mails that come before a run, in the words of its lead hub.
extension Post {
    func before(_ kind: MailTextKind, _ place: BookedPlace, _ offer: Offer, _ run: Run, _ text: String)
        -> OutgoingMail?
    {
        let beginning = run.study == nil ? "Before you come" : "Before you start"
        return letter(
            to: place,
            "\(kind == .joining ? beginning : "Soon"): \(offer.facts.title)",
            """
            Dear \(place.name),

            \(text)

            \(summary(of: offer, run, showsLinks: true))

            If you cannot \(run.study == nil ? "come" : "take part"), give your place to a colleague or give it back:
            \(settings.baseURL)/school/bookings

            \(question(about: offer))
            """,
            []
        )
    }

    /// A hub's text for someone who holds a place.
    func filled(_ template: MailTemplate, for place: BookedPlace, _ offer: Offer, _ run: Run) -> String {
        filled(template, named: place.name, showsLinks: true, offer, run)
    }

    func filled(
        _ template: MailTemplate,
        named name: String,
        showsLinks: Bool,
        _ offer: Offer,
        _ run: Run
    ) -> String {
        template.filled { placeholder in
            switch placeholder {
            case .name: return name
            case .event: return offer.facts.title
            case .dates:
                if run.study != nil { return run.openDays }
                return run.sessions.map { "\($0.heldOn.spelled), \($0.start) to \($0.end)" }.joined(
                    separator: "\n"
                )
            case .place:
                let places = Self.distinct([offer.location] + run.sessions.map(\.room))
                return places.isEmpty ? offer.whereHeld : places.joined(separator: ", ")
            case .link:
                guard showsLinks else { return "no link" }
                let links = Self.distinct(run.study.map { [$0.link] } ?? run.sessions.map(\.link))
                return links.isEmpty ? "no link" : links.joined(separator: "\n")
            case .hub: return offer.lead?.organisation.name ?? offer.facts.contactName
            case .contact: return offer.facts.contact
            }
        }
    }

    /// Each once, in their order, without what is empty.
    private static func distinct(_ texts: [String]) -> [String] {
        texts.reduce(into: []) { kept, text in
            if !text.isEmpty, !kept.contains(text) { kept.append(text) }
        }
    }
}
