package import Access
import Dispatch
import Database
import Statistics

extension Trials {
    /// Whether one person may hold what was kept of every trial of a pool that was analysed here: at least two,
    /// and an analyst of each.
    package func mayPoolInOneStage(_ subject: PoolSubject, by actor: Actor) async throws -> Bool {
        guard actor.isSignedIn else { return false }
        let trials = try await analysedTrials(subject)
        return trials.count >= 2
            && trials.allSatisfy { actor.may(.readTrialRows, on: Subject.of($0.hub).known) }
    }

    /// Puts a pool's trials into one model and beside their two-stage result. Each reading of what was kept is
    /// audited.
    ///
    /// - Throws: ``AccessError`` unless the actor is an analyst of every trial; ``AnalysisRefusal`` where the
    ///   model cannot be fitted.
    package func oneStage(_ subject: PoolSubject, by actor: Actor) async throws -> StageComparison {
        let trials = try await analysedTrials(subject)
        guard trials.count >= 2 else { throw AccessError.notFound }
        for trial in trials { try actor.require(.readTrialRows, on: Subject.of(trial.hub).known) }
        var bundles: [ReproductionBundle] = []
        for trial in trials { bundles.append(try await reproductionBundle(of: trial.id, by: actor)) }
        let studies = bundles.map { (statistics: $0.statistics, analysis: $0.expected) }
        let (fit, fsm) = try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<(OneStage, Secondary<OneStageFSM>), any Error>) in
            DispatchQueue(label: "braid.one-stage").async {
                do throws(TrialError) {
                    continuation.resume(returning: (try OneStage(studies), OneStageFSM.found(studies)))
                } catch {
                    continuation.resume(throwing: AnalysisRefusal(message: AnalysisProblem.words(error)))
                }
            }
        }
        let within = trials.compactMap(\.fsm)
        return StageComparison(
            oneStage: fit,
            twoStage: NetworkPool.Mean(trials.map(\.effect), trials.map(\.variance)),
            fsm: fsm,
            twoStageFSM: NetworkPool.Mean(
                within.map(\.interaction),
                within.map { $0.standardError * $0.standardError }
            ),
            titles: trials.map(\.title)
        )
    }

    /// Reported trials on attainment whose analysis was made here: their sums are kept.
    private func analysedTrials(_ subject: PoolSubject) async throws -> [PooledTrial] {
        try await database.read { try $0.pooledTrials(subject) }.filter {
            $0.schools != nil && $0.isRandomised && $0.domain == .attainment
        }
    }
}
