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
            let contacts = try await pathways.roleContacts(
                of: Network.seaview.id,
                by: network.actor("Fay Lead")
            )
            #expect(contacts.map(\.role) == [.headteacher, .inductionTutor])
            await #expect(throws: AccessError.notFound) {
                _ = try await pathways.roleContacts(of: Network.seaview.id, by: network.actor("Hal Lead"))
            }
        }
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
            #expect(refused["roles"] != nil, "the hub has spoken to neither school")
            try await pathways.logContact(Self.entry(), for: Network.north.id, by: noel)
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
