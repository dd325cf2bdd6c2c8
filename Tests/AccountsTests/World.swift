import Access
import Accounts
import Database
import Directory
import Foundation
import Mail
import Services
import Synchronization
import TestDatabases

/// A clock that a test moves.
final class MovableClock: Sendable {
    private let time: Mutex<Date>

    init(_ start: Date = Date(timeIntervalSince1970: 1_790_000_000)) {
        time = Mutex(start)
    }

    var now: Date { time.withLock { $0 } }

    func advance(_ seconds: Double) {
        time.withLock { $0 = $0.addingTimeInterval(seconds) }
    }
}

/// Accounts over a fresh database with two organisations, for tests that read as stories.
struct World {
    static let password = "violet harbour tractor"
    static let home = Client(address: "198.51.100.7", agent: "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    static let elsewhere = Client(address: "203.0.113.99", agent: "curl/8")

    let database: any Database
    let clock: MovableClock
    let services: Services
    let accounts: Accounts

    let school = Organisation(id: ID(rawValue: 101), kind: .establishment, name: "Seaview School")
    let hub = Organisation(id: ID(rawValue: 102), kind: .hub, name: "Coast Hub")

    static let migrations = Migration.mail + Migration.access + Migration.directory + Migration.accounts

    /// Builds a world and hands it over.
    static func with(
        _ engine: TestEngine,
        rehearses: Bool = true,
        registry: [any PersonalData] = [],
        _ change: (inout AccountsSettings) -> Void = { _ in },
        _ body: (World) async throws -> Void
    ) async throws {
        var settings = AccountsSettings(baseURL: "https://braid.test")
        settings.secretKey = SecretKey(String(repeating: "ab", count: 32))
        change(&settings)
        let made = settings
        try await engine.withDatabase(migrations, rehearses: rehearses) { database in
            let clock = MovableClock()
            let services = Services.seeded(7, at: clock.now).with { clock.now }
            let world = World(
                database: database,
                clock: clock,
                services: services,
                accounts: Accounts(
                    database,
                    services,
                    settings: made,
                    hasher: PasswordHasher(cost: .least),
                    registry: registry
                )
            )
            try await world.addOrganisations()
            try await body(world)
        }
    }

    private func addOrganisations() async throws {
        let organisations = [school, hub]
        try await database.write { transaction in
            for organisation in organisations {
                try transaction.execute(
                    """
                    INSERT INTO organisation (id, kind, name)
                    VALUES (\(organisation.id), \(organisation.kind), \(organisation.name))
                    """
                )
            }
        }
    }

    /// A person with roles and (unless told otherwise) the test password.
    @discardableResult
    func add(
        _ name: String,
        _ memberships: [Membership] = [],
        administrator: Bool = false,
        password: String? = World.password
    ) async throws -> Person {
        let email = Self.email(name)
        let (person, link) = try await accounts.addPerson(
            by: .system("test"),
            name: name,
            email: email,
            isNetworkAdministrator: administrator
        )
        let now = services.now()
        try await database.write { transaction in
            for membership in memberships {
                try transaction.addMembership(
                    of: person.id,
                    in: membership.organisation.id,
                    as: membership.role,
                    at: now
                )
            }
        }
        if let password { try await accounts.setPassword(link: try Self.token(in: link), to: password) }
        // What the test does next happens later, and is the newest mail and the last entry of the audit.
        clock.advance(1)
        return person
    }

    static func email(_ name: String) -> String {
        name.lowercased().replacing(" ", with: ".") + "@seaview.example"
    }

    /// The token at the end of a link.
    static func token(in text: String) throws -> Token {
        let last = text.split(separator: "\n").compactMap { line in
            line.contains("://") ? Token(String(line.split(separator: "/").last ?? "")) : nil
        }.first
        return try last.orNotFound()
    }

    func signIn(_ name: String, _ client: Client = World.home, password: String = World.password) async throws
        -> SignedIn
    {
        let outcome = try await accounts.signIn(email: Self.email(name), password: password, client)
        guard case .signedIn(let session, _) = outcome else { throw AccessError.notSignedIn }
        return try await accounts.identify(session).orNotFound()
    }

    /// Who an outcome's session stands for.
    func signedIn(_ outcome: SignInOutcome?) async throws -> SignedIn {
        try await accounts.identify(try (outcome?.session).orNotFound()).orNotFound()
    }

    func actor(_ person: Person, _ memberships: [Membership] = [], administrator: Bool = false) -> Actor {
        .person(person, memberships: memberships, isNetworkAdministrator: administrator)
    }

    var administrator: Actor {
        .person(Person(id: ID(rawValue: 900), name: "Nell Network"), isNetworkAdministrator: true)
    }

    /// The mails in the outbox, the newest first.
    func mails() async throws -> [OutboxMail] {
        try await database.read { try $0.newestMail(in: nil, limit: 100) }
    }

    /// The newest mail to an address.
    func mail(to email: String) async throws -> OutboxMail {
        try await database.read { transaction in
            let mails: [OutboxMail] = try transaction.all(
                "SELECT * FROM mail WHERE to_address = \(email) ORDER BY created_at DESC, id"
            )
            return try mails.first.orNotFound()
        }
    }

    func audited() async throws -> [String] {
        try await database.read {
            try $0.column("SELECT verb FROM audit_entry ORDER BY happened_at, act, line")
        }
    }
}

extension SignInOutcome {
    var session: Token? {
        guard case .signedIn(let session, _) = self else { return nil }
        return session
    }

    var device: Token? {
        guard case .signedIn(_, let device) = self else { return nil }
        return device
    }

    var challenge: Token? {
        guard case .codeNeeded(let challenge) = self else { return nil }
        return challenge
    }
}
