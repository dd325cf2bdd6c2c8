package import Database
import Foundation
package import Logging
import ServiceLifecycle
package import Services

/// Carries out the queue, as a service of the site. Several processes may each run one: a job is one runner's
/// at a time.
///
/// A job is claimed for five minutes, and again with each report of progress. If its process dies, another
/// takes it over when the claim ends, so a handler may be run again and must be able to (the seam's
/// idempotency keys help).
package struct JobRunner: Service {
    /// Does one job.
    /// - Returns: What came of it, in words.
    package typealias Handler = @Sendable (_ payload: String, _ report: JobReport) async throws -> String

    private let database: any Database
    private let services: Services
    private let handlers: [String: Handler]
    private let logger: Logger

    package init(database: any Database, services: Services, handlers: [String: Handler], logger: Logger) {
        self.database = database
        self.services = services
        self.handlers = handlers
        self.logger = logger
    }

    static let claimSeconds: TimeInterval = 300
    static let attemptLimit = 5

    /// Looks every second until the site stops.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    while try await runNext() {}
                } catch is CancellationError {
                    // The site ends: nothing is wrong.
                } catch {
                    logger.error("the queue could not be read", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Does the next job that is due and that this program knows.
    ///
    /// - Returns: Whether there was one.
    package func runNext() async throws -> Bool {
        guard let job = try await claim() else { return false }
        guard let handler = handlers[job.kind] else { return false }
        do {
            let report = JobReport(job: job.id, database: database, services: services)
            let message = try await handler(job.payload, report)
            try await finish(job, state: .done, message: message)
        } catch let error as CancellationError where Task.isCancelled {
            // The site ends. The claim runs out, and the job is taken up again.
            throw error
        } catch {
            logger.error(
                "job failed",
                metadata: ["job": "\(job.id)", "kind": "\(job.kind)", "error": "\(error)"]
            )
            try await recordFailure(of: job, error)
        }
        return true
    }

    private func claim() async throws -> Job? {
        let now = services.now()
        let claimedUntil = now.addingTimeInterval(Self.claimSeconds)
        let kinds = SQL.list(handlers.keys.sorted())
        return try await database.write { transaction in
            let id: ID<Job>? = try transaction.value(
                """
                SELECT id FROM job
                WHERE state IN ('waiting', 'running') AND due_at <= \(now) AND kind IN (\(kinds))
                ORDER BY due_at, id LIMIT 1\(transaction.dialect.forUpdateSkipLocked)
                """
            )
            guard let id else { return nil }
            try transaction.execute(
                """
                UPDATE job SET state = 'running', attempts = attempts + 1, due_at = \(claimedUntil),
                    started_at = \(now), progress_done = 0, progress_total = NULL, message = NULL
                WHERE id = \(id)
                """
            )
            return try transaction.job(id)
        }
    }

    private func finish(_ job: Job, state: Job.State, message: String) async throws {
        let now = services.now()
        try await database.write { transaction in
            try transaction.execute(
                """
                UPDATE job SET state = \(state), finished_at = \(now), message = \(message)
                WHERE id = \(job.id) AND attempts = \(job.attempts)
                """
            )
        }
    }

    /// Errors that say ``JobFailure`` are final and their words are for the person; others are tried again
    /// later.
    private func recordFailure(of job: Job, _ error: any Error) async throws {
        if let failure = error as? JobFailure {
            return try await finish(job, state: .failed, message: failure.message)
        }
        guard job.attempts < Self.attemptLimit else {
            return try await finish(
                job,
                state: .failed,
                message: "It failed \(job.attempts) times. The log has the reason."
            )
        }
        let next = services.now().addingTimeInterval(30 * pow(4, Double(job.attempts - 1)))
        try await database.write { transaction in
            try transaction.execute(
                "UPDATE job SET state = 'waiting', due_at = \(next) WHERE id = \(job.id) AND attempts = \(job.attempts)"
            )
        }
    }
}

/// A job that cannot succeed, with words for the person who asked for it.
package struct JobFailure: Error, Sendable {
    package let message: String

    package init(_ message: String) {
        self.message = message
    }
}

/// How a handler tells how far it is; each report also renews its claim.
package struct JobReport: Sendable {
    let job: ID<Job>
    let database: any Database
    let services: Services

    package func progress(_ done: Int, of total: Int?) async throws {
        let claimedUntil = services.now().addingTimeInterval(JobRunner.claimSeconds)
        let job = job
        try await database.write { transaction in
            try transaction.execute(
                "UPDATE job SET progress_done = \(done), progress_total = \(total), due_at = \(claimedUntil) WHERE id = \(job)"
            )
        }
    }
}
