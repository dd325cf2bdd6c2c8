package import Access
import Database
import Foundation
package import Services

/// What those who came said about a run, with how many; nothing that would tell who said what.
package struct FeedbackResults: Sendable, Equatable {
    /// Fewer answers than these are not shown, and while more can come they are shown so many at a time.
    package static let fewest = 5

    package struct Scale: Sendable, Equatable {
        package let wording: String
        /// How many chose 1 to 5.
        package let counts: [Int]

        package var answers: Int { counts.reduce(0, +) }
        package var mean: Double {
            let sum = counts.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }
            return Double(sum) / Double(max(1, answers))
        }
        /// The share that chose 4 or 5.
        package var positive: Double { Double(counts[3] + counts[4]) / Double(max(1, answers)) }
    }

    package struct Words: Sendable, Equatable {
        package let question: String
        package let answers: [String]
    }

    package let asked: Int
    package let answered: Int
    /// How many of the answers the results hold: see ``FeedbackWindow``.
    package let shown: Int
    /// Answers are taken no longer.
    package let isClosed: Bool
    /// Empty below ``fewest`` answers.
    package let scales: [Scale]
    package let words: [Words]
    /// Who came and did not answer, by name; empty while answers can still come.
    package let missing: [String]
    package let followUpsAsked: Int
    package let followUps: Int
    package let followUpsShown: Int
    /// Empty below ``fewest`` answers.
    package let uses: [UseMade: Int]

    package var isSuppressed: Bool { shown < Self.fewest }
}

extension Programmes {
    /// The results of a run, for the hubs that run it.
    package func feedbackResults(of id: ID<Run>, by actor: Actor) async throws -> FeedbackResults {
        try actor.signedInOrSystem()
        let now = services.now()
        return try await database.read { transaction in
            let run = try transaction.run(id).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            try actor.require(.keepRegister, on: .of(offer.hubs.map(\.organisation.id)))
            return try transaction.feedbackResults(of: run, at: now)
        }
    }
}

extension Transaction {
    fileprivate func feedbackResults(of run: Run, at now: Date) throws -> FeedbackResults {
        func invited(_ kind: FeedbackInvitation.Kind) throws -> Int {
            try count("SELECT count(*) FROM feedback_invitation WHERE run_id = \(run.id) AND kind = \(kind)")
        }
        func shown(_ table: SQL, _ kind: FeedbackInvitation.Kind) throws -> ShownAnswers {
            try shownAnswers(
                in: table,
                where: "\(table).run_id = \(run.id)",
                isClosed: try isFeedbackClosed(kind, of: run, at: now)
            )
        }
        let answers = try shown("feedback", .feedback)
        let followUps = try shown("follow_up", .followUp)
        var uses: [UseMade: Int] = [:]
        if followUps.areEnough {
            for row in try rows(
                "SELECT used, count(*) FROM follow_up WHERE \(followUps.filter) GROUP BY used"
            ) {
                uses[try row.get(0)] = try row.get(1)
            }
        }
        return FeedbackResults(
            asked: try invited(.feedback),
            answered: answers.given,
            shown: answers.shown,
            isClosed: answers.isClosed,
            scales: answers.areEnough ? try scales(of: answers) + ownScales(of: answers, run.offer) : [],
            words: answers.areEnough ? try words(of: answers, run.offer) : [],
            missing: answers.isClosed ? try missing(in: run.id) : [],
            followUpsAsked: try invited(.followUp),
            followUps: followUps.given,
            followUpsShown: followUps.shown,
            uses: uses
        )
    }

    private func missing(in run: ID<Run>) throws -> [String] {
        try column(
            """
            SELECT place.name FROM feedback_invitation JOIN place ON place.id = feedback_invitation.place_id
            WHERE feedback_invitation.run_id = \(run) AND feedback_invitation.kind = 'feedback'
                AND feedback_invitation.answered_at IS NULL
            ORDER BY \(dialect.byteOrder("lower(place.name)")), place.id
            """
        )
    }

    private func scales(of answers: ShownAnswers) throws -> [FeedbackResults.Scale] {
        let columns: [(SQL, String)] = [
            ("overall", "How do you rate it overall?"), ("relevant", "It was relevant to my work"),
            ("will_use", "I will use something from it"),
        ]
        return try columns.map { column, wording in
            let rows = try rows(
                "SELECT \(column), count(*) FROM feedback WHERE \(answers.filter) GROUP BY \(column)"
            )
            return FeedbackResults.Scale(wording: wording, counts: try Self.counts(rows))
        }
    }

    private func ownScales(of answers: ShownAnswers, _ offer: ID<Offer>) throws -> [FeedbackResults.Scale] {
        try feedbackQuestions(of: offer).filter { $0.kind == .scale }.compactMap { question in
            let rows = try rows(
                """
                SELECT feedback_answer.scale, count(*) FROM feedback_answer
                JOIN feedback ON feedback.id = feedback_answer.feedback_id
                WHERE \(answers.filter) AND feedback_answer.question_id = \(question.id)
                    AND feedback_answer.scale IS NOT NULL
                GROUP BY feedback_answer.scale
                """
            )
            let scale = FeedbackResults.Scale(wording: question.wording, counts: try Self.counts(rows))
            return scale.answers >= FeedbackResults.fewest ? scale : nil
        }
    }

    private func words(of answers: ShownAnswers, _ offer: ID<Offer>) throws -> [FeedbackResults.Words] {
        // In the order of the text, not of time: when someone answered would tell who.
        let columns: [(SQL, String)] = [
            ("most_useful", "What was most useful?"), ("improve", "What could be better?"),
        ]
        var found = try columns.map { column, question in
            FeedbackResults.Words(
                question: question,
                answers: try self.column(
                    "SELECT \(column) FROM feedback WHERE \(answers.filter) AND \(column) <> '' ORDER BY \(column)"
                )
            )
        }
        for question in try feedbackQuestions(of: offer) where question.kind == .text {
            let said: [String] = try column(
                """
                SELECT feedback_answer.words FROM feedback_answer
                JOIN feedback ON feedback.id = feedback_answer.feedback_id
                WHERE \(answers.filter) AND feedback_answer.question_id = \(question.id)
                    AND feedback_answer.words IS NOT NULL
                ORDER BY feedback_answer.words
                """
            )
            // Some answer in words to a question of the hub's own, where only a few had something to say, would
            // tell whose it is.
            guard said.count >= FeedbackResults.fewest else { continue }
            found.append(FeedbackResults.Words(question: question.wording, answers: said))
        }
        return found
    }

    /// How often each choice from 1 to 5 was made, from rows of a choice and its count.
    static func counts(_ rows: [Row]) throws -> [Int] {
        var counts = [0, 0, 0, 0, 0]
        for row in rows {
            let choice: Int = try row.get(0)
            if (1...5).contains(choice) { counts[choice - 1] = try row.get(1) }
        }
        return counts
    }
}
