package import Access
package import Database
import Evidence
package import Services

extension Plans {
    /// Changes a strategy.
    ///
    /// - Throws: `Faults`; `AccessError`; `DatabaseError.staleVersion`.
    package func saveStrategy(
        _ id: ID<PremiumStrategy>,
        version: Int,
        _ draft: StrategyDraft,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let strategy = try transaction.strategy(id, of: actor, .editPlans)
            let checked = try draft.checked()
            let content = checked.content
            try transaction.update(
                """
                UPDATE premium_strategy SET pupils = \(content.pupils),
                    eligible_pupils = \(content.eligiblePupils), funding_pence = \(content.funding),
                    carried_forward_pence = \(content.carriedForward), authorised_by = \(content.authorisedBy),
                    led_by = \(content.ledBy), governor = \(content.governor), review_on = \(content.reviewOn),
                    intent = \(content.intent), challenges = \(content.challenges.joined(separator: "\n")),
                    outcomes = \(StrategyPair.text(content.outcomes)), last_year = \(content.lastYear),
                    covers_until = \(content.coversUntil?.startYear),
                    programmes = \(StrategyPair.text(content.programmes)),
                    service_premium = \(content.servicePremium), further = \(content.further),
                    version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.execute("DELETE FROM premium_activity WHERE strategy_id = \(id)")
            try transaction.write(checked.activities, of: id, strategy.organisation.id)
            try transaction.audit(act, .saveStrategy, of: id, in: strategy.organisation.id)
            if strategy.publishedAt != nil { try transaction.touch([.strategy(id)]) }
        }
    }

    /// Publishes the strategy, as schools must each year: from then on everyone may read it.
    package func publishStrategy(_ id: ID<PremiumStrategy>, version: Int, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let strategy = try transaction.strategy(id, of: actor, .sharePlans)
            try transaction.update(
                """
                UPDATE premium_strategy SET published_at = \(act.at), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, .publishStrategy, of: id, in: strategy.organisation.id)
            try transaction.touch([.strategy(id), .strategies(of: strategy.organisation.id)])
        }
    }
}

extension Topic {
    package static func strategy(_ id: ID<PremiumStrategy>) -> Topic { "plans/strategy/\(id.description)" }

    /// Which strategies a school has published.
    package static func strategies(of school: ID<Organisation>) -> Topic {
        "plans/strategies/\(school.description)"
    }
}

extension Transaction {
    /// Writes a strategy's activities; a plan that is not the school's own is refused as a strand that is not
    /// in the library is.
    func write(
        _ activities: [StrategyDraft.Checked.Activity],
        of id: ID<PremiumStrategy>,
        _ school: ID<Organisation>
    ) throws {
        for (position, activity) in activities.enumerated() {
            if let strand = activity.strand { try requireStrand(strand, intervention: nil) }
            if let plan = activity.plan {
                let isOwn = try exists(
                    "SELECT 1 FROM plan WHERE id = \(plan) AND organisation_id = \(school)"
                )
                guard isOwn else { throw AccessError.notFound }
            }
            try execute(
                """
                INSERT INTO premium_activity
                    (strategy_id, position, tier, what, strand_id, plan_id, challenges, cost_pence)
                VALUES (\(id), \(position), \(activity.tier), \(activity.what), \(activity.strand),
                    \(activity.plan), \(activity.challenges.map(String.init).joined(separator: ",")),
                    \(activity.cost))
                """
            )
        }
    }
}
