import Access
import Accounts
import Database
import Foundation
import Mail
import Services
import TestDatabases
import Testing

/// Access and erasure: what a person may ask for.
struct DataRequestTests {
    /// A feature that keeps notes about persons.
    struct Notes: PersonalData {
        let section = "notes"
        let columns: Set<String> = []

        func records(of person: ID<Person>, in transaction: any Transaction) throws -> [PersonalRecord] {
            [
                PersonalRecord([
                    "text": .text("said \"hello\"\nand left \\ \u{1}"), "count": .number(3), "none": .none,
                ])
            ]
        }

        func erase(_ person: ID<Person>, at now: Date, in transaction: any Transaction) throws -> Int {
            // Accounts has not erased its own part yet: the name is still there.
            let name = try transaction.personRecord(person)?.person.name
            return name == "Removed person" ? 0 : 40
        }
    }

    @Test(
        "The file holds everything of the person, as JSON, without secrets or others' data",
        arguments: TestEngine.available
    )
    func export(on engine: TestEngine) async throws {
        try await World.with(engine, registry: [Notes()]) { world in
            let person = try await world.add("Bea Booker", [Membership(world.school, .booker)])
            try await world.add("Olu Other", [Membership(world.school, .lead)])
            let signedIn = try await world.signIn("Bea Booker")
            let text = try await world.accounts.personalData(of: person.id, by: signedIn.actor)
            let file = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            let account = try #require(file["account"] as? [[String: Any]])
            #expect(account.first?["name"] as? String == "Bea Booker")
            #expect(account.first?["email"] as? String == World.email("Bea Booker"))
            #expect(
                Set(account.compactMap { $0["kind"] as? String }) == [
                    "person", "membership", "session", "mail", "audit",
                ]
            )
            let notes = try #require(file["notes"] as? [[String: Any]])
            #expect(notes.first?["text"] as? String == "said \"hello\"\nand left \\ \u{1}")
            #expect(!text.contains("argon2"))
            #expect(!text.contains("Olu"))
            #expect(try await world.audited().last == "person.read-data")
        }
    }

    @Test("Nobody else's file is found", arguments: TestEngine.available)
    func othersFile(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Bea Booker", [Membership(world.school, .booker)])
            let lead = try await world.add("Lea Lead", [Membership(world.school, .lead)])
            let actor = world.actor(lead, [Membership(world.school, .lead)])
            await #expect(throws: AccessError.notFound) {
                try await world.accounts.personalData(of: person.id, by: actor)
            }
            await #expect(throws: AccessError.notFound) {
                try await world.accounts.erase(person.id, by: actor)
            }
            await #expect(throws: AccessError.notSignedIn) {
                try await world.accounts.personalData(of: person.id, by: .anonymous)
            }
        }
    }

    @Test(
        "Erasure leaves a nameless row, asks every feature, and is audited",
        arguments: TestEngine.available
    )
    func erase(on engine: TestEngine) async throws {
        try await World.with(engine, registry: [Notes()]) { world in
            let person = try await world.add("Bea Booker", [Membership(world.school, .booker)])
            let session = try #require(
                try await world.accounts.signIn(
                    email: World.email("Bea Booker"),
                    password: World.password,
                    World.home
                ).session
            )
            let signedIn = try #require(try await world.accounts.identify(session))
            _ = try await world.accounts.invite(
                by: world.administratorWithRow(),
                name: "Bea",
                email: World.email("Bea Booker"),
                to: world.hub.id,
                as: .member
            )
            world.clock.advance(1)
            // A link that proves the address was asked for and not used; so was a change of address.
            _ = try await AddressLinkTests.link(to: World.email("Bea Booker"), named: "Bea Booker", world)
            try await world.accounts.requestEmailChange(
                by: signedIn.actor,
                to: "bea@elsewhere.test",
                password: World.password,
                World.home
            )
            let letters = {
                try await world.database.read {
                    try $0.mail(to: World.email("Bea Booker")) + $0.mail(to: "bea@elsewhere.test")
                }
            }
            #expect(try await letters().contains { $0.to.address == "bea@elsewhere.test" })
            let sent = try #require(try await letters().first)
            let file = try await world.accounts.personalData(of: person.id, by: signedIn.actor)
            #expect(file.contains("\"mail\"") && file.contains(sent.subject) && !file.contains(sent.text))
            await #expect(throws: AccountsError.signInFailed) {
                try await world.accounts.erase(person.id, password: "wrong", by: signedIn.actor)
            }
            try await world.accounts.erase(person.id, password: World.password, by: signedIn.actor)

            #expect(try await world.accounts.identify(session) == nil)
            let record = try #require(try await world.database.read { try $0.personRecord(person.id) })
            #expect(record.person.name == "Removed person")
            #expect(record.email == nil)
            #expect(record.erasedAt == world.clock.now)
            for table in [
                "membership", "password", "session", "known_device", "access_link", "second_step",
                "recovery_code",
            ] {
                let rows = try await world.database.read {
                    try $0.count("SELECT count(*) FROM \(SQL(trusted: table)) WHERE person_id = \(person.id)")
                }
                #expect(rows == 0, "\(table)")
            }
            #expect(try await world.database.read { try $0.count("SELECT count(*) FROM invitation") } == 0)
            #expect(try await world.database.read { try $0.count("SELECT count(*) FROM address_link") } == 0)
            #expect(try await letters().isEmpty)
            let detail: String? = try await world.database.read {
                try $0.value("SELECT detail FROM audit_entry WHERE verb = 'person.erase'")
            }
            let object = try JSONSerialization.jsonObject(with: Data((detail ?? "").utf8)) as? [String: Int]
            #expect((object?["rows"] ?? 0) > 40)
            await #expect(throws: AccessError.notFound) {
                try await world.accounts.erase(person.id, by: world.administrator)
            }
        }
    }

    @Test(
        "What was written to the address that a person had before goes with them",
        arguments: TestEngine.available
    )
    func formerAddress(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lead = try await world.administratorWithRow()
            _ = try await world.accounts.invite(
                by: lead,
                name: "Bea Booker",
                email: World.email("Bea Booker"),
                to: world.hub.id,
                as: .member
            )
            let person = try await world.add("Bea Booker")
            try await world.database.write { transaction in
                try transaction.execute("UPDATE invitation SET accepted_at = 1")
                try transaction.execute("UPDATE mail SET state = 'sent', sent_at = 1")
            }
            let signedIn = try await world.signIn("Bea Booker")
            try await world.accounts.requestEmailChange(
                by: signedIn.actor,
                to: "bea@elsewhere.test",
                password: World.password,
                World.home
            )
            let token = try World.token(in: try await world.mail(to: "bea@elsewhere.test").text)
            try await world.accounts.confirmEmail(token)
            let former = try await world.database.read { try $0.mail(to: World.email("Bea Booker")) }
            #expect(!former.isEmpty, "the notice of the change is still to be sent")
            #expect(former.allSatisfy { $0.state == .queued })
            // The notice is sent afterwards, and stays in the outbox as other letters do.
            try await world.database.write { try $0.execute("UPDATE mail SET state = 'sent', sent_at = 1") }
            try await world.accounts.erase(person.id, by: world.administrator)
            let left = try await world.database.read { try $0.mail(to: World.email("Bea Booker")) }
            #expect(left.isEmpty)
            #expect(try await world.database.read { try $0.count("SELECT count(*) FROM invitation") } == 0)
        }
    }

    @Test(
        "Letters to addresses that a person meant to change to go with them after the links have run out",
        arguments: TestEngine.available
    )
    func pendingAddresses(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Bea Booker")
            let other = try await world.add("Olu Other")
            let signedIn = try await world.signIn("Bea Booker")
            let addresses = ["bea@first.test", "bea@second.test"]
            for address in addresses {
                try await world.accounts.requestEmailChange(
                    by: signedIn.actor,
                    to: address,
                    password: World.password,
                    World.home
                )
            }
            func letters() async throws -> [Int] {
                try await world.database.read { transaction in
                    try addresses.map { try transaction.mail(to: $0).count }
                }
            }
            func remembered() async throws -> Int {
                try await world.database.read { try $0.count("SELECT count(*) FROM written_address") }
            }
            world.clock.advance(2 * 86_400)
            try await world.accounts.forgetExpired()
            let links = try await world.database.read { try $0.count("SELECT count(*) FROM access_link") }
            let written = try await letters()
            let before = try await remembered()
            #expect(links == 0 && written == [1, 1] && before == 2)
            let file = try await world.accounts.personalData(of: person.id, by: world.administrator)
            #expect(addresses.allSatisfy { file.contains($0) })

            // What the outbox has no letter to is not kept either.
            try await world.database.write { _ = try $0.deleteMail(to: addresses[0]) }
            try await world.accounts.forgetExpired()
            let after = try await remembered()
            #expect(after == 1)
            try await world.accounts.erase(other.id, by: world.administrator)
            let kept = try await letters()
            #expect(kept == [0, 1])
            try await world.accounts.erase(person.id, by: world.administrator)
            let left = try await letters()
            let forgotten = try await remembered()
            #expect(left == [0, 0] && forgotten == 0)
        }
    }

    @Test("The address of an erased person is free again, for somebody new", arguments: TestEngine.available)
    func addressIsFree(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Bea Booker")
            try await world.accounts.erase(person.id, by: world.administrator)
            let successor = try await world.add("Bea Booker")
            #expect(successor.id != person.id)
            #expect(try await world.accounts.persons(by: world.administrator).total == 1)
        }
    }
}

extension World {
    /// An administrator who stands in the table, for verbs that refer to who acts.
    func administratorWithRow() async throws -> Actor {
        let person = try await add("Nell Network", administrator: true, password: nil)
        return .person(person, isNetworkAdministrator: true)
    }
}
