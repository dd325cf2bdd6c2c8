import Database
import Foundation
package import Jobs
import Services

extension Reach {
    static let rebuildJob = "reach.rebuild"
    /// How old the projection may grow.
    static let rebuildMinutes = 30.0

    /// Asks for the next time and makes the projection anew: in this order, because one that fails for good would otherwise
    /// be the last.
    package var jobHandlers: [String: JobRunner.Handler] {
        [
            Self.rebuildJob: { _, _ in
                try await schedule(after: Self.rebuildMinutes)
                let rebuilt = try await rebuild()
                try await forgetOldQuestions()
                return rebuilt.words
            }
        ]
    }

    /// Puts the rebuild into the queue, now, also where it waits there for later: called when a process starts, so that a
    /// network whose data were imported or whose tables were changed meanwhile is counted soon.
    package func ensureScheduled() async throws {
        try await schedule(after: 0)
    }

    /// Enqueues the next rebuild unless one waits for then or for earlier: several nodes ask.
    private func schedule(after minutes: Double) async throws {
        let now = services.now()
        let due = now.addingTimeInterval(minutes * 60)
        let id: ID<Job> = services.newID()
        try await database.write(exclusively: "reach/schedule") { transaction in
            try transaction.enqueueJobOnce(
                Self.rebuildJob,
                payload: "{}",
                id: id,
                at: now,
                due: due
            )
            try transaction.hastenJob(Self.rebuildJob, payload: "{}", to: due)
        }
    }
}

extension Reach.Rebuilt {
    /// What came of it, for people who do not know the program.
    var words: String {
        let changed = written == 0 ? "Nothing" : InWords.count(written, "figure")
        return """
            \(InWords.count(schools, "school")) counted, with \(InWords.count(touches, "record")) of what reached them. \
            \(changed) had changed since the last count.
            """
    }
}
