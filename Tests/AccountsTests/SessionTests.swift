import Access
import Accounts
import Database
import Foundation
import Services
import TestDatabases
import Testing

struct SessionTests {
    /// Signs in and hands over the token.
    private func token(_ world: World, _ name: String, _ client: Client = World.home) async throws -> Token {
        try #require(
            try await world.accounts.signIn(email: World.email(name), password: World.password, client)
                .session
        )
    }

    @Test(
        "A session ends after twelve hours without use, and lives on with use",
        arguments: TestEngine.available
    )
    func idle(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            let used = try await token(world, "Bea Booker")
            let unused = try await token(world, "Bea Booker")
            for _ in 0..<3 {
                world.clock.advance(11 * 3600)
                #expect(try await world.accounts.identify(used) != nil)
            }
            #expect(try await world.accounts.identify(unused) == nil)
        }
    }

    @Test("Who asks is found by one statement, however many roles they have", arguments: TestEngine.available)
    func oneStatement(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            try await world.add(
                "Ada Several",
                [
                    Membership(world.school, .lead), Membership(world.hub, .editor),
                    Membership(world.school, .booker),
                ]
            )
            for (name, roles) in [
                ("Bea Booker", [] as [Membership]),
                (
                    "Ada Several",
                    [
                        Membership(world.hub, .editor), Membership(world.school, .booker),
                        Membership(world.school, .lead),
                    ]
                ),
            ] {
                let session = try await token(world, name)
                let counting = CountingDatabase(world.database)
                let accounts = Accounts(
                    counting,
                    world.services,
                    settings: world.accounts.settings,
                    hasher: PasswordHasher(cost: .least),
                    registry: []
                )
                var found: SignedIn?
                let statements = try await counting.statements {
                    found = try await accounts.identify(session)
                }
                #expect(statements == 1)
                #expect(found?.actor.person?.name == name)
                #expect(found?.actor.memberships == roles)
            }
        }
    }

    @Test("A session ends after seven days, however much it is used", arguments: TestEngine.available)
    func absolute(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            let token = try await token(world, "Bea Booker")
            for _ in 0..<13 {
                world.clock.advance(43_000)
                #expect(try await world.accounts.identify(token) != nil)
            }
            world.clock.advance(43_000)
            world.clock.advance(5000)
            #expect(try await world.accounts.identify(token) == nil)
        }
    }

    @Test(
        "An administrator's session is shorter, from the moment they become one",
        arguments: TestEngine.available
    )
    func administrator(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Ada Admin")
            let session = try await token(world, "Ada Admin")
            world.clock.advance(1800)
            #expect(try await world.accounts.identify(session) != nil)
            try await world.accounts.setNetworkAdministrator(true, person.id, by: .system("test"))
            world.clock.advance(3601)
            #expect(try await world.accounts.identify(session) == nil)
        }
    }

    @Test("A role taken away is gone at the next request", arguments: TestEngine.available)
    func rolesAreFresh(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Ed Editor", [Membership(world.hub, .editor)])
            let session = try await token(world, "Ed Editor")
            #expect(
                try await world.accounts.identify(session)?.actor.may(.publishOffer, on: .of(world.hub.id))
                    == true
            )
            try await world.accounts.changeRoles(
                of: person.id,
                in: world.hub.id,
                to: [],
                by: world.administrator
            )
            #expect(
                try await world.accounts.identify(session)?.actor.may(.publishOffer, on: .of(world.hub.id))
                    == false
            )
        }
    }

    @Test("Signing out ends the token itself, not only the cookie", arguments: TestEngine.available)
    func signOut(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            let one = try await token(world, "Bea Booker")
            let other = try await token(world, "Bea Booker")
            try await world.accounts.signOut(try #require(try await world.accounts.identify(one)))
            #expect(try await world.accounts.identify(one) == nil)
            #expect(try await world.accounts.identify(other) != nil)
        }
    }

    @Test(
        "Signing out everywhere ends every session of this person, and of nobody else",
        arguments: TestEngine.available
    )
    func everywhere(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            try await world.add("Olu Other")
            let one = try await token(world, "Bea Booker")
            let two = try await token(world, "Bea Booker")
            let others = try await token(world, "Olu Other")
            try await world.accounts.signOutEverywhere(try #require(try await world.accounts.identify(one)))
            #expect(try await world.accounts.identify(one) == nil)
            #expect(try await world.accounts.identify(two) == nil)
            #expect(try await world.accounts.identify(others) != nil)
        }
    }

    @Test(
        "The list shows each browser in words, the last used first; others' sessions are not found",
        arguments: TestEngine.available
    )
    func list(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            try await world.add("Olu Other")
            _ = try await token(world, "Bea Booker", World.elsewhere)
            world.clock.advance(60)
            let here = try await world.signIn("Bea Booker")
            let foreign = try await world.signIn("Olu Other")
            let sessions = try await world.accounts.sessions(of: here)
            #expect(sessions.map(\.device) == ["Firefox on Windows", "curl"])
            #expect(sessions.first?.id == here.session)
            await #expect(throws: AccessError.notFound) {
                try await world.accounts.endSession(foreign.session, by: here)
            }
            try await world.accounts.endSession(sessions[1].id, by: here)
            #expect(try await world.accounts.sessions(of: here).count == 1)
        }
    }

    @Test("The time of last use is written at most once in five minutes", arguments: TestEngine.available)
    func lastUse(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            let session = try await token(world, "Bea Booker")
            let start = world.clock.now
            func lastUsed() async throws -> Date? {
                try await world.database.read { try $0.value("SELECT last_used_at FROM session") }
            }
            world.clock.advance(299)
            _ = try await world.accounts.identify(session)
            #expect(try await lastUsed() == start)
            world.clock.advance(1)
            _ = try await world.accounts.identify(session)
            #expect(try await lastUsed() == world.clock.now)
        }
    }

    @Test("The daily sweep deletes what has run out, and nothing else", arguments: TestEngine.available)
    func sweep(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker", [Membership(world.school, .booker)])
            _ = try await token(world, "Bea Booker")
            try await world.accounts.mailSignInLink(to: World.email("Bea Booker"), World.home)
            _ = try? await world.accounts.signIn(email: "x@y.example", password: "wrong", World.home)
            _ = try await world.accounts.invite(
                by: world.administratorWithRow(),
                name: "New Person",
                email: "new@x.example",
                to: world.school.id,
                as: .member
            )
            try await world.accounts.forgetExpired()
            func counts() async throws -> [Int] {
                try await world.database.read { transaction in
                    [
                        try transaction.count("SELECT count(*) FROM session"),
                        try transaction.count("SELECT count(*) FROM access_link"),
                        try transaction.count("SELECT count(*) FROM invitation"),
                        try transaction.count("SELECT count(*) FROM known_device"),
                    ]
                }
            }
            // Two links: the sign-in link, and the first-password link of the administrator.
            #expect(try await counts() == [1, 2, 1, 1])
            world.clock.advance(15 * 86_400)
            try await world.accounts.forgetExpired()
            #expect(try await counts() == [0, 0, 0, 1])
            world.clock.advance(180 * 86_400)
            try await world.accounts.forgetExpired()
            #expect(try await counts() == [0, 0, 0, 0])
            #expect(try await world.accounts.forgetExpired() == 0)
            #expect(try await world.database.read { try $0.count("SELECT count(*) FROM person") } == 2)
        }
    }
}
