package import Access
package import Database
import Foundation
package import Services

extension Programmes {
    /// Copies an offer into a new draft of the same lead hub: its words, price, hubs with their shares, strands,
    /// guidance, funded places and feedback questions; no dates, no bookings, no discount codes. Co-hosts are asked
    /// anew.
    ///
    /// - Returns: The draft.
    package func copyOffer(_ id: ID<Offer>, by actor: Actor, key: IdempotencyKey) async throws -> ID<Offer> {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "offer.copy") {
                var ids = ids
                let offer = try transaction.offer(id).orNotFound()
                let lead = try offer.lead.orNotFound().organisation.id
                try actor.require(.editOffer, on: offer.subjectOfEditing(by: actor))
                let copy = ids.next(Offer.self)
                try transaction.insert(offer.facts, as: copy, at: act.at)
                try transaction.execute(
                    """
                    INSERT INTO offer_hub (offer_id, hub_id, is_lead, share, agreed_at, agreed_by)
                    SELECT CAST(\(copy) AS BIGINT), hub_id, is_lead, share,
                        CASE WHEN is_lead = 1 THEN CAST(\(act.at) AS BIGINT) ELSE NULL END,
                        CASE WHEN is_lead = 1 THEN CAST(\(actor.person?.id) AS BIGINT) ELSE NULL END
                    FROM offer_hub WHERE offer_id = \(id)
                    """
                )
                try transaction.copyTies(of: id, to: copy)
                try transaction.copyQuestions(of: id, to: copy, &ids)
                try transaction.audit(act, .copyOffer, of: copy, in: lead, ["from": .id(id)])
                return copy.description
            }
        }
        return try ID<Offer>(text).orNotFound()
    }
}

extension Transaction {
    /// Strands, guidance, and funded places with none taken.
    fileprivate func copyTies(of offer: ID<Offer>, to copy: ID<Offer>) throws {
        for statement: SQL in [
            """
            INSERT INTO offer_strand (offer_id, strand_id)
            SELECT CAST(\(copy) AS BIGINT), strand_id FROM offer_strand WHERE offer_id = \(offer)
            """,
            """
            INSERT INTO offer_guidance (offer_id, report_id)
            SELECT CAST(\(copy) AS BIGINT), report_id FROM offer_guidance WHERE offer_id = \(offer)
            """,
            """
            INSERT INTO offer_funding (offer_id, places, paid_by)
            SELECT CAST(\(copy) AS BIGINT), places, paid_by FROM offer_funding WHERE offer_id = \(offer)
            """,
            """
            INSERT INTO funding_rule (offer_id, position, area_id, measure, at_least)
            SELECT CAST(\(copy) AS BIGINT), position, area_id, measure, at_least FROM funding_rule
            WHERE offer_id = \(offer)
            """,
        ] {
            try execute(statement)
        }
    }

    fileprivate func copyQuestions(of offer: ID<Offer>, to copy: ID<Offer>, _ ids: inout IDSequence) throws {
        let questions: [ID<FeedbackQuestion>] = try column(
            """
            SELECT id FROM feedback_question WHERE offer_id = \(offer) AND is_retired = 0 ORDER BY position, id
            """
        )
        for question in questions {
            try execute(
                """
                INSERT INTO feedback_question (id, offer_id, position, wording, kind)
                SELECT CAST(\(ids.next(FeedbackQuestion.self)) AS BIGINT), CAST(\(copy) AS BIGINT), position, wording, kind
                FROM feedback_question WHERE id = \(question)
                """
            )
        }
    }
}
