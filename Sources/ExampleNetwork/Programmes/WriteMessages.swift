import Access
import Database
import Programmes
import Services

extension ExampleNetwork {
    /// After its last run the teaching school hub writes to those who came. Where two runs are over, it writes to
    /// everyone of the later about something else, and one of them wants no more of that.
    func writeMessages(_ catalogue: Catalogue, _ cast: Cast) async throws {
        let lead = try cast.lead(of: .teaching)
        let now = programmes(on: options.today)
        var over: [Register] = []
        for told in ToldOffer.all where told.lead == .teaching && told.ending.isPublished {
            for id in catalogue.runs[told.key] ?? [] {
                let register = try await now.register(of: id, by: lead)
                if register.run.endsOn < day(-3), !register.lines.isEmpty { over.append(register) }
            }
        }
        over.sort { ($0.run.endsOn, $0.run.id) < ($1.run.endsOn, $1.run.id) }
        let messages: [(MessageAudience, MessagePurpose, String, String)] = [
            (
                .attended, .training, "The planning sheet, and a question",
                "Dear {name},\n\nThe planning sheet that we filled in together is on its way to you. What will you try first? Write to {contact}."
            ),
            (
                .all, .news, "A work group on questioning",
                "Dear {name},\n\nafter {event} some of you asked what comes next: in the new term six schools meet once a month to try questioning. Would you like to come?"
            ),
        ]
        for (register, message) in zip(over.suffix(2), messages) {
            var draft = MessageDraft()
            (draft.audience, draft.purpose) = (message.0.rawValue, message.1.rawValue)
            (draft.subject, draft.body) = (message.2, message.3)
            guard let key = IdempotencyKey("example-message-\(register.run.id)") else { continue }
            _ = try await programmes(on: register.run.endsOn.adding(days: 3)).writeToParticipants(
                draft.checked(),
                of: register.run.id,
                by: lead,
                key: key
            )
        }
        let choices: [ID<MessageChoice>] = try await database.read {
            try $0.column("SELECT id FROM message_choice ORDER BY id LIMIT 1")
        }
        for choice in choices { try await now.chooseMessages(choice, stops: true) }
    }
}
