import Access
import Database
package import Evidence
import Services

extension Trials {
    /// The pool of a strand's or an intervention's registered trials, with how many are registered, due,
    /// overdue and reported.
    package func networkPool(_ subject: PoolSubject) async throws -> PoolRecord {
        let today = services.today()
        return try await database.read { transaction in
            let registered: [Trial] = try transaction.all(
                "\(Trial.selection) WHERE \(subject.condition) ORDER BY t.registered_on DESC, t.slug"
            )
            return PoolRecord(
                trials: try transaction.pooledTrials(subject),
                registered: registered,
                today: today
            )
        }
    }

    /// Strands with registered trials, each with its pool: those of which most is known first.
    package func networkPools() async throws -> [(strand: StrandLink, record: PoolRecord)] {
        let strands: [StrandLink] = try await database.read { transaction in
            try transaction.all(
                """
                SELECT strand.id, strand.slug, v.title FROM strand
                JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
                WHERE strand.id IN (SELECT strand_id FROM trial_strand) ORDER BY v.title, strand.slug
                """
            )
        }
        var found: [(strand: StrandLink, record: PoolRecord)] = []
        for strand in strands { found.append((strand, try await networkPool(.strand(strand.id)))) }
        let order = found.indices.sorted {
            (-found[$0].record.counts.reported, $0) < (-found[$1].record.counts.reported, $1)
        }
        return order.map { found[$0] }
    }
}

/// The pools of a strand or intervention, with the registered trials that stand beside them.
package struct PoolRecord: Sendable, Equatable {
    /// One for each kind of outcome that a trial has reported, attainment first: there is always that one.
    package let parts: [Part]
    package let registered: [Trial]
    package let counts: TrialCounts

    package struct Part: Sendable, Equatable {
        package let domain: OutcomeDomain
        package let pool: NetworkPool
    }

    init(trials: [PooledTrial], registered: [Trial], today: LocalDate) {
        parts = OutcomeDomain.allCases.compactMap { domain in
            let own = trials.filter { $0.domain == domain }
            return own.isEmpty && domain != .attainment ? nil : Part(domain: domain, pool: NetworkPool(own))
        }
        self.registered = registered
        counts = TrialCounts(registered, on: today)
    }

    /// What trials say on attainment.
    package var attainment: NetworkPool { parts[0].pool }
}
