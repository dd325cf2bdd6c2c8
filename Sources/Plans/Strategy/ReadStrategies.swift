package import Access
import Database
package import Services

extension Plans {
    /// A school's strategies, newest year first.
    package func strategies(of school: ID<Organisation>, by actor: Actor) async throws -> [PremiumStrategy] {
        try actor.signedInPerson()
        try actor.require(.seePlans, on: .of(school))
        return try await database.read { transaction in
            try transaction.strategies("premium_strategy.organisation_id = \(school)")
        }
    }

    /// A strategy: anyone's once it is published, otherwise its school's.
    package func strategy(_ id: ID<PremiumStrategy>, by actor: Actor) async throws -> PremiumStrategy {
        try await database.read { transaction in
            let strategy = try transaction.strategies("premium_strategy.id = \(id)").first.orNotFound()
            if strategy.publishedAt == nil {
                guard actor.may(.seePlans, on: .of(strategy.organisation.id)) else {
                    throw AccessError.notFound
                }
            }
            return strategy
        }
    }

    /// The published strategies of a school, newest year first: for its public page.
    package func publishedStrategies(of school: ID<Organisation>) async throws -> [PremiumStrategy] {
        try await database.read { transaction in
            try transaction.strategies(
                "premium_strategy.organisation_id = \(school) AND premium_strategy.published_at IS NOT NULL"
            )
        }
    }
}

extension Transaction {
    /// Strategies with their activities, the newest year first; the condition is on `premium_strategy`.
    fileprivate func strategies(_ condition: SQL) throws -> [PremiumStrategy] {
        let found = try rows(
            "\(PremiumStrategy.source) WHERE \(condition) ORDER BY premium_strategy.academic_year DESC"
        )
        guard !found.isEmpty else { return [] }
        let ids: [ID<PremiumStrategy>] = try found.map { try $0.get("id") }
        var activities: [ID<PremiumStrategy>: [PremiumActivity]] = [:]
        let lines = try rows(
            """
            SELECT premium_activity.*, strand.slug AS strand_slug, strand_version.title AS strand_title
            FROM premium_activity
            LEFT JOIN strand ON strand.id = premium_activity.strand_id
            LEFT JOIN strand_version ON strand_version.strand_id = strand.id
                AND strand_version.version = strand.version
            WHERE premium_activity.strategy_id IN (\(SQL.list(ids)))
            ORDER BY premium_activity.strategy_id, premium_activity.position
            """
        )
        for line in lines {
            activities[try line.get("strategy_id"), default: []].append(try PremiumActivity(row: line))
        }
        return try zip(found, ids).map { try PremiumStrategy(row: $0, activities: activities[$1] ?? []) }
    }

    func strategy(of school: ID<Organisation>, _ year: AcademicYear) throws -> PremiumStrategy? {
        try strategies(
            """
            premium_strategy.organisation_id = \(school) AND premium_strategy.academic_year = \(year.startYear)
            """
        ).first
    }

    func strategy(_ id: ID<PremiumStrategy>, of actor: Actor, _ permission: Permission) throws
        -> PremiumStrategy
    {
        let strategy = try strategies("premium_strategy.id = \(id)").first.orNotFound()
        try actor.require(permission, on: .of(strategy.organisation.id))
        return strategy
    }
}
