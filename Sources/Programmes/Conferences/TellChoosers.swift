import Access
import Database
import Mail
import Services

extension Transaction {
    /// Tells those who chose a session that it is at another time or in another room. Where that overlaps something
    /// else that they chose, they give the changed one back.
    func tellOfMoved(
        _ old: ConferenceSession,
        in before: Conference,
        _ act: Act,
        _ settings: ProgrammesSettings,
        _ ids: inout IDSequence
    ) throws {
        let after = try conference(before.run.id).orNotFound()
        let session = try after.session(old.id).orNotFound()
        let isElsewhen = old.heldOn != session.heldOn || old.start != session.start || old.end != session.end
        guard isElsewhen || old.room != session.room else { return }
        let post = Post(settings, at: act.at)
        for place in try choosers(of: old.id) {
            let others = try choices(of: place.id)
            let other = after.sessions.first {
                $0.id != session.id && others.contains($0.id) && $0.overlaps(session)
            }
            if other != nil { try giveBack([session.id], place.id) }
            try send(post.sessionMoved(place, session, after, overlapping: other), act, &ids)
        }
    }

    /// Tells those who chose a session that it is no longer in the programme, and forgets their choice.
    func tellOfRemoved(
        _ session: ConferenceSession,
        in conference: Conference,
        _ act: Act,
        _ settings: ProgrammesSettings,
        _ ids: inout IDSequence
    ) throws {
        let post = Post(settings, at: act.at)
        for place in try choosers(of: session.id) {
            try send(post.sessionRemoved(place, session, conference), act, &ids)
        }
        try execute("DELETE FROM session_choice WHERE session_id = \(session.id)")
    }

    private func choosers(of session: ID<ConferenceSession>) throws -> [BookedPlace] {
        try all(
            """
            SELECT \(BookedPlace.columns) FROM session_choice JOIN place ON place.id = session_choice.place_id
            WHERE session_choice.session_id = \(session) ORDER BY place.id
            """
        )
    }
}

extension Post {
    /// To someone who chose a session that is now at another time or in another room.
    func sessionMoved(
        _ place: BookedPlace,
        _ session: ConferenceSession,
        _ conference: Conference,
        overlapping other: ConferenceSession?
    ) -> OutgoingMail? {
        let consequence =
            other.map {
                "That is at the same time as “\($0.title)”, which you chose too, so you no longer have a place in the one that moved."
            } ?? "You keep your place in it."
        return letter(
            to: place,
            "Changed: \(session.title)",
            """
            Dear \(place.name),

            A session that you chose at \(conference.offer.facts.title) has changed. It is now:

              \(session.title)
              \(session.heldOn.spelled), \(session.start) to \(session.end), \(conference.room(session.room)?.name ?? "")

            \(consequence) You can choose others here:
            \(settings.baseURL)/conferences/\(conference.run.id)/choose

            \(question(about: conference.offer))
            """,
            []
        )
    }

    /// To someone who chose a session that does not take place.
    func sessionRemoved(_ place: BookedPlace, _ session: ConferenceSession, _ conference: Conference)
        -> OutgoingMail?
    {
        letter(
            to: place,
            "Not taking place: \(session.title)",
            """
            Dear \(place.name),

            A session that you chose at \(conference.offer.facts.title) does not take place:

              \(session.title)
              \(session.heldOn.spelled), \(session.start) to \(session.end)

            You can choose another here:
            \(settings.baseURL)/conferences/\(conference.run.id)/choose

            \(question(about: conference.offer))
            """,
            []
        )
    }
}
