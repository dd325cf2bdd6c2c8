package import Access
import Database
import Foundation
import Sealing
package import Services

extension Trials {
    /// Destroys the pupil rows of every trial whose day has come: the blocks, the lists of pupils and
    /// classes, and the trial's key, without which rows in old backups are noise. The sums by which a frozen
    /// trial's analysis can be repeated are kept, sealed under the operator's key.
    ///
    /// May be run at any time and again: a key that a crash left behind goes with the next run.
    ///
    /// - Returns: How many trials were purged now.
    @discardableResult
    package func purgeTrialsDue(by actor: Actor = .system("purge")) async throws -> Int {
        try actor.require(.purgePupilRows)
        let today = services.today()
        let all: [PublishedProtocol] = try await database.read { transaction in
            let ids: [ID<Trial>] = try transaction.column(
                "SELECT trial_id FROM trial_course ORDER BY trial_id"
            )
            return try ids.compactMap { try transaction.publishedProtocol($0) }
        }
        var count = 0
        for published in all {
            let id = published.record.trial
            if published.course.purgedAt == nil {
                guard let day = published.record.text.day(.purgeOn), day <= today else { continue }
                try await purge(published, by: actor)
                count += 1
            }
            try await keys.destroy(of: id)
        }
        return count
    }

    /// The sums that were kept of a purged trial; for its analyst.
    package func keptSums(of id: ID<Trial>, by actor: Actor) async throws -> SufficientStatistics {
        try actor.signedInUnlessSystem()
        let sealed: [UInt8]? = try await database.read { transaction in
            _ = try transaction.protocolRecord(id, for: actor, .analyseTrial)
            return try transaction.value("SELECT sealed_sums FROM trial_sums WHERE trial_id = \(id)")
        }
        guard let bytes = masterKey.open(try sealed.orNotFound(), for: Self.sumsPurpose(id)) else {
            throw TrialsError.rowsGone
        }
        return try JSONDecoder().decode(SufficientStatistics.self, from: Data(bytes))
    }

    private static func sumsPurpose(_ id: ID<Trial>) -> String { "trial/\(id)/sums" }

    private func purge(_ published: PublishedProtocol, by actor: Actor) async throws {
        let id = published.record.trial
        var sums: [UInt8]?
        if published.course.stage == .frozen {
            do {
                let opened = try await openTrialData(of: id, by: actor)
                let json = try SufficientStatistics(opened.data).json()
                sums = masterKey.seal(Array(json.utf8), for: Self.sumsPurpose(id), services)
            } catch TrialsError.rowsGone {
                // The key is gone already: nothing can be kept, and nothing can be read.
            } catch is TrialDataError {
                // Rows that do not fit together have no sums; their day has come all the same.
            }
        }
        let kept = sums
        let act = services.act(by: actor)
        try await database.write(exclusively: Self.queue(id)) { transaction in
            guard try transaction.trialCourse(id).purgedAt == nil else { return }
            let schools: SQL = "(SELECT id FROM trial_school WHERE trial_id = \(id))"
            try transaction.execute("DELETE FROM pupil_block WHERE trial_school_id IN \(schools)")
            try transaction.execute("DELETE FROM pupil_fault WHERE trial_school_id IN \(schools)")
            try transaction.execute("DELETE FROM trial_units WHERE trial_id = \(id) AND is_sealed = 1")
            if let kept {
                try transaction.execute(
                    "INSERT INTO trial_sums (trial_id, sealed_sums) VALUES (\(id), \(kept))"
                )
            }
            try transaction.execute(
                "UPDATE trial_course SET purged_at = \(act.at), version = version + 1 WHERE trial_id = \(id)"
            )
            try transaction.audit(
                act,
                "trial.purge",
                of: id,
                in: published.record.organisation,
                ["sums": .flag(kept != nil)]
            )
            try transaction.touch([.trial(id)])
        }
    }
}
