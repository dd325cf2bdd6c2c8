package import Access
package import Database
import Evidence
package import Services

extension Topic {
    /// A conference's public pages: its programme, sessions and speakers.
    package static func conference(_ run: ID<Run>) -> Topic { "conference/\(run.description)" }
    /// Which conferences there are.
    package static let conferences: Topic = "conferences"
}

extension AuditVerb {
    static let startConference: AuditVerb = "conference.start"
    static let showProgramme: AuditVerb = "conference.show-programme"
    static let hideProgramme: AuditVerb = "conference.hide-programme"
    static let saveRooms: AuditVerb = "conference.save-rooms"
    static let saveSpeaker: AuditVerb = "conference.save-speaker"
    static let removeSpeaker: AuditVerb = "conference.remove-speaker"
    static let saveConferenceSession: AuditVerb = "conference.save-session"
    static let removeConferenceSession: AuditVerb = "conference.remove-session"
}

extension Programmes {
    /// Gives a run a programme, which only its hubs see at first. Doing it again changes nothing.
    package func startConference(_ id: ID<Run>, by actor: Actor) async throws {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        try await database.write(exclusively: Self.queue(id)) { transaction in
            let run = try transaction.run(id).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            try actor.require(.keepConference, on: .of(offer.hubs.map(\.organisation.id)))
            guard offer.state != .archived else { throw OfferRefusal.archived }
            guard run.study == nil else { throw AccessError.notFound }
            let added = try transaction.execute(
                """
                INSERT INTO conference (run_id, is_published, version) VALUES (\(id), 0, 1)
                ON CONFLICT (run_id) DO NOTHING
                """
            )
            guard added == 1 else { return }
            try transaction.audit(act, .startConference, of: id, in: offer.lead?.organisation.id)
            try transaction.touch([.conferences, .conference(id), .offer(offer.id)])
        }
    }

    /// Shows the programme to everybody, or takes it back.
    ///
    /// - Throws: `Faults` when there is nothing to show; `DatabaseError.staleVersion`.
    package func setProgramme(
        public isPublic: Bool,
        of id: ID<Run>,
        version: Int,
        by actor: Actor
    ) async throws {
        try await changeConference(id, by: actor, evenArchived: true) { transaction, conference, act, _ in
            if isPublic, conference.sessions.isEmpty {
                throw Faults([Fault("steps", "Put at least one session into the programme first")])
            }
            try transaction.update(
                """
                UPDATE conference SET is_published = \(isPublic), version = version + 1
                WHERE run_id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(
                act,
                isPublic ? .showProgramme : .hideProgramme,
                of: id,
                in: conference.offer.lead?.organisation.id,
                ["sessions": .count(conference.sessions.count)]
            )
            return ""
        }
    }

    /// Changes a conference for its hubs; one at a time for each run, as bookings are, so that the programme
    /// that was checked for clashes is the one that is kept.
    ///
    /// - Parameter verb: With a key, the verb whose repetition answers what the first call answered.
    @discardableResult
    func changeConference(
        _ id: ID<Run>,
        by actor: Actor,
        key: IdempotencyKey? = nil,
        verb: AuditVerb = .saveConferenceSession,
        evenArchived: Bool = false,
        _ body: @escaping @Sendable (any Transaction, Conference, Act, inout IDSequence) throws -> String
    ) async throws -> String {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        return try await database.write(exclusively: Self.queue(id)) { transaction in
            let conference = try transaction.conference(id).orNotFound()
            try actor.require(.keepConference, on: conference.subject)
            return try transaction.once(key, by: act, verb) {
                guard evenArchived || conference.offer.state != .archived else { throw OfferRefusal.archived }
                var ids = ids
                let answer = try body(transaction, conference, act, &ids)
                try transaction.touch([.conferences, .conference(id), .offer(conference.offer.id)])
                return answer
            }
        }
    }
}
