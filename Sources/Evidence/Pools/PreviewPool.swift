package import Services

extension Evidence {
    /// What the pool of a strand's registered trials says now, and would say with one more result. Nothing is kept.
    ///
    /// - Returns: `nil` where there are so many results that a job pools them.
    package func previewPool(of strand: ID<Strand>, adding effect: Double, variance: Double) async throws
        -> PoolPreview?
    {
        let now = try await pool(of: strand, .networkTrial)
        let members = now?.members ?? []
        guard members.count < Self.mostPooledAtOnce else { return nil }
        let added = LivingPool.Member(
            label: "This result",
            study: nil,
            finding: nil,
            findingCount: 1,
            effect: effect,
            variance: variance,
            weightPercentage: nil
        )
        return PoolPreview(
            trials: members.count + 1,
            now: now?.pooled,
            then: LivingPool.pool(members + [added]).outcome
        )
    }
}

/// A pool before and after a result that is not filed yet.
package struct PoolPreview: Sendable, Equatable {
    /// With the new one.
    package let trials: Int
    package let now: PooledEffect?
    package let then: LivingPool.Outcome
}
