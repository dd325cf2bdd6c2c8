import Access
import Accounts
import Database
import Evidence
import Foundation
import Mail
import Pathways
import Services
import TestDatabases
import Testing

@Suite struct `School contacts` {
    private static func entry(school: String = "Seaview") -> ContactDraft {
        var draft = ContactDraft()
        draft.school = school
        draft.spokeOn = "2027-01-07"
        draft.withName = "Sue Lead"
        draft.channel = "call"
        draft.topic = "Mentor time"
        draft.nextAction = "Send the dates"
        draft.nextOn = "2027-01-10"
        return draft
    }

    private static func contact(_ role: ContactRole, _ email: String, wantsNews: Bool = true)
        -> RoleContactDraft
    {
        var draft = RoleContactDraft()
        draft.role = role.rawValue
        draft.name = "Sue Lead"
        draft.email = email
        draft.wantsNews = wantsNews
        return draft
    }

    private static func letter(_ roles: [ContactRole]) -> NewsletterDraft {
        var draft = NewsletterDraft()
        draft.subject = "Spring dates"
        draft.body = "Dear colleague,\nthe dates are out."
        draft.roles = roles.map(\.rawValue)
        return draft
    }

    @Test(arguments: TestEngine.available)
    func `are written down with a next action that is ticked off once`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let noel = network.actor("Noel Editor")
            let id = try await pathways.logContact(Self.entry(), for: Network.north.id, by: noel)
            #expect(try await pathways.ownActions(by: noel).map(\.id) == [id])
            #expect(
                try await pathways.openActions(of: Network.north.id, by: noel).map(\.school) == [
                    Network.seaview
                ]
            )
            try await pathways.finishAction(id, by: network.actor("Nora Lead"))
            try await pathways.finishAction(id, by: network.actor("Nora Lead"))
            #expect(try await pathways.ownActions(by: noel).isEmpty)
            #expect(try await network.auditVerbs().count { $0 == "contact.finish-action" } == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `of one hub are not found by another`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let id = try await network.pathways.logContact(
                Self.entry(),
                for: Network.north.id,
                by: network.actor("Noel Editor")
            )
            await #expect(throws: AccessError.notFound) {
                _ = try await network.pathways.contactLog(of: Network.north.id, by: network.actor("Fay Lead"))
            }
            await #expect(throws: AccessError.notFound) {
                try await network.pathways.finishAction(id, by: network.actor("Fay Lead"))
            }
        }
    }

    static let schools: [(typed: String, message: String?)] = [
        ("100021", nil), ("hillside primary", nil), ("Seav", nil),
        ("primary", "2 schools match"), ("Atlantis", "No school is called that"), ("", "Enter the school"),
    ]

    @Test(arguments: schools) func `find the school that is meant, or say what the choices are`(
        typed: String,
        message: String?
    ) async throws {
        try await Network.with(.sqlite) { network in
            let found = try await faults {
                try await network.pathways.logContact(
                    Self.entry(school: typed),
                    for: Network.north.id,
                    by: network.actor("Noel Editor")
                )
            }
            if let message {
                #expect(found["school"]?.contains(message) == true, "\(found)")
            } else {
                #expect(found == [:])
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `with a role are kept by the school and by hubs, and seen by no other school`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            try await pathways.saveRoleContact(
                Self.contact(.headteacher, "sue.lead@school.test"),
                of: Network.seaview.id,
                by: network.actor("Sam Booker")
            )
            try await pathways.saveRoleContact(
                Self.contact(.inductionTutor, "mia.mentor@school.test"),
                of: Network.seaview.id,
                for: Network.north.id,
                by: network.actor("Noel Editor")
            )
            func seen(by name: String) async throws -> [ContactRole] {
                try await pathways.roleContacts(of: Network.seaview.id, by: network.actor(name)).map(\.role)
            }
            let all = try await pathways.roleContacts(of: Network.seaview.id, by: network.actor("Sue Lead"))
            #expect(all.map(\.role) == [.headteacher, .inductionTutor])
            #expect(try await seen(by: "Noel Editor") == [.inductionTutor], "what it wrote down itself")
            #expect(try await seen(by: "Fay Lead") == [])
            await #expect(throws: AccessError.notFound) {
                try await pathways.removeRoleContact(all[0].id, by: network.actor("Fay Lead"))
            }
            try await network.database.write { transaction in
                try transaction.execute(Self.partnership(from: 1_000_100_021, to: 12))
            }
            #expect(
                try await seen(by: "Fay Lead") == [.headteacher, .inductionTutor],
                "the school wrote down that it works with the hub"
            )
            await #expect(throws: AccessError.forbidden) {
                try await pathways.removeRoleContact(all[1].id, by: network.actor("Fay Lead"))
            }
            let taken = try await faults {
                try await pathways.saveRoleContact(
                    Self.contact(.inductionTutor, "mia.mentor@school.test"),
                    of: Network.seaview.id,
                    for: Network.fens.id,
                    by: network.actor("Fay Lead")
                )
            }
            #expect(
                taken == ["contactEmail": "The school or another hub has written this contact down already"]
            )
            await #expect(throws: AccessError.notFound, "in another hub's name") {
                try await pathways.saveRoleContact(
                    Self.contact(.office, "office@school.test"),
                    of: Network.seaview.id,
                    for: Network.north.id,
                    by: network.actor("Fay Lead")
                )
            }
            try await pathways.removeRoleContact(all[1].id, by: network.actor("Noel Editor"))
            #expect(try await seen(by: "Sue Lead") == [.headteacher])
            await #expect(throws: AccessError.notFound) {
                _ = try await pathways.roleContacts(of: Network.seaview.id, by: network.actor("Hal Lead"))
            }
        }
    }

    private static func partnership(
        from: Int64,
        to: Int64,
        state: String = "active",
        toAgrees: Bool = false
    ) -> SQL {
        """
        INSERT INTO partnership (id, from_id, to_id, kind, state, to_agrees, version)
        VALUES (1, \(from), \(to), 'delivery-partner', \(state), \(toAgrees), 1)
        """
    }

    private static let trust: [SQL] = [
        "INSERT INTO organisation (id, kind, name) VALUES (51, 'group', 'Coast Trust')",
        """
        INSERT INTO school_group (uid, organisation_id, kind, is_open, name_key)
        VALUES (71, 51, 'multi-academy-trust', 1, '')
        """,
        "INSERT INTO group_member (group_uid, urn) VALUES (71, 100021)",
    ]

    /// A place that person 104, Sam, or 102, Fay of the hub, booked with the hub for the school.
    private static func booking(by person: Int64, state: String = "confirmed") -> [SQL] {
        [
            """
            INSERT INTO offer (id, state, title, summary, description, audience, phases, mode, venue, address,
                postcode, price_pence, vat, contact_name, contact_email, search_key, created_at, version)
            VALUES (1, 'published', 'Reading well', '', '', '', 15, 'online', '', '', '', 0, 'none', '', '', '', 0, 1)
            """,
            "INSERT INTO offer_hub (offer_id, hub_id, is_lead) VALUES (1, 12, 1)",
            """
            INSERT INTO run (id, offer_id, capacity, taken, starts_on, ends_on, version)
            VALUES (1, 1, 10, 1, '2027-02-01', '2027-02-01', 1)
            """,
            """
            INSERT INTO booking (id, reference, run_id, organisation_id, booked_by, price_pence, vat_rate, state,
                booked_at, version)
            VALUES (1, 'R-1', 1, 1000100021, \(person), 0, 0, \(state), 0, 1)
            """,
        ]
    }

    private static let area: [SQL] = [
        """
        INSERT INTO area (id, slug, name, kind, summary, owner_id, version)
        VALUES (1, 'coast', 'Coast', 'other', '', 12, 1)
        """,
        "INSERT INTO area_school (area_id, urn) VALUES (1, 100021)",
    ]

    private static let membership: SQL = """
        INSERT INTO membership (person_id, organisation_id, role, since) VALUES (104, 1000100021, 'booker', 0)
        """

    private static func claim(isRecognised: Bool) -> SQL {
        """
        INSERT INTO booking_school (person_id, organisation_id, is_recognised, claimed_at)
        VALUES (104, 1000100021, \(isRecognised), 0)
        """
    }

    /// How a school agrees to work with a hub, by itself or by its trust.
    static let agreements: [[[SQL]]] = [
        [[partnership(from: 12, to: 1_000_100_021, toAgrees: true)]],
        [[partnership(from: 1_000_100_021, to: 12)]],
        [trust, [partnership(from: 51, to: 12)]],
        [trust, [partnership(from: 12, to: 51, toAgrees: true)]],
        [booking(by: 104), [membership]],
        [booking(by: 104), [claim(isRecognised: true)]],
    ]

    /// What a hub does by itself, and what is over.
    static let claims: [[[SQL]]] = [
        [[partnership(from: 12, to: 1_000_100_021)]],
        [[partnership(from: 1_000_100_021, to: 12, state: "challenged")]],
        [[partnership(from: 1_000_100_021, to: 12, state: "ended")]],
        [trust, [partnership(from: 12, to: 51)]],
        [area],
        [booking(by: 102)],
        [booking(by: 104), [claim(isRecognised: false)]],
        [booking(by: 104, state: "cancelled"), [membership]],
    ]

    /// How many of the school's contacts Fay's hub sees before and after rows are written, and how many its newsletter
    /// reaches then.
    private static func seen(after rows: [[SQL]], on engine: TestEngine) async throws -> [Int] {
        var counts: [Int] = []
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let fay = network.actor("Fay Lead")
            try await pathways.saveRoleContact(
                contact(.headteacher, "sue.lead@school.test"),
                of: Network.seaview.id,
                by: network.actor("Sam Booker")
            )
            try await pathways.logContact(entry(), for: Network.fens.id, by: fay)
            counts.append(try await pathways.roleContacts(of: Network.seaview.id, by: fay).count)
            try await network.database.write { transaction in
                for row in rows.joined() { try transaction.execute(row) }
            }
            counts.append(try await pathways.roleContacts(of: Network.seaview.id, by: fay).count)
            let readers = try await pathways.newsletterReaders(
                of: Network.fens.id,
                roles: [.headteacher],
                by: fay
            )
            counts.append(readers.count)
        }
        return counts
    }

    @Test(arguments: agreements.indices, TestEngine.available)
    func `are seen by a hub that the school or its trust agreed to work with`(
        _ position: Int,
        on engine: TestEngine
    ) async throws {
        let counts = try await Self.seen(after: Self.agreements[position], on: engine)
        // A newsletter goes to partners alone.
        #expect(counts == [0, 1, position < 4 ? 1 : 0])
    }

    @Test(arguments: claims.indices, TestEngine.available)
    func `are not seen by a hub for what it wrote down or drew itself, or for what is over`(
        _ position: Int,
        on engine: TestEngine
    ) async throws {
        let counts = try await Self.seen(after: Self.claims[position], on: engine)
        #expect(counts == [0, 0, 0])
    }

    @Test(arguments: TestEngine.available)
    func `get a newsletter only where the hub knows them and they have not stopped it`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let noel = network.actor("Noel Editor")
            for (school, address, name) in [
                (Network.seaview, "a@seaview.test", "Sue Lead"),
                (Network.hillside, "b@hillside.test", "Hal Lead"),
            ] {
                try await pathways.saveRoleContact(
                    Self.contact(.headteacher, address),
                    of: school.id,
                    by: network.actor(name)
                )
            }
            let refused = try await faults {
                _ = try await pathways.sendNewsletter(
                    Self.letter([.headteacher]),
                    of: Network.north.id,
                    by: noel
                )
            }
            #expect(refused["roles"] != nil, "neither school agreed to be a partner of the hub")
            try await network.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO partnership (id, from_id, to_id, kind, state, to_agrees, version)
                    VALUES (2, \(Network.north.id), \(Network.seaview.id), 'alliance-member', 'active', 1, 1)
                    """
                )
            }
            #expect(
                try await pathways.sendNewsletter(Self.letter([.headteacher]), of: Network.north.id, by: noel)
                    == 1
            )
            let mail = try #require(try await network.mails().last)
            #expect(mail.to.address == "a@seaview.test")
            let link = try #require(mail.text.firstMatch(of: /newsletter\/stop\/(\S+)/))
            try await pathways.stopNewsletters(token: String(link.1))
            let readers = try await pathways.newsletterReaders(
                of: Network.north.id,
                roles: [.headteacher],
                by: noel
            )
            #expect(readers.isEmpty)
            // The school wrote the partnership down.
            try await network.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO partnership (id, from_id, to_id, kind, state, version)
                    VALUES (1, \(Network.hillside.id), \(Network.north.id), 'alliance-member', 'active', 1)
                    """
                )
            }
            let partners = try await pathways.newsletterReaders(
                of: Network.north.id,
                roles: [.headteacher],
                by: noel
            )
            #expect(partners.map(\.email.text) == ["b@hillside.test"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `get newsletters or none as the form said last`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let sue = network.actor("Sue Lead")
            for wantsNews in [true, false, true] {
                try await pathways.saveRoleContact(
                    Self.contact(.headteacher, "sue.lead@school.test", wantsNews: wantsNews),
                    of: Network.seaview.id,
                    by: sue
                )
                let saved = try await pathways.roleContacts(of: Network.seaview.id, by: sue)
                #expect(saved.map(\.wantsNews) == [wantsNews])
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `are not written to after a stop, in another role or school or entered again`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let noel = network.actor("Noel Editor")
            func enter(_ role: ContactRole, at school: Organisation) async throws {
                try await pathways.saveRoleContact(
                    Self.contact(role, "a@seaview.test"),
                    of: school.id,
                    for: Network.north.id,
                    by: noel
                )
            }
            func readers() async throws -> [Organisation] {
                try await pathways.newsletterReaders(
                    of: Network.north.id,
                    roles: ContactRole.allCases,
                    by: noel
                ).map(\.organisation)
            }
            for school in [Network.seaview, Network.hillside] {
                try await pathways.logContact(
                    Self.entry(school: school.name),
                    for: Network.north.id,
                    by: noel
                )
            }
            try await enter(.headteacher, at: Network.seaview)
            _ = try await pathways.sendNewsletter(Self.letter([.headteacher]), of: Network.north.id, by: noel)
            let mail = try #require(try await network.mails().last)
            let token = String(try #require(mail.text.firstMatch(of: /newsletter\/stop\/(\S+)/)).1)
            try await pathways.stopNewsletters(token: token)
            try await enter(.inductionTutor, at: Network.seaview)
            try await enter(.headteacher, at: Network.hillside)
            #expect(try await readers().isEmpty)
            let first = try #require(
                try await pathways.roleContacts(of: Network.seaview.id, by: noel).first {
                    $0.role == .headteacher
                }
            )
            try await pathways.removeRoleContact(first.id, by: noel)
            try await enter(.headteacher, at: Network.seaview)
            #expect(try await readers().isEmpty)
            try await network.database.write { try $0.execute("UPDATE role_contact SET wants_news = 1") }
            #expect(try await readers().isEmpty, "the list is read when a letter is sent, too")
            let again = try await network.database.read {
                try $0.value(
                    "SELECT stop_token FROM role_contact WHERE role = 'induction-tutor'",
                    as: String.self
                )
            }
            try await pathways.resumeNewsletters(token: try #require(again))
            #expect(try await readers() == [Network.seaview])
        }
    }

    @Test(arguments: TestEngine.available)
    func `follow a person to another address, with their wish for no newsletters`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let (old, new) = (
                try #require(EmailAddress(Network.email(of: "Sue Lead"))),
                try #require(EmailAddress("sue@right.test"))
            )
            let contacts: [(ContactRole, EmailAddress)] = [
                (.headteacher, old), (.office, old), (.office, new),
            ]
            for (role, email) in contacts {
                try await network.pathways.saveRoleContact(
                    Self.contact(role, email.text),
                    of: Network.seaview.id,
                    by: network.actor("Sue Lead")
                )
            }
            let token: String? = try await network.database.read {
                try $0.value("SELECT stop_token FROM role_contact WHERE role = 'headteacher'")
            }
            try await network.pathways.stopNewsletters(token: try #require(token))
            let sue = try #require(network.actor("Sue Lead").person).id
            try await network.database.write {
                _ = try PathwaysPersonalData().readdress(sue, from: old, to: new, in: $0)
            }
            let held: [String] = try await network.database.read {
                try $0.column("SELECT email FROM role_contact ORDER BY role")
            }
            #expect(held == [new.text, new.text], "one for each role")
            let stops: [[UInt8]] = try await network.database.read {
                try $0.column("SELECT email_digest FROM newsletter_stop")
            }
            #expect(stops.contains(new.digest))
        }
    }

    @Test(arguments: TestEngine.available)
    func `are taken off when the person is erased, and old notes when their time is over`(
        on engine: TestEngine
    )
        async throws
    {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            try await pathways.saveRoleContact(
                Self.contact(.headteacher, Network.email(of: "Sue Lead")),
                of: Network.seaview.id,
                by: network.actor("Sue Lead")
            )
            let id = try await pathways.logContact(
                Self.entry(),
                for: Network.north.id,
                by: network.actor("Noel Editor")
            )
            let sue = try #require(network.actor("Sue Lead").person).id
            let now = network.clock.now
            try await network.database.write { _ = try PathwaysPersonalData().erase(sue, at: now, in: $0) }
            #expect(try await network.count("SELECT count(*) FROM role_contact") == 0)
            let log = try await pathways.contactLog(of: Network.north.id, by: network.actor("Noel Editor"))
            #expect(log.map(\.withName) == ["Removed person"])
            network.clock.advance(days: 3 * 365 + 2)
            #expect(try await pathways.keepRetention() == 0, "an open promise keeps its note")
            try await pathways.finishAction(id, by: network.actor("Noel Editor"))
            #expect(try await pathways.keepRetention() == 1)
        }
    }
}
