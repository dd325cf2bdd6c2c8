import Access
import Accounts
import Database
import Directory
import Evidence
import Foundation
import Jobs
import Mail
import Pathways
import Profiles
import Programmes
import Sealing
import Services
import Synchronization
import TestDatabases
import Testing

/// A clock that a test moves.
final class MovableClock: Sendable {
    private let time: Mutex<Date>

    init(_ start: Date) { time = Mutex(start) }

    var now: Date { time.withLock { $0 } }

    /// Goes on to a day, at the time of day that it is, unless that has passed.
    func advance(to day: LocalDate) {
        while LocalDate(now, in: .london) < day { advance(days: 1) }
    }

    func advance(days: Int) { time.withLock { $0 = $0.addingTimeInterval(Double(days) * 86_400) } }
}

/// A small network over a fresh database: two hubs, three schools, and the people of each.
struct Network {
    let database: any Database
    let clock: MovableClock
    let pathways: Pathways

    static let migrations: [Migration] =
        Migration.access + Migration.mail + Migration.jobs + Migration.directory + Migration.accounts
        + Migration.evidence + Migration.programmes + Migration.pathways

    static let north = Organisation(id: ID(rawValue: 11), kind: .hub, name: "Northshore Teaching School Hub")
    static let fens = Organisation(id: ID(rawValue: 12), kind: .hub, name: "Fens Research School")
    static let seaview = school(100_021, "Seaview School")
    static let hillside = school(100_022, "Hillside Primary")
    static let quarry = school(100_023, "Quarry Lane Primary")

    static func school(_ urn: Int, _ name: String) -> Organisation {
        Organisation(id: ID(rawValue: 1_000_000_000 + Int64(urn)), kind: .establishment, name: name)
    }

    /// Everyone of the story: a name and what they are.
    static let people: [(name: String, membership: Membership?)] = [
        ("Nora Lead", Membership(north, .lead)), ("Noel Editor", Membership(north, .editor)),
        ("Fay Lead", Membership(fens, .lead)), ("Sue Lead", Membership(seaview, .lead)),
        ("Sam Booker", Membership(seaview, .booker)), ("Mia Mentor", Membership(seaview, .coach)),
        ("Ella Early", Membership(seaview, .member)), ("Hal Lead", Membership(hillside, .lead)),
        ("Pat Outsider", nil), ("Max Mentor", Membership(seaview, .coach)),
        ("Rhys Researcher", Membership(hillside, .member)), ("Nell Lead", Membership(north, .lead)),
    ]

    /// Thursday 7 January 2027, 09:00 in London.
    static let start = Date(milliseconds: 1_799_312_400_000)

    static func with(
        _ engine: TestEngine,
        rehearses: Bool = true,
        _ body: (Network) async throws -> Void
    ) async throws {
        try await engine.withDatabase(migrations, rehearses: rehearses) { database in
            let network = try Network(database)
            try await network.settle()
            try await body(network)
        }
    }

    init(_ database: any Database, clock: MovableClock = MovableClock(Network.start), seed: UInt64 = 5) throws
    {
        self.database = database
        self.clock = clock
        let services = Services.seeded(seed, at: clock.now).with { clock.now }
        pathways = Pathways(
            database: database,
            services: services,
            evidence: Evidence(
                database: database,
                services: services,
                profiles: try .carried(),
                codeVersion: "test-1"
            ),
            settings: PathwaysSettings(baseURL: "https://braid.test"),
            sealingKey: SealingKey(Services.seeded(77, at: Network.start))
        )
    }

    /// Writes the rows that other modules own.
    func settle() async throws {
        try await database.write { transaction in
            for hub in [Self.north, Self.fens] {
                try transaction.execute(
                    "INSERT INTO organisation (id, kind, name) VALUES (\(hub.id), 'hub', \(hub.name))"
                )
                try transaction.execute(
                    """
                    INSERT INTO hub (id, slug, summary, version)
                    VALUES (\(hub.id), \(SearchKey.of(hub.name).replacing(" ", with: "-")), '', 1)
                    """
                )
            }
            for (position, school) in [Self.seaview, Self.hillside, Self.quarry].enumerated() {
                try Self.enter(school, at: position, transaction)
            }
            for (position, person) in Self.people.enumerated() {
                try transaction.execute(
                    """
                    INSERT INTO person (id, name, email, created_at)
                    VALUES (\(100 + position), \(person.name), \(Self.email(of: person.name)), 0)
                    """
                )
            }
        }
    }

    /// A school of the register; each lies ten kilometres east of the one before.
    private static func enter(_ school: Organisation, at position: Int, _ transaction: any Transaction) throws
    {
        let urn = Int(school.id.rawValue - 1_000_000_000)
        let phase = position == 0 ? "secondary" : "primary"
        try transaction.execute(
            "INSERT INTO organisation (id, kind, name) VALUES (\(school.id), 'establishment', \(school.name))"
        )
        try transaction.execute("INSERT INTO lineage_member (urn, lineage_id) VALUES (\(urn), \(urn))")
        try transaction.execute(
            """
            INSERT INTO establishment (urn, organisation_id, type, status, phase, easting, northing)
            VALUES (\(urn), \(school.id), 'Community school', 'open', \(phase), \(400_000 + position * 10_000), 300000)
            """
        )
        let key = " \(SearchKey.of(school.name)) | \(urn) "
        try transaction.execute("INSERT INTO establishment_search (urn, search_key) VALUES (\(urn), \(key))")
    }

    static func email(of name: String) -> String {
        name.lowercased().replacing(" ", with: ".") + "@school.test"
    }

    /// The actor of that name.
    func actor(_ name: String) -> Actor {
        guard let position = Self.people.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("nobody is called \(name)")
        }
        return .person(
            Person(id: ID(rawValue: Int64(100 + position)), name: name),
            memberships: Self.people[position].membership.map { [$0] } ?? []
        )
    }

    var administrator: Actor {
        .person(Person(id: ID(rawValue: 108), name: "Pat Outsider"), isNetworkAdministrator: true)
    }

    /// The messages in the outbox, oldest first.
    func mails() async throws -> [OutboxMail] {
        try await database.read { try $0.newestMail(in: nil, limit: 1000) }.reversed()
    }

    func emptyOutbox() async throws {
        try await database.write { transaction in
            try transaction.execute("DELETE FROM mail_attachment")
            try transaction.execute("DELETE FROM mail")
        }
    }

    func auditVerbs() async throws -> [String] {
        try await database.read {
            try $0.column("SELECT verb FROM audit_entry ORDER BY happened_at, act, line")
        }
    }

    func count(_ sql: SQL) async throws -> Int { try await database.read { try $0.count(sql) } }
}

/// The messages of a refused form, by field.
func faults(_ body: () async throws -> Void) async throws -> [String: String] {
    do {
        try await body()
        return [:]
    } catch let faults as Faults {
        return Dictionary(faults.list.map { ($0.field, $0.message) }) { first, _ in first }
    }
}
