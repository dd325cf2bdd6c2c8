import Access
import Database
import Foundation
import Services

extension Programmes {
    /// Reminds those who came and have not answered, once, some days after they were asked: see ``FeedbackWindow``.
    @discardableResult
    func remindOfFeedback(_ id: ID<Run>) async throws -> Int {
        let act = services.act(by: .system("job \(Self.remindJob)"))
        let ids = IDSequence(services)
        let post = Post(settings, at: act.at)
        return try await database.write { transaction in
            var ids = ids
            guard let run = try transaction.run(id), let offer = try transaction.offer(run.offer) else {
                return 0
            }
            guard try !transaction.isFeedbackClosed(.feedback, of: run, at: act.at) else { return 0 }
            let rows = try transaction.rows(
                """
                SELECT feedback_invitation.id AS invitation, \(BookedPlace.columns) FROM feedback_invitation
                JOIN place ON place.id = feedback_invitation.place_id
                WHERE feedback_invitation.run_id = \(id) AND feedback_invitation.kind = 'feedback'
                    AND feedback_invitation.answered_at IS NULL AND feedback_invitation.reminded_at IS NULL
                    AND feedback_invitation.sent_at <= \(act.at.addingTimeInterval(-Double(FeedbackWindow.reminderDays) * 86_400))
                ORDER BY place.id
                """
            )
            for row in rows {
                let invitation: ID<FeedbackInvitation> = try row.get("invitation")
                try transaction.execute(
                    "UPDATE feedback_invitation SET reminded_at = \(act.at) WHERE id = \(invitation)"
                )
                try transaction.send(
                    post.remindOfFeedback(BookedPlace(row: row), invitation, offer),
                    act,
                    &ids
                )
            }
            return rows.count
        }
    }

    /// Asks those who came whether they used it, six weeks after they got their certificate, once.
    @discardableResult
    func askForFollowUp(_ id: ID<Run>) async throws -> Int {
        let act = services.act(by: .system("job \(Self.followUpJob)"))
        let ids = IDSequence(services)
        let post = Post(settings, at: act.at)
        return try await database.write { transaction in
            var ids = ids
            guard let run = try transaction.run(id), let offer = try transaction.offer(run.offer) else {
                return 0
            }
            guard try !transaction.isFeedbackClosed(.followUp, of: run, at: act.at) else { return 0 }
            let places: [BookedPlace] = try transaction.all(
                """
                SELECT \(BookedPlace.columns) FROM place
                JOIN certificate ON certificate.place_id = place.id AND certificate.withdrawn_at IS NULL
                    AND certificate.issued_at <= \(act.at.addingTimeInterval(-Double(FeedbackWindow.followUpDays) * 86_400))
                WHERE place.run_id = \(id) AND NOT EXISTS (SELECT 1 FROM feedback_invitation asked
                    WHERE asked.place_id = place.id AND asked.kind = 'follow-up')
                ORDER BY place.id
                """
            )
            for place in places {
                let invitation = ids.next(FeedbackInvitation.self)
                try transaction.execute(
                    """
                    INSERT INTO feedback_invitation (id, place_id, run_id, kind, sent_at)
                    VALUES (\(invitation), \(place.id), \(id), 'follow-up', \(act.at))
                    """
                )
                try transaction.send(post.askForFollowUp(place, invitation, offer, run), act, &ids)
            }
            return places.count
        }
    }
}
