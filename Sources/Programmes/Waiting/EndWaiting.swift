import Access
import Accounts
import Database
import Mail
import Services

extension Programmes {
    /// Ends the turns of those who wait for a run that has begun, whether places were kept for them or not. May be
    /// run at any time.
    ///
    /// - Returns: How many ended.
    @discardableResult
    package func endPastWaiting() async throws -> Int {
        let today = services.today()
        let runs: [ID<Run>] = try await database.read {
            try $0.column(
                """
                SELECT DISTINCT run.id FROM waiting_entry JOIN run ON run.id = waiting_entry.run_id
                WHERE waiting_entry.state IN ('waiting', 'offered') AND \(Run.lastStart) < \(today)
                ORDER BY run.id
                """
            )
        }
        var count = 0
        for run in runs {
            // Each run is an act of its own: lines of the audit are counted within one.
            let act = services.act(by: .system("job \(Self.dailyJob)"))
            count += try await database.write(exclusively: Self.queue(run)) { transaction in
                let over = try transaction.waitingList(of: run)
                for (line, entry) in over.enumerated() {
                    try transaction.endOffer(of: entry, as: .expired)
                    try transaction.audit(
                        act,
                        .expireWaiting,
                        of: entry.id,
                        in: entry.organisation.id,
                        line: line
                    )
                }
                return over.count
            }
        }
        return count
    }
}

/// Why those who wait for a run, or one of them, hear that nothing will be kept for them.
enum WaitingNews: Sendable {
    /// Booking is closed: they keep their turn for when it is opened again.
    case closed
    /// It will not be opened again.
    case over
    /// It is not held.
    case cancelled(reason: String)
    /// Whoever runs the offer took them off the list; what they write, which may be nothing.
    case removed(reason: String)
}

extension Transaction {
    /// Tells everyone who waits for a run, each once, and takes back what was kept for them. Where booking is only
    /// closed they keep their turn; otherwise it ends.
    ///
    /// - Parameter first: The number of the first line in the audit.
    /// - Returns: The number of the next line.
    @discardableResult
    func tellOfWaitingEnd(
        _ news: WaitingNews,
        of run: Run,
        _ offer: Offer,
        _ act: Act,
        _ post: Post,
        _ ids: inout IDSequence,
        line first: Int = 1
    ) throws -> Int {
        var line = first
        for entry in try waitingList(of: run.id) {
            if case .closed = news {
                try releaseKept(of: entry)
                try execute(
                    """
                    UPDATE waiting_entry SET state = 'waiting', offered = NULL, offered_until = NULL
                    WHERE id = \(entry.id)
                    """
                )
            } else {
                try endOffer(of: entry, as: .expired)
                try audit(act, .expireWaiting, of: entry.id, in: entry.organisation.id, line: line)
                line += 1
            }
            // Whoever waits for what has begun knows that nothing came of it.
            guard run.isChangeable(at: act.at) || !news.isClosing else { continue }
            for reader in try waitingReaders(of: entry) {
                try send(post.waitingEnded(entry, news, to: reader, offer, run), act, &ids)
            }
        }
        return line
    }
}

extension WaitingNews {
    fileprivate var isClosing: Bool {
        if case .cancelled = self { false } else { true }
    }
}
