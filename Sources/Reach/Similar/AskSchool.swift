package import Access
package import Database
package import Directory
import Evidence
import Foundation
import Mail
package import Services

extension Reach {
    /// How many questions a person may ask within a day: enough to ask around, too few to advertise.
    package static let mostQuestionsADay = 10
    static let daysQuestionsAreKept = 365

    /// Asks a school: its leads get a letter with the asker's name and address, and find the question on their page.
    ///
    /// - Parameter from: An organisation of the asker.
    /// - Throws: ``QuestionRefusal``; `Faults`; `AccessError`.
    @discardableResult
    package func askSchool(
        _ urn: URN,
        from: ID<Organisation>,
        _ message: String,
        by actor: Actor,
        key: IdempotencyKey
    ) async throws -> ID<SchoolQuestion> {
        let person = try actor.signedInPerson()
        try actor.require(.askSchools, on: .of(from))
        let act = services.act(by: actor)
        let id: ID<SchoolQuestion> = services.newID()
        let ids = IDSequence(services)
        var reader = FieldReader()
        let words = reader.required(message, "message", named: "your question", most: 2000)
        try reader.finish()
        let since = act.at.addingTimeInterval(-86_400)
        // One person at a time, so that two requests at once cannot both be the last of the day.
        let text = try await database.write(exclusively: "question/\(person.id)") { transaction in
            try transaction.once(key, by: act, "school.ask") {
                var ids = ids
                let school = try transaction.openSchool(urn)
                guard school.id != from else { throw QuestionRefusal.ownSchool }
                let asked = try transaction.count(
                    """
                    SELECT count(*) FROM school_question
                    WHERE asked_by = \(person.id) AND asked_at > \(since)
                    """
                )
                guard asked < Self.mostQuestionsADay else { throw QuestionRefusal.enoughToday }
                let leads = try transaction.leads(of: school.id)
                guard !leads.isEmpty else { throw QuestionRefusal.nobodyThere }
                try transaction.execute(
                    """
                    INSERT INTO school_question (id, asked_id, from_id, asked_by, message, asked_at)
                    VALUES (\(id), \(school.id), \(from), \(person.id), \(words), \(act.at))
                    """
                )
                let letter = try transaction.letter(words, by: person, from: from, to: school)
                for lead in leads {
                    try transaction.enqueue(
                        OutgoingMail(to: lead, subject: letter.subject, text: letter.text),
                        id: ids.next(),
                        at: act.at
                    )
                }
                try transaction.audit(act, "school.ask", of: id, in: school.id, ["from": .id(from)])
                return id.description
            }
        }
        return try ID<SchoolQuestion>(text).orNotFound()
    }

    /// The questions that schools of the person were asked, those that wait first, then the newest.
    package func questionsToAnswer(by actor: Actor) async throws -> [SchoolQuestion] {
        try actor.signedInPerson()
        let schools = actor.organisations(where: .answerSchools).map(\.id)
        guard !schools.isEmpty else { return [] }
        return try await database.read { transaction in
            try transaction.all(
                """
                \(SchoolQuestion.source) WHERE q.asked_id IN (\(SQL.list(schools)))
                ORDER BY CASE WHEN q.settled_at IS NULL THEN 0 ELSE 1 END, q.asked_at DESC, q.id LIMIT 200
                """
            )
        }
    }

    /// Puts a question away: it was answered, or will not be. Doing it twice changes nothing.
    ///
    /// - Throws: `AccessError.notFound` for another school's.
    package func settleQuestion(_ id: ID<SchoolQuestion>, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found: SchoolQuestion? = try transaction.first(
                "\(SchoolQuestion.source) WHERE q.id = \(id)"
            )
            let question = try found.orNotFound()
            try actor.require(.answerSchools, on: .of(question.asked.id))
            guard question.settledAt == nil else { return }
            try transaction.execute(
                """
                UPDATE school_question SET settled_at = \(act.at), settled_by = \(person.id)
                WHERE id = \(id) AND settled_at IS NULL
                """
            )
            try transaction.audit(act, "school.settle-question", of: id, in: question.asked.id)
        }
    }

    /// Forgets questions of more than a year ago.
    package func forgetOldQuestions() async throws {
        let before = services.now().addingTimeInterval(-86_400 * Double(Self.daysQuestionsAreKept))
        try await database.write { transaction in
            try transaction.execute("DELETE FROM school_question WHERE asked_at < \(before)")
        }
    }
}

extension Transaction {
    /// The open school of a number's lineage.
    fileprivate func openSchool(_ urn: URN) throws -> Organisation {
        let row = try rows(
            """
            SELECT o.id, o.kind, o.name FROM school_need AS n JOIN organisation AS o ON o.id = n.organisation_id
            WHERE n.lineage_id = (SELECT lineage_id FROM lineage_member WHERE urn = \(urn))
            """
        ).first.orNotFound()
        return Organisation(id: try row.get(0), kind: try row.get(1), name: try row.get(2))
    }

    fileprivate func leads(of organisation: ID<Organisation>) throws -> [MailAddress] {
        try rows(
            """
            SELECT p.name, p.email FROM membership AS m JOIN person AS p ON p.id = m.person_id
            WHERE m.organisation_id = \(organisation) AND m.role = 'lead' AND p.email IS NOT NULL ORDER BY p.id
            """
        ).map { MailAddress(name: try $0.get(0), address: try $0.get(1)) }
    }

    fileprivate func letter(
        _ words: String,
        by person: Person,
        from: ID<Organisation>,
        to school: Organisation
    ) throws -> (subject: String, text: String) {
        let sender: String? = try value("SELECT name FROM organisation WHERE id = \(from)")
        let address: String? = try value("SELECT email FROM person WHERE id = \(person.id)")
        let place = sender ?? ""
        return (
            "A question from \(place)",
            """
            \(person.name) of \(place) asks \(school.name):

            \(words)

            To answer, write to \(person.name): \(address ?? "")

            You get this because you lead \(school.name) on Braid. The question also stands on your page there, under \
            “Questions from other schools”, where you can put it away.
            """
        )
    }
}
