package import Access
import Database
import Services

extension Trials {
    /// Destroys the pupil rows of every trial whose day has come: the blocks, the lists of pupils and
    /// classes, and the trial's key, without which rows in old backups are noise. What was kept with the
    /// analysis of a frozen trial stays, sealed under the operator's key; one that has outcomes and that nobody has
    /// frozen or analysed yet is frozen and analysed first.
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

    /// Analyses a frozen trial that nobody has analysed, so that its result and its sums outlive the rows.
    private func analyseBeforePurge(_ id: ID<Trial>, by actor: Actor) async throws {
        let isAnalysed = try await database.read {
            try $0.exists("SELECT 1 FROM trial_analysis WHERE trial_id = \(id)")
        }
        guard !isAnalysed else { return }
        do {
            let opened = try await openTrialData(of: id, by: actor)
            try await keepAnalysis(of: id, opened.data, protocolDigest: opened.protocolHash, by: actor)
        } catch TrialsError.rowsGone {
            // The key is gone already: nothing can be kept, and nothing can be read.
        } catch is TrialDataError {
            // Rows that do not fit together have no result; their day has come all the same.
        } catch is AnalysisRefusal {
            // Nor has a trial whose result cannot be computed.
        }
    }

    /// Freezes a trial that nobody has frozen, so that what was sent has its result.
    ///
    /// - Returns: Whether there is anything to analyse.
    private func freezeBeforePurge(_ id: ID<Trial>, by actor: Actor) async throws -> Bool {
        do {
            try await freezeTrial(id, by: actor)
            return true
        } catch is AllocationRefusal {
            // No school has sent outcomes.
            return false
        } catch TrialsError.wrongStep {
            // Someone froze it in this moment.
            return true
        }
    }

    private func purge(_ published: PublishedProtocol, by actor: Actor) async throws {
        let id = published.record.trial
        switch published.course.stage {
        case .allocated where try await freezeBeforePurge(id, by: actor), .frozen:
            try await analyseBeforePurge(id, by: actor)
        default: break
        }
        let act = services.act(by: actor)
        try await database.write(exclusively: Self.queue(id)) { transaction in
            guard try transaction.trialCourse(id).purgedAt == nil else { return }
            let schools: SQL = "(SELECT id FROM trial_school WHERE trial_id = \(id))"
            try transaction.execute("DELETE FROM pupil_block WHERE trial_school_id IN \(schools)")
            try transaction.execute("DELETE FROM pupil_fault WHERE trial_school_id IN \(schools)")
            try transaction.execute("DELETE FROM trial_units WHERE trial_id = \(id) AND is_sealed = 1")
            if !published.record.text.isPublic(.units) {
                // Lists by which schools were paired were not sealed at first.
                try transaction.execute("DELETE FROM trial_units WHERE trial_id = \(id) AND kind = 'units'")
            }
            try transaction.execute(
                "UPDATE trial_course SET purged_at = \(act.at), version = version + 1 WHERE trial_id = \(id)"
            )
            try transaction.audit(
                act,
                "trial.purge",
                of: id,
                in: published.record.organisation,
                [
                    "sums": .flag(
                        try transaction.exists("SELECT 1 FROM trial_analysis WHERE trial_id = \(id)")
                    )
                ]
            )
            try transaction.touch([.trial(id)])
        }
    }
}
