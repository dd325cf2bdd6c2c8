import Database
import Foundation
package import Jobs
import Services

extension Pathways {
    /// The kind of the job that reminds, and keeps the retention periods; it has no payload.
    package static let dailyJob = "pathways.daily"

    /// What a `JobRunner` needs to do this module's jobs.
    package var jobHandlers: [String: JobRunner.Handler] {
        [
            Self.dailyJob: { _, _ in
                try await planDaily()
                let nudged = try await nudge()
                let removed = try await keepRetention()
                return "Reminded \(nudged) coaches; removed \(removed) records whose time was over."
            }
        ]
    }

    /// Puts the work of the next morning into the queue unless it is there: at each start of the site, and by
    /// the job itself before it works, so that one failing day does not end the chain.
    package func planDaily() async throws {
        let now = services.now()
        let id: ID<Job> = services.newID()
        guard let six = LocalTime(hour: 6, minute: 0) else { return }
        let due = Date(services.today().adding(days: 1), six, in: .london)
        try await database.write(exclusively: Self.dailyJob) { transaction in
            try transaction.enqueueJobOnce(Self.dailyJob, payload: "", id: id, at: now, due: due)
        }
    }
}
