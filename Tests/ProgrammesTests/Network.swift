import Access
import Accounts
import Database
import Directory
import Evidence
import Foundation
import Jobs
import Mail
import Programmes
import Services
import Synchronization
import TestDatabases
import Testing

/// A clock that a test moves.
final class MovableClock: Sendable {
    private let time: Mutex<Date>

    init(_ start: Date) { time = Mutex(start) }

    var now: Date { time.withLock { $0 } }

    func advance(hours: Double) { time.withLock { $0 = $0.addingTimeInterval(hours * 3600) } }
}

/// A small network over a fresh database: three hubs, two schools, two strands, and the people of each.
struct Network {
    let database: any Database
    let clock: MovableClock
    let programmes: Programmes

    static let migrations: [Migration] =
        Migration.access + Migration.mail + Migration.jobs + Migration.directory + Migration.accounts
        + Migration.evidence
        + Migration.programmes

    static let north = Organisation(id: ID(rawValue: 11), kind: .hub, name: "Northshore Teaching School Hub")
    static let fens = Organisation(id: ID(rawValue: 12), kind: .hub, name: "Fens Maths Hub")
    static let moor = Organisation(id: ID(rawValue: 13), kind: .hub, name: "Moorland English Hub")
    static let seaview = Organisation(id: ID(rawValue: 21), kind: .establishment, name: "Seaview School")
    static let hillside = Organisation(id: ID(rawValue: 22), kind: .establishment, name: "Hillside Primary")
    static let feedback = ID<Strand>(rawValue: 31)
    static let phonics = ID<Strand>(rawValue: 32)

    static let organisations = [north, fens, moor, seaview, hillside]

    /// Everyone of the story: a name and what they are.
    static let people: [(name: String, membership: Membership?)] = [
        ("Nora Lead", Membership(north, .lead)), ("Noel Editor", Membership(north, .editor)),
        ("Nina Booker", Membership(north, .booker)), ("Fay Lead", Membership(fens, .lead)),
        ("Max Lead", Membership(moor, .lead)), ("Sam Booker", Membership(seaview, .booker)),
        ("Sue Lead", Membership(seaview, .lead)), ("Mia Member", Membership(seaview, .member)),
        ("Hal Booker", Membership(hillside, .booker)), ("Pat Outsider", nil),
    ]

    /// Thursday 7 January 2027, 09:00 in London.
    static let start = Date(milliseconds: 1_799_312_400_000)

    static func with(
        _ engine: TestEngine,
        rehearses: Bool = true,
        _ body: (Network) async throws -> Void
    ) async throws {
        try await engine.withDatabase(migrations, rehearses: rehearses) { database in
            let network = Network(database)
            try await network.settle()
            try await body(network)
        }
    }

    init(_ database: any Database, clock: MovableClock = MovableClock(Network.start), seed: UInt64 = 5) {
        self.database = database
        self.clock = clock
        programmes = Programmes(
            database: database,
            services: Services.seeded(seed, at: clock.now).with { clock.now },
            settings: ProgrammesSettings(baseURL: "https://braid.test")
        )
    }

