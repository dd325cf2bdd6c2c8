package import Access
import Accounts
import Database
import Foundation
import Jobs
import Mail
package import Services

/// What was sent when a run was over.
package struct FinishedRun: Sendable, Equatable {
    package let certificates: Int
    package let invitations: Int
}

extension Programmes {
    static let finishJob = "programmes.finish"
    static let remindJob = "programmes.remind-of-feedback"
    static let followUpJob = "programmes.follow-up"

    /// Gives everyone who came a certificate and asks them, and nobody else, for feedback: one email each. Done
    /// again it sends only what is new, and brings certificates in line with a register that was corrected. Whoever
    /// completes self-study gets both at once, so there it is seldom needed.
    ///
    /// - Throws: ``BookingRefusal/notOver`` before the last session ends.
    @discardableResult
    package func finishRun(_ id: ID<Run>, by actor: Actor) async throws -> FinishedRun {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let post = Post(settings, at: act.at)
        return try await database.write { transaction in
            let run = try transaction.run(id).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            try actor.require(.keepRegister, on: .of(offer.hubs.map(\.organisation.id)))
            guard act.at >= run.endsAt || run.study != nil else { throw BookingRefusal.notOver }
            var ids = ids
            return try transaction.finish(run, offer, act, post, &ids)
        }
    }

    /// How long after the last session certificates and the question for feedback go out by themselves.
    package static let finishDays = 2

    /// The job some days after the last session. Where no register was kept it does nothing.
    @discardableResult
    func finishRunIfDue(_ id: ID<Run>) async throws -> FinishedRun {
        let act = services.act(by: .system("job \(Self.finishJob)"))
        let ids = IDSequence(services)
        let post = Post(settings, at: act.at)
        return try await database.write { transaction in
            var ids = ids
            guard let run = try transaction.run(id), let offer = try transaction.offer(run.offer) else {
                return FinishedRun(certificates: 0, invitations: 0)
            }
            guard act.at >= run.endsAt else {
                // The sessions moved to later: come back then.
                try transaction.enqueueJob(
                    Self.finishJob,
                    payload: id.description,
                    id: ids.next(),
                    at: act.at,
                    due: run.endsAt.addingTimeInterval(Double(Self.finishDays) * 86_400)
                )
                return FinishedRun(certificates: 0, invitations: 0)
            }
            return try transaction.finish(run, offer, act, post, &ids)
        }
    }
}

/// Someone who came, or completed self-study, with how much.
struct Attender {
    let place: BookedPlace
    /// Of self-study the whole is one.
    var sessions = 0
    /// How many there were.
    let sessionsHeld: Int
    var minutes = 0
    let from: LocalDate
    let until: LocalDate
}

extension Transaction {
    /// Withdraws the certificates of those who, by the register, were at no session; gives those back that were
    /// withdrawn so and are earned after all.
    func alignCertificates(of run: Run, _ offer: Offer, _ act: Act) throws {
        let isEarned: SQL = """
            EXISTS (SELECT 1 FROM attendance WHERE attendance.place_id = certificate.place_id
                AND attendance.state = 'present')
            """
        let unearned: [ID<Certificate>] = try column(
            """
            SELECT id FROM certificate WHERE run_id = \(run.id) AND is_self_study = 0 AND withdrawn_at IS NULL
                AND NOT \(isEarned) ORDER BY id
            """
        )
        for (line, id) in unearned.enumerated() {
            try execute(
                """
                UPDATE certificate SET withdrawn_at = \(act.at), is_withdrawn_by_register = 1 WHERE id = \(id)
                """
            )
            try audit(
                act,
                .withdrawCertificate,
                of: id,
                in: offer.lead?.organisation.id,
                line: 1 + line
            )
        }
        try execute(
            """
            UPDATE certificate SET withdrawn_at = NULL, is_withdrawn_by_register = 0
            WHERE run_id = \(run.id) AND is_withdrawn_by_register = 1 AND \(isEarned)
            """
        )
    }

    fileprivate func finish(_ run: Run, _ offer: Offer, _ act: Act, _ post: Post, _ ids: inout IDSequence)
        throws
        -> FinishedRun
    {
        let all = try run.study.map { try students(of: run, $0, among: nil) } ?? attenders(of: run)
        let sent = try thank(all, run, offer, act, post, &ids)
        guard sent.certificates + sent.invitations > 0 else { return sent }
        try audit(
            act,
            .finishRun,
            of: run.id,
            in: offer.lead?.organisation.id,
            ["certificates": .count(sent.certificates), "invitations": .count(sent.invitations)]
        )
        return sent
    }

