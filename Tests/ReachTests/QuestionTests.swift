import Access
import Database
import Directory
import Evidence
import Foundation
import Plans
import Reach
import Services
import TestDatabases
import Testing

@Suite("Asking a similar school")
struct QuestionTests {
    static let asking = Organisation(id: ID(rawValue: 1001), kind: .establishment, name: "School 1")
    static let asked = Organisation(id: ID(rawValue: 1002), kind: .establishment, name: "School 2")

    @Test("goes to the school's leads by letter and waits on their page", arguments: TestEngine.available)
    func ask(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let urn = try await places.ledSchool()
            let reach = places.reach
            let actor = places.actor(.member, of: Self.asking)
            let id = try await places.ask(urn, "How did it go?\nDid it last?", key: "question-1")
            #expect(try await places.ask(urn, "How did it go?\nDid it last?", key: "question-1") == id)
            let mail = try await places.database.read { transaction in
                try transaction.rows("SELECT to_address, subject, body FROM mail")
            }
            #expect(mail.count == 1)
            #expect(try mail[0].get("to_address", as: String.self) == "p200@school.test")
            let body: String = try mail[0].get("body")
            #expect(body.contains("Did it last?") && body.contains("p100@school.test"))
            let lead = Self.lead
            let questions = try await reach.questionsToAnswer(by: lead)
            #expect(questions.map(\.id) == [id] && questions[0].from.name == "School 1")
            #expect(questions[0].askerAddress == "p100@school.test" && questions[0].settledAt == nil)
            #expect(try await reach.questionsToAnswer(by: actor).isEmpty)
            await #expect(throws: AccessError.notFound) { try await reach.settleQuestion(id, by: actor) }
            try await reach.settleQuestion(id, by: lead)
            try await reach.settleQuestion(id, by: lead)
            #expect(try await reach.questionsToAnswer(by: lead).map { $0.settledAt != nil } == [true])
        }
    }

    @Test(
        "is refused where nobody could read it, to oneself, without words, and beyond ten a day",
        arguments: TestEngine.available
    )
    func refusals(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let urn = try await places.ledSchool()
            let nobody = try #require(URN(rawValue: Places.urn(3)))
            let own = try #require(URN(rawValue: Places.predecessor))
            await #expect(throws: QuestionRefusal.nobodyThere) {
                try await places.ask(nobody, "Hello?", key: "question-1")
            }
            // The asker's own school, by its number before it became an academy.
            await #expect(throws: QuestionRefusal.ownSchool) {
                try await places.ask(own, "Hello?", key: "question-2")
            }
            let faults = await #expect(throws: Faults.self) {
                try await places.ask(urn, "  ", key: "question-3")
            }
            #expect(faults?.list.map(\.field) == ["message"])
            await #expect(throws: AccessError.self) {
                try await places.reach.askSchool(
                    urn,
                    from: Self.asked.id,
                    "Hello?",
                    by: places.actor(.member, of: Self.asking),
                    key: #require(IdempotencyKey("question-4"))
                )
            }
            for number in 1...Reach.mostQuestionsADay {
                try await places.ask(urn, "Number \(number)", key: "question-a\(number)")
            }
            await #expect(throws: QuestionRefusal.enoughToday) {
                try await places.ask(urn, "One more", key: "question-b")
            }
        }
    }

    @Test("is forgotten after a year, and told and erased with its asker", arguments: TestEngine.available)
    func forgotten(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let urn = try await places.ledSchool()
            try await places.ask(urn, "How did it go?", key: "question-1")
            try await places.ask(urn, "And then?", key: "question-2")
            let old = Places.start.addingTimeInterval(-366 * 86_400)
            try await places.database.write { transaction in
                try transaction.execute(
                    "UPDATE school_question SET asked_at = \(old) WHERE message = 'How did it go?'"
                )
            }
            try await places.reach.forgetOldQuestions()
            let left: [String] = try await places.database.read {
                try $0.column("SELECT message FROM school_question")
            }
            #expect(left == ["And then?"])
            let asker = ID<Person>(rawValue: 100)
            let data = ReachPersonalData()
            let told = try await places.database.read { try data.records(of: asker, in: $0).count }
            #expect(told == 1)
            let erased = try await places.database.write { try data.erase(asker, at: Places.start, in: $0) }
            #expect(erased == 1)
            let count = try await places.database.read {
                try $0.count("SELECT count(*) FROM school_question")
            }
            #expect(count == 0)
        }
    }

    @Test(
        "what a school shared stands beside it; what it did not share does not",
        arguments: TestEngine.available
    )
    func experiences(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.ledSchool()
            try await places.database.write { transaction in
                for (id, shared) in [(1, true), (2, false)] {
                    let time: Date? = shared ? Places.start : nil
                    try transaction.execute(
                        """
                        INSERT INTO plan
                            (id, organisation_id, strand_id, title, phase, starts_on, problem, active_ingredients,
                             implementation_outcomes, final_outcomes, barriers, owner_name, help_wanted, shared_at,
                             created_by, created_at, version)
                        VALUES (\(id), \(Self.asked.id), \(Places.feedback), \("Plan \(id)"), 'deliver', '2026-09-10',
                            '', '', '', '', '', 'Head', '', \(time), 100, 0, 1)
                        """
                    )
                }
            }
            try await places.reach.rebuild()
            let urn = try #require(URN(rawValue: Places.urn(1)))
            let found = try #require(try await places.reach.similarSchools(to: urn, count: 2))
            #expect(found.schools.map(\.name) == ["School 2", "School 3"])
            #expect(found.schools.map(\.canBeAsked) == [true, false])
            #expect(
                found.schools.map { $0.experiences.map(\.kind) } == [[.plan(ID(rawValue: 1), .deliver)], []]
            )
            #expect(found.schools[0].experiences.map(\.title) == ["Plan 1"])
        }
    }

    @Test(
        "what a school said before it became an academy stands beside the academy",
        arguments: TestEngine.available
    )
    func predecessor(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.plan(1, of: 1100, isShared: true, steps: [("deliver", "2026-10-01")])
            try await places.plan(2, of: 1100, isShared: false, steps: [("deliver", "2026-10-01")])
            try await places.trial(
                3,
                from: "2026-09-20",
                due: "2028-07-01",
                schools: [(1100, true), (Places.school(3), false)]
            )
            try await places.reach.rebuild()
            let urn = try #require(URN(rawValue: Places.urn(2)))
            let found = try #require(try await places.reach.similarSchools(to: urn, count: 2))
            let titles = Dictionary(
                uniqueKeysWithValues: found.schools.map { ($0.name, $0.experiences.map(\.title)) }
            )
            #expect(titles == ["School 1": ["Trial 3", "Plan 1"], "School 3": []])
        }
    }

    @Test(
        "a trial stands beside a school that withdrew from it after the draw, not beside one that left before",
        arguments: TestEngine.available
    )
    func withdrawn(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.trial(
                3,
                from: "2026-09-20",
                due: "2028-07-01",
                schools: [(Places.school(2), true), (Places.school(3), true)]
            )
            try await places.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO trial_course (trial_id, roster_locked_at, roster_sha256, allocated_at, version)
                    VALUES (3, 20, \(String(repeating: "a", count: 64)), 20, 1)
                    """
                )
                for (place, left) in [(300, 10), (301, 30)] {
                    try transaction.execute(
                        "UPDATE trial_school SET left_delivery_at = \(left) WHERE id = \(place)"
                    )
                }
            }
            try await places.reach.rebuild()
            let urn = try #require(URN(rawValue: Places.urn(1)))
            let found = try #require(try await places.reach.similarSchools(to: urn, count: 2))
            #expect(found.schools.map(\.name) == ["School 2", "School 3"])
            #expect(found.schools.map { $0.experiences.map(\.title) } == [[], ["Trial 3"]])
        }
    }

    @Test("distance and trust choose who is listed, not how alike they are", arguments: TestEngine.available)
    func filters(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.database.write { transaction in
                try transaction.execute(
                    "INSERT INTO organisation (id, kind, name) VALUES (601, 'group', 'Trust')"
                )
                try transaction.execute(
                    """
                    INSERT INTO school_group (uid, organisation_id, kind, is_open, name_key)
                    VALUES (601, 601, 'multi-academy-trust', 1, 'trust')
                    """
                )
                for number in [10, 12, 20] {
                    try transaction.execute(
                        "INSERT INTO group_member (group_uid, urn) VALUES (601, \(Places.urn(number)))"
                    )
                }
            }
            try await places.reach.rebuild()
            let urn = try #require(URN(rawValue: Places.urn(10)))
            func names(_ filter: SimilarityFilter) async throws -> [String] {
                let found = try await places.reach.similarSchools(to: urn, where: filter, count: 4)
                return try #require(found).schools.map(\.name)
            }
            #expect(try await names(SimilarityFilter(trust: .own)) == ["School 12", "School 20"])
            let others = try await names(SimilarityFilter(trust: .others))
            #expect(others == ["School 11", "School 9", "School 8", "School 13"])
            // Schools stand 100 m apart.
            #expect(
                Set(try await names(SimilarityFilter(withinKilometres: 0.15))) == ["School 9", "School 11"]
            )
            #expect(try await names(SimilarityFilter(phase: .middlePrimary)).isEmpty)
            let all = try #require(try await places.reach.similarSchools(to: urn))
            let near = try #require(
                try await places.reach.similarSchools(to: urn, where: SimilarityFilter(trust: .own))
            )
            #expect(near.schools[0].distance == all.schools.first { $0.name == "School 12" }?.distance)
        }
    }

    fileprivate static var lead: Actor {
        .person(Person(id: ID(rawValue: 200), name: "Person 200"), memberships: [Membership(asked, .lead)])
    }
}

extension Places {
    /// School 2 with a lead; its number.
    @discardableResult
    fileprivate func ledSchool() async throws -> URN {
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO person (id, name, email, created_at)
                VALUES (200, 'Person 200', 'p200@school.test', 0)
                """
            )
            try transaction.execute(
                """
                INSERT INTO membership (person_id, organisation_id, role, since)
                VALUES (200, \(QuestionTests.asked.id), 'lead', 0)
                """
            )
        }
        try await reach.rebuild()
        return try #require(URN(rawValue: Places.urn(2)))
    }

    /// A member of school 1 asks.
    @discardableResult
    fileprivate func ask(_ urn: URN, _ words: String, key: String) async throws -> ID<SchoolQuestion> {
        try await reach.askSchool(
            urn,
            from: QuestionTests.asking.id,
            words,
            by: actor(.member, of: QuestionTests.asking),
            key: #require(IdempotencyKey(key))
        )
    }
}
