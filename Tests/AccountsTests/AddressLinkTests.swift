import Mail
import Access
import Accounts
import Database
import Foundation
import Services
import TestDatabases
import Testing

/// Links that prove a work address, for people who have no account yet.
struct AddressLinkTests {
    static func link(to email: String, named name: String, _ world: World) async throws -> Token {
        try await world.accounts.mailAddressLink(
            to: email,
            name: name,
            purpose: "Better feedback",
            next: "/offers",
            World.home
        )
        return try World.token(in: try await world.mail(to: email).text)
    }

    @Test(
        "Someone new is made a person only when the link is used, and signs in once",
        arguments: TestEngine.available
    )
    func someoneNew(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let token = try await Self.link(to: "new@school.test", named: "Nia New", world)
            func count() async throws -> Int {
                try await world.database.read {
                    try $0.count("SELECT count(*) FROM person WHERE email = 'new@school.test'")
                }
            }
            #expect(try await count() == 0)
            let link = try #require(try await world.accounts.addressLink(token))
            #expect(link.name == "Nia New" && link.next == "/offers" && !link.needsPassword)
            let session = try #require(
                try await world.accounts.signIn(addressLink: token, World.home).session
            )
            #expect(try await world.accounts.identify(session)?.strength == .link)
            #expect(try await count() == 1)
            await #expect(throws: AccountsError.linkSpent) {
                _ = try await world.accounts.signIn(addressLink: token, World.home)
            }
        }
    }

    @Test(
        "Whoever has an account keeps their name, and roles that need a password still need it",
        arguments: TestEngine.available
    )
    func known(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Mia Member", [Membership(world.school, .member)], password: nil)
            let token = try await Self.link(to: World.email("Mia Member"), named: "Someone Else", world)
            let session = try #require(
                try await world.accounts.signIn(addressLink: token, World.home).session
            )
            #expect(try await world.accounts.identify(session)?.actor.person?.name == "Mia Member")
            try await world.add("Lee Lead", [Membership(world.school, .lead)])
            let other = try await Self.link(to: World.email("Lee Lead"), named: "Lee Lead", world)
            #expect(try await world.accounts.addressLink(other)?.needsPassword == true)
            await #expect(throws: AccountsError.passwordNeeded) {
                _ = try await world.accounts.signIn(addressLink: other, World.home)
            }
        }
    }

    @Test("A link ends when its time is over or a newer one is sent", arguments: TestEngine.available)
    func ends(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let first = try await Self.link(to: "new@school.test", named: "Nia New", world)
            world.clock.advance(60)
            let second = try await Self.link(to: "new@school.test", named: "Nia New", world)
            #expect(try await world.accounts.addressLink(first) == nil)
            world.clock.advance(3600)
            #expect(try await world.accounts.addressLink(second) == nil)
            try await world.accounts.forgetExpired()
            let left = try await world.database.read { try $0.count("SELECT count(*) FROM address_link") }
            #expect(left == 0)
        }
    }

    @Test("A wrong address or an empty name is refused", arguments: TestEngine.available)
    func refused(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            await #expect(throws: AccountsError.emailInvalid) {
                _ = try await Self.link(to: "nowhere", named: "A", world)
            }
            await #expect(throws: AccountsError.nameInvalid) {
                _ = try await Self.link(to: "a@b.test", named: " ", world)
            }
        }
    }
}
