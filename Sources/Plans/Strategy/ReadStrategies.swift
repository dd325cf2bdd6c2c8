package import Access
import Database
package import Services

extension Plans {
    /// A school's strategies, newest year first.
    package func strategies(of school: ID<Organisation>, by actor: Actor) async throws -> [PremiumStrategy] {
        try actor.signedInPerson()
        try actor.require(.seePlans, on: .of(school))
        return try await database.read { transaction in
            let rows = try transaction.rows(
                """
                \(PremiumStrategy.source) WHERE premium_strategy.organisation_id = \(school)
                ORDER BY premium_strategy.academic_year DESC
                """
            )
            return try rows.map { try transaction.strategy(row: $0) }
        }
    }

    /// A strategy: anyone's once it is published, otherwise its school's.
    package func strategy(_ id: ID<PremiumStrategy>, by actor: Actor) async throws -> PremiumStrategy {
        try await database.read { transaction in
            let row = try transaction.rows("\(PremiumStrategy.source) WHERE premium_strategy.id = \(id)")
                .first
            let strategy = try transaction.strategy(row: try row.orNotFound())
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
            let rows = try transaction.rows(
                """
                \(PremiumStrategy.source) WHERE premium_strategy.organisation_id = \(school)
                    AND premium_strategy.published_at IS NOT NULL
                ORDER BY premium_strategy.academic_year DESC
                """
            )
            return try rows.map { try transaction.strategy(row: $0) }
        }
    }
}

extension Transaction {
    func strategy(row: Row) throws -> PremiumStrategy {
        let id: ID<PremiumStrategy> = try row.get("id")
        let activities: [PremiumActivity] = try all(
            """
            SELECT premium_activity.*, strand.slug AS strand_slug, strand_version.title AS strand_title
            FROM premium_activity
            LEFT JOIN strand ON strand.id = premium_activity.strand_id
            LEFT JOIN strand_version ON strand_version.strand_id = strand.id
                AND strand_version.version = strand.version
            WHERE premium_activity.strategy_id = \(id) ORDER BY premium_activity.position
            """
        )
        return try PremiumStrategy(row: row, activities: activities)
    }

    func strategy(of school: ID<Organisation>, _ year: AcademicYear) throws -> PremiumStrategy? {
        let row = try rows(
            """
            \(PremiumStrategy.source) WHERE premium_strategy.organisation_id = \(school)
                AND premium_strategy.academic_year = \(year.startYear)
            """
        ).first
        return try row.map { try strategy(row: $0) }
    }

    func strategy(_ id: ID<PremiumStrategy>, of actor: Actor, _ permission: Permission) throws
        -> PremiumStrategy
    {
        let row = try rows("\(PremiumStrategy.source) WHERE premium_strategy.id = \(id)").first
        let strategy = try strategy(row: try row.orNotFound())
        try actor.require(permission, on: .of(strategy.organisation.id))
        return strategy
    }
}
