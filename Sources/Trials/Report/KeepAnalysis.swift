package import Access
package import Database
import Dispatch
import Evidence
import Sealing
package import Foundation
package import Services
import Statistics

/// An analysis as it is kept: never changed, so that every figure ever shown can be found again.
package struct KeptAnalysis: Sendable, Equatable {
    package let id: ID<KeptAnalysis>
    package let trial: ID<Trial>
    /// 1 for the first; a correction is the next.
    package let number: Int
    /// Why there is a further one; empty for the first.
    package let reason: String
    package let analysedAt: Date
    package let codeVersion: String
    /// Of the protocol that it followed, with its amendments.
    package let protocolDigest: String
    package let result: TrialAnalysis
}

extension Trials {
    /// Analyses frozen data as the protocol decided, and keeps the result with what is needed to repeat it.
    ///
    /// The first analysis needs no reason; a further one does, and the earlier stays.
    ///
    /// - Parameter tell: Told of each part before it begins; may be called on any thread.
    /// - Throws: ``AnalysisRefusal`` where the primary result cannot be computed; ``Faults``;
    ///   ``TrialsError/wrongStep`` for a further one once the trial has reported: what was published is what is repeated;
    ///   ``AccessError``.
    @discardableResult
    package func keepAnalysis(
        of trialID: ID<Trial>,
        _ data: TrialData,
        protocolDigest: String,
        reason: String = "",
        by actor: Actor,
        tell: @escaping @Sendable (TrialAnalysis.Step) -> Void = { _ in }
    ) async throws -> KeptAnalysis {
        try actor.signedInUnlessSystem()
        _ = try await permitted(.analyseTrial, on: trialID, by: actor)
        let (result, statistics) = try await Self.work(data, tell: tell)
        let id: ID<KeptAnalysis> = services.newID()
        let bytes = Array(try statistics.json().utf8)
        let box = sealed(bytes, for: Self.purpose(id), count: bytes.count)
        let act = services.act(by: actor)
        let json = try result.json()
        let codeVersion = codeVersion
        return try await database.write { transaction in
            let trial = try transaction.trial(trialID)
            let earlier: Int = try transaction.count(
                "SELECT count(*) FROM trial_analysis WHERE trial_id = \(trial.id)"
            )
            // Reported while this one was computed: a further analysis would stand where the published one is looked for.
            guard earlier == 0 || !trial.hasReported else { throw TrialsError.wrongStep }
            var reader = FieldReader()
            let reason =
                earlier == 0
                ? "" : reader.required(reason, "reason", named: "why it is analysed again", most: 1000)
            try reader.finish()
            try transaction.execute(
                """
                INSERT INTO trial_analysis
                    (id, trial_id, number, reason, analysed_at, code_version, protocol_digest, result, sealed_key,
                     sealed_statistics)
                VALUES (\(id), \(trial.id), \(earlier + 1), \(reason), \(act.at), \(codeVersion),
                    \(protocolDigest), \(json), \(box.key), \(box.rows))
                """
            )
            try transaction.audit(
                act,
                "trial.analyse",
                of: trial.id,
                in: trial.organisation,
                ["number": .count(earlier + 1)]
            )
            try transaction.touch([.trials, .trial(trial.id)])
            let kept: KeptAnalysis? = try transaction.first("SELECT * FROM trial_analysis WHERE id = \(id)")
            return try kept.orNotFound()
        }
    }

    /// Minutes of arithmetic on a thread of their own, never on those that answer requests.
    private static func work(
        _ data: TrialData,
        tell: @escaping @Sendable (TrialAnalysis.Step) -> Void
    ) async throws -> (TrialAnalysis, SufficientStatistics) {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "braid.analysis").async {
                do throws(TrialError) {
                    let result = try TrialAnalysis.analysed(data, tell: tell)
                    continuation.resume(returning: (result, SufficientStatistics(data)))
                } catch {
                    continuation.resume(throwing: AnalysisRefusal(message: AnalysisProblem.words(error)))
                }
            }
        }
    }

    /// A trial, where the actor may do something with it.
    func permitted(_ permission: Permission, on id: ID<Trial>, by actor: Actor) async throws -> Trial {
        let trial = try await database.read { try $0.trial(id) }
        try actor.require(permission, on: Subject.of(trial.organisation).known)
        return trial
    }

    /// The sums of an analysis, opened.
    ///
    /// - Throws: ``TrialsError/rowsGone`` where this site's key does not open them.
    func statistics(_ sums: SealedRows, of id: ID<KeptAnalysis>) throws(TrialsError) -> SufficientStatistics {
        let bytes = try opened(sums, for: Self.purpose(id))
        guard let statistics = try? JSONDecoder().decode(SufficientStatistics.self, from: Data(bytes)) else {
            throw .rowsGone
        }
        return statistics
    }

    /// What the sums of an analysis are sealed for.
    static func purpose(_ id: ID<KeptAnalysis>) -> SealedPurpose {
        SealedPurpose(key: "trial-analysis/\(id)/key", rows: "trial-analysis/\(id)/statistics")
    }
}

extension SealedRows {
    /// The sums of an analysis, from its row.
    init(sumsOf row: Row) throws {
        self.init(key: try row.get("sealed_key"), rows: try row.get("sealed_statistics"), count: 0)
    }
}

extension KeptAnalysis: RowReadable {
    package init(row: Row) throws {
        id = try row.get("id")
        trial = try row.get("trial_id")
        number = try row.get("number")
        reason = try row.get("reason")
        analysedAt = try row.get("analysed_at")
        codeVersion = try row.get("code_version")
        protocolDigest = try row.get("protocol_digest")
        let text: String = try row.get("result")
        do {
            result = try JSONDecoder().decode(TrialAnalysis.self, from: Data(text.utf8))
        } catch {
            throw DatabaseError.unreadable(column: "result", reason: "it is not what this program writes")
        }
    }
}
