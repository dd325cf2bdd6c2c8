import Access
import Accounts
import Database
import Foundation
package import Jobs
import Mail
package import Services

// How freed places are passed on, in the transaction that frees them:
// 1. Entries are asked in the order of their tickets, or as the run's rule of priority says (WaitingRule).
// 2. An entry gets what it asks for if that many places are free, or fewer if it takes fewer.
// 3. An entry that wants more than are free keeps its turn and is passed over; so no place lies idle.
// 4. Kept places count as taken until they are booked, given back or the time is over; a job then passes them
// on.

extension Programmes {
    /// The kind of the job that passes on places kept too long; its payload is the run.
    package static let passOnJob = "programmes.pass-on"

    /// What a `JobRunner` needs to do this module's jobs.
    package var jobHandlers: [String: JobRunner.Handler] {
        [
            Self.passOnJob: { payload, _ in
                guard let run = ID<Run>(payload) else { return "There is no such run." }
                let count = try await passOnExpired(in: run)
                return count == 0
                    ? "No kept place was over its time." : "\(count) kept offers were over and passed on."
            },
            Self.forgetProposalsJob: { payload, _ in
                guard let run = ID<Run>(payload) else { return "There is no such run." }
                return "\(try await forgetProposals(of: run)) proposals deleted."
            },
            Self.dailyJob: { _, _ in
                try await planDaily()
                let letters = try await sendLetters()
                let approvals = try await chaseApprovals()
                let ended = try await endPastWaiting()
                let removed = try await keepRetention()
                let done: [String] = [
                    "\(letters) joining instructions and reminders",
                    "\(approvals.reminded) leads reminded of bookings",
                    "\(approvals.expired) bookings not answered in time",
                    "\(ended) turns on waiting lists over",
                    "removed \(removed) records whose time was over",
                ]
                return done.joined(separator: "; ") + "."
            },
            Self.forgetNeedsJob: { payload, _ in
                guard let run = ID<Run>(payload) else { return "There is no such run." }
                return "\(try await forgetNeeds(of: run)) dietary and access needs forgotten."
            },
            Self.finishJob: { payload, _ in
                guard let run = ID<Run>(payload) else { return "There is no such run." }
                let done = try await finishRunIfDue(run)
                return "\(done.certificates) certificates, \(done.invitations) people asked for feedback."
            },
            Self.remindJob: { payload, _ in
                guard let run = ID<Run>(payload) else { return "There is no such run." }
                return "\(try await remindOfFeedback(run)) reminders for feedback."
            },
            Self.followUpJob: { payload, _ in
                guard let run = ID<Run>(payload) else { return "There is no such run." }
                return "\(try await askForFollowUp(run)) people asked whether they used it."
            },
        ]
    }

    /// Ends offers to waiting schools that are over their time, and passes the places on. May be run at any
    /// time.
    ///
    /// - Returns: How many offers ended.
    @discardableResult
    package func passOnExpired(in run: ID<Run>) async throws -> Int {
        let act = services.act(by: .system("job \(Self.passOnJob)"))
        let ids = IDSequence(services)
        let settings = settings
        return try await database.write(exclusively: Self.queue(run)) { transaction in
            var ids = ids
            guard let found = try transaction.run(run) else { return 0 }
            let over = try transaction.waitingList(of: run).filter { $0.lapsed(at: act.at) != nil }
            guard !over.isEmpty else { return 0 }
            for (line, entry) in over.enumerated() {
                try transaction.endOffer(of: entry, as: .expired)
                try transaction.audit(
                    act,
                    .expireWaiting,
                    of: entry.id,
                    in: entry.organisation.id,
                    line: 10_000 + line
                )
            }
            try transaction.passOnFreePlaces(of: run, act, Post(settings, at: act.at), settings, &ids)
            try transaction.touch(.offer(found.offer), .offers)
            return over.count
        }
    }
}

extension Transaction {
    /// Ends an entry's turn, and frees what was kept for it.
    func endOffer(of entry: WaitingEntry, as state: WaitingState) throws {
        try execute("UPDATE waiting_entry SET state = \(state) WHERE id = \(entry.id)")
        try releaseKept(of: entry)
    }

    /// Frees what is kept for an entry, as it was read.
    func releaseKept(of entry: WaitingEntry) throws {
        guard entry.state == .offered, let kept = entry.offered else { return }
        try execute("UPDATE run SET reserved = reserved - \(kept) WHERE id = \(entry.run)")
    }

    /// Keeps free places for those who wait, in order, and tells them. See the rules at the top of this file.
    ///
    /// Nothing is kept when the run has begun or is cancelled, or its offer is closed.
    ///
    /// - Parameter first: The number of the first line in the audit, for an act that passes on in several runs.
    /// - Returns: The number of the next line.
    @discardableResult
    func passOnFreePlaces(
        of id: ID<Run>,
        _ act: Act,
        _ post: Post,
        _ settings: ProgrammesSettings,
        _ ids: inout IDSequence,
        line first: Int = 1
    ) throws -> Int {
        guard try exists("SELECT 1 FROM waiting_entry WHERE run_id = \(id) AND state = 'waiting'") else {
            return first
        }
        let run = try run(id).orNotFound()
        let offer = try offer(run.offer).orNotFound()
        guard offer.state == .published, run.isChangeable(at: act.at) else { return first }
        let until = min(
            act.at.addingTimeInterval(Double(settings.waitingOfferHours) * 3600),
            run.changesUntil
        )
        var free = run.placesLeft
        var line = first
        for entry in try waitingInTurn(for: run) where free > 0 {
            guard entry.places <= free || entry.takesFewer else { continue }
            let kept = min(entry.places, free)
            free -= kept
            try execute("UPDATE run SET reserved = reserved + \(kept) WHERE id = \(id)")
            try execute(
                """
                UPDATE waiting_entry SET state = 'offered', offered = \(kept), offered_until = \(until)
                WHERE id = \(entry.id)
                """
            )
            try audit(
                act,
                .offerWaiting,
                of: entry.id,
                in: entry.organisation.id,
                ["places": .count(kept)],
                line: line
            )
            line += 1
            let told = try waitingEntry(entry.id).orNotFound()
            let readers = try waitingReaders(of: told)
            for reader in readers {
                let others = readers.filter { $0 != reader }
                try send(post.waitingOffer(told, to: reader, others, offer, run), act, &ids)
            }
            try enqueueJob(
                Programmes.passOnJob,
                payload: id.description,
                id: ids.next(),
                at: act.at,
                due: until
            )
        }
        return line
    }
}
