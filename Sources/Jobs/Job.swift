package import Database
package import Foundation
package import Services

/// A piece of work in the queue.
package struct Job: RowReadable, Sendable, Identifiable {
    package enum State: String, SQLStorable, Sendable, CaseIterable {
        case waiting
        case running
        case done
        case failed
    }

    package let id: ID<Job>
    /// Names the handler, such as `directory.import`.
    package let kind: String
    /// JSON that the handler understands.
    package let payload: String
    package let state: State
    package let attempts: Int
    package let dueAt: Date
    package let createdAt: Date
    package let startedAt: Date?
    package let finishedAt: Date?
    package let progress: Progress
    /// What came of it, or why it failed, in words for the person who asked.
    package let message: String?

    /// How far the work is.
    package struct Progress: Sendable, Equatable {
        package let done: Int
        /// `nil` while it is not known.
        package let total: Int?

        package init(done: Int, total: Int?) {
            self.done = done
            self.total = total
        }
    }

    package init(row: Row) throws {
        id = try row.get("id")
        kind = try row.get("kind")
        payload = try row.get("payload")
        state = try row.get("state")
        attempts = try row.get("attempts")
        dueAt = try row.get("due_at")
        createdAt = try row.get("created_at")
        startedAt = try row.get("started_at")
        finishedAt = try row.get("finished_at")
        progress = Progress(done: try row.get("progress_done"), total: try row.get("progress_total"))
        message = try row.get("message")
    }
}

extension Transaction {
    /// Puts work into the queue, in the transaction that gives rise to it.
    ///
    /// - Parameters:
    ///   - id: Drawn before the transaction.
    ///   - due: When it may start.
    package func enqueueJob(_ kind: String, payload: String, id: ID<Job>, at now: Date, due: Date? = nil)
        throws
    {
        try execute(
            """
            INSERT INTO job (id, kind, payload, due_at, created_at)
            VALUES (\(id), \(kind), \(payload), \(due ?? now), \(now))
            """
        )
    }

    /// Puts work into the queue unless the same work waits there already.
    package func enqueueJobOnce(_ kind: String, payload: String, id: ID<Job>, at now: Date, due: Date) throws
    {
        let waits = try exists(
            "SELECT 1 FROM job WHERE kind = \(kind) AND payload = \(payload) AND state = 'waiting'"
        )
        if !waits { try enqueueJob(kind, payload: payload, id: id, at: now, due: due) }
    }

    /// Brings work forward that waits for later.
    package func hastenJob(_ kind: String, payload: String, to due: Date) throws {
        try execute(
            """
            UPDATE job SET due_at = \(due)
            WHERE kind = \(kind) AND payload = \(payload) AND state = 'waiting' AND due_at > \(due)
            """
        )
    }

    /// Deletes what ended before a time. The last of each kind stays, for the page that says how it went.
    package func purgeJobs(before time: Date) throws {
        try execute(
            """
            DELETE FROM job WHERE state IN ('done', 'failed') AND finished_at < \(time) AND EXISTS (
                SELECT 1 FROM job AS later WHERE later.kind = job.kind AND later.finished_at > job.finished_at
            )
            """
        )
    }

    package func job(_ id: ID<Job>) throws -> Job? {
        try first("SELECT * FROM job WHERE id = \(id)")
    }

    /// The newest first, for the page that shows what is being worked on; those of one state by when they were last
    /// due.
    package func newestJobs(_ limit: Int, in state: Job.State? = nil, offset: Int = 0) throws -> [Job] {
        let order: SQL = state == nil ? "created_at DESC" : "due_at DESC"
        let condition: SQL = state.map { "WHERE state = \($0)" } ?? ""
        return try all("SELECT * FROM job \(condition) ORDER BY \(order), id LIMIT \(limit) OFFSET \(offset)")
    }

    /// How many jobs are in each state.
    package func jobCounts() throws -> [Job.State: Int] {
        let rows = try rows("SELECT state, count(*) AS number FROM job GROUP BY state")
        return try Dictionary(uniqueKeysWithValues: rows.map { (try $0.get("state"), try $0.get("number")) })
    }
}

/// When one kind of work comes next, and how it went last.
package struct JobCourse: Sendable {
    package let kind: String
    /// `nil` when none waits or runs.
    package let nextAt: Date?
    /// The last one that was done or failed for good.
    package let last: Job?
}

extension Transaction {
    /// Every kind of work that was ever asked for, by its name.
    package func jobCourses() throws -> [JobCourse] {
        var next: [String: Date] = [:]
        let coming = try rows(
            "SELECT kind, min(due_at) FROM job WHERE state IN ('waiting', 'running') GROUP BY kind"
        )
        for row in coming {
            let kind: String = try row.get(0)
            next[kind] = try row.get(1, as: Date.self)
        }
        let ended: [Job] = try all(
            """
            SELECT job.* FROM job JOIN (
                SELECT kind, max(finished_at) AS ended FROM job WHERE state IN ('done', 'failed') GROUP BY kind
            ) AS latest ON latest.kind = job.kind AND latest.ended = job.finished_at
            WHERE job.state IN ('done', 'failed') ORDER BY job.id
            """
        )
        let last = Dictionary(ended.map { ($0.kind, $0) }) { _, later in later }
        return Set(next.keys).union(last.keys).sorted().map { kind in
            JobCourse(kind: kind, nextAt: next[kind], last: last[kind])
        }
    }
}
