import Mail
import Services

/// The mails that come after a run.
extension Post {
    /// To someone who came: their certificate, and the question for feedback.
    func thanks(
        _ place: BookedPlace,
        _ certificate: ID<Certificate>,
        _ invitation: ID<FeedbackInvitation>?,
        _ offer: Offer,
        added: String = ""
    ) -> OutgoingMail? {
        let thanks = offer.facts.kind == .selfStudy ? "Thank you for taking part" : "Thank you for coming"
        let ask =
            invitation.map {
                """

                Please tell us what you thought. It takes two minutes, and nobody is told who said what:
                \(settings.baseURL)/feedback/\($0)

                """
            } ?? ""
        return letter(
            to: place,
            "\(thanks): \(offer.facts.title)",
            """
            Dear \(place.name),
            \(added.isEmpty ? "" : "\n\(added)\n")
            \(thanks). Your certificate is here, to print or to show by its address:
            \(settings.baseURL)/certificates/\(certificate)
            \(ask)
            \(question(about: offer))
            """,
            []
        )
    }

    func remindOfFeedback(_ place: BookedPlace, _ invitation: ID<FeedbackInvitation>, _ offer: Offer)
        -> OutgoingMail?
    {
        letter(
            to: place,
            "What did you think? \(offer.facts.title)",
            """
            Dear \(place.name),

            You \(offer.facts.kind.deed) \(offer.facts.title). Your answer helps to make it better; it takes two minutes, and nobody is told who said what:
            \(settings.baseURL)/feedback/\(invitation)

            This is the only reminder.

            \(question(about: offer))
            """,
            []
        )
    }

    /// The day is named: certificates may have come long after the last session, and this six weeks after them.
    func askForFollowUp(
        _ place: BookedPlace,
        _ invitation: ID<FeedbackInvitation>,
        _ offer: Offer,
        _ run: Run
    ) -> OutgoingMail? {
        let last = run.sessions.last.map { " (\($0.heldOn.spelledShort))" } ?? ""
        return letter(
            to: place,
            "Did you use it? \(offer.facts.title)",
            """
            Dear \(place.name),

            You \(offer.facts.kind.deed) \(offer.facts.title)\(last). One question: did you use it?
            \(settings.baseURL)/feedback/\(invitation)

            \(question(about: offer))
            """,
            []
        )
    }
}
