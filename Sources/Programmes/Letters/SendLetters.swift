import Access
import Accounts
import Database
import Foundation
import Jobs
import Mail
import Services

extension Programmes {
    /// The kind of the job that sends joining instructions and reminders; it has no payload.
    package static let dailyJob = "programmes.daily"

    /// Puts the work of the next morning into the queue unless it is there: at each start of the site, and by the
    /// job itself before it works, so that one failing day does not end the chain.
    package func planDaily() async throws {
        let now = services.now()
        let id: ID<Job> = services.newID()
        guard let seven = LocalTime(hour: 7, minute: 0) else { return }
        let due = Date(services.today().adding(days: 1), seven, in: .london)
        try await database.write(exclusively: Self.dailyJob) { transaction in
            try transaction.enqueueJobOnce(Self.dailyJob, payload: "", id: id, at: now, due: due)
        }
    }

    /// Sends joining instructions and reminders to those who hold a place in a run that starts soon, as the lead
    /// hub's text says. Each place gets each once, whoever books late too; safe to run twice.
    ///
    /// - Returns: How many mails were put into the outbox.
    @discardableResult
    package func sendLetters() async throws -> Int {
        let today = services.today()
        let texts: [MailText] = try await database.read {
            try $0.all(
                "SELECT * FROM mail_text WHERE body <> '' AND days_before IS NOT NULL ORDER BY kind, hub_id"
            )
        }
        var count = 0
        for text in texts {
            let until = today.adding(days: text.daysBefore ?? 0)
            let runs: [ID<Run>] = try await database.read {
                try $0.column(
                    """
                    SELECT run.id FROM run JOIN offer ON offer.id = run.offer_id AND offer.state IN ('published', 'closed')
                    JOIN offer_hub ON offer_hub.offer_id = offer.id AND offer_hub.is_lead = 1
                        AND offer_hub.hub_id = \(text.hub)
                    WHERE run.starts_on > \(today) AND run.starts_on <= \(until) ORDER BY run.starts_on, run.id
                    """
                )
            }
            for run in runs { count += try await send(text.kind, to: run) }
        }
        return count
    }

    private func send(_ kind: MailTextKind, to id: ID<Run>) async throws -> Int {
        let act = services.act(by: .system("job \(Self.dailyJob)"))
        let ids = IDSequence(services)
        let post = Post(settings, at: act.at)
        return try await database.write(exclusively: Self.queue(id)) { transaction in
            var ids = ids
            // The text may have been taken away since the runs were listed.
            guard let run = try transaction.run(id), let offer = try transaction.offer(run.offer),
                let template = try transaction.mailTemplate(kind, of: offer)
            else { return 0 }
            let places: [BookedPlace] = try transaction.all(
                """
                SELECT \(BookedPlace.columns) FROM place
                WHERE \(BookedPlace.written(in: id)) AND NOT EXISTS (SELECT 1 FROM sent_letter sent
                    WHERE sent.place_id = place.id AND sent.kind = \(kind))
                ORDER BY place.id
                """
            )
            for place in places {
                let text = post.filled(template, for: place, offer, run)
                try transaction.execute(
                    "INSERT INTO sent_letter (place_id, kind, sent_at) VALUES (\(place.id), \(kind), \(act.at))"
                )
                try transaction.send(post.before(kind, place, offer, run, text), act, &ids)
            }
            if !places.isEmpty {
                try transaction.audit(
                    act,
                    .sendLetters,
                    of: id,
                    in: offer.lead?.organisation.id,
                    ["mail": .word(kind), "to": .count(places.count)]
                )
            }
            return places.count
        }
    }
}
