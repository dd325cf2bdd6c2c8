import Logging
import ServiceLifecycle
import Trials

/// Destroys pupil rows on their day: looks when the site starts and every six hours. Several servers may each
/// look; what one has destroyed is not there for the other.
struct DailyPurge: Service {
    let trials: Trials
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
                try? await Task.sleep(for: .seconds(6 * 3600))
            }
        }
    }
}
