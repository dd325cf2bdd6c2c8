import Accounts
import Logging
import ServiceLifecycle
import Trials

/// Destroys pupil rows on their day, and sessions, links and invitations that have run out: looks when the site
/// starts and every six hours. Several servers may each
/// look; what one has destroyed is not there for the other.
struct DailyPurge: Service {
    let trials: Trials
    let accounts: Accounts
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let evaluations = try await trials.purgeDue()
                    let purged = try await trials.purgeTrialsDue()
                    if evaluations + purged > 0 {
                        logger.notice(
                            "pupil rows destroyed on their day",
                            metadata: ["evaluations": "\(evaluations)", "trials": "\(purged)"]
                        )
                    }
                } catch {
                    logger.error(
                        "pupil rows that are due could not be destroyed",
                        metadata: ["error": "\(error)"]
                    )
                }
                do {
                    try await accounts.forgetExpired()
                } catch {
                    logger.error(
                        "sessions and links that have run out could not be deleted",
                        metadata: ["error": "\(error)"]
                    )
                }
                try? await Task.sleep(for: .seconds(6 * 3600))
            }
        }
    }
}