    /// Writes the rows that other modules own.
    func settle() async throws {
        try await database.write { transaction in
            for organisation in Self.organisations {
                try transaction.execute(
                    """
                    INSERT INTO organisation (id, kind, name)
                    VALUES (\(organisation.id), \(organisation.kind), \(organisation.name))
                    """
                )
                guard organisation.kind == .hub else { continue }
                try transaction.execute(
                    """
                    INSERT INTO hub (id, slug, summary, version)
                    VALUES (\(organisation.id), \(SearchKey.of(organisation.name).replacing(" ", with: "-")), '', 1)
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

    static func email(of name: String) -> String {
        name.lowercased().replacing(" ", with: ".") + "@school.test"
    }

    /// The actor of that name.
    static func actor(_ name: String) -> Actor {
        guard let position = people.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("nobody is called \(name)")
        }
        return .person(
            Person(id: ID(rawValue: Int64(100 + position)), name: name),
            memberships: people[position].membership.map { [$0] } ?? []
        )
    }

    func actor(_ name: String) -> Actor { Self.actor(name) }

    static var offerDraft: OfferDraft {
        var draft = OfferDraft()
        draft.kind = .workGroup
        draft.title = "Better feedback in year 7"
        draft.summary = "Four sessions on feedback that moves learning on."
        draft.description = "You will plan, try and review."
        draft.audience = "Heads of department"
        draft.phases = [.secondary]
        draft.mode = .inPerson
        draft.venue = "Northshore Academy"
        draft.postcode = "ne1 1aa"
        draft.price = "45.50"
        draft.vat = .standard
        draft.contactName = "Nora Lead"
        draft.contactEmail = "Office@Northshore.test"
        draft.strands = [feedback]
        return draft
    }

    static func runDraft(capacity: Int = 30, dates: [String] = ["2027-02-03", "2027-03-03"]) -> RunDraft {
        var draft = RunDraft()
        draft.capacity = String(capacity)
        draft.sessions = dates.map { date in
            var session = SessionDraft()
            session.date = date
            session.start = "09:30"
            session.end = "15:30"
            return session
        }
        return draft
    }

    /// A published offer of Northshore's with one run.
    func published(_ draft: OfferDraft = offerDraft, _ run: RunDraft = runDraft()) async throws -> (
        Offer, Run
    ) {
        let id = try await programmes.createOffer(draft, of: Self.north.id, by: actor("Noel Editor"))
        _ = try await programmes.addRun(to: id, run, by: actor("Noel Editor"))
        try await programmes.publishOffer(id, version: 1, by: actor("Noel Editor"))
        let offer = try await programmes.offer(id, by: .anonymous)
        return (offer, try #require(offer.runs.first))
    }

    static func colleagues(_ count: Int, _ prefix: String = "Teacher") -> [ColleagueDraft] {
        (0..<count).map {
            ColleagueDraft(name: "\(prefix) \($0)", email: "\(prefix.lowercased()).\($0)@seaview.test")
        }
    }

    func book(
        _ run: Run,
        _ colleagues: [ColleagueDraft],
        for organisation: Organisation = seaview,
        by name: String = "Sam Booker",
        waiting: ID<WaitingEntry>? = nil,
        key: String
    ) async throws -> Booking {
        let key = try #require(IdempotencyKey("test-key-\(key)"))
        let draft = BookingDraft(
            run: run.id,
            organisation: organisation.id,
            colleagues: colleagues,
            purchaseOrder: "PO 7",
            waitingEntry: waiting
        )
        return try await programmes.bookPlaces(draft, by: actor(name), key: key)
    }

    func join(
        _ run: Run,
        places: Int,
        takesFewer: Bool = false,
        contact: String = "",
        for organisation: Organisation = seaview,
        by name: String = "Sam Booker"
    ) async throws -> WaitingEntry {
        try await programmes.joinWaitingList(
            of: run.id,
            for: organisation.id,
            places: places,
            takesFewer: takesFewer,
            contact: contact,
            by: actor(name),
            key: try #require(IdempotencyKey("join-\(name.filter { $0 != " " })-\(places)"))
        )
    }

    /// The run as it is now.
    func current(_ run: Run) async throws -> Run {
        let offer = try await programmes.offer(run.offer, by: .system("test"))
        return try #require(offer.runs.first { $0.id == run.id })
    }

    /// The messages in the outbox, oldest first.
    func mails() async throws -> [OutboxMail] {
        try await database.read { try $0.newestMail(in: nil, limit: 1000) }.reversed()
    }

    func attachments(of mail: OutboxMail) async throws -> [String] {
        try await database.read { try $0.attachments(of: mail.id) }.map {
            String(decoding: $0.bytes, as: UTF8.self)
        }
    }

    func auditVerbs() async throws -> [String] {
        try await database.read {
            try $0.column("SELECT verb FROM audit_entry ORDER BY happened_at, act, line")
        }
    }

    func emptyOutbox() async throws {
        try await database.write { transaction in
            try transaction.execute("DELETE FROM mail_attachment")
            try transaction.execute("DELETE FROM mail")
        }
    }
}

extension RunDraft {
    /// Of a run whose sessions nobody leads with an account.
    init(_ run: Run) { self.init(run, [:]) }
}

extension SessionDraft {
    init(_ session: RunSession) { self.init(session, [:]) }
}
