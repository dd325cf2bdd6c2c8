package import Access
package import Database
import Evidence
package import Services

extension Programmes {
    /// Puts a session into the programme, or changes one. Refused when its room or one of its speakers is taken at
    /// the time, or when it lies outside the days of the conference.
    ///
    /// - Parameters:
    ///   - session: `nil` for a new one.
    ///   - version: Of the session that is changed.
    /// - Throws: `Faults`; `DatabaseError.staleVersion`.
    package func saveSession(
        _ draft: ConferenceSessionDraft,
        as session: ID<ConferenceSession>? = nil,
        version: Int = 0,
        of id: ID<Run>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<ConferenceSession> {
        let settings = settings
        let text = try await changeConference(id, by: actor, key: key) { transaction, conference, act, ids in
            let old = try session.map { try conference.session($0).orNotFound() }
            let checked = try draft.checked(in: conference, besides: session)
            try transaction.requireStrand(checked.strand)
            let saved = session ?? ids.next(ConferenceSession.self)
            if let old {
                try transaction.change(old, to: checked, version: version)
            } else {
                try transaction.insert(checked, as: saved, of: id)
            }
            try transaction.setSpeakers(checked.speakers.map(\.id), of: saved)
            if let proposal = draft.proposal {
                try transaction.execute(
                    """
                    UPDATE conference_proposal SET session_id = \(saved)
                    WHERE id = \(proposal) AND run_id = \(id) AND state = 'accepted' AND session_id IS NULL
                    """
                )
            }
            if let old, old.taken > 0 {
                try transaction.tellOfMoved(old, in: conference, act, settings, &ids)
            }
            try transaction.audit(
                act,
                .saveConferenceSession,
                of: saved,
                in: conference.offer.lead?.organisation.id,
                ["run": .id(id), "new": .flag(old == nil), "capacity": .count(checked.capacity)]
            )
            return saved.description
        }
        return try ID<ConferenceSession>(text).orNotFound()
    }

    /// Takes a session out of the programme. Those who chose it are told.
    package func removeSession(
        _ session: ID<ConferenceSession>,
        version: Int,
        of id: ID<Run>,
        by actor: Actor
    )
        async throws
    {
        let settings = settings
        try await changeConference(id, by: actor) { transaction, conference, act, ids in
            let old = try conference.session(session).orNotFound()
            guard old.version == version else { throw DatabaseError.staleVersion }
            guard try !transaction.exists("SELECT 1 FROM session_feedback WHERE session_id = \(session)")
            else {
                throw Faults([Fault("title", "People have said what they thought of it, so it stays")])
            }
            try transaction.tellOfRemoved(old, in: conference, act, settings, &ids)
            try transaction.execute("DELETE FROM conference_session_speaker WHERE session_id = \(session)")
            try transaction.execute(
                "UPDATE conference_proposal SET session_id = NULL WHERE session_id = \(session)"
            )
            try transaction.execute("DELETE FROM conference_session WHERE id = \(session)")
            try transaction.audit(
                act,
                .removeConferenceSession,
                of: session,
                in: conference.offer.lead?.organisation.id,
                ["run": .id(id)]
            )
            return ""
        }
    }
}

extension Transaction {
    func requireStrand(_ id: ID<Strand>?) throws {
        guard let id else { return }
        guard try exists("SELECT 1 FROM strand WHERE id = \(id)") else {
            throw Faults([Fault("strand", "Choose the strand from the list")])
        }
    }

    fileprivate func insert(
        _ draft: ConferenceSessionDraft.Checked,
        as id: ID<ConferenceSession>,
        of run: ID<Run>
    )
        throws
    {
        try execute(
            """
            INSERT INTO conference_session
                (id, run_id, room_id, held_on, starts_at, ends_at, format, title, abstract, strand_id, capacity, version)
            VALUES (\(id), \(run), \(draft.room.id), \(draft.heldOn), \(draft.start), \(draft.end), \(draft.format),
                \(draft.title), \(draft.abstract), \(draft.strand), \(draft.capacity), 1)
            """
        )
    }

    fileprivate func change(_ old: ConferenceSession, to draft: ConferenceSessionDraft.Checked, version: Int)
        throws
    {
        guard draft.capacity >= old.taken else {
            throw Faults([Fault("capacity", "\(old.taken) have chosen it: enter at least \(old.taken)")])
        }
        if old.taken > 0, draft.format == .pause {
            throw Faults([Fault("format", "\(old.taken) have chosen it, so it cannot become a break")])
        }
        try update(
            """
            UPDATE conference_session SET room_id = \(draft.room.id), held_on = \(draft.heldOn),
                starts_at = \(draft.start), ends_at = \(draft.end), format = \(draft.format), title = \(draft.title),
                abstract = \(draft.abstract), strand_id = \(draft.strand), capacity = \(draft.capacity),
                version = version + 1
            WHERE id = \(old.id) AND version = \(version)
            """
        )
    }

    fileprivate func setSpeakers(_ speakers: [ID<ConferenceSpeaker>], of session: ID<ConferenceSession>)
        throws
    {
        try execute("DELETE FROM conference_session_speaker WHERE session_id = \(session)")
        try insert(
            into: "conference_session_speaker",
            columns: ["session_id", "speaker_id", "position"],
            rows: speakers.enumerated().map { [session.sqlValue, $1.sqlValue, $0.sqlValue] }
        )
    }

    /// Refuses days of a run that would leave part of its programme outside them.
    func refuseDaysThatCutSessions(of run: ID<Run>) throws {
        let row = try rows(
            """
            SELECT s.title, s.held_on FROM conference_session s
            WHERE s.run_id = \(run) AND NOT EXISTS (SELECT 1 FROM run_session d
                WHERE d.run_id = s.run_id AND d.held_on = s.held_on AND d.starts_at <= s.starts_at
                    AND d.ends_at >= s.ends_at)
            ORDER BY s.held_on, s.starts_at, s.id LIMIT 1
            """
        ).first
        guard let row else { return }
        let title: String = try row.get(0)
        let day: LocalDate = try row.get(1)
        throw Faults([
            Fault(
                "date-0",
                "“\(title)” on \(day.spelled) would be outside these times: move it in the programme first"
            )
        ])
    }
}
