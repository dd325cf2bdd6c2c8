import Database
import Foundation
package import Jobs
import Services

extension Reach {
    static let rebuildJob = "reach.rebuild"
    /// How old the projection may grow.
    static let rebuildMinutes = 30.0

    /// Makes the projection anew and asks for the next time.
    package var jobHandlers: [String: JobRunner.Handler] {
        [
            Self.rebuildJob: { _, _ in
                let rebuilt = try await rebuild()
                try await forgetOldQuestions()
                try await schedule(after: Self.rebuildMinutes)
                return "\(rebuilt.schools) schools, \(rebuilt.touches) ties, \(rebuilt.written) rows written"
            }
        ]
    }

    /// Puts the rebuild into the queue, now, unless it waits there: called when a process starts, so that a
    /// network whose data were imported meanwhile is counted soon.
    package func ensureScheduled() async throws {
        try await schedule(after: 0)
    }

    /// Enqueues the next rebuild unless one waits already: several nodes ask.
    private func schedule(after minutes: Double) async throws {
        let now = services.now()
        let id: ID<Job> = services.newID()
        try await database.write(exclusively: "reach/schedule") { transaction in
            try transaction.enqueueJobOnce(
                Self.rebuildJob,
                payload: "{}",
                id: id,
                at: now,
                due: now.addingTimeInterval(minutes * 60)
            )
        }
    }
}
