package import Access
import Database
import Evidence
import Foundation
package import Services

/// The link in an email that asks an attender for feedback, or after six weeks whether they used it.
package struct FeedbackInvitation: Sendable {
    package enum Kind: String, Sendable, SQLStorable {
        case feedback
        case followUp = "follow-up"
    }

    package let id: ID<FeedbackInvitation>
    package let kind: Kind
    package let run: ID<Run>
    package let title: String
    package let runBy: String
    package let isAnswered: Bool
    /// Answers are taken no longer.
    package let isClosed: Bool
    /// The organiser's own, in order; none in a follow-up.
    package let questions: [FeedbackQuestion]
}

/// A question of the organiser's own.
package struct FeedbackQuestion: Sendable, Hashable {
    package enum Kind: String, Sendable, SQLStorable {
        /// From 1, strongly disagree, to 5, strongly agree.
        case scale
        case text
    }

    package let id: ID<FeedbackQuestion>
    package let wording: String
    package let kind: Kind
}

/// What an attender says. The three scales are the ones that hubs report on: five is best.
package struct FeedbackDraft: Sendable, Equatable {
    package var overall: Int?
    package var relevant: Int?
    package var willUse: Int?
    package var mostUseful = ""
    package var improve = ""
    package var scales: [ID<FeedbackQuestion>: Int] = [:]
    package var words: [ID<FeedbackQuestion>: String] = [:]

    package init() {}
}

/// Whether someone used what they learned, six weeks later.
package enum UseMade: String, CaseIterable, Sendable, SQLStorable {
    case yes, partly
    case notYet = "not-yet"
    case no

    package var name: String {
        switch self {
        case .yes: "Yes, I use it regularly"
        case .partly: "I have tried parts of it"
        case .notYet: "Not yet, but I intend to"
        case .no: "No"
        }
    }
}

extension Programmes {
    /// What a mailed link leads to; whoever has it may answer once.
    package func feedbackInvitation(_ id: ID<FeedbackInvitation>) async throws -> FeedbackInvitation {
        let now = services.now()
        return try await database.read { try $0.feedbackInvitation(id, at: now).orNotFound() }
    }

    /// Keeps an attender's feedback, apart from who they are. Sent twice it counts once.
    ///
    /// - Throws: `Faults`; ``BookingRefusal/feedbackOver``.
    package func giveFeedback(_ draft: FeedbackDraft, to id: ID<FeedbackInvitation>) async throws {
        var reader = FieldReader()
        func scale(_ value: Int?, _ field: String, _ message: String) -> Int {
            guard let value, (1...5).contains(value) else {
                reader.report(field, message)
                return 1
            }
            return value
        }
        let overall = scale(draft.overall, "overall", "Choose how you rate it")
        let relevant = scale(draft.relevant, "relevant", "Choose whether it was relevant to your work")
        let willUse = scale(draft.willUse, "willUse", "Choose whether you will use it")
        let useful = reader.optional(
            draft.mostUseful,
            "mostUseful",
            named: "what was most useful",
            most: 2000
        )
        let improve = reader.optional(draft.improve, "improve", named: "what could be better", most: 2000)
        let words = draft.words.mapValues { String($0.trimmed.prefix(2000)) }
        try reader.finish()
        let act = services.act(by: .system("feedback"))
        let feedback = services.newID(FeedbackDraft.self)
        let today = services.today()
        let scales = draft.scales.filter { (1...5).contains($0.value) }
        try await database.write { transaction in
            let invitation = try transaction.feedbackInvitation(id, at: act.at).orNotFound()
            guard invitation.kind == .feedback else { throw AccessError.notFound }
            guard !invitation.isClosed || invitation.isAnswered else { throw BookingRefusal.feedbackOver }
            guard try transaction.takeUp(id, act) else { return }
            try transaction.execute(
                """
                INSERT INTO feedback (id, run_id, given_on, overall, relevant, will_use, most_useful, improve)
                VALUES (\(feedback), \(invitation.run), \(today), \(overall), \(relevant), \(willUse), \(useful), \(improve))
                """
            )
            for question in invitation.questions {
                let value = question.kind == .scale ? scales[question.id] : nil
                let text = question.kind == .text ? words[question.id] : nil
                guard value != nil || text?.isEmpty == false else { continue }
                try transaction.execute(
                    """
                    INSERT INTO feedback_answer (feedback_id, question_id, scale, words)
                    VALUES (\(feedback), \(question.id), \(value), \(text))
                    """
                )
            }
            try transaction.showAnswers(in: "feedback", where: "run_id = \(invitation.run)")
        }
    }

