package import Access
import Database
import Evidence
import Foundation
import Programmes
package import Services

extension Trials {
    /// Judges the seven threats to a reported trial, once a reviewer.
    ///
    /// A reviewer belongs neither to the organisation that answers for the trial, nor to a school that joined it, nor
    /// to a hub that trained for it, and says to have had no part in delivery. Two reviews make the rating; a third
    /// is refused.
    ///
    /// - Throws: ``Faults``; ``TrialsError/wrongStep`` before the report, or once two reviews are there;
    ///   ``AccessError/forbidden`` for someone who is not independent.
    package func reviewTrial(
        _ id: ID<Trial>,
        _ draft: TrialReviewDraft,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        let checked = try draft.checked()
        let act = services.act(by: actor)
        let review: ID<TrialReview> = services.newID()
        try await database.write { transaction in
            let trial = try transaction.trial(id)
            try transaction.permitReview(of: trial, by: actor)
            let reports = try transaction.count("SELECT count(*) FROM trial_report WHERE trial_id = \(id)")
            let reviews = try transaction.count("SELECT count(*) FROM trial_review WHERE trial_id = \(id)")
            guard reports > 0, reviews < TrialRating.reviewers else { throw TrialsError.wrongStep }
            let own = try transaction.exists(
                "SELECT 1 FROM trial_review WHERE trial_id = \(id) AND reviewer_id = \(person.id)"
            )
            guard !own else { throw TrialsError.wrongStep }
            try transaction.execute(
                """
                INSERT INTO trial_review
                    (id, trial_id, reviewer_id, padlock_drop, drop_reason, reviewed_at)
                VALUES (\(review), \(id), \(person.id), \(checked.drop), \(checked.reason), \(act.at))
                """
            )
            for opinion in checked.opinions {
                try transaction.execute(
                    """
                    INSERT INTO trial_review_threat (review_id, threat, risk, direction, reason)
                    VALUES (\(review), \(opinion.threat), \(opinion.risk), \(opinion.direction),
                        \(opinion.reason))
                    """
                )
            }
            try transaction.audit(act, "trial.review", of: id, in: trial.organisation)
            try transaction.touch([.trials, .trial(id)])
        }
    }

    /// Whether this person may review this trial: permitted, independent, and not done yet.
    package func mayReview(_ trial: Trial, by actor: Actor) async throws -> Bool {
        guard let person = actor.person, trial.reportedOn != nil else { return false }
        return try await database.read { transaction in
            do {
                try transaction.permitReview(of: trial, by: actor)
            } catch is AccessError {
                return false
            }
            // A result that was entered by hand, or reported without figures, has nothing to judge.
            guard try transaction.exists("SELECT 1 FROM trial_report WHERE trial_id = \(trial.id)") else {
                return false
            }
            let done: [ID<Person>] = try transaction.column(
                "SELECT reviewer_id FROM trial_review WHERE trial_id = \(trial.id)"
            )
            return done.count < TrialRating.reviewers && !done.contains(person.id)
        }
    }
}

extension Trials {
    /// How many reviewers have judged a trial; `nil` where there is no report to judge: before it, and where a result was
    /// entered by hand or reported without figures.
    package func reviewCount(of id: ID<Trial>) async throws -> Int? {
        try await database.read { transaction in
            guard try transaction.exists("SELECT 1 FROM trial_report WHERE trial_id = \(id)") else {
                return nil
            }
            return try transaction.count("SELECT count(*) FROM trial_review WHERE trial_id = \(id)")
        }
    }

    /// Reported trials that wait for a reviewer and may have this person for one, the oldest report first.
    package func trialsToReview(by actor: Actor) async throws -> [Trial] {
        guard actor.person != nil, actor.may(.reviewTrial) else { return [] }
        let waiting: [Trial] = try await database.read { transaction in
            try transaction.all(
                """
                \(Trial.selection) JOIN trial_report AS r ON r.trial_id = t.id AND r.number = 1
                WHERE (SELECT count(*) FROM trial_review AS v WHERE v.trial_id = t.id) < \(TrialRating.reviewers)
                ORDER BY r.published_at, t.id
                """
            )
        }
        var mine: [Trial] = []
        for trial in waiting where try await mayReview(trial, by: actor) { mine.append(trial) }
        return mine
    }
}

extension Transaction {
    /// Independence is checked, not only declared.
    fileprivate func permitReview(of trial: Trial, by actor: Actor) throws {
        try actor.require(.reviewTrial)
        let involved = Set(try organisations(delivering: trial))
        guard actor.memberships.allSatisfy({ !involved.contains($0.organisation.id) }) else {
            throw AccessError.forbidden
        }
    }

    /// Who answers for a trial, who joined it, and the hubs of the training that counts in it.
    private func organisations(delivering trial: Trial) throws -> [ID<Organisation>] {
        var found = [trial.organisation]
        found += try column(
            "SELECT organisation_id FROM trial_school WHERE trial_id = \(trial.id) AND state = 'joined'"
        )
        guard let text = try publishedProtocol(trial.id)?.record.text, text.dosage == .training,
            let offer = ID<Offer>(text[.trainingOffer])
        else { return found }
        found += try column("SELECT hub_id FROM offer_hub WHERE offer_id = \(offer)")
        return found
    }

    /// The reviews of a trial, the first first.
    func reviews(of trial: ID<Trial>) throws -> [TrialReview] {
        let opinions = try rows(
            """
            SELECT t.* FROM trial_review_threat AS t JOIN trial_review AS r ON r.id = t.review_id
            WHERE r.trial_id = \(trial)
            """
        )
        var byReview: [ID<TrialReview>: [ThreatOpinion]] = [:]
        for row in opinions {
            byReview[try row.get("review_id"), default: []].append(
                ThreatOpinion(
                    threat: try row.get("threat"),
                    risk: try row.get("risk"),
                    direction: try row.get("direction"),
                    reason: try row.get("reason")
                )
            )
        }
        let order = Threat.allCases
        let found = try rows(
            """
            SELECT r.*, p.name AS reviewer_name FROM trial_review AS r
            LEFT JOIN person AS p ON p.id = r.reviewer_id AND p.erased_at IS NULL
            WHERE r.trial_id = \(trial) ORDER BY r.reviewed_at, r.id
            """
        )
        return try found.map { row in
            let id: ID<TrialReview> = try row.get("id")
            return TrialReview(
                id: id,
                trial: trial,
                reviewer: try row.get("reviewer_id"),
                reviewerName: try row.get("reviewer_name", as: String?.self) ?? "A reviewer",
                opinions: (byReview[id] ?? []).sorted {
                    (order.firstIndex(of: $0.threat) ?? 0) < (order.firstIndex(of: $1.threat) ?? 0)
                },
                drop: try row.get("padlock_drop"),
                dropReason: try row.get("drop_reason"),
                reviewedAt: try row.get("reviewed_at")
            )
        }
    }
}
