import Access
import Accounts
import Database
import Foundation
import Services
import TestDatabases
import Testing

struct SignInTests {
    @Test(
        "The right password signs in, and the token stands for the person and their roles",
        arguments: TestEngine.available
    )
    func signsIn(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Bea Booker", [Membership(world.school, .booker)])
            let signedIn = try await world.signIn("Bea Booker")
            #expect(signedIn.actor.person == person)
            #expect(signedIn.actor.memberships == [Membership(world.school, .booker)])
            #expect(signedIn.strength == .password)
            #expect(try await world.audited().last == "person.sign-in")
        }
    }

    @Test("Address and password may be typed as people type them", arguments: TestEngine.available)
    func forgiving(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker", password: "caf\u{E9} harbour tractor")
            let outcome = try await world.accounts.signIn(
                email: " BEA.Booker@Seaview.example ",
                password: "cafe\u{301} harbour tractor",
                World.home
            )
            #expect(outcome.session != nil)
        }
    }

    @Test(
        "Unknown address, missing password and wrong password get one answer",
        arguments: TestEngine.available
    )
    func oneAnswer(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            try await world.add("Lin Linkonly", password: nil)
            let attempts = [
                (World.email("Bea Booker"), "wrong wrong wrong"),
                (World.email("Lin Linkonly"), World.password),
                ("nobody@seaview.example", World.password), ("not an address", World.password),
                (World.email("Bea Booker"), String(repeating: "x", count: 5000)),
                (World.email("Bea Booker"), ""),
            ]
            for (email, password) in attempts {
                await #expect(throws: AccountsError.signInFailed) {
                    try await world.accounts.signIn(email: email, password: password, World.home)
                }
            }
        }
    }

    @Test(
        "Ten failures stop an account for a quarter of an hour, known or not, and no longer",
        arguments: TestEngine.available
    )
    func accountLimit(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            for email in [World.email("Bea Booker"), "nobody@seaview.example"] {
                for attempt in 0..<10 {
                    let client = Client(address: "192.0.2.\(attempt)", agent: "")
                    await #expect(throws: AccountsError.signInFailed) {
                        try await world.accounts.signIn(email: email, password: "wrong", client)
                    }
                }
                let until = world.clock.now.addingTimeInterval(900)
                await #expect(throws: AccountsError.tooManyAttempts(until: until)) {
                    try await world.accounts.signIn(email: email, password: World.password, World.elsewhere)
                }
            }
            world.clock.advance(901)
            #expect(try await world.signIn("Bea Booker").actor.isSignedIn)
        }
    }

    @Test(
        "A stranger's failures do not stop a browser that the person used before",
        arguments: TestEngine.available
    )
    func knownDeviceIsNotLockedOut(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            let email = World.email("Bea Booker")
            let first = try await world.accounts.signIn(email: email, password: World.password, World.home)
            for _ in 0..<10 {
                _ = try? await world.accounts.signIn(email: email, password: "wrong", World.elsewhere)
            }
            await #expect(throws: AccountsError.self) {
                try await world.accounts.signIn(email: email, password: World.password, World.home)
            }
            let known = Client(address: World.home.address, agent: "", device: first.device)
            #expect(
                try await world.accounts.signIn(email: email, password: World.password, known).session != nil
            )

            // The device itself is no way around the limit.
            for _ in 0..<10 { _ = try? await world.accounts.signIn(email: email, password: "wrong", known) }
            await #expect(throws: AccountsError.self) {
                try await world.accounts.signIn(email: email, password: World.password, known)
            }
        }
    }

    @Test("A device that another person used gives no second allowance", arguments: TestEngine.available)
    func foreignDevice(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            try await world.add("Mal Mallory")
            let outcome = try await world.accounts.signIn(
                email: World.email("Mal Mallory"),
                password: World.password,
                World.elsewhere
            )
            let client = Client(address: "192.0.2.9", agent: "", device: outcome.device)
            let email = World.email("Bea Booker")
            for _ in 0..<10 {
                _ = try? await world.accounts.signIn(email: email, password: "wrong", World.home)
            }
            await #expect(throws: AccountsError.self) {
                try await world.accounts.signIn(email: email, password: World.password, client)
            }
        }
    }

    @Test("Sixty failures stop a client address, successes do not count", arguments: TestEngine.available)
    func addressLimit(on engine: TestEngine) async throws {
        try await World.with(engine, rehearses: false) { world in
            try await world.add("Bea Booker")
            for _ in 0..<70 { _ = try await world.signIn("Bea Booker") }
            for number in 0..<60 {
                await #expect(throws: AccountsError.signInFailed) {
                    try await world.accounts.signIn(
                        email: "p\(number)@x.example",
                        password: "wrong",
                        World.home
                    )
                }
            }
            await #expect(
                throws: AccountsError.tooManyAttempts(until: world.clock.now.addingTimeInterval(900))
            ) {
                try await world.signIn("Bea Booker")
            }
            #expect(try await world.signIn("Bea Booker", World.elsewhere).actor.isSignedIn)
        }
    }

    @Test("Addresses of one IPv6 network are one client", arguments: TestEngine.available)
    func networkLimit(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            func guess(_ number: Int, from network: String) async throws {
                let client = Client(address: "\(network)::\(number)", agent: "")
                await #expect(throws: AccountsError.signInFailed) {
                    try await world.accounts.signIn(email: "n\(number)@x.example", password: "no", client)
                }
            }
            for number in 0..<60 { try await guess(number, from: "2001:db8:0:1") }
            let until = world.clock.now.addingTimeInterval(900)
            await #expect(throws: AccountsError.tooManyAttempts(until: until)) {
                let client = Client(address: "2001:DB8:0:1:ffff::1", agent: "")
                _ = try await world.accounts.signIn(email: "n@x.example", password: "no", client)
            }
            try await guess(61, from: "2001:db8:0:2")
        }
    }

    @Test("Failures count together in every process, and after a restart", arguments: TestEngine.available)
    func processes(on engine: TestEngine) async throws {
        try await engine.withPlace(World.migrations) { place in
            let services = Services.seeded(7, at: MovableClock().now)
            func accounts(_ database: any Database) -> Accounts {
                Accounts(
                    database,
                    services,
                    settings: AccountsSettings(baseURL: "https://braid.test"),
                    hasher: PasswordHasher(cost: .least)
                )
            }
            let two = [try await place.open(), try await place.open()]
            for number in 0..<10 {
                await #expect(throws: AccountsError.signInFailed) {
                    try await accounts(two[number % 2]).signIn(
                        email: "bea@x.example",
                        password: "wrong",
                        Client(address: "192.0.2.\(number)", agent: "")
                    )
                }
            }
            let until = services.now().addingTimeInterval(900)
            for database in two {
                await #expect(throws: AccountsError.tooManyAttempts(until: until)) {
                    try await accounts(database).signIn(email: "bea@x.example", password: "w", World.home)
                }
                await database.close()
            }
            let restarted = try await place.open()
            await #expect(throws: AccountsError.tooManyAttempts(until: until)) {
                try await accounts(restarted).signIn(email: "bea@x.example", password: "w", World.home)
            }
            await restarted.close()
        }
    }

    @Test("Guesses that come together do not pass together", arguments: TestEngine.available)
    func simultaneousGuesses(on engine: TestEngine) async throws {
        try await World.with(engine, rehearses: false) { world in
            try await world.add("Bea Booker")
            let email = World.email("Bea Booker")
            let checked = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<30 {
                    group.addTask {
                        let client = Client(address: "192.0.2.\(number)", agent: "")
                        do {
                            _ = try await world.accounts.signIn(
                                email: email,
                                password: "guess \(number)",
                                client
                            )
                            return true
                        } catch {
                            return error as? AccountsError == .signInFailed
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(checked == 10)
        }
    }

    @Test("Each sign-in makes a new token, whatever the browser brought", arguments: TestEngine.available)
    func noFixation(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            let planted = Token(world.services)
            let client = Client(address: "192.0.2.1", agent: "", device: planted)
            let first = try await world.accounts.signIn(
                email: World.email("Bea Booker"),
                password: World.password,
                client
            )
            let second = try await world.accounts.signIn(
                email: World.email("Bea Booker"),
                password: World.password,
                client
            )
            #expect(first.session != second.session)
            #expect(first.session != planted)
            #expect(try await world.accounts.identify(planted) == nil)
        }
    }

    @Test(
        "A hash made at an older cost is made anew when its password is typed",
        arguments: TestEngine.available
    )
    func rehash(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let person = try await world.add("Bea Booker")
            let stronger = Accounts(
                world.database,
                world.services,
                settings: world.accounts.settings,
                hasher: PasswordHasher(cost: PasswordCost(passes: 2, memoryBytes: 1 << 20))
            )
            func hash() async throws -> String? {
                try await world.database.read {
                    try $0.value("SELECT hash FROM password WHERE person_id = \(person.id)")
                }
            }
            let before = try await hash()
            _ = try await stronger.signIn(
                email: World.email("Bea Booker"),
                password: World.password,
                World.home
            )
            let after = try await hash()
            #expect(before?.contains("t=1,") == true)
            #expect(after?.contains("m=1024,t=2,") == true)
            _ = try await stronger.signIn(
                email: World.email("Bea Booker"),
                password: World.password,
                World.home
            )
            #expect(try await hash() == after)
        }
    }

    @Test("No secret that signs in stands in the database", arguments: TestEngine.available)
    func secretsAreHashed(on engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.add("Bea Booker")
            let outcome = try await world.accounts.signIn(
                email: World.email("Bea Booker"),
                password: World.password,
                World.home
            )
            let token = try #require(outcome.session).text
            for table in [
                "session", "known_device", "access_link", "password", "audit_entry", "attempt_limit",
            ] {
                let rows = try await world.database.read {
                    try $0.rows("SELECT * FROM \(SQL(trusted: table))")
                }
                for value in rows.flatMap(\.values) {
                    #expect(value != .text(token))
                    #expect(value != .blob(Array(token.utf8)))
                    if case .text(let text) = value { #expect(!text.contains(World.password)) }
                }
            }
        }
    }
}