    /// Keeps an answer to the question after six weeks.
    package func giveFollowUp(_ used: UseMade?, _ words: String, to id: ID<FeedbackInvitation>) async throws {
        var reader = FieldReader()
        if used == nil { reader.report("used", "Choose whether you used it") }
        let text = reader.optional(words, "words", named: "what happened", most: 2000)
        try reader.finish()
        guard let used else { return }
        let act = services.act(by: .system("feedback"))
        let answer = services.newID(UseMade.self)
        let today = services.today()
        try await database.write { transaction in
            let invitation = try transaction.feedbackInvitation(id, at: act.at).orNotFound()
            guard invitation.kind == .followUp else { throw AccessError.notFound }
            guard !invitation.isClosed || invitation.isAnswered else { throw BookingRefusal.feedbackOver }
            guard try transaction.takeUp(id, act) else { return }
            try transaction.execute(
                """
                INSERT INTO follow_up (id, run_id, given_on, used, words)
                VALUES (\(answer), \(invitation.run), \(today), \(used), \(text))
                """
            )
            try transaction.showAnswers(in: "follow_up", where: "run_id = \(invitation.run)")
        }
    }

    /// Sets the organiser's own questions, one a line; a line that ends in `(1-5)` is a scale. Questions that
    /// are taken out are kept with their answers.
    ///
    /// - Parameter known: The questions that the form showed: someone else's later change is not overwritten.
    /// - Throws: `Faults`; `AccessError`; `DatabaseError.staleVersion`.
    package func setFeedbackQuestions(
        _ typed: String,
        of id: ID<Offer>,
        instead known: [ID<FeedbackQuestion>]? = nil,
        by actor: Actor
    ) async throws {
        try actor.signedInOrSystem()
        let lines = typed.split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty }
        var reader = FieldReader()
        if lines.count > 8 { reader.report("questions", "Ask eight questions of your own or fewer") }
        for line in lines where line.count > 300 {
            reader.report("questions", "Shorten “\(line.prefix(40))…” to 300 characters")
        }
        try reader.finish()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        try await database.write { transaction in
            var ids = ids
            let offer = try transaction.offer(id).orNotFound()
            try actor.require(.editOffer, on: offer.subjectOfEditing(by: actor))
            if let known {
                let present = try transaction.feedbackQuestions(of: id).map(\.id)
                guard present == known else { throw DatabaseError.staleVersion }
            }
            try transaction.execute("UPDATE feedback_question SET is_retired = 1 WHERE offer_id = \(id)")
            for (position, line) in lines.enumerated() {
                let isScale = line.hasSuffix("(1-5)")
                let wording = isScale ? String(line.dropLast(5)).trimmed : line
                let kind: FeedbackQuestion.Kind = isScale ? .scale : .text
                let kept = try transaction.execute(
                    """
                    UPDATE feedback_question SET is_retired = 0, position = \(position)
                    WHERE offer_id = \(id) AND wording = \(wording) AND kind = \(kind)
                    """
                )
                guard kept == 0 else { continue }
                try transaction.execute(
                    """
                    INSERT INTO feedback_question (id, offer_id, position, wording, kind)
                    VALUES (\(ids.next(FeedbackQuestion.self)), \(id), \(position), \(wording), \(kind))
                    """
                )
            }
            try transaction.audit(
                act,
                .setQuestions,
                of: id,
                in: offer.lead?.organisation.id,
                ["questions": .count(lines.count)]
            )
        }
    }

    /// The organiser's own questions, as they are asked now.
    package func feedbackQuestions(of id: ID<Offer>) async throws -> [FeedbackQuestion] {
        try await database.read { try $0.feedbackQuestions(of: id) }
    }
}

extension Transaction {
    func feedbackQuestions(of offer: ID<Offer>) throws -> [FeedbackQuestion] {
        try rows(
            """
            SELECT id, wording, kind FROM feedback_question
            WHERE offer_id = \(offer) AND is_retired = 0 ORDER BY position, id
            """
        ).map { FeedbackQuestion(id: try $0.get(0), wording: try $0.get(1), kind: try $0.get(2)) }
    }

    fileprivate func feedbackInvitation(_ id: ID<FeedbackInvitation>, at now: Date) throws
        -> FeedbackInvitation?
    {
        let row = try rows("SELECT kind, run_id, answered_at FROM feedback_invitation WHERE id = \(id)").first
        guard let row else { return nil }
        let run = try run(row.get(1)).orNotFound()
        let offer = try offer(run.offer).orNotFound()
        let kind: FeedbackInvitation.Kind = try row.get(0)
        let answered: Int64? = try row.get(2)
        return FeedbackInvitation(
            id: id,
            kind: kind,
            run: run.id,
            title: offer.facts.title,
            runBy: offer.hubNames,
            isAnswered: answered != nil,
            isClosed: try isFeedbackClosed(kind, of: run, at: now),
            questions: kind == .feedback ? try feedbackQuestions(of: offer.id) : []
        )
    }

    /// Marks an invitation as answered; of two answers at once, one counts.
    fileprivate func takeUp(_ id: ID<FeedbackInvitation>, _ act: Act) throws -> Bool {
        try execute(
            "UPDATE feedback_invitation SET answered_at = \(act.at) WHERE id = \(id) AND answered_at IS NULL"
        ) == 1
    }
}
