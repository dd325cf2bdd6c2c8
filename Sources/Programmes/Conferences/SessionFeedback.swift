package import Access
import Database
import Evidence
import Foundation
package import Services

extension Migration {
    /// What those who chose a session said of it: `session_feedback` does not say whose it is, and
    /// `session_feedback_given` only that someone has answered. And what stays of a session for everybody.
    static let sessionFeedback = """
        CREATE TABLE session_feedback (
            id BIGINT NOT NULL PRIMARY KEY,
            session_id BIGINT NOT NULL REFERENCES conference_session (id),
            given_on TEXT NOT NULL,
            overall INTEGER NOT NULL CHECK (overall BETWEEN 1 AND 5),
            will_use INTEGER NOT NULL CHECK (will_use BETWEEN 1 AND 5),
            words TEXT NOT NULL
        );
        CREATE INDEX session_feedback_by_session ON session_feedback (session_id);
        CREATE TABLE session_feedback_given (
            session_id BIGINT NOT NULL REFERENCES conference_session (id),
            place_id BIGINT NOT NULL REFERENCES place (id),
            PRIMARY KEY (session_id, place_id)
        );
        ALTER TABLE conference_session ADD COLUMN slides TEXT NOT NULL DEFAULT '';
        ALTER TABLE conference_session ADD COLUMN recording TEXT NOT NULL DEFAULT '';
        """
}

extension AuditVerb {
    static let giveSessionFeedback: AuditVerb = "conference.give-feedback"
}

/// What somebody says of a session that they chose; five is best.
package struct SessionFeedbackDraft: Sendable, Equatable {
    package var overall: Int?
    package var willUse: Int?
    package var words = ""

    package init() {}
}

/// Whether the reader can say what they thought of a session.
package enum FeedbackOpening: Sendable, Equatable {
    /// They did not choose it.
    case notChosen
    /// It is not over yet.
    case notYet
    case open
    case given
    /// Answers are taken no longer.
    case over
}

/// What those who chose a session said of it, with how many.
package struct SessionFeedbackResults: Sendable, Equatable {
    package let chosen: Int
    package let answered: Int
    /// How many of the answers the results hold: see ``FeedbackWindow``.
    package let shown: Int
    /// Empty below ``FeedbackResults/fewest`` answers.
    package let scales: [FeedbackResults.Scale]
    /// Empty below ``FeedbackResults/fewest`` answers; in the order of the text.
    package let words: [String]

    package var isSuppressed: Bool { shown < FeedbackResults.fewest }
}

extension Programmes {
    /// Whether the reader can give feedback on a session.
    package func feedbackOpening(of session: ID<ConferenceSession>, by actor: Actor) async throws
        -> FeedbackOpening
    {
        guard let person = actor.person?.id else { return .notChosen }
        let now = services.now()
        return try await database.read { transaction in
            let run = try transaction.runOfConferenceSession(session).orNotFound()
            guard let place = try transaction.heldPlace(of: person, in: run) else { return .notChosen }
            return try transaction.feedbackOpening(
                transaction.conference(run).orNotFound().session(session).orNotFound(),
                place,
                at: now
            )
        }
    }

