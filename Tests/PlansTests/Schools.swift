import Access
import Accounts
import Database
import Directory
import Evidence
import Foundation
import Jobs
import Mail
import Plans
import Programmes
import Services
import TestDatabases
import Testing

/// Two schools, a hub, two strands with an intervention, over a fresh database.
struct Schools {
    let database: any Database
    let plans: Plans

    static let migrations: [Migration] =
        Migration.access + Migration.mail + Migration.jobs + Migration.directory + Migration.accounts
        + Migration.evidence + Migration.programmes + Migration.plans

    static let hub = Organisation(id: ID(rawValue: 11), kind: .hub, name: "Northshore Hub")
    static let seaview = Organisation(id: ID(rawValue: 21), kind: .establishment, name: "Seaview School")
    static let hillside = Organisation(id: ID(rawValue: 22), kind: .establishment, name: "Hillside Primary")
    static let feedback = ID<Strand>(rawValue: 31)
    static let phonics = ID<Strand>(rawValue: 32)
    static let sounds = ID<Intervention>(rawValue: 41)

    static let people: [(name: String, membership: Membership?)] = [
        ("Sue Lead", Membership(seaview, .lead)), ("Sam Editor", Membership(seaview, .editor)),
        ("Mia Member", Membership(seaview, .member)), ("Hal Lead", Membership(hillside, .lead)),
        ("Nora Hub", Membership(hub, .lead)), ("Pat Outsider", nil),
    ]

    /// Thursday 7 January 2027, 09:00 in London.
    static let start = Date(milliseconds: 1_799_312_400_000)

    static func with(_ engine: TestEngine, _ body: (Schools) async throws -> Void) async throws {
        try await engine.withDatabase(migrations) { database in
            let schools = Schools(
                database: database,
                plans: Plans(database: database, services: .seeded(7, at: start))
            )
            try await schools.settle()
            try await body(schools)
        }
    }

    /// The same plans on another day.
    func on(_ day: String) throws -> Plans {
        let day = try #require(LocalDate(day))
        let time = try #require(LocalTime(hour: 9, minute: 0))
        return Plans(database: database, services: .seeded(8, at: Date(day, time, in: .london)))
    }

    private func settle() async throws {
        try await database.write { transaction in
            for organisation in [Self.hub, Self.seaview, Self.hillside] {
                try transaction.execute(
                    """
                    INSERT INTO organisation (id, kind, name)
                    VALUES (\(organisation.id), \(organisation.kind), \(organisation.name))
                    """
                )
            }
            for (id, slug, title) in [
                (Self.feedback, "feedback", "Feedback"), (Self.phonics, "phonics", "Phonics"),
            ] {
                try transaction.execute("INSERT INTO strand (id, slug, version) VALUES (\(id), \(slug), 1)")
                try transaction.execute(
                    """
                    INSERT INTO strand_version
                        (strand_id, version, title, summary, what_it_is, key_findings, closing_the_gap, implementation,
                         cost_text, evidence_text, is_attainment, strength, strength_reasons, change_note, published_at)
                    VALUES (\(id), 1, \(title), '', '', '', '', '', '', '', 1, 3, '', '', 0)
                    """
                )
            }
            try transaction.execute(
                """
                INSERT INTO intervention
                    (id, slug, name, edition, developer, summary, active_ingredients, dose, version)
                VALUES (\(Self.sounds), 'sounds', 'Sounds first', '2', 'Us', '', 'Daily practice; Two books ;\nA check each week;', '', 1)
                """
            )
            try transaction.execute(
                """
                INSERT INTO intervention_strand (intervention_id, strand_id)
                VALUES (\(Self.sounds), \(Self.phonics))
                """
            )
            for (position, person) in Self.people.enumerated() {
                try transaction.execute(
                    """
                    INSERT INTO person (id, name, email, created_at)
                    VALUES (\(100 + position), \(person.name), \("p\(position)@school.test"), 0)
                    """
                )
            }
        }
    }

    func actor(_ name: String) -> Actor {
        guard let position = Self.people.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("nobody is called \(name)")
        }
        return .person(
            Person(id: ID(rawValue: Int64(100 + position)), name: name),
            memberships: Self.people[position].membership.map { [$0] } ?? []
        )
    }

    static func key(_ text: String) throws -> IdempotencyKey {
        try #require(IdempotencyKey("plans-test-\(text)"))
    }

    static var draft: PlanDraft {
        var draft = PlanDraft()
        draft.strand = feedback
        draft.title = "Feedback that is used"
        draft.startsOn = "11/1/2027"
        draft.problem = "Pupils in year 7 do not act on feedback: 40 of 60 books in our sample."
        draft.owner = "Head of English"
        return draft
    }

    func started(_ draft: PlanDraft = draft, by name: String = "Sam Editor", key: String = "start")
        async throws
        -> ID<Plan>
    {
        try await plans.startPlan(
            draft,
            for: Self.seaview.id,
            by: actor(name),
            key: try Self.key(key)
        )
    }
}
