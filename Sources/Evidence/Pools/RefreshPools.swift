package import Access
import Database
import Foundation
import Jobs
package import Services

extension Evidence {
    func newPoolIDs(_ strands: Int) -> [ID<LivingPool>] {
        (0..<strands * FindingOrigin.allCases.count).map { _ in services.newID() }
    }

    /// As many as pools of one origin are made when findings of any number of strands change, and as many again for strands
    /// that are made before the change begins.
    func newPoolIDsForEveryStrand() async throws -> [ID<LivingPool>] {
        newPoolIDs(try await database.read { try $0.count("SELECT count(*) FROM strand") })
    }

    /// Pools of more findings than this are computed by a job, outside any transaction; until then the page shows
    /// the pool as it was, with its time.
    static let mostPooledAtOnce = 120
    static let poolJob = "evidence.pool"

    /// Computes the pool of a strand and origin outside a transaction and keeps it. What a job does, and a
    /// command after an import.
    ///
    /// - Returns: Whether a new pool was made.
    @discardableResult
    package func recomputePool(of strand: ID<Strand>, _ origin: FindingOrigin) async throws -> Bool {
        for _ in 0..<3 {
            let findings = try await findings(under: strand, origin: origin)
            let version = dataVersion(of: findings)
            let current = try await pool(of: strand, origin)
            if let current, current.dataVersion == version, current.codeVersion == codeVersion {
                return false
            }
            guard !findings.isEmpty else { return false }
            let made = LivingPool(
                id: services.newID(),
                strand: strand,
                origin: origin,
                findings: findings,
                dataVersion: version,
                asOf: services.now(),
                codeVersion: codeVersion
            )
            let act = services.act(by: .system("job \(Self.poolJob)"))
            let isKept = try await database.write { transaction in
                guard try transaction.replacePool(with: made) else { return false }
                try transaction.audit(act, .recomputePools, ["pools": .count(1)])
                try transaction.touch([.strands, .strand(strand)])
                return true
            }
            if isKept { return true }
        }
        return false
    }

    /// Computes every pool whose findings or program changed and that a job has not reached yet.
    package func finishPools() async throws {
        let strands: [ID<Strand>] = try await database.read {
            try $0.column("SELECT id FROM strand ORDER BY id")
        }
        for strand in strands {
            for origin in FindingOrigin.allCases { try await recomputePool(of: strand, origin) }
        }
    }

    /// Makes every pool again, as after an upgrade of the program. Pools whose findings and program are
    /// unchanged stay.
    ///
    /// - Returns: How many pools were made.
    @discardableResult
    package func recomputePools(by actor: Actor) async throws -> Int {
        try actor.require(.importRegisters)
        let act = services.act(by: actor)
        let codeVersion = codeVersion
        let strands: [ID<Strand>] = try await database.read {
            try $0.column("SELECT id FROM strand ORDER BY id")
        }
        let ids = newPoolIDs(strands.count)
        return try await database.write { transaction in
            let made = try transaction.refreshPools(
                of: strands,
                origins: FindingOrigin.allCases,
                ids: ids,
                at: act.at,
                codeVersion: codeVersion
            )
            try transaction.audit(act, .recomputePools, ["pools": .count(made)])
            try transaction.touch(strands.map(Topic.strand))
            return made
        }
    }
}

extension Transaction {
    /// Makes the pools of some strands again where their findings (or the program) changed.
    ///
    /// - Parameter ids: As many as pools may be made: identifiers are drawn before a transaction.
    @discardableResult
    func refreshPools(
        of strands: [ID<Strand>],
        origins: [FindingOrigin],
        ids: [ID<LivingPool>],
        at time: Date,
        codeVersion: String
    ) throws -> Int {
        var unused = ids[...]
        for strand in Set(strands).sorted() {
            for origin in origins {
                guard let id = unused.first else { throw DatabaseError.statement("too few identifiers") }
                let isNew = try refreshPool(strand, origin, id: id, at: time, codeVersion: codeVersion)
                if isNew { unused.removeFirst() }
            }
        }
        return ids.count - unused.count
    }

