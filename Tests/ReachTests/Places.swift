import Access
import Accounts
import Database
import Directory
import Evidence
import Foundation
import Jobs
import Mail
import Pathways
import Plans
import Profiles
import Programmes
import Reach
import Services
import TestDatabases
import Testing
import Trials

/// Twenty schools of one authority, two hubs, two strands, over a fresh database. School *n* has *n* × 5 % of
/// disadvantaged pupils; the first has a predecessor.
struct Places {
    let database: any Database
    let reach: Reach

    static let migrations: [Migration] =
        Migration.access + Migration.mail + Migration.jobs + Migration.directory + Migration.accounts
        + Migration.evidence + Migration.programmes + Migration.plans + Migration.pathways + Migration.trials
        + Migration.reach

    static let north = Organisation(id: ID(rawValue: 11), kind: .hub, name: "Northshore Hub")
    static let fens = Organisation(id: ID(rawValue: 12), kind: .hub, name: "Fens Hub")
    static let feedback = ID<Strand>(rawValue: 31)
    static let phonics = ID<Strand>(rawValue: 32)
    static let count = 20
    /// The first school before it became an academy.
    static let predecessor = 900_100
    static let area = ID<Area>(rawValue: 71)

    /// Thursday 7 January 2027, 09:00 in London.
    static let start = Date(milliseconds: 1_799_312_400_000)
    static let year = AcademicYear(startYear: 2026)

    static func urn(_ number: Int) -> Int { 900_000 + number }
    static func school(_ number: Int) -> Int { 1000 + number }

    static func with(_ engine: TestEngine, _ body: (Places) async throws -> Void) async throws {
        try await engine.withDatabase(migrations) { database in
            let places = Places(
                database: database,
                reach: Reach(
                    database: database,
                    services: .seeded(3, at: start),
                    profiles: try ProfileLibrary.carried()
                )
            )
            try await places.settle()
            try await body(places)
        }
    }

    private func settle() async throws {
        try await database.write { transaction in
            for hub in [Self.north, Self.fens] {
                try transaction.addOrganisation(Int(hub.id.rawValue), "hub", hub.name)
                try transaction.execute(
                    "INSERT INTO hub (id, slug, summary, version) VALUES (\(hub.id), \("hub-\(hub.id)"), '', 1)"
                )
            }
            try transaction.addOrganisation(501, "authority", "Coast")
            try transaction.execute("INSERT INTO authority (code, organisation_id) VALUES (501, 501)")
            for number in 1...Self.count { try transaction.addSchool(number) }
            try transaction.addPredecessor()
            for (id, slug) in [(Self.feedback, "feedback"), (Self.phonics, "phonics")] {
                try transaction.execute("INSERT INTO strand (id, slug, version) VALUES (\(id), \(slug), 1)")
                try transaction.execute(
                    """
                    INSERT INTO strand_version
                        (strand_id, version, title, summary, what_it_is, key_findings, closing_the_gap, implementation,
                         cost_text, evidence_text, is_attainment, strength, strength_reasons, change_note, published_at)
                    VALUES (\(id), 1, \(slug), '', '', '', '', '', '', '', 1, 3, '', '', 0)
                    """
                )
            }
            try transaction.addPerson(100)
            try transaction.execute(
                """
                INSERT INTO area (id, slug, name, kind, summary, owner_id, version)
                VALUES (\(Self.area), 'coast', 'Coast', 'other', '', \(Self.north.id), 1)
                """
            )
            for number in 11...Self.count {
                try transaction.execute(
                    "INSERT INTO area_school (area_id, urn) VALUES (\(Self.area), \(Self.urn(number)))"
                )
            }
        }
    }