    /// Gives some of those who came a certificate and asks them for feedback, each once.
    func thank(
        _ attenders: [Attender],
        _ run: Run,
        _ offer: Offer,
        _ act: Act,
        _ post: Post,
        _ ids: inout IDSequence
    ) throws -> FinishedRun {
        let template = try mailTemplate(.thanks, of: offer)
        // Whoever gets a certificate after the answers were closed is not asked any more.
        let isClosed = try isFeedbackClosed(.feedback, of: run, at: act.at)
        var certificates = 0
        var invitations = 0
        for attender in attenders {
            let isNew = try give(attender, run, offer, act, &ids)
            certificates += isNew ? 1 : 0
            let invitation = ids.next(FeedbackInvitation.self)
            let invited =
                isClosed
                ? 0
                : try execute(
                    """
                    INSERT INTO feedback_invitation (id, place_id, run_id, kind, sent_at)
                    VALUES (\(invitation), \(attender.place.id), \(run.id), 'feedback', \(act.at))
                    ON CONFLICT (place_id, kind) DO NOTHING
                    """
                )
            invitations += invited
            guard isNew || invited > 0 else { continue }
            let certificate: ID<Certificate> = try value(
                "SELECT id FROM certificate WHERE place_id = \(attender.place.id)"
            ).orNotFound()
            let added = template.map { post.filled($0, for: attender.place, offer, run) } ?? ""
            try send(
                post.thanks(attender.place, certificate, invited > 0 ? invitation : nil, offer, added: added),
                act,
                &ids
            )
        }
        guard certificates + invitations > 0 else { return FinishedRun(certificates: 0, invitations: 0) }
        let jobs = [
            (Programmes.remindJob, FeedbackWindow.reminderDays),
            (Programmes.followUpJob, FeedbackWindow.followUpDays),
        ]
        for (job, days) in jobs {
            try enqueueJob(
                job,
                payload: run.id.description,
                id: ids.next(),
                at: act.at,
                due: (run.study == nil ? max(act.at, run.endsAt) : act.at)
                    .addingTimeInterval(Double(days) * 86_400)
            )
        }
        return FinishedRun(certificates: certificates, invitations: invitations)
    }

    private func attenders(of run: Run) throws -> [Attender] {
        let minutes = Dictionary(
            uniqueKeysWithValues: run.sessions.map {
                ($0.id, $0.end.minutesSinceMidnight - $0.start.minutesSinceMidnight)
            }
        )
        let rows = try rows(
            """
            SELECT \(BookedPlace.columns), attendance.session_id FROM attendance
            JOIN place ON place.id = attendance.place_id AND place.state = 'held'
            WHERE attendance.run_id = \(run.id) AND attendance.state = 'present' ORDER BY place.id
            """
        )
        var attenders: [ID<BookedPlace>: Attender] = [:]
        for row in rows {
            let place = try BookedPlace(row: row)
            let session: ID<RunSession> = try row.get("session_id")
            let new = Attender(
                place: place,
                sessionsHeld: run.sessions.count,
                from: run.startsOn,
                until: run.endsOn
            )
            attenders[place.id, default: new].sessions += 1
            attenders[place.id]?.minutes += minutes[session] ?? 0
        }
        return attenders.values.sorted { $0.place.id < $1.place.id }
    }

    /// Those who completed self-study, of some places or of all.
    func students(of run: Run, _ study: SelfStudy, among places: [ID<BookedPlace>]?) throws -> [Attender] {
        let chosen: SQL = places.map { "AND place.id IN (\(SQL.list($0)))" } ?? ""
        let rows = try rows(
            """
            SELECT \(BookedPlace.columns), study_completion.completed_on FROM study_completion
            JOIN place ON place.id = study_completion.place_id AND place.state = 'held'
            WHERE study_completion.run_id = \(run.id) \(chosen) ORDER BY place.id
            """
        )
        return try rows.map { row in
            let day: LocalDate = try row.get("completed_on")
            return Attender(
                place: try BookedPlace(row: row),
                sessions: 1,
                sessionsHeld: 1,
                minutes: study.minutes,
                from: day,
                until: day
            )
        }
    }

    /// - Returns: Whether there was none before.
    private func give(_ attender: Attender, _ run: Run, _ offer: Offer, _ act: Act, _ ids: inout IDSequence)
        throws
        -> Bool
    {
        let place = attender.place
        let updated = try execute(
            """
            UPDATE certificate SET sessions = \(attender.sessions), minutes = \(attender.minutes)
            WHERE place_id = \(place.id)
            """
        )
        guard updated == 0 else { return false }
        try execute(
            """
            INSERT INTO certificate
                (id, place_id, person_id, run_id, name, title, given_by, standard, held_from, held_until, sessions,
                 sessions_held, minutes, is_self_study, issued_at)
            VALUES (\(ids.next(Certificate.self)), \(place.id), \(place.person), \(run.id), \(place.name),
                \(offer.facts.title), \(offer.hubNames), \(offer.facts.standard), \(attender.from), \(attender.until),
                \(attender.sessions), \(attender.sessionsHeld), \(attender.minutes), \(run.study != nil), \(act.at))
            """
        )
        return true
    }
}