    private func refreshPool(
        _ strand: ID<Strand>,
        _ origin: FindingOrigin,
        id: ID<LivingPool>,
        at time: Date,
        codeVersion: String
    ) throws -> Bool {
        let findings = try findings(under: strand, origin: origin)
        let version = dataVersion(of: findings)
        let isCurrent = try exists(
            """
            SELECT 1 FROM living_pool WHERE strand_id = \(strand) AND origin = \(origin) AND is_current = 1
                AND data_version = \(version) AND code_version = \(codeVersion)
            """
        )
        if isCurrent { return false }
        if findings.count > Evidence.mostPooledAtOnce {
            // The job's number is one that no pool will have.
            try enqueueJob(
                Evidence.poolJob,
                payload: "\(strand)/\(origin.rawValue)",
                id: ID<Job>(rawValue: id.rawValue),
                at: time
            )
            return true
        }
        try execute(
            "UPDATE living_pool SET is_current = 0 WHERE strand_id = \(strand) AND origin = \(origin) AND is_current = 1"
        )
        guard !findings.isEmpty else { return false }
        try insert(
            LivingPool(
                id: id,
                strand: strand,
                origin: origin,
                findings: findings,
                dataVersion: version,
                asOf: time,
                codeVersion: codeVersion
            )
        )
        return true
    }

    /// Keeps a pool that was computed outside the transaction, unless the findings changed meanwhile.
    fileprivate func replacePool(with pool: LivingPool) throws -> Bool {
        let findings = try findings(under: pool.strand, origin: pool.origin)
        guard dataVersion(of: findings) == pool.dataVersion else { return false }
        try execute(
            """
            UPDATE living_pool SET is_current = 0
            WHERE strand_id = \(pool.strand) AND origin = \(pool.origin) AND is_current = 1
            """
        )
        try insert(pool)
        return true
    }

    private func insert(_ pool: LivingPool) throws {
        let effect = pool.pooled
        let withheld: LivingPool.Withheld? =
            if case .withheld(let reason) = pool.outcome { reason } else { nil }
        try execute(
            """
            INSERT INTO living_pool
                (id, strand_id, origin, data_version, is_current, as_of, code_version, withheld, estimate,
                 standard_error, lower, upper, prediction_lower, prediction_upper, tau_squared, i_squared, q, q_df, q_p,
                 method, df, tau_squared_within, study_count)
            VALUES (\(pool.id), \(pool.strand), \(pool.origin), \(pool.dataVersion), 1, \(pool.asOf),
                \(pool.codeVersion), \(withheld), \(effect?.estimate), \(effect?.standardError), \(effect?.lower),
                \(effect?.upper), \(effect?.predictionLower), \(effect?.predictionUpper), \(effect?.tauSquared),
                \(effect?.iSquared), \(effect?.q), \(effect?.qDegreesOfFreedom), \(effect?.qPValue),
                \(effect?.method ?? .twoLevel), \(effect?.degreesOfFreedom), \(effect?.tauSquaredWithin),
                \(effect?.studyCount))
            """
        )
        try insert(
            into: "living_pool_member",
            columns: [
                "pool_id", "position", "label", "study_id", "finding_id", "finding_count", "effect",
                "variance",
                "weight_percentage",
            ],
            rows: pool.members.enumerated().map { position, member in
                [
                    pool.id.sqlValue, position.sqlValue, member.label.sqlValue, member.study.sqlValue,
                    member.finding.sqlValue, member.findingCount.sqlValue, member.effect.sqlValue,
                    member.variance.sqlValue, member.weightPercentage.sqlValue,
                ]
            }
        )
    }
}

/// Stands for which findings there are and at which version.
private func dataVersion(of findings: [Finding]) -> String {
    let text = findings.sorted { $0.id < $1.id }.map { "\($0.id):\($0.version)" }.joined(separator: ",")
    return "\(findings.count)-" + String(stableHash(text), radix: 36)
}

extension LivingPool {
    fileprivate init(
        id: ID<LivingPool>,
        strand: ID<Strand>,
        origin: FindingOrigin,
        findings: [Finding],
        dataVersion: String,
        asOf: Date,
        codeVersion: String
    ) {
        let members = Self.members(of: findings)
        let (outcome, weights) = Self.pool(members)
        self.init(
            id: id,
            strand: strand,
            origin: origin,
            members: members.enumerated().map { position, member in member.weighing(weights?[position]) },
            outcome: outcome,
            asOf: asOf,
            codeVersion: codeVersion,
            dataVersion: dataVersion
        )
    }
}
