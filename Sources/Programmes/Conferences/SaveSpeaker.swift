package import Access
package import Database
import Evidence
package import Services

/// A speaker's form, as typed.
package struct SpeakerDraft: Sendable, Equatable {
    package var name = ""
    package var post = ""
    package var biography = ""
    package var isInvited = false

    package init() {}

    package init(_ speaker: ConferenceSpeaker) {
        name = speaker.name
        post = speaker.post
        biography = speaker.biography
        isInvited = speaker.isInvited
    }
}

extension Programmes {
    /// Adds a speaker to a conference, or changes one.
    ///
    /// - Parameters:
    ///   - speaker: `nil` for a new one.
    ///   - version: Of the speaker that is changed.
    /// - Throws: `Faults`; `DatabaseError.staleVersion`.
    package func saveSpeaker(
        _ draft: SpeakerDraft,
        as speaker: ID<ConferenceSpeaker>? = nil,
        version: Int = 0,
        of id: ID<Run>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<ConferenceSpeaker> {
        var reader = FieldReader()
        let name = reader.required(draft.name, "name", named: "the speaker’s name", most: 100)
        let post = reader.optional(draft.post, "post", named: "what they do and where", most: 200)
        let biography = reader.optional(draft.biography, "biography", named: "the biography", most: 3000)
        try reader.finish()
        let text = try await changeConference(id, by: actor, key: key, verb: .saveSpeaker) {
            transaction,
            conference,
            act,
            ids in
            let saved = speaker ?? ids.next(ConferenceSpeaker.self)
            if speaker == nil {
                try transaction.execute(
                    """
                    INSERT INTO conference_speaker (id, run_id, name, post, biography, is_invited, version)
                    VALUES (\(saved), \(id), \(name), \(post), \(biography), \(draft.isInvited), 1)
                    """
                )
            } else {
                _ = try conference.speaker(saved).orNotFound()
                try transaction.update(
                    """
                    UPDATE conference_speaker SET name = \(name), post = \(post), biography = \(biography),
                        is_invited = \(draft.isInvited), version = version + 1
                    WHERE id = \(saved) AND version = \(version)
                    """
                )
            }
            try transaction.audit(
                act,
                .saveSpeaker,
                of: saved,
                in: conference.offer.lead?.organisation.id,
                ["run": .id(id), "invited": .flag(draft.isInvited)]
            )
            return saved.description
        }
        return try ID<ConferenceSpeaker>(text).orNotFound()
    }

    /// Takes away a speaker who is in no session.
    package func removeSpeaker(
        _ speaker: ID<ConferenceSpeaker>,
        version: Int,
        of id: ID<Run>,
        by actor: Actor
    )
        async throws
    {
        try await changeConference(id, by: actor) { transaction, conference, act, _ in
            _ = try conference.speaker(speaker).orNotFound()
            if let session = conference.sessions(of: speaker).first {
                throw Faults([Fault("name", "They speak in “\(session.title)”: take them out of it first")])
            }
            try transaction.update(
                "DELETE FROM conference_speaker WHERE id = \(speaker) AND version = \(version)"
            )
            try transaction.audit(
                act,
                .removeSpeaker,
                of: speaker,
                in: conference.offer.lead?.organisation.id,
                ["run": .id(id)]
            )
            return ""
        }
    }
}
