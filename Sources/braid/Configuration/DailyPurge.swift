import Accounts
import Database
import Evidence
import Foundation
import Jobs
import Logging
import Mail
import ServiceLifecycle
import Services
import Trials

/// Reminds schools of what is due in their trials, and destroys what is kept for a time only: pupil rows on their day;
/// sessions, links and invitations that have run out; old mail and jobs, the keys of old forms and what was not taken of files.
/// Looks when the site starts and every six hours. Several servers may each look; what one has destroyed is not there
/// for the other.
struct DailyPurge: Service {
    /// Mail stays long enough to see whom it did not reach, and jobs to see how they went.
    static let mailAndJobsKeptDays = 90.0
    /// A form left open longer is a new request.
    static let formKeysKeptDays = 30.0

    let trials: Trials
    let accounts: Accounts
    let database: any Database
    let services: Services
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await attempt("pupil rows that are due could not be destroyed") {
                    let evaluations = try await trials.purgeDue()
                    let purged = try await trials.purgeTrialsDue()
                    if evaluations + purged > 0 {
                        logger.notice(
                            "pupil rows destroyed on their day",
                            metadata: ["evaluations": "\(evaluations)", "trials": "\(purged)"]
                        )
                    }
                }
                await attempt("schools could not be reminded of what their trials are due") {
                    try await trials.remindSchools()
                }
                await attempt("sessions and links that have run out could not be deleted") {
                    try await accounts.forgetExpired()
                }
                await attempt("old emails, jobs, keys of forms and rows of files could not be deleted") {
                    try await forgetOld()
                }
                try? await Task.sleep(for: .seconds(6 * 3600))
            }
        }
    }

    private func forgetOld() async throws {
        let now = services.now()
        let oldest = now.addingTimeInterval(-Self.mailAndJobsKeptDays * 86_400)
        try await Outbox(database: database).purge(before: oldest)
        let oldestKey = now.addingTimeInterval(-Self.formKeysKeptDays * 86_400)
        try await database.write { transaction in
            try transaction.purgeJobs(before: oldest)
            try transaction.purgeIdempotencyKeys(before: oldestKey)
            try transaction.purgeRejectedFiles(at: now)
        }
    }

    private func attempt(_ failure: Logger.Message, _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch is CancellationError {
            // The site ends: the next start does it.
        } catch {
            logger.error(failure, metadata: ["error": "\(error)"])
        }
    }
}
