package import Access
package import Database
import Directory
import Evidence
import Programmes
package import Services

extension Plans {
    /// A draft for an academic year, prefilled: numbers from the register's newest figures, activities from
    /// the school's own plans under way, the year before's challenges, and a review of that year from the reviews of plans.
    package func strategyTemplate(
        for school: ID<Organisation>,
        _ year: AcademicYear,
        by actor: Actor
    ) async throws -> StrategyDraft {
        try actor.signedInPerson()
        try actor.require(.editPlans, on: .of(school))
        return try await database.read { transaction in
            var draft = StrategyDraft()
            if let before = try transaction.strategy(of: school, AcademicYear(startYear: year.startYear - 1))
            {
                draft = StrategyDraft(before)
                draft.reviewOn = ""
                // What that year brought along is spent or brought along again: the school knows, the draft does not.
                draft.carriedForward = ""
                draft.servicePremium = ""
                draft.activities = []
            }
            draft.lastYear = try transaction.reviewed(
                by: school,
                in: AcademicYear(startYear: year.startYear - 1)
            )
            try transaction.prefillFigures(&draft, of: school)
            let plans: [Plan] = try transaction.all(
                """
                \(Plan.source) WHERE plan.organisation_id = \(school) AND plan.phase <> 'stopped'
                ORDER BY plan.created_at, plan.id
                """
            )
            for plan in plans {
                var row = StrategyDraft.ActivityRow()
                row.what = plan.content.title
                row.strand = plan.strand.id
                row.plan = plan.id
                draft.activities.append(row)
            }
            return draft
        }
    }

    /// Begins the strategy of an academic year.
    ///
    /// - Throws: ``PlanRefusal/strategyExists``; `Faults`; `AccessError`.
    @discardableResult
    package func startStrategy(
        _ draft: StrategyDraft,
        for school: ID<Organisation>,
        _ year: AcademicYear,
        by actor: Actor,
        key: IdempotencyKey
    ) async throws -> ID<PremiumStrategy> {
        try actor.signedInPerson()
        try actor.require(.editPlans, on: .of(school))
        let checked = try draft.checked()
        let act = services.act(by: actor)
        let id: ID<PremiumStrategy> = services.newID()
        return try await database.write { transaction in
            let text = try transaction.once(key, by: act, .startStrategy) {
                let isTaken = try transaction.exists(
                    """
                    SELECT 1 FROM premium_strategy
                    WHERE organisation_id = \(school) AND academic_year = \(year.startYear)
                    """
                )
                guard !isTaken else { throw PlanRefusal.strategyExists }
                let content = checked.content
                try transaction.execute(
                    """
                    INSERT INTO premium_strategy
                        (id, organisation_id, academic_year, pupils, eligible_pupils, funding_pence,
                         carried_forward_pence, authorised_by, led_by, governor, review_on, intent, challenges,
                         outcomes, last_year, covers_until, programmes, service_premium, further, version)
                    VALUES (\(id), \(school), \(year.startYear), \(content.pupils), \(content.eligiblePupils),
                        \(content.funding), \(content.carriedForward), \(content.authorisedBy), \(content.ledBy),
                        \(content.governor), \(content.reviewOn), \(content.intent),
                        \(content.challenges.joined(separator: "\n")), \(StrategyPair.text(content.outcomes)),
                        \(content.lastYear), \(content.coversUntil?.startYear),
                        \(StrategyPair.text(content.programmes)), \(content.servicePremium), \(content.further), 1)
                    """
                )
                try transaction.write(checked.activities, of: id, school)
                try transaction.audit(act, .startStrategy, of: id, in: school)
                return id.description
            }
            return try ID<PremiumStrategy>(text).orNotFound()
        }
    }
}

extension Transaction {
    /// What the reviews of a school's plans said in an academic year: the last one of each plan, and what was learned
    /// from a plan that was stopped, reviewed or not.
    fileprivate func reviewed(by school: ID<Organisation>, in year: AcademicYear) throws -> String {
        let (first, last) = (year.firstDay, year.lastDay)
        return try rows(
            """
            SELECT plan.title, plan.phase, plan.lessons, review.happened FROM plan
            LEFT JOIN plan_review AS review ON review.id = (
                SELECT last.id FROM plan_review AS last WHERE last.plan_id = plan.id
                    AND last.held_on >= \(first) AND last.held_on <= \(last)
                ORDER BY last.held_on DESC, last.id LIMIT 1)
            WHERE plan.organisation_id = \(school) AND (review.id IS NOT NULL OR plan.phase = 'stopped' AND EXISTS (
                SELECT 1 FROM plan_step AS step WHERE step.plan_id = plan.id AND step.phase = 'stopped'
                    AND step.entered_on >= \(first) AND step.entered_on <= \(last)))
            ORDER BY plan.created_at, plan.id
            """
        ).map { row in
            let title: String = try row.get(0)
            let isStopped = try row.get(1, as: PlanPhase.self) == .stopped
            let lessons: String = try row.get(2)
            let happened: String? = try row.get(3)
            let said = [happened, isStopped ? "It was stopped. \(lessons)" : nil].compactMap(\.self)
            return "\(title): \(said.joined(separator: " "))"
        }.joined(separator: "\n")
    }

    /// Pupils, eligible pupils and the allocation, as last published for the school's lineage.
    fileprivate func prefillFigures(_ draft: inout StrategyDraft, of school: ID<Organisation>) throws {
        let rows = try rows(
            """
            SELECT c.measure, c.value, c.pence FROM characteristic AS c
            JOIN lineage_member AS member ON member.urn = c.urn
            WHERE member.lineage_id IN (
                    SELECT l.lineage_id FROM establishment AS e JOIN lineage_member AS l ON l.urn = e.urn
                    WHERE e.organisation_id = \(school))
                AND c.measure IN (\(SQL.list([Measure.premiumRoll, .premiumPupils, .premiumAllocation])))
            ORDER BY c.academic_year DESC, c.urn DESC
            """
        )
        var seen: Set<String> = []
        for row in rows {
            let measure: Measure = try row.get("measure")
            let value: Double? = try row.get("value")
            let pence: Pence? = try row.get("pence")
            guard value != nil || pence != nil, seen.insert(measure.rawValue).inserted else { continue }
            switch measure {
            case .premiumRoll: draft.pupils = value.map { String(Int($0.rounded())) } ?? ""
            case .premiumPupils: draft.eligiblePupils = value.map { String(Int($0.rounded())) } ?? ""
            case .premiumAllocation: draft.funding = pence?.plain ?? ""
            default: break
            }
        }
    }
}
