import Access
import Database
package import Evidence
package import Services
import Trials

/// What this network's own trials have tested of a strand.
package struct StrandTesting: Sendable, Equatable {
    /// Registered trials, with those that have reported.
    package let registered: Int
    package let reported: Int
    /// Those that stopped without a result.
    package let stopped: Int
    /// The pooled effect of those that reported, in standard deviations; `nil` where they are too few to pool.
    package let pool: Pool?

    package var hasReported: Bool { reported > 0 }

    package struct Pool: Sendable, Equatable {
        package let estimate: Double
        package let lower: Double
        package let upper: Double
    }
}

extension Reach {
    /// By strand; one without a registered trial has none.
    package func strandsTested() async throws -> [ID<Strand>: StrandTesting] {
        try await database.read { try $0.strandsTested() }
    }
}

extension Transaction {
    /// See ``Reach/strandsTested()``.
    func strandsTested() throws -> [ID<Strand>: StrandTesting] {
        var tested: [ID<Strand>: StrandTesting] = [:]
        let rows = try rows(
            """
            SELECT part.strand_id, part.registered, part.reported, part.stopped, p.estimate, p.lower, p.upper
            FROM (
                SELECT l.strand_id, count(*) AS registered,
                    count(coalesce(t.reported_on, t.withheld_on)) AS reported,
                    count(CASE WHEN \(Trial.stoppedWithoutResult) THEN 1 END) AS stopped
                FROM trial_strand AS l JOIN trial AS t ON t.id = l.trial_id GROUP BY l.strand_id
            ) AS part
            LEFT JOIN living_pool AS p ON p.strand_id = part.strand_id AND p.origin = 'network-trial'
                AND p.is_current = 1
            """
        )
        for row in rows {
            let estimate: Double? = try row.get("estimate")
            let lower: Double? = try row.get("lower")
            let upper: Double? = try row.get("upper")
            var pool: StrandTesting.Pool?
            if let estimate, let lower, let upper {
                pool = StrandTesting.Pool(estimate: estimate, lower: lower, upper: upper)
            }
            tested[try row.get("strand_id")] = StrandTesting(
                registered: try row.get("registered"),
                reported: try row.get("reported"),
                stopped: try row.get("stopped"),
                pool: pool
            )
        }
        return tested
    }
}
