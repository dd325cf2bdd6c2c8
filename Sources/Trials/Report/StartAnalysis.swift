package import Access
import Database
import Evidence
import Foundation
package import Jobs
package import Services

extension Trials {
    /// The kind of the job that analyses a frozen trial.
    static let analysisJob = "trials.analyse"

    /// Puts the analysis of a frozen trial into the queue.
    ///
    /// - Parameter reason: Why it is analysed again; not read for the first analysis.
    /// - Throws: ``TrialsError/wrongStep`` before the freeze, after publication, or while one is under way;
    ///   ``Faults``; ``AccessError``.
    package func startAnalysis(of id: ID<Trial>, reason: String = "", by actor: Actor) async throws {
        try actor.signedInUnlessSystem()
        let trial = try await permitted(.analyseTrial, on: id, by: actor)
        let act = services.act(by: actor)
        let job: ID<Job> = services.newID()
        try await database.write(exclusively: Self.queue(id)) { transaction in
            // A trial that was registered without a protocol here has no data to analyse.
            guard try transaction.exists("SELECT 1 FROM trial_protocol WHERE trial_id = \(id)") else {
                throw TrialsError.wrongStep
            }
            let course = try transaction.trialCourse(id)
            guard course.stage >= .frozen, !trial.hasReported else { throw TrialsError.wrongStep }
            if let last = try transaction.analysisJob(of: id),
                last.state == .waiting || last.state == .running
            {
                throw TrialsError.wrongStep
            }
            let earlier = try transaction.count("SELECT count(*) FROM trial_analysis WHERE trial_id = \(id)")
            var reader = FieldReader()
            let reason =
                earlier == 0
                ? "" : reader.required(reason, "reason", named: "why it is analysed again", most: 1000)
            try reader.finish()
            let request = AnalysisRequest(trial: id.description, number: earlier + 1, reason: reason)
            try transaction.enqueueJob(Self.analysisJob, payload: try request.json(), id: job, at: act.at)
            try transaction.audit(act, "trial.start-analysis", of: id, in: trial.organisation)
        }
    }

    /// The newest job that analyses a trial: how far it is, or why it failed.
    package func analysisProgress(of id: ID<Trial>, by actor: Actor) async throws -> Job? {
        _ = try await permitted(.analyseTrial, on: id, by: actor)
        return try await database.read { try $0.analysisJob(of: id) }
    }

    /// What the queue calls. Run again after a crash it finds the analysis that was kept, and does nothing.
    package var jobHandlers: [String: JobRunner.Handler] {
        [Self.analysisJob: { payload, report in try await analyse(payload, report) }]
    }

    private func analyse(_ payload: String, _ report: JobReport) async throws -> String {
        guard let request = try? JSONDecoder().decode(AnalysisRequest.self, from: Data(payload.utf8)),
            let id = ID<Trial>(request.trial)
        else { throw JobFailure("The request to analyse a trial cannot be read.") }
        let done = try await database.read { transaction in
            try transaction.exists(
                "SELECT 1 FROM trial_analysis WHERE trial_id = \(id) AND number = \(request.number)"
            )
        }
        if done { return "The analysis is there." }
        let program = Actor.system("job \(Self.analysisJob)")
        do {
            let opened = try await openTrialData(of: id, by: program)
            try await withThrowingTaskGroup { group in
                let (steps, next) = AsyncStream.makeStream(of: TrialAnalysis.Step.self)
                group.addTask {
                    for await step in steps {
                        try await report.progress(step.rawValue, of: TrialAnalysis.Step.allCases.count)
                    }
                }
                group.addTask {
                    defer { next.finish() }
                    try await keepAnalysis(
                        of: id,
                        opened.data,
                        protocolDigest: opened.protocolHash,
                        reason: request.reason,
                        by: program
                    ) { next.yield($0) }
                }
                try await group.waitForAll()
            }
        } catch let refusal as AnalysisRefusal {
            throw JobFailure(refusal.message)
        } catch TrialDataError.wrongSideOfCutOff {
            throw JobFailure(
                "A pupil’s arm is not the one on their side of the cut-off. Nothing was analysed."
            )
        } catch TrialsError.wrongStep {
            throw JobFailure("The trial has reported meanwhile, so its analysis stays as it was published.")
        } catch TrialsError.rowsGone {
            throw JobFailure("The pupils’ rows are destroyed, or this site’s key does not open them.")
        }
        return "The analysis is there."
    }
}

/// What stands in the queue.
struct AnalysisRequest: Codable, Sendable {
    let trial: String
    /// Which analysis of the trial it becomes.
    let number: Int
    let reason: String
}

extension Transaction {
    fileprivate func analysisJob(of id: ID<Trial>) throws -> Job? {
        try first(
            """
            SELECT * FROM job WHERE kind = \(Trials.analysisJob)
                AND payload LIKE \("%\"trial\":\"\(id.description)\"%")
            ORDER BY created_at DESC, id DESC LIMIT 1
            """
        )
    }
}
