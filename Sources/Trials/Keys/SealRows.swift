package import Database
import Sealing
import Services

extension TrialKeys {
    /// How many trials have pupil rows that nobody can open, because their key is not here: for `braid doctor`.
    package func missing(for database: any Database) async throws -> Int {
        let trials: [ID<Trial>] = try await database.read { transaction in
            try transaction.column(
                """
                SELECT DISTINCT s.trial_id FROM pupil_block b JOIN trial_school s ON s.id = b.trial_school_id
                """
            )
        }
        var count = 0
        for trial in trials where try await sealedKey(of: trial) == nil { count += 1 }
        return count
    }
}

extension Trials {
    /// The key of a trial, made when the first rows come.
    ///
    /// - Throws: ``TrialsError/rowsGone`` when it was made under another operator's key, or when rows are there and
    ///   their key is not: a new one could not open them, and would hide that theirs is missing.
    func trialKey(of id: ID<Trial>) async throws -> SealingKey {
        let purpose = Self.trialKeyPurpose(id)
        var sealed = try await keys.sealedKey(of: id)
        if sealed == nil {
            guard try await database.read({ try !$0.hasRows(of: id) }) else { throw TrialsError.rowsGone }
            sealed = try await keys.keep(
                masterKey.seal(SealingKey(services), for: purpose, services),
                of: id
            )
        }
        guard let sealed, let key = masterKey.openKey(sealed, for: purpose) else {
            throw TrialsError.rowsGone
        }
        return key
    }

    /// The key of a trial that has rows.
    ///
    /// - Throws: ``TrialsError/rowsGone`` after the purge.
    func presentTrialKey(of id: ID<Trial>) async throws -> SealingKey {
        guard let sealed = try await keys.sealedKey(of: id),
            let key = masterKey.openKey(sealed, for: Self.trialKeyPurpose(id))
        else { throw TrialsError.rowsGone }
        return key
    }

    static func trialKeyPurpose(_ id: ID<Trial>) -> String { "trial/\(id)/key" }

    /// A box moved to another school or wave does not open there.
    static func rowsPurpose(_ school: ID<TrialSchool>, _ wave: Wave) -> String {
        "trial-school/\(school)/\(wave.rawValue)"
    }
}
