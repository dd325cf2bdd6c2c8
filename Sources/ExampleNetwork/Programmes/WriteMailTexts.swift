import Access
import Programmes

extension ExampleNetwork {
    /// What the teaching school hub says in its mails, in its own words.
    func writeMailTexts(_ hubs: [ToldHub: Organisation], _ cast: Cast) async throws {
        guard let hub = hubs[.teaching] else { return }
        let lead = try cast.lead(of: .teaching)
        let programmes = programmes(on: yearStart(ago: 2), 11, 15)
        for (kind, days, body) in Self.mailTexts {
            var draft = MailTextDraft()
            draft.body = body
            draft.days = days
            try await programmes.setMailText(draft, for: kind, of: hub.id, version: 0, by: lead)
        }
    }

    private static let mailTexts: [(MailTextKind, String, String)] = [
        (
            .confirmation, "",
            """
            We look forward to having you, {name}. Please talk with your line manager about one thing that you want to change in your teaching, and bring it along.
            """
        ),
        (
            .joining, "7",
            """
            {event} is a week away.

            Where: {place}
            To join online: {link}

            There is parking behind the hall; the number 4 bus stops at the gate. Coffee from half an hour before. Bring one book of a pupil who puzzles you.
            """
        ),
        (.reminder, "1", "See you soon at {event}."),
        (
            .thanks, "",
            """
            It was good to work with you. The slides and the planning sheet are with {contact}; tell us in a few weeks what came of it.
            """
        ),
    ]
}
