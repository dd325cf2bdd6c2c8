package import Access
import Database
import Evidence
import Foundation
package import Services

/// What a trial counts of a school without any pupil's row.
package struct SchoolCounts: Sendable, Equatable {
    /// The arm of the school where schools were drawn.
    package var arm: Int?
    package var lateArrivals = 0
    /// Pupils by arm who were allocated and whose rows may no longer be used.
    package var erased: [Int] = []
    package var fidelity: Fidelity?
    /// Sessions of training that the school attended, from the freeze on, where the protocol counts them.
    package var trainingSessions: Int?

    package init() {}

    /// Whether rows of pupils who were allocated may no longer be used.
    package var hasErased: Bool { erased.contains { $0 > 0 } }
    /// Whether the school has pupils to deliver to: in a control school nobody is offered it.
    package var delivers: Bool { arm != 0 }
}

/// Three questions about how delivery went, each from 1 to 5.
package struct Fidelity: Sendable, Equatable, Codable {
    /// How much of it was delivered as planned.
    package let adherence: Int
    /// How well.
    package let quality: Int
    /// How far pupils took part.
    package let responsiveness: Int

    package static let questions: [(field: String, question: String)] = [
        ("adherence", "How much of it was delivered as planned?"),
        ("quality", "How well was it delivered?"),
        ("responsiveness", "How far did pupils take part?"),
    ]

    package static let answers: [(value: Int, title: String)] = [
        (1, "Hardly"), (2, "A little"), (3, "About half"), (4, "Mostly"), (5, "Fully"),
    ]

    var text: String { "\(adherence),\(quality),\(responsiveness)" }

    init?(text: String) {
        let numbers = text.split(separator: ",").compactMap { Int($0) }
        guard numbers.count == 3, numbers.allSatisfy({ (1...5).contains($0) }) else { return nil }
        (adherence, quality, responsiveness) = (numbers[0], numbers[1], numbers[2])
    }

    package init(adherence: Int, quality: Int, responsiveness: Int) {
        (self.adherence, self.quality, self.responsiveness) = (adherence, quality, responsiveness)
    }
}

extension Trials {
    /// The school answers the three questions. Answered again, the later answer counts, until the freeze.
    ///
    /// - Throws: ``Faults``; ``AccessError``; ``TrialsError/wrongStep`` before allocation, after the freeze, and
    ///   for a control school, which delivers nothing.
    package func recordFidelity(_ answers: [String: String], of id: ID<TrialSchool>, by actor: Actor)
        async throws
    {
        var reader = FieldReader()
        var values: [Int] = []
        for (field, _) in Fidelity.questions {
            guard let value = Int(answers[field] ?? ""), (1...5).contains(value) else {
                reader.report(field, "Choose an answer")
                continue
            }
            values.append(value)
        }
        try reader.finish()
        let fidelity = Fidelity(adherence: values[0], quality: values[1], responsiveness: values[2])
        try await change(id, by: actor, "trial.answer-fidelity") { transaction, act in
            guard try transaction.schoolCounts(id).delivers else { throw TrialsError.wrongStep }
            try transaction.execute(
                """
                INSERT INTO trial_school_count (trial_school_id, late_arrivals, erased, fidelity, fidelity_at)
                VALUES (\(id), 0, '', \(fidelity.text), \(act.at))
                ON CONFLICT (trial_school_id) DO UPDATE SET fidelity = excluded.fidelity,
                    fidelity_at = excluded.fidelity_at
                """
            )
        }
    }

    /// How many pupils have joined the school's classes since allocation: they are in no arm.
    package func recordLateArrivals(_ typed: String, of id: ID<TrialSchool>, by actor: Actor) async throws {
        var reader = FieldReader()
        let count = reader.wholeNumber(typed, "late", named: "how many pupils have joined", in: 0...5_000)
        if count == nil, reader.faults.isEmpty { reader.report("late", "Enter a number, or 0") }
        try reader.finish()
        try await change(id, by: actor, "trial.count-late-arrivals") { transaction, _ in
            try transaction.execute(
                """
                INSERT INTO trial_school_count (trial_school_id, late_arrivals, erased) VALUES (\(id), \(count), '')
                ON CONFLICT (trial_school_id) DO UPDATE SET late_arrivals = excluded.late_arrivals
                """
            )
        }
    }

    private func change(
        _ id: ID<TrialSchool>,
        by actor: Actor,
        _ verb: AuditVerb,
        _ body: @escaping @Sendable (any Transaction, Act) throws -> Void
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let school = try transaction.trialSchool(id, for: actor, .keepRoster)
            try actor.require(.keepRoster, on: .of(school.school.id))
            guard try transaction.trialCourse(school.trial).stage == .allocated else {
                throw TrialsError.wrongStep
            }
            try transaction.refuseIfStopped(school.trial)
            try body(transaction, act)
            try transaction.audit(act, verb, of: id, in: school.school.id)
        }
    }

    package func schoolCounts(of id: ID<TrialSchool>, by actor: Actor) async throws -> SchoolCounts {
        try actor.signedInPerson()
        return try await database.read { transaction in
            _ = try transaction.trialSchool(id, for: actor, .seeTrialSchool)
            return try transaction.schoolCounts(id)
        }
    }
}

extension Transaction {
    func schoolCounts(_ id: ID<TrialSchool>) throws -> SchoolCounts {
        let row = try rows("SELECT * FROM trial_school_count WHERE trial_school_id = \(id)").first
        guard let row else { return SchoolCounts() }
        return try SchoolCounts(counted: row)
    }

    /// The same of every school of a trial of which something was counted.
    func schoolCounts(ofTrial id: ID<Trial>) throws -> [ID<TrialSchool>: SchoolCounts] {
        let rows = try rows(
            """
            SELECT c.* FROM trial_school_count c JOIN trial_school s ON s.id = c.trial_school_id
            WHERE s.trial_id = \(id)
            """
        )
        var counts: [ID<TrialSchool>: SchoolCounts] = [:]
        for row in rows { counts[try row.get("trial_school_id")] = try SchoolCounts(counted: row) }
        return counts
    }
}

extension SchoolCounts {
    fileprivate init(counted row: Row) throws {
        arm = try row.get("arm")
        lateArrivals = try row.get("late_arrivals")
        let gone: String = try row.get("erased")
        erased = gone.split(separator: ",").compactMap { Int($0) }
        trainingSessions = try row.get("training_sessions")
        fidelity = try row.get("fidelity", as: String?.self).flatMap(Fidelity.init(text:))
    }
}
