package import Access
import Database
package import Services

/// A conference in a list.
package struct ConferenceLine: Sendable, Equatable {
    package let offer: Offer
    package let run: Run
    package let hasProgramme: Bool
    package let call: ConferenceCall?
}

extension Programmes {
    /// The conference that a run is: anyone's when its programme is public, otherwise its hubs'.
    package func conference(_ id: ID<Run>, by actor: Actor) async throws -> Conference {
        try await database.read { transaction in
            let conference = try transaction.conference(id).orNotFound()
            guard conference.isPublic || actor.may(.keepConference, on: conference.subject) else {
                throw AccessError.notFound
            }
            return conference
        }
    }

    /// The conference that a session belongs to, as ``conference(_:by:)``.
    package func conference(of session: ID<ConferenceSession>, by actor: Actor) async throws -> Conference {
        let run = try await database.read { try $0.runOfConferenceSession(session).orNotFound() }
        return try await conference(run, by: actor)
    }

    /// The conference that a speaker speaks at, as ``conference(_:by:)``.
    package func conference(of speaker: ID<ConferenceSpeaker>, by actor: Actor) async throws -> Conference {
        let run = try await database.read { try $0.runOfConferenceSpeaker(speaker).orNotFound() }
        return try await conference(run, by: actor)
    }

    /// What an organiser sees of a run: its conference, or that it has none yet.
    package func conferenceToKeep(_ id: ID<Run>, by actor: Actor) async throws -> (
        offer: Offer, run: Run, conference: Conference?
    ) {
        try actor.signedInOrSystem()
        return try await database.read { transaction in
            let run = try transaction.run(id).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            try actor.require(.keepConference, on: .of(offer.hubs.map(\.organisation.id)))
            return (offer, run, try transaction.conference(at: run, of: offer))
        }
    }

    /// The runs of an offer that have a programme, public or not.
    package func programmes(of offer: Offer, by actor: Actor) async throws -> Set<ID<Run>> {
        try actor.signedInOrSystem()
        try actor.require(.keepConference, on: .of(offer.hubs.map(\.organisation.id)))
        return try await database.read { transaction in
            let runs: [ID<Run>] = try transaction.column(
                "SELECT run_id FROM conference WHERE run_id IN (\(SQL.list(offer.runs.map(\.id))))"
            )
            return Set(runs)
        }
    }

    /// The runs of an offer whose programmes are public.
    package func publicProgrammes(of id: ID<Offer>) async throws -> Set<ID<Run>> {
        try await database.read { transaction in
            let runs: [ID<Run>] = try transaction.column(
                """
                SELECT conference.run_id FROM conference JOIN run ON run.id = conference.run_id
                JOIN offer ON offer.id = run.offer_id
                WHERE offer.id = \(id) AND conference.is_published = 1 AND offer.state IN ('published', 'closed')
                """
            )
            return Set(runs)
        }
    }

    /// Public conferences: those still to come first, soonest first, then those that are over, latest first. A fixed
    /// number of statements, however many they are.
    package func conferences(limit: Int = 100) async throws -> [ConferenceLine] {
        let today = services.today()
        return try await database.read { transaction in
            let rows = try transaction.rows(
                """
                SELECT run.id, run.offer_id, conference.is_published, conference_call.guidance,
                    conference_call.opens_on, conference_call.closes_on, conference_call.version FROM conference
                JOIN run ON run.id = conference.run_id JOIN offer ON offer.id = run.offer_id
                LEFT JOIN conference_call ON conference_call.run_id = conference.run_id
                WHERE offer.state IN ('published', 'closed') AND \(Run.isHeld)
                ORDER BY CASE WHEN run.ends_on >= \(today) THEN 0 ELSE 1 END,
                    CASE WHEN run.ends_on >= \(today) THEN run.starts_on END, run.starts_on DESC, run.id
                LIMIT \(limit)
                """
            )
            let ids: [ID<Offer>] = try rows.map { try $0.get("offer_id") }
            let offers = try transaction.offers(
                where: "offer.id IN (\(SQL.list(ids)))",
                order: "offer.id",
                limit: limit
            )
            return try rows.compactMap { row in
                let id: ID<Run> = try row.get("id")
                let offerID: ID<Offer> = try row.get("offer_id")
                guard let offer = offers.first(where: { $0.id == offerID }),
                    let run = offer.runs.first(where: { $0.id == id })
                else { return nil }
                let guidance: String? = try row.get("guidance")
                return ConferenceLine(
                    offer: offer,
                    run: run,
                    hasProgramme: try row.get("is_published"),
                    call: try guidance == nil ? nil : ConferenceCall(row: row)
                )
            }
        }
    }
}