    /// Keeps what someone who chose a session thought of it, apart from who they are. Sent twice it counts once.
    ///
    /// - Throws: `Faults`; `AccessError.forbidden` for someone who did not choose it; ``BookingRefusal/notOver``,
    ///   ``BookingRefusal/feedbackOver``.
    package func giveFeedback(_ draft: SessionFeedbackDraft, on id: ID<ConferenceSession>, by actor: Actor)
        async throws
    {
        let person = try actor.signedInPerson()
        var reader = FieldReader()
        let scale = 1...5
        let overall = draft.overall.flatMap { scale.contains($0) ? $0 : nil }
        if overall == nil { reader.report("overall", "Choose how you rate it") }
        let willUse = draft.willUse.flatMap { scale.contains($0) ? $0 : nil }
        if willUse == nil { reader.report("willUse", "Choose whether you will use it") }
        let words = reader.optional(draft.words, "words", named: "what you say", most: 2000)
        try reader.finish()
        guard let overall, let willUse else { return }
        let act = services.act(by: actor)
        // Not the act's own person: the audit says that something was said, not by whom.
        let anonymous = services.act(by: .system("feedback"))
        let feedback = services.newID(SessionFeedbackDraft.self)
        let today = services.today()
        try await database.write { transaction in
            let run = try transaction.runOfConferenceSession(id).orNotFound()
            let conference = try transaction.conference(run).orNotFound()
            guard conference.isPublic else { throw AccessError.notFound }
            try actor.require(.chooseSessions, on: .of(person: person.id))
            guard let place = try transaction.heldPlace(of: person.id, in: run) else {
                throw AccessError.forbidden
            }
            let session = try conference.session(id).orNotFound()
            switch try transaction.feedbackOpening(session, place, at: act.at) {
            case .notChosen: throw AccessError.forbidden
            case .notYet: throw BookingRefusal.notOver
            case .given: return
            case .over: throw BookingRefusal.feedbackOver
            case .open: break
            }
            let isFirst = try transaction.execute(
                """
                INSERT INTO session_feedback_given (session_id, place_id) VALUES (\(id), \(place))
                ON CONFLICT (session_id, place_id) DO NOTHING
                """
            )
            guard isFirst == 1 else { return }
            try transaction.execute(
                """
                INSERT INTO session_feedback (id, session_id, given_on, overall, will_use, words)
                VALUES (\(feedback), \(id), \(today), \(overall), \(willUse), \(words))
                """
            )
            try transaction.showAnswers(in: "session_feedback", where: "session_id = \(id)")
            try transaction.audit(
                anonymous,
                .giveSessionFeedback,
                of: id,
                in: conference.offer.lead?.organisation.id
            )
        }
    }

    /// What was said of a session, for the hubs that run the conference.
    package func feedbackResults(on id: ID<ConferenceSession>, by actor: Actor) async throws
        -> SessionFeedbackResults
    {
        try actor.signedInOrSystem()
        let now = services.now()
        return try await database.read { transaction in
            let run = try transaction.runOfConferenceSession(id).orNotFound()
            let conference = try transaction.conference(run).orNotFound()
            try actor.require(.keepConference, on: conference.subject)
            let session = try conference.session(id).orNotFound()
            let answers = try transaction.shownAnswers(
                in: "session_feedback",
                where: "session_id = \(id)",
                isClosed: session.isFeedbackClosed(at: now)
            )
            return SessionFeedbackResults(
                chosen: session.taken,
                answered: answers.given,
                shown: answers.shown,
                scales: answers.areEnough ? try transaction.sessionScales(answers.filter) : [],
                words: answers.areEnough
                    ? try transaction.column(
                        """
                        SELECT words FROM session_feedback WHERE \(answers.filter) AND words <> '' ORDER BY words
                        """
                    ) : []
            )
        }
    }
}

extension Transaction {
    fileprivate func feedbackOpening(
        _ session: ConferenceSession,
        _ place: ID<BookedPlace>,
        at now: Date
    ) throws -> FeedbackOpening {
        guard try choices(of: place).contains(session.id) else { return .notChosen }
        guard session.endsAt <= now else { return .notYet }
        let isGiven = try exists(
            "SELECT 1 FROM session_feedback_given WHERE session_id = \(session.id) AND place_id = \(place)"
        )
        if isGiven { return .given }
        return session.isFeedbackClosed(at: now) ? .over : .open
    }

    fileprivate func sessionScales(_ filter: SQL) throws -> [FeedbackResults.Scale] {
        let columns: [(SQL, String)] = [
            ("overall", "How do you rate it?"), ("will_use", "I will use something from it"),
        ]
        return try columns.map { column, wording in
            let rows = try rows(
                """
                SELECT \(column), count(*) FROM session_feedback WHERE \(filter) GROUP BY \(column)
                """
            )
            return FeedbackResults.Scale(wording: wording, counts: try Self.counts(rows))
        }
    }
}

extension ConferenceSession {
    /// Whether answers are taken no longer.
    fileprivate func isFeedbackClosed(at now: Date) -> Bool {
        endsAt.addingTimeInterval(FeedbackWindow.openSeconds) <= now
    }
}
