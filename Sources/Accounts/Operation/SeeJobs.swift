package import Access
import Database
package import Jobs

/// A page of the queue of work.
package struct JobList: Sendable {
    package let jobs: [Job]
    /// How many jobs are in each state, on all pages.
    package let counts: [Job.State: Int]
    /// When each kind comes next, and how it went last.
    package let courses: [JobCourse]
}

extension Accounts {
    /// What is worked on in the background, for network administrators. Reading it is audited.
    package func jobs(_ state: Job.State? = nil, limit: Int, offset: Int = 0, by actor: Actor) async throws
        -> JobList
    {
        try actor.require(.seeJobs)
        let act = services.act(by: actor)
        return try await database.write { transaction in
            let list = JobList(
                jobs: try transaction.newestJobs(limit, in: state, offset: offset),
                counts: try transaction.jobCounts(),
                courses: try transaction.jobCourses()
            )
            try transaction.audit(act, .seeJobs, ["jobs": .count(list.jobs.count)])
            return list
        }
    }
}

extension AuditVerb {
    static let seeJobs: AuditVerb = "job.list"
}