    /// An offer with one run of one session, and a booking for each organisation.
    func hold(
        _ id: Int,
        on day: String,
        hubs: [Organisation] = [north],
        strands: [ID<Strand>] = [feedback],
        places: [(organisation: Int, count: Int)]
    ) async throws {
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO offer (id, state, title, summary, description, audience, phases, mode, venue, address,
                    postcode, price_pence, vat, contact_name, contact_email, search_key, created_at, version)
                VALUES (\(id), 'published', \("Offer \(id)"), '', '', '', 15, 'online', '', '', '', 0, 'none', '', '',
                    '', 0, 1)
                """
            )
            for (position, hub) in hubs.enumerated() {
                try transaction.execute(
                    "INSERT INTO offer_hub (offer_id, hub_id, is_lead) VALUES (\(id), \(hub.id), \(position == 0))"
                )
            }
            for strand in strands {
                try transaction.execute(
                    "INSERT INTO offer_strand (offer_id, strand_id) VALUES (\(id), \(strand))"
                )
            }
            let taken = places.reduce(0) { $0 + $1.count }
            try transaction.execute(
                """
                INSERT INTO run (id, offer_id, capacity, taken, starts_on, ends_on, version)
                VALUES (\(id), \(id), 100, \(taken), \(day), \(day), 1)
                """
            )
            try transaction.execute(
                """
                INSERT INTO run_session (id, run_id, held_on, starts_at, ends_at, room, link)
                VALUES (\(id), \(id), \(day), '09:00', '12:00', '', '')
                """
            )
            for (position, part) in places.enumerated() {
                try transaction.addBooking(id * 1000 + position, of: id, part.organisation, part.count)
            }
        }
    }

    /// Turns a run into self-study, and says on which days places in it were completed.
    func completeStudy(_ run: Int, _ completions: [Int: String]) async throws {
        try await database.write { transaction in
            try transaction.execute("DELETE FROM run_session WHERE run_id = \(run)")
            try transaction.execute(
                """
                UPDATE run SET study_link = 'https://learn.test', study_minutes = 60, ends_on = '9999-12-31'
                WHERE id = \(run)
                """
            )
            for (place, day) in completions {
                try transaction.execute(
                    """
                    INSERT INTO study_completion (place_id, run_id, completed_on, marked_at)
                    VALUES (\(place), \(run), \(day), 0)
                    """
                )
            }
        }
    }

    /// The small maps of a summary, over its points.
    func panels(of summary: ReachSummary, by split: ReachSplit) async throws -> [ReachPanel] {
        let points = try await reach.points(summary.scope, for: split)
        return try await reach.panels(of: summary, by: split, over: points)
    }

    /// The lineages that the map draws as reached.
    func drawn(_ scope: ReachScope) async throws -> [Int] {
        try await reach.points(scope).filter { $0.years.contains(scope.year) }.map(\.lineage)
    }

    func actor(_ role: Role = .lead, of organisation: Organisation = north) -> Actor {
        .person(
            Person(id: ID(rawValue: 100), name: "Person 100"),
            memberships: [Membership(organisation, role)]
        )
    }
}

extension Transaction {
    fileprivate func addOrganisation(_ id: Int, _ kind: String, _ name: String) throws {
        try execute("INSERT INTO organisation (id, kind, name) VALUES (\(id), \(kind), \(name))")
    }

    fileprivate func addPerson(_ id: Int) throws {
        try execute(
            """
            INSERT INTO person (id, name, email, created_at)
            VALUES (\(id), \("Person \(id)"), \("p\(id)@school.test"), 0)
            """
        )
    }

    fileprivate func addSchool(_ number: Int) throws {
        let urn = Places.urn(number)
        try addOrganisation(Places.school(number), "establishment", "School \(number)")
        try execute("INSERT INTO lineage_member (urn, lineage_id) VALUES (\(urn), \(urn))")
        try execute(
            """
            INSERT INTO establishment
                (urn, organisation_id, authority_code, type, status, phase, easting, northing)
            VALUES (\(urn), \(Places.school(number)), 501, 'Academy', 'open', 'primary',
                \(400_000 + number * 100), 300000)
            """
        )
        try execute(
            """
            INSERT INTO characteristic (urn, academic_year, measure, value)
            VALUES (\(urn), 2025, \(Measure.premiumPercentage), \(Double(number * 5)))
            """
        )
    }

    fileprivate func addPredecessor() throws {
        try addOrganisation(1100, "establishment", "Old School 1")
        try execute(
            "INSERT INTO lineage_member (urn, lineage_id) VALUES (\(Places.predecessor), \(Places.urn(1)))"
        )
        try execute(
            """
            INSERT INTO establishment (urn, organisation_id, authority_code, type, status, phase)
            VALUES (\(Places.predecessor), 1100, 501, 'Community school', 'closed', 'primary')
            """
        )
    }

    fileprivate func addBooking(_ id: Int, of run: Int, _ organisation: Int, _ count: Int) throws {
        try execute(
            """
            INSERT INTO booking (id, reference, run_id, organisation_id, booked_by, price_pence, vat_rate, state,
                booked_at, version)
            VALUES (\(id), \("R-\(id)"), \(run), \(organisation), 100, 0, 0, 'confirmed', 0, 1)
            """
        )
        for place in 0..<count {
            let person = id * 100 + place
            try addPerson(person)
            try execute(
                """
                INSERT INTO place (id, booking_id, run_id, position, person_id, name, state, changed_at)
                VALUES (\(person), \(id), \(run), \(place), \(person), 'T', 'held', 0)
                """
            )
        }
    }
}
